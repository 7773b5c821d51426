"""Reads a whole list: from cells to entries that the content schema accepts, every fault found.

Knows nothing of the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.content_schema import SCHEMAS, Entry
from knowledge.errors import InvalidInput
from knowledge.spreadsheets.columns import Column, column_named, columns_of, plain
from knowledge.spreadsheets.tables import Row, Table, read_table
from knowledge.spreadsheets.template import HELP_SHEET
from knowledge.spreadsheets.values import CellError, convert
from knowledge.spreadsheets.workbooks import sheet_names

_LONGEST_ID = 80


@dataclass(frozen=True)
class Line:
    """One row of a list that the schema accepts.

    Attributes:
        entry: What it says.
        table: The table that it stands in.
        row: The row.
        columns: The heading of each key that has a column.
        mended: Cell and what was mended there, in the order of the columns.
    """

    entry: Entry
    table: Table
    row: Row
    columns: Mapping[str, str]
    mended: tuple[tuple[str, str], ...]

    def where(self, key: str) -> str:
        """Names the cell of a key, or the row and the key where the list has no such column."""
        return _where(self.table, self.row, self.columns, key)


@dataclass
class OfList:
    """What was read.

    Attributes:
        lines: The rows that are right in themselves, in order.
        problems: Every fault, with its cell.
        rows: How many rows there were, of either sort.
    """

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: int = 0


def read_list(
    path: Path,
    kind: str | None = None,
    sheet: str | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> OfList:
    """Reads and checks a list.

    Args:
        path: A .csv or .xlsx file.
        kind: The kind of every row; when None, the names of the sheets or a column `kind` say it.
        sheet: Which sheet of a workbook; those named after kinds when None.
        defaults: Values of keys that hold for each row that leaves them empty.

    Raises:
        InvalidInput: When the file is no table or a heading is not understood. Faults of rows are
            collected, not raised.
    """
    found = OfList()
    for table, table_kind in _tables(path, kind, sheet):
        _Reading(table, table_kind, defaults or {}, found).read()
    _check_ids(found)
    return found


def read_table_of(table: Table, kind: str, defaults: Mapping[str, Any]) -> OfList:
    """Reads and checks the rows of a table that is there already, all of one kind.

    Raises:
        InvalidInput: When a heading is not understood.
    """
    found = OfList()
    _Reading(table, kind, defaults, found).read()
    _check_ids(found)
    return found


def id_from(name: str) -> str:
    """Returns the id that an entry gets from its name: the same name, the same id."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    letters = letters.replace("'", "").replace("&", " and ")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST_ID].rstrip("-")


def _tables(path: Path, kind: str | None, sheet: str | None) -> Iterator[tuple[Table, str | None]]:
    if kind is not None and kind not in SCHEMAS:
        raise InvalidInput(f"{kind!r} is no kind of entry; these are: {', '.join(SCHEMAS)}.")
    if path.suffix.lower() == ".xlsx" and sheet is None and path.is_file():
        names = [name for name in sheet_names(path) if plain(name) != plain(HELP_SHEET)]
        kinds = {name: known for name in names for known in SCHEMAS if plain(known) == plain(name)}
        if kinds and len(kinds) == len(names):
            for name, named_kind in kinds.items():
                table = read_table(path, name)
                # Sheets of a template that nobody filled in hold headings alone.
                if table.rows and (kind is None or kind == named_kind):
                    yield table, named_kind
            return
        if len(names) == 1:
            sheet = names[0]
    yield read_table(path, sheet), kind


