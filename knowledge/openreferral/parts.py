"""Parts in the standard's shape, made from what a record says in words.

Only what is certain becomes a part: a number that can be dialled, an area of the gazetteer, an
address whose postcode is known. Words about times and costs stay words. For records whose source
has parts of its own (a feed), these are not made.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.models import (
    Accessibility,
    Address,
    Attribute,
    Base,
    ContactPoint,
    CostOption,
    Funding,
    Language,
    Location,
    OrganisationIdentifier,
    Phone,
    Record,
    Representation,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
    part_id,
)
from knowledge.openreferral.geography import Geography, Outcode, split_postcode
from knowledge.openreferral.phones import numbers_of
from knowledge.openreferral.roles import is_service
from knowledge.openreferral.service_types import service_types

KINDS = ("service", "contact", "organisation")
"""The kinds of record that have parts."""

_OF_RECORD: tuple[type[Any], ...] = (
    *(Attribute, ContactPoint, CostOption, Funding, Language, Location, OrganisationIdentifier),
    *(Phone, Representation, Schedule, ServiceArea, ServiceAtLocation),
)
_MADE: tuple[type[Base], ...] = (
    *(Location, Address, Accessibility, ServiceAtLocation, ServiceArea, ContactPoint, Phone),
    *(Schedule, CostOption, Language, Funding, Attribute, OrganisationIdentifier),
    Representation,
)
_REGISTERS = {"GB-CHC": "Charity Commission", "GB-COH": "Companies House"}
_ROWS_A_QUERY = 500
# Two addresses in one text, or words that are no address: nobody can tell which is which.
_UNCERTAIN = re.compile(r"[;()]|\.\s")


def replace_parts(session: Session, records: Iterable[Record]) -> None:
    """Makes the parts of records anew; does not commit.

    Args:
        session: An open session that holds the records, flushed.
        records: Records whose source says what it says in words; other kinds are passed over.
    """
    wanted = [record for record in records if record.kind in KINDS]
    forget_parts(session, [record.id for record in wanted])
    store_service_types(session)
    geography = Geography.read(session)
    services = set(session.scalars(select(Record.id).where(is_service())))
    parts = [
        part
        for record in wanted
        for part in parts_of(record, geography, is_service=record.id in services)
    ]
    store_parts(session, parts)


def forget_parts(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Deletes every part of some records; does not commit."""
    for start in range(0, len(ids), _ROWS_A_QUERY):
        some = ids[start : start + _ROWS_A_QUERY]
        for model in _OF_RECORD:
            session.execute(delete(model).where(model.record_id.in_(some)))


def store_parts(session: Session, parts: Sequence[Base]) -> None:
    """Stores parts in any order, a table at a time; does not commit."""
    # No relationships tell the session which row another one needs.
    for model in _MADE:
        session.add_all([part for part in parts if type(part) is model])
        session.flush()


def store_service_types(session: Session) -> None:
    """Stores the list of service types with its terms, where they are not there yet."""
    kept = set(session.scalars(select(TaxonomyTerm.id))) | set(session.scalars(select(Taxonomy.id)))
    for row in service_types().rows():
        if row.id not in kept:
            session.add(row)
            session.flush()


def parts_of(record: Record, geography: Geography, *, is_service: bool) -> Iterator[Base]:
    """Yields the parts of one record; what a part hangs on comes before it."""
    if is_service:
        yield from _areas(record, geography)
    yield from _place(record, geography, is_service=is_service)
    yield from _reach(record)
    yield from _words(record)
    yield from _terms(record)
    yield from _communities(record)


def _areas(record: Record, geography: Geography) -> Iterator[Base]:
    for position, name in enumerate(record.areas):
        yield ServiceArea(
            id=part_id(record.id, "area", name),
            record_id=record.id,
            position=position,
            name=name,
            uri=geography.area_uri(name),
        )


def _place(record: Record, geography: Geography, *, is_service: bool) -> Iterator[Base]:
    if not record.address and not record.postcode:
        return
    outward = split_postcode(record.postcode or "")[0]
    outcode = geography.outcodes.get(outward or "")
    location = Location(
        id=part_id(record.id, "location"), record_id=record.id, outcode=outward, kind="physical"
    )
    address = _address(record, location.id, outcode, geography)
    if address is None:
        location.description = ", ".join(filter(None, [record.address, record.postcode]))
    yield location
    if address is not None:
        yield address
    if record.accessibility:
        yield Accessibility(
            id=part_id(location.id, "accessibility"),
            location_id=location.id,
            description=record.accessibility,
        )
    if is_service:
        yield ServiceAtLocation(
            id=part_id(record.id, "at", str(location.id)),
            record_id=record.id,
            location_id=location.id,
        )


def _address(
    record: Record, location_id: uuid.UUID, outcode: Outcode | None, geography: Geography
) -> Address | None:
    """The address in parts, or None where its parts cannot be told for certain."""
    text = record.address
    if not text or not record.postcode or outcode is None or _UNCERTAIN.search(text):
        return None
    lines = [line.strip() for line in text.split(",")]
    if lines[-1] in geography.counties.values():
        lines.pop()
    # From the end: `Anstey, Leicester` is in Leicestershire, because Anstey is.
    named = [line for line in lines[:0:-1][:2] if line in geography.places]
    county = geography.county_of(named[-1], outcode) if named else None
    if not named or named[0] != lines[-1] or county is None:
        return None
    return Address(
        id=part_id(location_id, "address"),
        location_id=location_id,
        address_1=", ".join(lines[:-1]),
        city=lines[-1],
        state_province=county,
        postal_code=record.postcode,
    )


def _reach(record: Record) -> Iterator[Base]:
    for position, number in enumerate(numbers_of(record.phone or "")):
        yield Phone(
            id=part_id(record.id, "phone", str(position)),
            record_id=record.id,
            position=position,
            number=number.number,
            kind=number.kind,
            description=number.description,
        )


def _words(record: Record) -> Iterator[Base]:
    if record.opening_hours:
        yield Schedule(
            id=part_id(record.id, "schedule"),
            record_id=record.id,
            description=record.opening_hours,
        )
    if record.cost:
        # `Free` alone is an amount; every other word about money is not.
        is_free = record.cost.strip().lower() == "free"
        yield CostOption(
            id=part_id(record.id, "cost"),
            record_id=record.id,
            option="Free" if is_free else None,
            currency="GBP" if is_free else None,
            amount=0.0 if is_free else None,
            amount_description=record.cost,
        )
    if record.languages:
        yield Language(
            id=part_id(record.id, "languages"), record_id=record.id, note=record.languages
        )


def _communities(record: Record) -> Iterator[Base]:
    areas = record.areas if len(record.areas) == 1 else [None]
    for community in getattr(record, "represents", []):
        yield Representation(
            id=part_id(record.id, "represents", community),
            record_id=record.id,
            community=community,
            area=areas[0],
        )


def _terms(record: Record) -> Iterator[Base]:
    for position, code in enumerate(getattr(record, "service_types", [])):
        yield Attribute(
            id=part_id(record.id, "service type", code),
            record_id=record.id,
            term_id=service_types().term_id(code),
            position=position,
            link_entity="service",
            link_id=record.id,
            link_type="service_type",
        )
    for position, (scheme, number) in enumerate(getattr(record, "identifiers", {}).items()):
        yield OrganisationIdentifier(
            id=part_id(record.id, scheme, number),
            record_id=record.id,
            position=position,
            scheme=scheme,
            kind=_REGISTERS.get(scheme, scheme),
            identifier=number,
        )
