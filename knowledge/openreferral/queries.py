"""Which services a reader asks for: the union of both official lists of parameters, and ours.

Everything that is asked for must hold at once. Knows nothing of HTTP.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, cast, exists, func, or_, select
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import Session, aliased

from knowledge.models import (
    Attribute,
    Contact,
    Link,
    Record,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from knowledge.openreferral.geography import Geography
from knowledge.openreferral.nearness import records_near
from knowledge.openreferral.ordering import by_name
from knowledge.openreferral.out import provider_id
from knowledge.openreferral.roles import OWNER, is_open, is_service

_ESCAPE = "\\"
_MOST_WORDS = 12


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for; None and empty ask for nothing.

    Attributes:
        search: Words that must all stand in the service, in any order.
        taxonomy_term_id: A term that it is tagged with.
        term: The same by the term's address, or by its number, also as `list:number`.
        taxonomy_id: A list, one of whose terms it is tagged with.
        organisation_id: Whose it is.
        modified_after: When it changed, or later.
        minimum_age: Its least age is this or more (the standard's meaning).
        maximum_age: Its greatest age is this or less (the standard's meaning).
        age: It is for somebody of this age: what people mean.
        start_time: It opens at this `HH:MM` or later.
        end_time: It closes at this `HH:MM` or earlier.
        day: It is open on this day, `MO` to `SU`; the same schedule must hold for day and times.
        postcode: Its area holds this postcode, where its area is known.
        proximity_m: It is within this many metres of the postcode's centre.
        area: It serves this area or one that holds it, by name.
        service_type: The number of a service type.
    """

    search: str = ""
    taxonomy_term_id: uuid.UUID | None = None
    term: str | None = None
    taxonomy_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    modified_after: datetime | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    age: float | None = None
    start_time: str | None = None
    end_time: str | None = None
    day: str | None = None
    postcode: str | None = None
    proximity_m: float | None = None
    area: str | None = None
    service_type: str | None = None


Conditions = list[ColumnElement[bool]]


def conditions_of(session: Session, wanted: Wanted) -> Conditions:
    """Returns what must hold for a record, that it is an open service among it."""
    found: Conditions = [is_service(), is_open(), *about_words(wanted.search)]
    found += _terms(wanted)
    if wanted.organisation_id is not None:
        found.append(_is_of(session, wanted.organisation_id))
    if wanted.modified_after is not None:
        found.append(Record.modified_at >= wanted.modified_after)
    found += _ages(wanted)
    if wanted.day or wanted.start_time or wanted.end_time:
        found.append(_open_when(wanted))
    return found + _places(session, wanted)


def count_services(session: Session, conditions: Conditions) -> int:
    """Returns how many services hold to the conditions."""
    return session.scalar(select(func.count()).select_from(Record).where(*conditions)) or 0


def list_services(
    session: Session, conditions: Conditions, *, offset: int = 0, limit: int | None = None
) -> Sequence[Record]:
    """Returns services by name, then id; all from `offset` on when `limit` is None."""
    query = select(Record).where(*conditions).order_by(by_name(Record.name), Record.id)
    return session.scalars(query.offset(offset).limit(limit)).all()


def words_of(search: str) -> list[str]:
    """Returns the words of a search, at most twelve."""
    return search.split()[:_MOST_WORDS]


def holds(column: SQLColumnExpression[Any], word: str) -> ColumnElement[bool]:
    """Returns the condition that a text holds a word as it is typed, capitals aside."""
    plain = word.replace(_ESCAPE, _ESCAPE * 2).replace("%", r"\%").replace("_", r"\_")
    return column.ilike(f"%{plain}%", escape=_ESCAPE)


def about_words(search: str) -> Conditions:
    """Returns the conditions that every word of a search stands in a record or its owner's name."""
    columns: list[Any] = [Record.name, Record.summary, Record.description, Record.eligibility]
    # Ways of asking are a list; as text they hold the same words.
    columns.append(cast(Record.also_asked, SqlText))
    return [
        or_(*(holds(column, word) for column in columns), *_given_by(word))
        for word in words_of(search)
    ]


def _given_by(word: str) -> Conditions:
    """That the name of whoever gives a service holds a word."""
    owner = aliased(Record)
    linked = (
        select(Link.record_id)
        .join(owner, owner.id == Link.target_id)
        .where(Link.record_id == Record.id, Link.role == OWNER, holds(owner.name, word))
    )
    named = [
        exists(select(table.c.id).where(table.c.id == Record.id, holds(table.c.provider, word)))
        for table in (Service.__table__, Contact.__table__)
    ]
    return [exists(linked), *named]


