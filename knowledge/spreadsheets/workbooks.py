"""Reads Excel workbooks: one sheet, nothing reckoned, nothing unpacked without bound."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import InvalidInput
from knowledge.spreadsheets.escaping import without_guard
from knowledge.spreadsheets.tables import MOST_ROWS, Formula, Table, Value, build_table

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LARGEST_UNPACKED_BYTES = 1_000_000_000
"""A workbook that unpacks to more is refused unread."""

# What openpyxl's parsers raise for a damaged workbook, refused XML among it.
_BROKEN = (
    *(AttributeError, EOFError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"


def read_workbook(file: Path, sheet: str | None = None) -> Table:
    """Reads one sheet of an .xlsx workbook.

    Args:
        file: The workbook.
        sheet: Which sheet, by name; the only visible one that is not empty when None.

    Raises:
        InvalidInput: When it is no workbook, is protected by a password or unpacks to too much,
            when there is no such sheet, or when it is not clear which sheet is meant.
    """
    workbook = _opened(file)
    try:
        names = _filled_sheets(workbook)
        name = _chosen(file.name, names, sheet, workbook)
        return build_table(file.name, _rows(workbook[name]), name if len(names) > 1 else None)
    except _BROKEN:
        raise InvalidInput(f"{file.name} is damaged: save it anew as .xlsx.") from None
    finally:
        workbook.close()


def sheet_names(file: Path) -> list[str]:
    """Returns the names of the visible sheets that hold anything.

    Raises:
        InvalidInput: When the file is no workbook.
    """
    workbook = _opened(file)
    try:
        return _filled_sheets(workbook)
    finally:
        workbook.close()


def _opened(file: Path) -> Workbook:
    with file.open("rb") as stream:
        if stream.read(4) == _OLD_FORMAT:
            raise InvalidInput(
                f"{file.name} is protected by a password or is an old .xls file: save it as .xlsx"
                " without a password."
            )
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        raise InvalidInput(f"{file.name} is not an Excel workbook (.xlsx).") from None
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise InvalidInput(f"{file.name} unpacks to {unpacked:,} bytes, which is too much.")
    # Slow to import, and most commands read no workbook.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except (*_BROKEN, InvalidFileException):
        raise InvalidInput(f"{file.name} is not an Excel workbook that can be read.") from None


def _filled_sheets(workbook: Workbook) -> list[str]:
    return [
        sheet.title
        for sheet in workbook.worksheets
        if sheet.sheet_state == "visible" and next(_rows(sheet), None) is not None
    ]


def _chosen(file: str, names: Sequence[str], wanted: str | None, workbook: Workbook) -> str:
    if wanted is not None:
        for name in workbook.sheetnames:
            if name.casefold() == wanted.casefold():
                return name
        raise InvalidInput(f"{file} has no sheet {wanted!r}; it has {', '.join(names)}.")
    if not names:
        raise InvalidInput(f"{file} holds no rows.")
    if len(names) > 1:
        raise InvalidInput(f"{file} has several sheets: say which of {', '.join(names)}.")
    return names[0]


def _rows(sheet: Any) -> Iterator[tuple[int, list[Value]]]:
    # Some programs write a wrong size of the sheet into it; the rows themselves are right.
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > 2 * MOST_ROWS:
            return
        values = [_value(cell) for cell in cells]
        if any(value is not None for value in values):
            yield number, values


def _value(cell: Any) -> Value:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return Formula(str(value))
    if cell.data_type == "e":
        return Formula(f"={value}")
    if isinstance(value, str):
        return without_guard(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (bool, int, float, datetime, date, time)):
        return value
    return str(value)
