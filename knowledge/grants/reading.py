"""Reads files of grants: 360Giving packages in JSON, and the sheets that most funders keep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from knowledge.errors import InvalidInput
from knowledge.grants.checking import Where
from knowledge.grants.fields import GRANT, Path_, field_at, path_of, plain, put, title_of
from knowledge.spreadsheets.comma_files import decoded
from knowledge.spreadsheets.tables import Formula, Row, Table, Value, read_table

MOST_ITEMS = 200
"""The most items that a list within one grant may have."""

_LIKENESS = 0.85


@dataclass
class Located:
    """A grant as its file says it.

    Attributes:
        grant: The grant, nested as in JSON.
        number: Its place in the file: the row of a sheet, or the count in a package, from 1.
        where: Names one of its fields.
        extra: What stands beside it under headings that are no fields of the standard.
        problems: Cells that could not be read, each with its place.
    """

    grant: dict[str, Any]
    number: int
    where: Where
    extra: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass
class GrantFile:
    """What a file says beside its grants.

    Attributes:
        name: The name of the file, or its address.
        grants: The grants, in order.
        title: What the file is called, or None.
        publisher: Who publishes it, or None where the file does not say.
        licence: The address of its licence, or None where the file does not say.
    """

    name: str
    grants: list[Located]
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None


def read_grants(path: Path, sheet: str | None = None) -> GrantFile:
    """Reads a file of grants: .json, .csv or .xlsx.

    Raises:
        InvalidInput: When the file cannot be read, or a heading is a misspelt field of the
            standard.
    """
    if path.suffix.lower() == ".json":
        return _read_json(path)
    table = read_table(path, sheet)
    columns, extras = _columns(table)
    grants = [_flattened(table, row, columns, extras) for row in table.rows]
    return GrantFile(path.name, grants)


def _read_json(path: Path) -> GrantFile:
    try:
        data = path.read_bytes()
    except OSError:
        raise InvalidInput(f"There is no file {path} that can be read.") from None
    return package_of(parse_json(decoded(data, path.name), path.name), path.name)


def parse_json(text: str, name: str) -> Any:
    """Returns what a JSON text says, amounts exact.

    Raises:
        InvalidInput: When it is not JSON; the message names line and column.
    """

    def refuse(word: str) -> NoReturn:
        raise InvalidInput(f"{name}: {word} is no number of JSON.")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refuse)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(f"{name} is not JSON: {place}: {error.msg}.") from None
    except RecursionError:
        raise InvalidInput(f"{name} is nested too deeply to be a file of grants.") from None


def package_of(data: Any, name: str) -> GrantFile:
    """Makes a file of grants from a package, a list of grants, or a page of the 360Giving API.

    Raises:
        InvalidInput: When it is none of these.
    """
    items: Any = data
    if isinstance(data, dict):
        items = data.get("grants", data.get("results"))
    if not isinstance(items, list):
        raise InvalidInput(f"{name} is no package of grants: there is no list 'grants' in it.")
    grants = []
    for number, item in enumerate(items, start=1):
        # The API wraps each grant together with who publishes it.
        grant = item.get("data", item) if isinstance(item, dict) else item
        if not isinstance(grant, dict):
            raise InvalidInput(f"{name}, grant {number}: is not an object.")
        grants.append(Located(dict(grant), number, _json_place(number, grant.get("id"))))
    package = data if isinstance(data, dict) else {}
    publisher = package.get("publisher")
    return GrantFile(
        name,
        grants,
        _text(package.get("title")),
        _text(publisher.get("name")) if isinstance(publisher, dict) else None,
        _text(package.get("license")),
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _json_place(number: int, name: Any) -> Where:
    called = f" ({name})" if isinstance(name, str) and name else ""

    def where(path: Path_) -> str:
        return f"grant {number}{called}, {'/'.join(str(part) for part in path)}"

    return where


def _columns(table: Table) -> tuple[dict[str, Path_], list[str]]:
    """Returns the path of each heading of the standard, and the headings that are none."""
    found: dict[str, Path_] = {}
    extras, problems = [], []
    for heading in table.headings:
        path = path_of(heading)
        place = f"column {table.letter(heading)} ({heading})"
        earlier = next((other for other, known in found.items() if known == path), None)
        if path is None:
            meant = _meant(heading)
            if meant is not None:
                problems.append(f"{place}: did you mean {meant!r}?")
            extras.append(heading)
        elif earlier is not None:
            problems.append(f"{place}: means the same field as {earlier!r}")
        elif any(isinstance(part, int) and part >= MOST_ITEMS for part in path):
            problems.append(f"{place}: numbers its items too high")
        else:
            found[heading] = path
    if problems:
        raise InvalidInput(f"{table.source}: headings are not understood.", problems)
    return found, extras


def _meant(heading: str) -> str | None:
    """Returns the title of the field that a heading misspells, or None when it is another word."""
    titles = {plain(title): title for title in _usual_titles()}
    near = get_close_matches(plain(heading), list(titles), n=1, cutoff=_LIKENESS)
    return titles[near[0]] if near else None


def _usual_titles() -> Iterator[str]:
    for name, item in GRANT.items():
        if item.fields and item.holds == "list":
            for inner in item.fields:
                for path in ((name, inner), (name, 0, inner)):
                    yield title_of(path)
        else:
            yield item.title


def _flattened(table: Table, row: Row, columns: Mapping[str, Path_], extras: list[str]) -> Located:
    headings = {path: heading for heading, path in columns.items()}
    grant: dict[str, Any] = {}

    def where(path: Path_) -> str:
        heading = headings.get(path)
        if heading is not None:
            return table.where(row, heading)
        return f"{table.where(row)}, {title_of(path)} (no such column)"

    found = Located(grant, row.number, where)
    for heading, value in zip(table.headings, row.values, strict=True):
        if value is None:
            continue
        if isinstance(value, Formula):
            found.problems.append(f"{table.where(row, heading)}: holds a formula or a fault")
        elif heading in extras:
            found.extra[heading] = _plain_text(value)
        else:
            put(grant, columns[heading], _value(columns[heading], value))
    _drop_gaps(grant)
    return found


def _value(path: Path_, value: Value) -> Any:
    known = field_at(path)
    holds = known.holds if known else "text"
    if holds == "number":
        return _number(value)
    if holds == "text":
        # Yes and No of a codelist, in whatever case a spreadsheet makes of them.
        return (
            {"true": "Yes", "yes": "Yes", "false": "No", "no": "No"}.get(
                _plain_text(value).lower(), _plain_text(value)
            )
            if path == ("fromOpenCall",)
            else _plain_text(value)
        )
    return _plain_text(value)


def _number(value: Value) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        number = Decimal(str(value).replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return value
    return int(number) if number == number.to_integral_value() else number


def _plain_text(value: Value) -> str:
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value).strip()


def _drop_gaps(value: Any) -> None:
    """Takes out the empty items that a sheet leaves between numbered ones."""
    if isinstance(value, dict):
        for inner in value.values():
            _drop_gaps(inner)
    elif isinstance(value, list):
        value[:] = [item for item in value if item not in (None, {}, [])]
        for inner in value:
            _drop_gaps(inner)
