"""A table as a spreadsheet shows it: headings, rows by number, columns by letter.

Knows nothing of what the table is about. `read_table` takes CSV and .xlsx; nothing in a file is
ever reckoned: a cell that holds a formula stays one, and whoever uses the table refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from knowledge.errors import InvalidInput

Value = str | int | float | bool | date | datetime | time | None
"""What one cell holds; None for an empty one."""

LARGEST_FILE_BYTES = 100_000_000
"""A larger file is refused before it is read."""

MOST_COLUMNS = 500
MOST_ROWS = 500_000

_CALLS_SOMETHING = re.compile(r"=|[+\-@][A-Za-z_.]+[(|!]")


class Formula(str):
    """The text of a formula, which is never reckoned and never taken for a value."""

    __slots__ = ()


class Row(NamedTuple):
    """One row: its number as the spreadsheet shows it, from 1, and a value for each heading."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """Headings and the rows under them.

    Attributes:
        source: The file, and the sheet where there are several, for messages.
        sheet: The sheet, where there are several; otherwise None.
        headings: As written, spaces at the ends dropped; each stands once, an empty one never.
        columns: Where each heading stands, from 1.
        rows: Every row that is not empty, in order; as many values as headings.
    """

    source: str
    sheet: str | None
    headings: tuple[str, ...]
    columns: tuple[int, ...]
    rows: tuple[Row, ...]

    def where(self, row: Row, heading: str | None = None) -> str:
        """Names a row or a cell as a person finds it: `row 7, column D (phone)`."""
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        cell = f", column {self.letter(heading)} ({heading})" if heading else ""
        return f"{sheet}row {row.number}{cell}"

    def letter(self, heading: str) -> str:
        """Returns the letters of a heading's column."""
        return column_letters(self.columns[self.headings.index(heading)])


def column_letters(column: int) -> str:
    """Returns the letters of a column counted from 1: A, B, ... Z, AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_formula(text: str) -> bool:
    """Says whether a spreadsheet would reckon, or run, a cell of a CSV file."""
    return _CALLS_SOMETHING.match(text.lstrip()) is not None


def read_table(path: str | Path, sheet: str | None = None) -> Table:
    """Reads a table of which the first row that is not empty holds the headings.

    Args:
        path: A file whose name ends in .csv or .xlsx.
        sheet: Which sheet of an .xlsx; the only visible one that is not empty when None.

    Raises:
        InvalidInput: When the file cannot be read as a table; the message names the file, and the
            row and column where there is one.
    """
    file = Path(path)
    _check_size(file)
    # Imported here, because they build what this module describes.
    from knowledge.spreadsheets.comma_files import read_csv
    from knowledge.spreadsheets.workbooks import read_workbook

    readers = {".csv": read_csv, ".txt": read_csv, ".tsv": read_csv}
    if file.suffix.lower() == ".xlsx":
        return read_workbook(file, sheet)
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise InvalidInput(
            f"{file.name} is not a .csv or .xlsx file: open it in your spreadsheet program and"
            " save it as one of these."
        )
    return reader(file)


def _check_size(file: Path) -> None:
    try:
        size = file.stat().st_size
    except OSError:
        raise InvalidInput(f"There is no file {file} that can be read.") from None
    if not file.is_file():
        raise InvalidInput(f"{file} is a folder, not a file.")
    if size == 0:
        raise InvalidInput(f"{file.name} is empty.")
    if size > LARGEST_FILE_BYTES:
        raise InvalidInput(
            f"{file.name} has {size:,} bytes; the most is {LARGEST_FILE_BYTES:,}."
            " Split it into several files."
        )


def build_table(
    file: str, lines: Iterator[tuple[int, Sequence[Value]]], sheet: str | None = None
) -> Table:
    """Makes a table of numbered rows; the first that is not empty holds the headings.

    Args:
        file: Names the file in messages.
        lines: Row number from 1 and the values from the first column on.
        sheet: Names the sheet, where there are several.

    Raises:
        InvalidInput: When there is no heading, one stands twice, a value stands under none, or
            there are too many rows or columns.
    """
    source = f"{file}, sheet {sheet}" if sheet else file
    kept = ((number, values) for number, values in lines if any(map(_is_there, values)))
    first = next(kept, None)
    if first is None:
        raise InvalidInput(f"{source} holds no rows.")
    headings, columns = _headings(source, *first)
    rows: list[Row] = []
    problems: list[str] = []
    for number, values in kept:
        problems += _values_without_heading(number, values, columns)
        rows.append(Row(number, tuple(_at(values, column) for column in columns)))
        if len(rows) > MOST_ROWS:
            raise InvalidInput(f"{source} has more than {MOST_ROWS:,} rows: split it.")
    if problems:
        raise InvalidInput(f"{source} has cells under no heading.", problems)
    return Table(source, sheet, headings, columns, tuple(rows))


def _is_there(value: Value) -> bool:
    return value is not None and value != ""


def _at(values: Sequence[Value], column: int) -> Value:
    value = values[column - 1] if column <= len(values) else None
    if isinstance(value, str) and not isinstance(value, Formula):
        value = value.strip()
    return value if _is_there(value) else None


def _headings(
    source: str, number: int, values: Sequence[Value]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    found: dict[str, int] = {}
    for column, value in enumerate(values, start=1):
        if not _is_there(value):
            continue
        name = str(value).strip()
        if not name:
            continue
        if name.casefold() in (earlier.casefold() for earlier in found):
            raise InvalidInput(
                f"{source}, row {number}: the heading {name!r} stands twice, the second time in"
                f" column {column_letters(column)}."
            )
        found[name] = column
    if not found or len(found) > MOST_COLUMNS:
        raise InvalidInput(f"{source}, row {number}: there must be 1 to {MOST_COLUMNS} headings.")
    return tuple(found), tuple(found.values())


def _values_without_heading(
    number: int, values: Sequence[Value], columns: Sequence[int]
) -> Iterator[str]:
    known = set(columns)
    for column, value in enumerate(values, start=1):
        if column not in known and _is_there(value) and str(value).strip():
            yield (
                f"row {number}, column {column_letters(column)}: there is a value"
                f" ({str(value)[:30]!r}) but no heading above it"
            )
