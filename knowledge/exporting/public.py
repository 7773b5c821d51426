"""Everything that residents may be shown, in every format that others read, into one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.content_schema import SCHEMAS
from knowledge.errors import NotFound
from knowledge.exporting.linked_data import is_given_out, linked_data
from knowledge.exporting.rows import encode_row
from knowledge.files import whole_file
from knowledge.grants.publishing import own_grants, package
from knowledge.models import Base, Event, Link, Record
from knowledge.openreferral.listings import Listing, services, taxonomies, terms
from knowledge.openreferral.organisations import organisations
from knowledge.openreferral.queries import Wanted
from knowledge.site import Site
from knowledge.spreadsheets.columns import columns_of
from knowledge.spreadsheets.entries import values_of
from knowledge.spreadsheets.tables import Value
from knowledge.spreadsheets.writing import cell_of, write_csv
from knowledge.volunteering.export import activities_of, volunteering_data

Progress = Callable[[Iterable[Any], str, int], Iterator[Any]]


@dataclass(frozen=True)
class Written:
    """One file that was written.

    Attributes:
        name: Its path below the folder.
        count: How many things it holds.
        what: What they are.
    """

    name: str
    count: int
    what: str


@dataclass(frozen=True)
class About:
    """What every file says of itself.

    Attributes:
        site: Whose data it is.
        now: When it is written, aware.
        licence: The SPDX id of the licence of the volunteering file, or None.
        licence_url: The address of the licence of the council's grants, or None.
    """

    site: Site
    now: datetime
    licence: str | None = None
    licence_url: str | None = None


def write_public(
    session: Session,
    folder: Path,
    about: About,
    progress: Progress = lambda items, _t, _n: iter(items),
) -> list[Written]:
    """Writes every format; each file is there whole or not at all.

    What residents must not be shown is in none of them.

    Args:
        session: An open session; nothing is written to it.
        folder: Made if it is not there; files of the same names are replaced.
        about: What the files say of themselves.
        progress: Shows how far it is.

    Raises:
        Unavailable: When a file cannot be written.
    """
    steps: list[Callable[[Session, Path, About], Iterable[Written]]] = [
        _open_referral,
        _volunteering,
        _linked_data,
        _csv,
        _events_csv,
        _grants,
    ]
    written: list[Written] = []
    for step in progress(steps, "Writing formats", len(steps)):
        written += step(session, folder, about)
    return written


def _open_referral(session: Session, folder: Path, _about: About) -> Iterator[Written]:
    lists: dict[str, Listing] = {
        "services": services(session, Wanted(), whole=True),
        "organizations": organisations(session, whole=True),
        "taxonomies": taxonomies(session),
        "taxonomy_terms": terms(session),
    }
    for name, listing in lists.items():
        path = f"open-referral/{name}.json"
        count = _write_list(folder / path, listing.all())
        yield Written(path, count, f"{name.replace('_', ' ')} in Open Referral UK 3.0")


def _write_list(path: Path, items: Iterable[Any]) -> int:
    """Writes a JSON list an item at a time, so that a large one needs little memory."""
    count = 0
    with whole_file(path) as part, part.open("w", encoding="utf-8") as stream:
        stream.write("[")
        for count, item in enumerate(items, start=1):
            stream.write("\n" if count == 1 else ",\n")
            stream.write(json.dumps(item, ensure_ascii=False))
        stream.write("\n]\n")
    return count


def write_json(path: Path, document: Any) -> None:
    """Writes one JSON document."""
    with whole_file(path) as part:
        part.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _volunteering(session: Session, folder: Path, about: About) -> Iterator[Written]:
    council, today = about.site.council.name, about.now.date()
    document = volunteering_data(session, today, council, about.licence)
    path = "json-ld/volunteering.jsonld"
    write_json(folder / path, document)
    count = sum(1 for _ in activities_of(document))
    yield Written(path, count, "volunteering opportunities in Volunteering Data")


def _linked_data(session: Session, folder: Path, about: About) -> Iterator[Written]:
    document = linked_data(session, about.now.date(), about.site.council.name)
    path = "json-ld/records.jsonld"
    write_json(folder / path, document)
    yield Written(path, len(document["graph"]), "all other records in schema.org's words")


def _csv(session: Session, folder: Path, about: About) -> Iterator[Written]:
    for kind in SCHEMAS:
        columns = columns_of(kind)
        path = f"csv/{kind}.csv"
        headings = [column.name for column in columns]
        rows = (
            [cell_of(column, values[column.name]) for column in columns]
            for values in map(values_of, _records(session, kind, about))
        )
        yield Written(path, write_csv(folder / path, headings, rows), f"entries of kind {kind}")


def _records(session: Session, kind: str, about: About) -> Iterator[Record]:
    found = session.scalars(
        select(Record)
        .where(Record.kind == kind)
        .order_by(Record.slug)
        .options(selectinload(Record.links).options(joinedload(Link.target)))
    ).unique()
    today = about.now.date()
    return (record for record in found if is_given_out(record, today))


def _events_csv(session: Session, folder: Path, about: About) -> Iterator[Written]:
    """Events come from feeds alone, so their columns are those of the tables."""
    tables = [Base.metadata.tables[name] for name in ("record", "event")]
    headings = list(dict.fromkeys(column.name for table in tables for column in table.columns))
    rows: list[list[Value]] = []
    for record in _records(session, "event", about):
        assert isinstance(record, Event)  # noqa: S101 - the kind says so # nosec B101
        values: dict[str, Any] = {}
        for table in tables:
            row = {column.name: getattr(record, column.name) for column in table.columns}
            values |= encode_row(table, row)
        rows.append([_cell(values[heading]) for heading in headings])
    path = "csv/event.csv"
    yield Written(path, write_csv(folder / path, headings, rows), "events")


def _cell(value: Any) -> Value:
    is_plain = value is None or isinstance(value, (str, int, float))
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _grants(session: Session, folder: Path, about: About) -> Iterator[Written]:
    if about.licence_url is None:
        return
    try:
        grants = own_grants(session)
    except NotFound:
        return
    council = about.site.council
    document = package(
        grants,
        publisher={"name": council.name, "website": council.url},
        licence=about.licence_url,
        now=about.now,
        title=f"Grants made by {council.name}",
    )
    path = "360giving/grants.json"
    write_json(folder / path, document)
    yield Written(path, len(grants), "the council's own grants in 360Giving")
