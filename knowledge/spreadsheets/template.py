"""The empty list to fill in: every column, what it means and which words it allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.files import whole_file
from knowledge.spreadsheets.columns import Column, columns_of
from knowledge.spreadsheets.writing import write_csv

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HELP_SHEET = "Read me"
"""The sheet that explains the columns; it is never brought in."""

ROWS_PREPARED = 1000
"""How many rows have their lists of words ready."""

_WIDE = frozenset({"summary", "answer", "short_answer", "address", "note"})


def write_csv_template(path: Path, kind: str) -> None:
    """Writes the headings of a kind as CSV.

    Raises:
        Unavailable: When the file cannot be written.
    """
    write_csv(path, [column.name for column in columns_of(kind)], [])


def write_workbook_template(path: Path, kinds: Sequence[str]) -> None:
    """Writes a workbook with one sheet a kind, and a sheet that says what each column means.

    Raises:
        Unavailable: When the file cannot be written.
    """
    # Slow to import.
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet # nosec B101
    workbook.remove(sheet)
    for kind in kinds:
        _fill(workbook.create_sheet(kind), columns_of(kind))
    _explain(workbook.create_sheet(HELP_SHEET), kinds)
    with whole_file(path) as part:
        workbook.save(part)


def _fill(sheet: Worksheet, columns: Sequence[Column]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        heading = sheet.cell(1, number, column.name)
        heading.font = Font(bold=column.is_needed)
        heading.alignment = Alignment(wrap_text=True)
        sheet.column_dimensions[letter].width = 45 if column.name in _WIDE else 20
        if column.holds != "number" and column.holds != "decimal":
            # As text, a number keeps its first 0 and nothing is taken for a date.
            sheet.column_dimensions[letter].number_format = "@"
        words = ",".join(column.choices) or ("yes,no" if column.holds == "yes or no" else "")
        if words and column.holds != "list":
            check = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            check.error = f"Choose {column.how}."
            sheet.add_data_validation(check)
            check.add(f"{letter}2:{letter}{ROWS_PREPARED + 1}")


def _explain(sheet: Worksheet, kinds: Sequence[str]) -> None:
    from openpyxl.styles import Font

    sheet.append(["Sheet", "Column", "Needed", "How to write it", "What it means"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for kind in kinds:
        for column in columns_of(kind):
            needed = "yes" if column.is_needed else ""
            sheet.append([kind, column.name, needed, column.how, column.meaning])
    for letter, width in zip("ABCDE", (14, 24, 8, 60, 80), strict=True):
        sheet.column_dimensions[letter].width = width
