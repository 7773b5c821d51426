"""Reads the real figures of a period from the database, in a handful of questions."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Text, and_, func, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from bot.editing.models import Suggestion
from bot.handoff.models import Callback
from bot.insight.models import DailyCount
from bot.insight.snapshot import Period, RecordCount, Snapshot
from bot.insight.suppression import LEAST
from bot.insight.waits import median_minutes
from bot.staff.models import Signpost
from knowledge.demand import shown_by, unmet_by
from knowledge.freshness import Dated, describe_source, tier_of
from knowledge.models import Contact, Record, RecordChange, Service
from knowledge.openreferral.service_types import service_types
from knowledge.site import Site

_WAITING_TOO_LONG = timedelta(days=7)
_WAITS_OVER = timedelta(days=30)
_NAMES_AT_ONCE = 500
POINTED_TO = ("fund", "service", "opportunity", "organisation")
"""The kinds of record that the lists of what is signposted most hold."""

SUPPLY_OF = {
    "find_funding": ("fund", "funding"),
    "find_volunteering": ("opportunity", "volunteering"),
    "find_local_help": ("service", "support-services"),
    "save_building": ("", "community-rights"),
    "choose_structure": ("", "social-enterprise"),
    "have_say": ("", "participation"),
}
"""What would answer each subject of a conversation: a kind of record, and a topic."""


def read_snapshot(session: Session, site: Site, at: datetime, period: Period) -> Snapshot:
    """Returns the real figures of a period.

    Waits, late calls back, freshness and the editors' queue are those of `at`.
    """
    found = Snapshot(period)
    _read_counts(session, found)
    for item in unmet_by(session, period.last, ("subject", "district"), period.weeks):
        found.unmet[item.subject, item.district] += item.searches
    _read_signposts(session, found)
    found.wait_minutes = median_minutes(session, at - _WAITS_OVER, LEAST)
    late = select(func.count()).where(Callback.state == "booked", Callback.due_at < at)
    found.late_callbacks = session.scalar(late) or 0
    found.queue = _queue(session, at)
    _read_freshness(session, found, at.date())
    _read_supply(session, found, site)
    return found


def read_counts(session: Session, period: Period) -> Snapshot:
    """Returns what was counted in a period and nothing else, to compare another with."""
    found = Snapshot(period)
    _read_counts(session, found)
    return found


def _read_counts(session: Session, found: Snapshot) -> None:
    in_period = DailyCount.day.between(found.period.first, found.period.last)
    key = (DailyCount.measure, DailyCount.subject, DailyCount.district, DailyCount.channel)
    total = func.sum(DailyCount.count)
    for row in session.execute(select(*key, total).where(in_period).group_by(*key)):
        found.counts[row[0], row[1], row[2], row[3]] += int(row[4])
    by_day = (DailyCount.day, DailyCount.measure)
    for day, measure, count in session.execute(
        select(*by_day, total).where(in_period).group_by(*by_day)
    ):
        found.by_week[day - timedelta(days=day.weekday()), measure] += int(count)


def _read_signposts(session: Session, found: Snapshot) -> None:
    period = found.period
    records = {
        item.slug: RecordCount(item.name, item.kind, item.times)
        for item in shown_by(session, period.last, POINTED_TO, period.weeks)
    }
    key = (Signpost.slug, Signpost.kind, Signpost.subject, Signpost.outcome)
    rows = session.execute(
        select(*key, func.count())
        .where(Signpost.given_on.between(period.first, period.last))
        .group_by(*key)
    )
    for slug, kind, subject, outcome, count in rows:
        found.signposts.setdefault(subject, Counter())[outcome or ""] += count
        if kind in POINTED_TO:
            records.setdefault(slug, RecordCount(slug, kind)).given += count
    nameless = [slug for slug, record in records.items() if record.name == slug]
    for start in range(0, len(nameless), _NAMES_AT_ONCE):
        some = nameless[start : start + _NAMES_AT_ONCE]
        for slug, name in session.execute(
            select(Record.slug, Record.name).where(Record.slug.in_(some))
        ):
            records[slug].name = name
    found.records = list(records.values())


def _queue(session: Session, at: datetime) -> int:
    before = at - _WAITING_TOO_LONG
    changes = select(func.count()).where(
        RecordChange.state == "proposed", RecordChange.proposed_at < before
    )
    said = select(func.count()).where(Suggestion.done_at.is_(None), Suggestion.said_at < before)
    return (session.scalar(changes) or 0) + (session.scalar(said) or 0)


_IS_SHOWN = and_(
    Record.kind != "place",
    Record.lifecycle != "inactive",
    or_(Record.status.is_(None), Record.status != "withheld"),
)


def _read_freshness(session: Session, found: Snapshot, today: date) -> None:
    """How lately records were checked; those that are alike in it are looked at once."""
    key = (
        Record.source_date, Record.confidence, Record.note, Record.assured_on, Record.assured_by,
    )  # fmt: skip
    rows = session.execute(
        select(*key, func.max(Record.phone).label("phone"), func.count().label("number"))
        .where(_IS_SHOWN)
        .group_by(*key)
    )
    good, whole = 0, 0
    for row in rows:
        dated = cast(Dated, row)
        found.tiers[tier_of(dated, today)] += row.number
        good += 0 if describe_source(dated, today).needs_check else row.number
        whole += row.number
    found.checked = (good, whole)


def _read_supply(session: Session, found: Snapshot, site: Site) -> None:
    """What there is; records of one kind, with the same topics and areas, are looked at once."""
    local = {*site.areas.districts, *site.areas.neighbours}
    record, service, contact = Record.__table__, Service.__table__, Contact.__table__
    types = func.coalesce(_text(service.c.service_types), _text(contact.c.service_types), "[]")
    key = (Record.kind, _text(Record.topics), _text(Record.areas), types)
    rows = session.execute(
        select(*key, func.count())
        .select_from(record)
        .outerjoin(service, service.c.id == record.c.id)
        .outerjoin(contact, contact.c.id == record.c.id)
        .where(_IS_SHOWN)
        .group_by(*key)
    )
    for kind, topics, areas, codes, number in rows:
        here = local.intersection(json.loads(areas))
        for subject in _subjects_of(kind, json.loads(topics), json.loads(codes)):
            for area in here:
                found.supply.local[subject, area] += number
            if not here:
                found.supply.wide[subject] += number
        if kind == "service":
            found.supply.services.update(dict.fromkeys(here, number))


def _text(lists: Any) -> ColumnElement[str]:
    """A list as the database holds it, so that it can be grouped by."""
    return sql_cast(lists, Text)


def _subjects_of(kind: str, topics: list[str], codes: list[str]) -> set[str]:
    """What a record may answer: subjects of conversations, topics, and service types by name."""
    names = service_types().terms
    subjects = {*topics, *(names[code] for code in codes if code in names)}
    for subject, (wanted, topic) in SUPPLY_OF.items():
        if topic in topics and wanted in {"", kind}:
            subjects.add(subject)
    return subjects
