"""Writes tables as CSV so that no spreadsheet program runs anything that stands in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from knowledge.files import whole_file
from knowledge.spreadsheets.columns import PART_SEPARATOR, SEPARATOR, Column
from knowledge.spreadsheets.escaping import with_guard
from knowledge.spreadsheets.tables import Value


def cell_of(column: Column, value: Any) -> Value:
    """Returns what stands in a cell for the value of a key; `values.convert` gives it back."""
    if value in (None, "", [], {}):
        return None
    if column.holds == "list":
        return f"{SEPARATOR} ".join(
            str(item).replace(SEPARATOR, f"\\{SEPARATOR}") for item in value
        )
    if column.holds in ("pairs", "prices"):
        items = (f"{name}: {said}" for name, said in value.items())
        return f"{SEPARATOR} ".join(item.replace(SEPARATOR, f"\\{SEPARATOR}") for item in items)
    if column.holds == "table":
        lines = (f" {PART_SEPARATOR} ".join(item[part] for part in column.parts) for item in value)
        return "\n".join(lines)
    if column.holds == "yes or no":
        return "yes" if value else "no"
    return value if isinstance(value, (str, int, float)) else str(value)


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Writes a CSV file with the mark by which Excel knows UTF-8; returns the number of rows.

    The file is there whole or not at all.

    Raises:
        Unavailable: When it cannot be written.
    """
    count = 0
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([with_guard(heading) for heading in headings])
        for row in rows:
            writer.writerow([_safe(value) for value in row])
            count += 1
    return count


def _safe(value: Value) -> Value:
    return with_guard(value) if isinstance(value, str) else value
