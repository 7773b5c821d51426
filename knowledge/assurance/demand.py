"""What people ask for most: how often records are shown, and what no record could answer.

Holds counts by week and no word that a person has typed beyond the service's own vocabulary.
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
    """Words that people searched for and that nothing good was found for.

    Attributes:
        words: Topic words, sorted.
        district: Where, or an empty text.
        searches: How often in the last 13 weeks.
    """

    words: str
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
    """Returns what nobody could answer in the last 13 weeks, most searched first."""
    count = func.sum(UnmetDemand.searches)
    rows = session.execute(
        select(UnmetDemand.words, UnmetDemand.district, count)
        .where(UnmetDemand.week > _first_week(today))
        .group_by(UnmetDemand.words, UnmetDemand.district)
        .order_by(count.desc(), UnmetDemand.words, UnmetDemand.district)
        .limit(limit)
    )
    return [Gap(words, district, int(searches)) for words, district, searches in rows]


def demand_of(session: Session, records: Iterable[Record], today: date) -> dict[str, int]:
    """Returns how much each record is asked for, by slug; one that is not is left out.

    It is how often the record was shown in the last 13 weeks, and how often a search that found
    nothing good had only words that its name, questions or summary says: such a record may be the
    answer, if somebody makes it right.
    """
    shown: Counter[str] = Counter()
    rows = session.execute(
        select(RecordShown.slug, func.sum(RecordShown.times))
        .where(RecordShown.week > _first_week(today))
        .group_by(RecordShown.slug)
    )
    shown.update({slug: int(times) for slug, times in rows})
    wanted = [(frozenset(stems(gap.words)), gap.searches) for gap in gaps(session, today)]
    wanted = [(words, searches) for words, searches in wanted if words]
    if wanted:
        for record in records:
            said = set(stems(" ".join([record.name, record.summary, *record.also_asked])))
            shown[record.slug] += sum(times for words, times in wanted if words <= said)
    return {slug: times for slug, times in shown.items() if times}


def _first_week(today: date) -> date:
    return monday_of(today) - timedelta(weeks=WEEKS)
