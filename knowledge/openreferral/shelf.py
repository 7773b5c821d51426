"""Reads the parts of many records at once: a query a table, whatever the number of records."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import (
    Accessibility,
    Address,
    Attribute,
    ContactPoint,
    CostOption,
    Funding,
    Language,
    Link,
    Location,
    OrganisationIdentifier,
    Phone,
    Record,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from knowledge.openreferral.roles import OWNER

Ids = Collection[uuid.UUID]
_ROWS_A_QUERY = 500
_OF_RECORD: tuple[type[Any], ...] = (
    *(ServiceArea, ContactPoint, Phone, Schedule, CostOption, Language, Attribute),
    *(OrganisationIdentifier, Funding, ServiceAtLocation),
)


class Shelf:
    """The parts of some records.

    `owners` holds the organisation of each service that links to one. Everything else is asked for
    by the owner's id with `of`.
    """

    def __init__(self, session: Session, records: Sequence[Record], *, whole: bool) -> None:
        self._session = session
        self._parts: dict[tuple[type[Any], str], dict[uuid.UUID, list[Any]]] = {}
        self.locations: dict[uuid.UUID, Location] = {}
        self.terms: dict[uuid.UUID, TaxonomyTerm] = {}
        self.taxonomies: dict[uuid.UUID, Taxonomy] = {}
        ids = [record.id for record in records]
        self.owners = self._read_owners(ids)
        if whole:
            self._read_parts(ids)

    def of(self, model: type[Any], owner: uuid.UUID, by: str = "record_id") -> list[Any]:
        """Returns the parts of one kind that hang on one thing, in the order of the source."""
        return self._parts.get((model, by), {}).get(owner, [])

    def _read_owners(self, ids: Ids) -> dict[uuid.UUID, Record]:
        found = {}
        for some in _pieces(ids):
            rows = self._session.execute(
                select(Link.record_id, Record)
                .join(Record, Record.id == Link.target_id)
                .where(Link.record_id.in_(some), Link.role == OWNER)
            ).all()
            for owned, owner in rows:
                if not owner.is_withheld:
                    found[owned] = owner
        return found

    def _read_parts(self, ids: Ids) -> None:
        for model in _OF_RECORD:
            self._read(model, "record_id", ids)
        self._read_locations(ids)
        held = self._all(ServiceAtLocation, "record_id")
        for model in (ContactPoint, Phone, Schedule):
            self._read(model, "service_at_location_id", [part.id for part in held])
        points = [
            part.id
            for by in ("record_id", "location_id", "service_at_location_id")
            for part in self._all(ContactPoint, by)
        ]
        self._read(Phone, "contact_point_id", points)
        self._read_terms()

    def _read_locations(self, ids: Ids) -> None:
        self._read(Location, "record_id", ids)
        own = self._all(Location, "record_id")
        wanted = {held.location_id for held in self._all(ServiceAtLocation, "record_id")}
        self.locations = {location.id: location for location in own}
        for some in _pieces(wanted - self.locations.keys()):
            rows = self._session.scalars(select(Location).where(Location.id.in_(some)))
            self.locations.update({location.id: location for location in rows})
        for model in (Address, Accessibility, ContactPoint, Phone, Schedule, Language):
            self._read(model, "location_id", self.locations.keys())

    def _read_terms(self) -> None:
        wanted = {part.term_id for part in self._all(Attribute, "record_id")}
        for some in _pieces(wanted):
            rows = self._session.scalars(select(TaxonomyTerm).where(TaxonomyTerm.id.in_(some)))
            self.terms.update({term.id: term for term in rows})
        lists = {term.taxonomy_id for term in self.terms.values()}
        for some in _pieces(lists):
            found = self._session.scalars(select(Taxonomy).where(Taxonomy.id.in_(some)))
            self.taxonomies.update({taxonomy.id: taxonomy for taxonomy in found})

    def _read(self, model: type[Any], by: str, ids: Ids) -> None:
        groups: dict[uuid.UUID, list[Any]] = defaultdict(list)
        column = getattr(model, by)
        order = [model.position] if hasattr(model, "position") else []
        for some in _pieces(ids):
            query = select(model).where(column.in_(some)).order_by(*order, model.id)
            for part in self._session.scalars(query):
                groups[getattr(part, by)].append(part)
        self._parts[model, by] = groups

    def _all(self, model: type[Any], by: str) -> list[Any]:
        return [part for parts in self._parts.get((model, by), {}).values() for part in parts]


def _pieces(ids: Iterable[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    wanted = list(ids)
    for start in range(0, len(wanted), _ROWS_A_QUERY):
        yield wanted[start : start + _ROWS_A_QUERY]
