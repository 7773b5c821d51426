"""Reads the real figures of a period from the database, in a handful of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.models import Suggestion
from bot.handoff.models import Callback
from bot.insight.models import DailyCount
from bot.insight.snapshot import Period, RecordCount, Snapshot, Supply
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
    _read_records(session, found, site, at)
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
    rows = session.execute(
        select(
            Signpost.slug, Signpost.kind, Signpost.subject, Signpost.outcome, Record.name,
            func.count(),
        )
        .outerjoin(Record, Record.slug == Signpost.slug)
        .where(Signpost.given_on.between(period.first, period.last))
        .group_by(Signpost.slug, Signpost.kind, Signpost.subject, Signpost.outcome, Record.name)
    )  # fmt: skip
    for slug, kind, subject, outcome, name, count in rows:
        found.signposts.setdefault(subject, Counter())[outcome or ""] += count
        if kind in POINTED_TO:
            records.setdefault(slug, RecordCount(name or slug, kind)).given += count
    found.records = list(records.values())


def _queue(session: Session, at: datetime) -> int:
    before = at - _WAITING_TOO_LONG
    changes = select(func.count()).where(
        RecordChange.state == "proposed", RecordChange.proposed_at < before
    )
    said = select(func.count()).where(Suggestion.done_at.is_(None), Suggestion.said_at < before)
    return (session.scalar(changes) or 0) + (session.scalar(said) or 0)


def _records(session: Session) -> Iterator[Any]:
    """What the figures need of every record that residents see, and no more."""
    own = (
        Record.kind, Record.topics, Record.areas, Record.source_date, Record.confidence,
        Record.note, Record.phone, Record.assured_on, Record.assured_by,
    )  # fmt: skip
    table = Record.__table__
    query = (
        select(*own, Service.__table__.c.service_types, Contact.__table__.c.service_types)
        .select_from(table)
        .outerjoin(Service.__table__, Service.__table__.c.id == table.c.id)
        .outerjoin(Contact.__table__, Contact.__table__.c.id == table.c.id)
        .where(
            Record.kind != "place",
            Record.lifecycle != "inactive",
            Record.status.is_(None) | (Record.status != "withheld"),
        )
    )
    yield from session.execute(query)


def _read_records(session: Session, found: Snapshot, site: Site, at: datetime) -> None:
    """Freshness and supply, in one round over the records."""
    today, good, whole = at.date(), 0, 0
    local = {*site.areas.districts, *site.areas.neighbours}
    for row in _records(session):
        dated = cast(Dated, row)
        found.tiers[tier_of(dated, today)] += 1
        good += not describe_source(dated, today).needs_check
        whole += 1
        _add_supply(found.supply, row, local)
    found.checked = (good, whole)


def _add_supply(supply: Supply, row: Any, local: set[str]) -> None:
    here = local.intersection(row.areas)
    for subject in _subjects_of(row):
        for area in here:
            supply.local[subject, area] += 1
        if not here:
            supply.wide[subject] += 1
    if row.kind == "service":
        supply.services.update(here)


def _subjects_of(row: Any) -> set[str]:
    """What a record may answer: subjects of conversations, topics, and service types by name."""
    names = service_types().terms
    subjects = {*row.topics, *(names[code] for code in row[9] or row[10] or () if code in names)}
    for subject, (kind, topic) in SUPPLY_OF.items():
        if topic in row.topics and kind in {"", row.kind}:
            subjects.add(subject)
    return subjects
