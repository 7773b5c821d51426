"""The lists of the feed and their single items: what is on a page, and how many there are."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.models import Record, ServiceAtLocation, Taxonomy, TaxonomyTerm
from knowledge.openreferral.nested import at_location_out, moment, taxonomy_out, term_out
from knowledge.openreferral.ordering import by_name
from knowledge.openreferral.out import service_out
from knowledge.openreferral.queries import (
    Wanted,
    conditions_of,
    count_services,
    holds,
    list_services,
    words_of,
)
from knowledge.openreferral.shelf import Shelf

_ITEMS_A_PIECE = 200

Item = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """A list that can be read in pieces.

    Attributes:
        total: How many items it has.
        piece: Returns items from an offset on, at most so many.
    """

    total: int
    piece: Callable[[int, int], list[Item]]

    def page(self, number: int, size: int) -> Item:
        """Returns a page with its envelope; pages count from 1, one beyond the last is empty."""
        contents = self.piece((number - 1) * size, size)
        pages = math.ceil(self.total / size)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not contents,
            "contents": contents,
        }

    def all(self) -> Iterator[Item]:
        """Yields every item, reading a piece at a time."""
        for offset in range(0, self.total, _ITEMS_A_PIECE):
            yield from self.piece(offset, _ITEMS_A_PIECE)


def services(
    session: Session, wanted: Wanted, *, whole: bool = False, minimal: bool = False
) -> Listing:
    """Returns the services that are asked for, by name.

    Args:
        session: Stays open while the list is read.
        wanted: What is asked for.
        whole: Whether everything is nested.
        minimal: Whether only id and time of change are given.
    """
    conditions = conditions_of(session, wanted)

    def piece(offset: int, limit: int) -> list[Item]:
        records = list_services(session, conditions, offset=offset, limit=limit)
        if minimal:
            return [_minimal(record) for record in records]
        shelf = Shelf(session, records, whole=whole)
        return [service_out(record, shelf, whole=whole) for record in records]

    return Listing(count_services(session, conditions), piece)


def _minimal(record: Record) -> Item:
    at = moment(record.modified_at)
    # The standard's own text calls it modified_date here and last_modified everywhere else.
    return {"id": str(record.id), "last_modified": at, "modified_date": at}


def service(session: Session, name: str) -> Item:
    """Returns one service with everything nested.

    Raises:
        NotFound: When there is no open service with this id.
    """
    record = find_service(session, name)
    return service_out(record, Shelf(session, [record], whole=True), whole=True)


def find_service(session: Session, name: str) -> Record:
    """Returns the open service with this id.

    Raises:
        NotFound: When there is none.
    """
    conditions = [*conditions_of(session, Wanted()), Record.id == identifier(name)]
    record = session.scalar(select(Record).where(*conditions))
    if record is None:
        raise NotFound("There is no service with this id.")
    return record


def identifier(name: str) -> uuid.UUID:
    """Reads an id of a path.

    Raises:
        NotFound: When it is no UUID: then nothing here has it.
    """
    try:
        return uuid.UUID(name)
    except ValueError:
        raise NotFound("There is nothing with this id.") from None


def at_locations(session: Session, wanted: Wanted, *, whole: bool = False) -> Listing:
    """Returns the locations of the services that are asked for, by the service's name."""
    conditions = conditions_of(session, wanted)
    rows = (
        select(ServiceAtLocation)
        .join(Record, Record.id == ServiceAtLocation.record_id)
        .where(*conditions)
    )
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    order = (by_name(Record.name), ServiceAtLocation.position, ServiceAtLocation.id)

    def piece(offset: int, limit: int) -> list[Item]:
        found = session.scalars(rows.order_by(*order).offset(offset).limit(limit)).all()
        return _with_services(session, found, whole=whole)

    return Listing(total, piece)


def at_location(session: Session, name: str) -> Item:
    """Returns one service at a location, with both nested.

    Raises:
        NotFound: When there is none of an open service.
    """
    item = session.get(ServiceAtLocation, identifier(name))
    if item is None:
        raise NotFound("There is no service at a location with this id.")
    find_service(session, str(item.record_id))
    return _with_services(session, [item], whole=True)[0]


def _with_services(
    session: Session, found: Sequence[ServiceAtLocation], *, whole: bool
) -> list[Item]:
    ids = {item.record_id for item in found}
    records = session.scalars(select(Record).where(Record.id.in_(ids))).all()
    shelf = Shelf(session, records, whole=True)
    said = {record.id: service_out(record, shelf, whole=whole) for record in records}
    return [at_location_out(item, shelf, said[item.record_id]) for item in found]


def taxonomies(session: Session, search: str = "") -> Listing:
    """Returns the lists of terms, by name."""
    matching = [
        or_(holds(Taxonomy.name, word), holds(Taxonomy.description, word))
        for word in words_of(search)
    ]
    query = select(Taxonomy).where(*matching).order_by(by_name(Taxonomy.name), Taxonomy.id)
    total = session.scalar(select(func.count()).select_from(Taxonomy).where(*matching)) or 0

    def piece(offset: int, limit: int) -> list[Item]:
        return [taxonomy_out(item) for item in session.scalars(query.offset(offset).limit(limit))]

    return Listing(total, piece)


def taxonomy(session: Session, name: str) -> Item:
    """Returns one list with its terms.

    Raises:
        NotFound: When there is none with this id.
    """
    found = session.get(Taxonomy, identifier(name))
    if found is None:
        raise NotFound("There is no taxonomy with this id.")
    query = select(TaxonomyTerm).where(TaxonomyTerm.taxonomy_id == found.id)
    return taxonomy_out(found, session.scalars(query.order_by(*_TERM_ORDER)).all())


_TERM_ORDER = (TaxonomyTerm.taxonomy_id, by_name(TaxonomyTerm.name), TaxonomyTerm.id)


def terms(
    session: Session,
    search: str = "",
    *,
    taxonomy_id: uuid.UUID | None = None,
    parent_id: uuid.UUID | None = None,
    top_only: bool = False,
) -> Listing:
    """Returns terms, by list and name.

    Args:
        session: Stays open while the list is read.
        search: Words that must all stand in name, description or number.
        taxonomy_id: The list that they belong to.
        parent_id: The term right above them.
        top_only: Whether only those without a term above are wanted.
    """
    conditions: list[ColumnElement[bool]] = [
        or_(
            *(
                holds(column, word)
                for column in (TaxonomyTerm.name, TaxonomyTerm.description, TaxonomyTerm.code)
            )
        )
        for word in words_of(search)
    ]
    if taxonomy_id is not None:
        conditions.append(TaxonomyTerm.taxonomy_id == taxonomy_id)
    if parent_id is not None:
        conditions.append(TaxonomyTerm.parent_id == parent_id)
    if top_only:
        conditions.append(TaxonomyTerm.parent_id.is_(None))
    query = select(TaxonomyTerm).where(*conditions).order_by(*_TERM_ORDER)
    total = session.scalar(select(func.count()).select_from(TaxonomyTerm).where(*conditions)) or 0

    def piece(offset: int, limit: int) -> list[Item]:
        found = session.scalars(query.offset(offset).limit(limit)).all()
        return [term_out(item, session.get(Taxonomy, item.taxonomy_id)) for item in found]

    return Listing(total, piece)


def term(session: Session, name: str) -> Item:
    """Returns one term.

    Raises:
        NotFound: When there is none with this id.
    """
    found = session.get(TaxonomyTerm, identifier(name))
    if found is None:
        raise NotFound("There is no taxonomy term with this id.")
    return term_out(found, session.get(Taxonomy, found.taxonomy_id))
