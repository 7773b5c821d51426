"""What people ask for most: how often records are shown, and what no record could answer.

Holds counts by week and no word that a person has typed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.models import Record, RecordShown, UnmetDemand
from knowledge.search.words import stems

_log = logging.getLogger(__name__)

WEEKS = 13
"""How far back demand is counted."""


class Gap(NamedTuple):
    """A subject that people searched for and that nothing good was found on.

    Attributes:
        subject: A service type or topic, or an empty text.
        kind: The kind of record that was wished for, or an empty text.
        district: Where, or an empty text.
        searches: How often in the last 13 weeks.
    """

    subject: str
    kind: str
    district: str
    searches: int


def monday_of(day: date) -> date:
    """Returns the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def note_shown(session: Session, slugs: Iterable[str], today: date) -> None:
    """Counts that records stood in an answer; does not commit.

    Safe under many writers: each count is one statement.
    """
    week = monday_of(today)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if is_postgresql else sqlite.insert
    for slug, times in sorted(Counter(slugs).items()):
        row = insert(RecordShown).values(slug=slug, week=week, times=times)
        counted = RecordShown.times + row.excluded.times
        session.execute(
            row.on_conflict_do_update(index_elements=["slug", "week"], set_={"times": counted})
        )


def count_shown(database: Database, slugs: Iterable[str], today: date) -> None:
    """Counts that records stood in an answer, and commits; no answer fails because it cannot."""
    try:
        with database.session() as session:
            note_shown(session, slugs, today)
            session.commit()
    except DBAPIError as error:
        _log.warning("what was shown is not counted: %s", error.orig)


def gaps(session: Session, today: date, limit: int | None = None) -> list[Gap]:
    """Returns what nobody could find in the last 13 weeks, most searched first."""
    count = func.sum(UnmetDemand.searches)
    columns = (UnmetDemand.subject, UnmetDemand.kind, UnmetDemand.district)
    rows = session.execute(
        select(*columns, count)
        .where(UnmetDemand.week > _first_week(today))
        .group_by(*columns)
        .order_by(count.desc(), *columns)
        .limit(limit)
    )
    return [Gap(subject, kind, where, int(searches)) for subject, kind, where, searches in rows]


def demand_of(session: Session, records: Iterable[Record], today: date) -> dict[str, int]:
    """Returns how much each record is asked for, by slug; one that is not is left out.

    It is how often the record was shown in the last 13 weeks, and how often a search that found
    nothing good was on a subject that its name, questions or summary says, for its kind: such a
    record may be the answer, if somebody makes it right.
    """
    shown: Counter[str] = Counter()
    rows = session.execute(
        select(RecordShown.slug, func.sum(RecordShown.times))
        .where(RecordShown.week > _first_week(today))
        .group_by(RecordShown.slug)
    )
    shown.update({slug: int(times) for slug, times in rows})
    wanted = [(frozenset(stems(gap.subject)), gap) for gap in gaps(session, today)]
    wanted = [(words, gap) for words, gap in wanted if words]
    if wanted:
        for record in records:
            said = set(stems(" ".join([record.name, record.summary, *record.also_asked])))
            shown[record.slug] += sum(
                gap.searches
                for words, gap in wanted
                if words <= said and gap.kind in ("", record.kind)
            )
    return {slug: times for slug, times in shown.items() if times}


def _first_week(today: date) -> date:
    return monday_of(today) - timedelta(weeks=WEEKS)