def _terms(wanted: Wanted) -> Conditions:
    found: Conditions = []
    tagged = select(Attribute.id).where(Attribute.record_id == Record.id)
    if wanted.taxonomy_term_id is not None:
        found.append(exists(tagged.where(Attribute.term_id == wanted.taxonomy_term_id)))
    joined = tagged.join(TaxonomyTerm, TaxonomyTerm.id == Attribute.term_id)
    if wanted.term:
        number = wanted.term.rpartition(":")[2]
        named = or_(TaxonomyTerm.uri == wanted.term, TaxonomyTerm.code == number)
        found.append(exists(joined.where(named)))
    if wanted.taxonomy_id is not None:
        found.append(exists(joined.where(TaxonomyTerm.taxonomy_id == wanted.taxonomy_id)))
    if wanted.service_type:
        found.append(tagged_with(wanted.service_type))
    return found


def tagged_with(service_type: str) -> ColumnElement[bool]:
    """Returns the condition that a record is tagged with a service type, by its number."""
    return exists(
        select(Attribute.id)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.term_id)
        .where(
            Attribute.record_id == Record.id,
            Attribute.link_type == "service_type",
            TaxonomyTerm.code == service_type,
        )
    )


def _is_of(session: Session, organisation: uuid.UUID) -> ColumnElement[bool]:
    linked = exists(
        select(Link.record_id).where(
            Link.record_id == Record.id, Link.role == OWNER, Link.target_id == organisation
        )
    )
    names = [name for name in provider_names(session) if provider_id(name) == organisation]
    return or_(linked, *(_provided_by(name) for name in names))


def _provided_by(name: str) -> ColumnElement[bool]:
    return or_(
        *(
            exists(select(table.c.id).where(table.c.id == Record.id, table.c.provider == name))
            for table in (Service.__table__, Contact.__table__)
        )
    )


def provider_names(session: Session, search: str = "") -> list[str]:
    """Returns the names of providers without a record of their own, in order of the alphabet."""
    names: set[str] = set()
    for model in (Service, Contact):
        query = select(model.provider).where(model.provider.is_not(None), is_open())
        matching = [holds(model.provider, word) for word in words_of(search)]
        names |= {name for name in session.scalars(query.where(*matching).distinct()) if name}
    return sorted(names, key=lambda name: (name.lower(), name))


def _ages(wanted: Wanted) -> Conditions:
    table = Service.__table__.c
    conditions: Conditions = []
    if wanted.minimum_age is not None:
        conditions.append(table.minimum_age >= wanted.minimum_age)
    if wanted.maximum_age is not None:
        conditions.append(table.maximum_age <= wanted.maximum_age)
    found: Conditions = []
    if conditions:
        found.append(exists(select(table.id).where(table.id == Record.id, *conditions)))
    if wanted.age is not None:
        outside = or_(table.minimum_age > wanted.age, table.maximum_age < wanted.age)
        found.append(~exists(select(table.id).where(table.id == Record.id, outside)))
    return found


def _open_when(wanted: Wanted) -> ColumnElement[bool]:
    def held(column: Any) -> Any:
        return select(column).where(ServiceAtLocation.record_id == Record.id).correlate(Record)

    whose = or_(
        Schedule.record_id == Record.id,
        Schedule.service_at_location_id.in_(held(ServiceAtLocation.id)),
        Schedule.location_id.in_(held(ServiceAtLocation.location_id)),
    )
    when: Conditions = []
    if wanted.day:
        when.append(holds(Schedule.byday, wanted.day))
    if wanted.start_time:
        when.append(Schedule.opens_at >= wanted.start_time)
    if wanted.end_time:
        when.append(Schedule.closes_at <= wanted.end_time)
    return exists(select(Schedule.id).where(whose, *when).correlate(Record))


def _places(session: Session, wanted: Wanted) -> Conditions:
    if not (wanted.postcode or wanted.area):
        return []
    geography = Geography.read(session)
    found: Conditions = []
    if wanted.area:
        county = geography.counties.get(wanted.area)
        found.append(_serves({wanted.area, "England", "UK", *([county] if county else [])}))
    if wanted.postcode:
        areas = geography.areas_of(wanted.postcode)
        if areas is not None:
            found.append(or_(_serves(areas), ~exists(_areas_of_record())))
        if wanted.proximity_m is not None:
            near = records_near(session, geography, wanted.postcode, wanted.proximity_m)
            found.append(Record.id.in_(near))
    return found


def _areas_of_record() -> Any:
    return select(ServiceArea.id).where(ServiceArea.record_id == Record.id)


def _serves(areas: set[str] | frozenset[str]) -> ColumnElement[bool]:
    return exists(_areas_of_record().where(ServiceArea.name.in_(sorted(areas))))
