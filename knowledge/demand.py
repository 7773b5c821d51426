"""What people look for: what nobody could find, and what was shown, by week.

Counts and nothing else: no word that a person typed, nothing that could name one. Whoever shows
small counts to others must leave them out first; this does not.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.assurance.demand import WEEKS, monday_of
from knowledge.database import Database
from knowledge.models import Record, RecordShown, UnmetDemand, part_id
from knowledge.openreferral.service_types import service_types
from knowledge.search.words import stems

_log = logging.getLogger(__name__)

BY = ("subject", "kind", "district", "channel", "week")
"""What unmet demand can be grouped by."""

_SAYS_LITTLE = frozenset(
    stems(
        "support advice service services group groups help activity activities specialist centre"
        " assessment adult people community facilities initiatives independence health training"
        " organised local businesses voluntary organisations information"
    )
)


class Unmet(NamedTuple):
    """How often searches found nothing good; what was not grouped by is empty.

    Attributes:
        searches: How often.
        subject: A service type or topic.
        kind: The kind of record that was wished for.
        district: The council area that it was about.
        channel: The way in.
        week: The Monday of the week; None where weeks are taken together.
    """

    searches: int
    subject: str = ""
    kind: str = ""
    district: str = ""
    channel: str = ""
    week: date | None = None


class Shown(NamedTuple):
    """How often a record stood in an answer.

    Attributes:
        slug: The record.
        name: Its name now, or its slug where it is gone.
        kind: Its kind, or empty where it is gone.
        times: How often.
    """

    slug: str
    name: str
    kind: str
    times: int


def subject_of(text: str, topic: str | None = None) -> str:
    """Returns what a message is about, in words of lists that stand fast and none of its own.

    A service type whose telling words all stand in it; else the topic, or an empty text.
    """
    said = set(stems(text))
    named = [name for telling, name in _telling() if telling <= said]
    return max(named, key=len) if named else (topic or "")


@cache
def _telling() -> tuple[tuple[frozenset[str], str], ...]:
    found = []
    for name in service_types().terms.values():
        telling = frozenset(stems(name.replace("/", " "))) - _SAYS_LITTLE
        if telling:
            found.append((telling, name))
    return tuple(found)


def note_unmet(
    session: Session, subject: str, kind: str, district: str, channel: str, today: date
) -> None:
    """Counts a search that found nothing good; one statement, does not commit."""
    week = monday_of(today)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if is_postgresql else sqlite.insert
    values = {"subject": subject, "kind": kind, "district": district, "channel": channel}
    key = part_id("unmet", str(week), *values.values())
    row = insert(UnmetDemand).values(id=key, week=week, searches=1, **values)
    counted = {"searches": UnmetDemand.searches + 1}
    session.execute(row.on_conflict_do_update(index_elements=["week", *values], set_=counted))


def count_unmet(
    database: Database, subject: str, kind: str, district: str, channel: str, today: date
) -> None:
    """Counts a search that found nothing good, and commits; no answer fails because it cannot."""
    try:
        with database.session() as session:
            note_unmet(session, subject, kind, district, channel, today)
            session.commit()
    except DBAPIError as error:
        _log.warning("what nobody could find is not counted: %s", type(error.orig).__name__)


def _in_weeks(week: InstrumentedAttribute[date], today: date, weeks: int) -> ColumnElement[bool]:
    return and_(week > monday_of(today) - timedelta(weeks=weeks), week <= today)


def unmet_by(
    session: Session,
    today: date,
    by: Sequence[str] = ("subject",),
    weeks: int = WEEKS,
    limit: int | None = None,
) -> list[Unmet]:
    """Returns what nobody could find in the last weeks, most searched first.

    Args:
        session: An open session.
        today: The last day.
        by: Which of `BY` to tell apart.
        weeks: How many weeks, the running one among them.
        limit: The most rows.

    Raises:
        ValueError: For a name that is not of `BY`.
    """
    if not by or set(by) - set(BY):
        raise ValueError(f"group by some of {BY}")
    columns = [getattr(UnmetDemand, name) for name in by]
    count = func.sum(UnmetDemand.searches)
    rows = session.execute(
        select(count, *columns)
        .where(_in_weeks(UnmetDemand.week, today, weeks))
        .group_by(*columns)
        .order_by(count.desc(), *columns)
        .limit(limit)
    )
    return [Unmet(int(row[0]), **dict(zip(by, row[1:], strict=True))) for row in rows]


def shown_by(
    session: Session,
    today: date,
    kinds: Collection[str] = (),
    weeks: int = WEEKS,
    limit: int | None = None,
) -> list[Shown]:
    """Returns the records shown in the last weeks, most shown first.

    Args:
        session: An open session.
        today: The last day.
        kinds: Only records of these kinds; all, those that are gone too, when empty.
        weeks: How many weeks, the running one among them.
        limit: The most rows.
    """
    count = func.sum(RecordShown.times)
    query = (
        select(RecordShown.slug, Record.name, Record.kind, count)
        .outerjoin(Record, Record.slug == RecordShown.slug)
        .where(_in_weeks(RecordShown.week, today, weeks))
        .group_by(RecordShown.slug, Record.name, Record.kind)
        .order_by(count.desc(), RecordShown.slug)
        .limit(limit)
    )
    if kinds:
        query = query.where(Record.kind.in_(sorted(kinds)))
    return [
        Shown(slug, name or slug, kind or "", int(times))
        for slug, name, kind, times in session.execute(query)
    ]
