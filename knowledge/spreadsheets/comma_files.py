"""Reads CSV files as people's programs write them: any usual encoding and separator."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import InvalidInput
from knowledge.spreadsheets.escaping import without_guard
from knowledge.spreadsheets.tables import Formula, Table, Value, build_table, is_formula

_LONGEST_CELL = 200_000
_SEPARATORS = ",;\t|"


def read_csv(file: Path) -> Table:
    """Reads a CSV file in UTF-8 (with or without its mark), UTF-16 or Windows-1252.

    The separator is the one that stands most often in the first line: comma, semicolon, tab or bar.
    Everything is text: a date or a number is for the reader of the table to make out.

    Raises:
        InvalidInput: When the bytes are no text, or a quotation mark is not closed.
    """
    text = decoded(file.read_bytes(), file.name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        # Excel's own line, which its users do not see: rows are counted without it there too.
        return build_table(file.name, _rows(rest, first.strip()[-1], file.name))
    return build_table(file.name, _rows(text, _separator(text), file.name))


def decoded(data: bytes, name: str) -> str:
    """Returns the text of a file whose encoding nobody told.

    Raises:
        InvalidInput: When the bytes are no text of any encoding that is tried.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = ["utf-16"]
    else:
        # Any byte is some letter in Windows-1252, so it can only come last.
        tries = ["utf-8-sig", "cp1252"]
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(
        f"{name} is not text in UTF-8, UTF-16 or Windows-1252: save it anew as 'CSV UTF-8'."
    )


def _separator(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _rows(text: str, separator: str, name: str) -> Iterator[tuple[int, list[Value]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidInput(
                f"{name}, row {number}: {_explained(error)} (line {reader.line_num} of the file)."
            ) from None
        yield number, [_value(value) for value in values]


def _value(text: str) -> Value:
    return Formula(text) if is_formula(text) else without_guard(text)


def _explained(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end of data" in message:
        return "a quotation mark is opened and never closed"
    if "field larger" in message:
        return f"a cell holds more than {_LONGEST_CELL:,} characters, or a quotation mark is open"
    return f"the row cannot be read: {message}"