class _Reading:
    """The reading of one table."""

    def __init__(
        self, table: Table, kind: str | None, defaults: Mapping[str, Any], found: OfList
    ) -> None:
        self.table, self.kind, self.defaults, self.found = table, kind, defaults, found
        self.kind_heading = next((h for h in table.headings if plain(h) == "kind"), None)
        if kind is None and self.kind_heading is None:
            raise InvalidInput(
                f"{table.source}: say what kind of entries these are, in a column 'kind' or for"
                f" all rows at once (--kind; in the console under 'What each row is'):"
                f" {', '.join(SCHEMAS)}."
            )

    def read(self) -> None:
        """Reads every row."""
        headings: dict[str, dict[str, str]] = {}
        for row in self.table.rows:
            self.found.rows += 1
            kind = self._kind_of(row)
            if kind is None:
                continue
            if kind not in headings:
                headings[kind] = self._columns(kind)
            self._read_row(row, kind, headings[kind])
        if self.kind is not None and not self.table.rows:
            self._columns(self.kind)

    def _kind_of(self, row: Row) -> str | None:
        if self.kind_heading is None:
            return self.kind
        written = row.values[self.table.headings.index(self.kind_heading)]
        for kind in SCHEMAS:
            if plain(kind) == plain(str(written or "")) and self.kind in (None, kind):
                return kind
        if written is None and self.kind is not None:
            return self.kind
        wanted = self.kind or f"one of {', '.join(SCHEMAS)}"
        where = self.table.where(row, self.kind_heading)
        self.found.problems.append(f"{where}: must be {wanted}, not {written!r}")
        return None

    def _columns(self, kind: str) -> dict[str, str]:
        """Returns the heading of each key of the kind; raises InvalidInput for one not known."""
        found: dict[str, str] = {}
        problems = []
        for heading in self.table.headings:
            if heading == self.kind_heading:
                continue
            column = column_named(kind, heading)
            place = f"column {self.table.letter(heading)} ({heading})"
            if column is None and self.kind_heading is None:
                problems.append(f"{place}: is no column of a {kind}{_suggestion(kind, heading)}")
            elif column is None and not self._belongs_to_another(heading):
                problems.append(f"{place}: is no column of any kind")
            elif column is not None and column.name in found:
                problems.append(f"{place}: says {column.name}, and so does {found[column.name]!r}")
            elif column is not None:
                found[column.name] = heading
        if problems:
            raise InvalidInput(f"{self.table.source}: headings are not understood.", problems)
        return found

    def _belongs_to_another(self, heading: str) -> bool:
        return any(column_named(kind, heading) for kind in SCHEMAS)

    def _read_row(self, row: Row, kind: str, headings: Mapping[str, str]) -> None:
        values, mended, problems = self._converted(row, kind, headings)
        if not problems:
            for key, value in self.defaults.items():
                if key in SCHEMAS[kind].model_fields:
                    values.setdefault(key, value)
            values.setdefault("source_urls", [])
            if not values.get("id"):
                values["id"] = id_from(str(values.get("name") or ""))
            try:
                entry = SCHEMAS[kind].model_validate({"kind": kind} | values)
            except ValidationError as error:
                problems = [
                    f"{_where(self.table, row, headings, key)}: {message}"
                    for key, message in _faults(error)
                    if key != "id" or values.get("name")
                ]
            else:
                self.found.lines.append(Line(entry, self.table, row, headings, tuple(mended)))
        self.found.problems += problems

    def _converted(
        self, row: Row, kind: str, headings: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[tuple[str, str]], list[str]]:
        values: dict[str, Any] = {}
        mended: list[tuple[str, str]] = []
        problems: list[str] = []
        columns: dict[str, Column] = {column.name: column for column in columns_of(kind)}
        for key, heading in headings.items():
            cell = row.values[self.table.headings.index(heading)]
            if cell is None:
                if columns[key].holds == "prices":
                    # No price was seen, which does not mean that there is none.
                    values[key] = {}
                continue
            try:
                value, note = convert(columns[key], cell)
            except CellError as error:
                problems.append(f"{self.table.where(row, heading)}: {error}")
                continue
            values[key] = value
            if note:
                mended.append((self.table.where(row, heading), note))
        return values, mended, problems


def _suggestion(kind: str, heading: str) -> str:
    names = [column.name for column in columns_of(kind)]
    near = get_close_matches(plain(heading), [plain(name) for name in names], n=1)
    if near:
        meant = next(name for name in names if plain(name) == near[0])
        return f"; did you mean {meant}?"
    return f"; these are: {', '.join(names)}"


def _where(table: Table, row: Row, columns: Mapping[str, str], key: str) -> str:
    heading = columns.get(key)
    return table.where(row, heading) if heading else f"{table.where(row)}, {key} (no such column)"


def _faults(error: ValidationError) -> Iterable[tuple[str, str]]:
    for item in error.errors():
        key = str(item["loc"][0])
        message = str(item["msg"]).removeprefix("Value error, ")
        yield key, "must be filled in" if item["type"] == "missing" else message


def _check_ids(found: OfList) -> None:
    first: dict[str, Line] = {}
    for line in found.lines:
        earlier = first.setdefault(line.entry.id, line)
        if earlier is not line:
            found.problems.append(
                f"{line.where('id')}: the id {line.entry.id} is that of"
                f" {earlier.table.where(earlier.row)} already: give one of them another id in a"
                " column 'id'"
            )


def lines_by_id(lines: Sequence[Line]) -> dict[str, Line]:
    """Returns the lines by the id of their entry."""
    return {line.entry.id: line for line in lines}
