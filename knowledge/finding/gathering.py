"""Reads from the database what is known of every record that a list can be narrowed by."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from knowledge.finding.facts import Fact, Facts
from knowledge.finding.spots import Spots
from knowledge.finding.texts import CHEAP_GBP, Times, ages_in, is_cheap, is_free, says_online
from knowledge.finding.timetable import Timetable
from knowledge.freshness import earliest_day
from knowledge.gazetteer import Gazetteer
from knowledge.models import (
    Accessibility,
    CaseStudy,
    Contact,
    CostOption,
    Event,
    Fund,
    Link,
    Location,
    Opportunity,
    Record,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

_NOT_OFFERED = frozenset({"inactive", "expired"})
_RECORD = (
    "id", "slug", "kind", "name", "summary", "description", "topics", "areas", "status",
    "lifecycle", "phone", "address", "postcode", "opening_hours", "eligibility", "cost",
    "accessibility", "source_date", "assured_on", "starts_on", "ends_on",
)  # fmt: skip
_OWN = {
    Service: ("provider", "minimum_age", "maximum_age"),
    Contact: ("provider",),
    Opportunity: ("organisation", "role", "commitment", "min_age", "max_age", "place", "remote",
                  "access_terms"),
    Event: ("organiser", "location_text", "is_online", "closes_at"),
    CaseStudy: ("place",),
    Fund: ("funder",),
}  # fmt: skip
_OWNER_KEYS = ("provider", "organisation", "organiser", "funder")

Own = dict[str, Any]


def read_facts(session: Session, slugs: Sequence[str], gazetteer: Gazetteer, today: date) -> Facts:
    """Reads the facts of records; some ten queries, whatever their number.

    Args:
        session: An open session; nothing is written.
        slugs: Which records, in the order of the rows.
        gazetteer: Tells where towns and postcodes are.
        today: The day, for rules that begin later.
    """
    rows = {row.slug: row for row in session.execute(_all_records())}
    own = _own_columns(session)
    reading = _Reading(session, gazetteer, today)
    none: Own = {}
    return Facts([reading.fact(rows[slug], own.get(rows[slug].id, none)) for slug in slugs])


def _all_records() -> Any:
    columns = Record.__table__.c
    return select(*(columns[name] for name in _RECORD)).where(columns.kind != "place")


def _own_columns(session: Session) -> dict[uuid.UUID, Own]:
    found: dict[uuid.UUID, Own] = {}
    for model, names in _OWN.items():
        table: Any = model.__table__
        for row in session.execute(select(table.c.id, *(table.c[name] for name in names))):
            found[row.id] = {name: getattr(row, name) for name in names}
    return found


class _Reading:
    """What stands in tables beside the records, by record."""

    def __init__(self, session: Session, gazetteer: Gazetteer, today: date) -> None:
        self._spots = Spots(session, gazetteer)
        self._timetable = Timetable(session, today)
        self._owners = _owners(session)
        self._costs = _costs(session)
        self._access = _access(session)
        self._areas = _areas(session)
        self._virtual = _virtual(session)

    def fact(self, row: Row[Any], own: Own) -> Fact:
        """Puts together what is known of one record."""
        closes_on = own["closes_at"].date() if own.get("closes_at") else None
        named = next((own[key] for key in _OWNER_KEYS if own.get(key)), None)
        free, cheap = self._cost(row)
        return Fact(
            slug=row.slug,
            kind=row.kind,
            title=row.name,
            owner=self._owners.get(row.id) or named,
            topics=tuple(row.topics),
            areas=tuple(dict.fromkeys((*row.areas, *self._areas.get(row.id, ())))),
            is_closed=row.status == "closed" or row.lifecycle in _NOT_OFFERED,
            is_shut=row.lifecycle == "temporarily closed",
            starts_on=row.starts_on,
            ends_on=min(filter(None, (row.ends_on, closes_on)), default=None),
            source_on=_source_day(row.source_date),
            assured_on=row.assured_on,
            ages=_ages(row, own),
            is_free=free,
            is_cheap=cheap,
            times=self._times(row, own),
            is_online=self._online(row, own),
            access=row.accessibility
            or self._access.get(row.id)
            or "; ".join(own.get("access_terms") or ())
            or None,
            has_hours=bool(row.opening_hours) or self._timetable.has_rules(row.id),
            has_phone=bool(row.phone),
            spots=self._spots.of(row, own),
        )

    def _cost(self, row: Row[Any]) -> tuple[bool | None, bool | None]:
        amounts = self._costs.get(row.id)
        if amounts:
            return max(amounts) == 0, max(amounts) <= CHEAP_GBP
        return is_free(row.cost), is_cheap(row.cost)

    def _times(self, row: Row[Any], own: Own) -> Times:
        return self._timetable.of(row.id, row.opening_hours or own.get("commitment"))

    def _online(self, row: Row[Any], own: Own) -> bool | None:
        for key in ("remote", "is_online"):
            if own.get(key):
                return True
        if row.id in self._virtual:
            return True
        texts = (row.name, row.summary, row.description, row.opening_hours, own.get("role"))
        if says_online(*texts):
            return True
        return False if own.get("remote") is False or own.get("is_online") is False else None


def _source_day(text: str) -> date | None:
    try:
        return earliest_day(text)
    except ValueError:
        return None


def _ages(row: Row[Any], own: Own) -> tuple[float | None, float | None]:
    least = own.get("minimum_age", own.get("min_age"))
    most = own.get("maximum_age", own.get("max_age"))
    if least is None and most is None:
        return ages_in(row.eligibility)
    return least, most


def _owners(session: Session) -> dict[uuid.UUID, str]:
    target = aliased(Record.__table__)
    rows = session.execute(
        select(Link.record_id, target.c.name)
        .join(target, target.c.id == Link.target_id)
        .where(Link.role == "organisation_id")
    )
    return {row.record_id: row.name for row in rows}


def _costs(session: Session) -> dict[uuid.UUID, list[float]]:
    """Returns the amounts of those whose every cost is an amount in pounds."""
    found: dict[uuid.UUID, list[float]] = defaultdict(list)
    unclear = set()
    rows = session.execute(select(CostOption.record_id, CostOption.amount, CostOption.currency))
    for record, amount, currency in rows:
        if amount is None or (currency not in (None, "GBP") and amount):
            unclear.add(record)
        else:
            found[record].append(amount)
    return {record: amounts for record, amounts in found.items() if record not in unclear}


def _access(session: Session) -> dict[uuid.UUID, str]:
    words = func.coalesce(Accessibility.description, Accessibility.details)
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for record, text in _by_record(session, words, Accessibility):
        if text:
            found[record].append(text)
    return {record: "; ".join(dict.fromkeys(texts)) for record, texts in found.items()}


def _by_record(session: Session, column: Any, part: Any) -> Iterable[Any]:
    """Reads a column of parts of locations, with the record that each location goes with."""
    yield from session.execute(
        select(Location.record_id, column)
        .join(part, part.location_id == Location.id)
        .where(Location.record_id.is_not(None))
    )
    yield from session.execute(
        select(ServiceAtLocation.record_id, column).join(
            part, part.location_id == ServiceAtLocation.location_id
        )
    )


def _areas(session: Session) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = session.execute(
        select(ServiceArea.record_id, ServiceArea.name).where(ServiceArea.name.is_not(None))
    )
    for record, name in rows:
        found[record].append(str(name))
    return found


def _virtual(session: Session) -> frozenset[uuid.UUID]:
    own = session.scalars(select(Location.record_id).where(Location.kind == "virtual"))
    held = session.scalars(
        select(ServiceAtLocation.record_id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .where(Location.kind == "virtual")
    )
    return frozenset(record for record in (*own, *held) if record is not None)
