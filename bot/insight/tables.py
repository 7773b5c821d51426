"""The figures as tables: each row a label and its numbers, small counts of people left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.insight.counting import MEASURES
from bot.insight.models import DailyCount
from bot.staff.models import Signpost
from bot.staff.store import OUTCOMES
from knowledge.assurance.demand import monday_of
from knowledge.demand import shown_by, unmet_by
from knowledge.freshness import Dated, tier_of
from knowledge.models import Record
from knowledge.phrases import SUBJECTS

WEEKS = 13
LEAST = 5
"""A count of people below this is not told."""

FEW = "fewer than 5"
_MOST_ROWS = 15
_NOT_KNOWN = "not known"
_SUBJECTS = {choice.payload.removeprefix("/"): choice.label for choice in SUBJECTS}


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        key: Its name in addresses.
        title: What it shows, in a sentence.
        columns: The heads: first that of the labels.
        rows: A label and numbers; None is a number that is not told because it is small.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[int | None, ...]]]


def told(count: int) -> int | None:
    """Returns a count of people, or None for one that is small; nought is told."""
    return count if count == 0 or count >= LEAST else None


def shown(number: int | None) -> str:
    """Returns a number as people read it."""
    return FEW if number is None else f"{number:,}"


def _since(today: date) -> date:
    return monday_of(today) - timedelta(weeks=WEEKS - 1)


def _counted(session: Session, today: date, column: str, measure: str) -> dict[str, int]:
    of = getattr(DailyCount, column)
    rows = session.execute(
        select(of, func.sum(DailyCount.count))
        .where(DailyCount.day >= _since(today), DailyCount.measure == measure)
        .group_by(of)
    )
    return {str(label) or _NOT_KNOWN: int(count) for label, count in rows}


def in_words(label: str) -> str:
    """Returns a subject such as `find_funding` as people read it."""
    if label in _SUBJECTS:
        return _SUBJECTS[label]
    words = label.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ROWS]


def asked_subjects(session: Session, today: date) -> Table:
    """Conversations by what they were about."""
    counts = _counted(session, today, "subject", "conversation")
    rows = [(in_words(label), (told(count),)) for label, count in _most(counts)]
    return Table("subjects", "What people asked about", ("Subject", "Conversations"), rows)


def asked_districts(session: Session, today: date) -> Table:
    """Where people ask, where nothing was found, and what there is."""
    asked = _counted(session, today, "district", "conversation")
    nothing = {
        item.district or _NOT_KNOWN: item.searches
        for item in unmet_by(session, today, by=("district",))
    }
    serving = _serving(session)
    names = sorted(asked.keys() | nothing.keys(), key=lambda name: (-asked.get(name, 0), name))
    rows = [
        (
            name,
            (told(asked.get(name, 0)), told(nothing.get(name, 0)), serving.get(name, 0)),
        )
        for name in names[:_MOST_ROWS]
    ]
    columns = ("Area", "Conversations", "Found nothing", "Services of its own")
    return Table("areas", "Where people ask, and what is there", columns, rows)


def _serving(session: Session) -> dict[str, int]:
    found: dict[str, int] = {}
    services = select(Record.areas).where(Record.kind == "service", Record.lifecycle == "active")
    for areas in session.scalars(services):
        for area in areas:
            found[area] = found.get(area, 0) + 1
    return found


def asked_channels(session: Session, today: date) -> Table:
    """Conversations by the way in."""
    counts = _counted(session, today, "channel", "conversation")
    rows = [(in_words(label), (told(count),)) for label, count in _most(counts)]
    return Table("channels", "How people come", ("Way in", "Conversations"), rows)


def asked_weeks(session: Session, today: date) -> Table:
    """Each measure by week, oldest first."""
    rows = session.execute(
        select(DailyCount.day, DailyCount.measure, func.sum(DailyCount.count))
        .where(DailyCount.day >= _since(today))
        .group_by(DailyCount.day, DailyCount.measure)
    )
    counts: dict[tuple[date, str], int] = {}
    for day, measure, count in rows:
        key = (monday_of(day), measure)
        counts[key] = counts.get(key, 0) + int(count)
    weeks = [_since(today) + timedelta(weeks=number) for number in range(WEEKS)]
    return Table(
        "weeks",
        "Week by week",
        ("Week from", *MEASURES.values()),
        [
            (
                f"{week.day} {week:%b}",
                tuple(told(counts.get((week, measure), 0)) for measure in MEASURES),
            )
            for week in weeks
        ],
    )


def found_nothing(session: Session, today: date) -> Table:
    """What nobody could find, by subject."""
    found = unmet_by(session, today, by=("subject",), limit=_MOST_ROWS)
    rows = [(in_words(item.subject or _NOT_KNOWN), (told(item.searches),)) for item in found]
    return Table("gaps", "What nobody could find", ("Subject", "Searches"), rows)


def signposted(session: Session, today: date) -> Table:
    """Where staff pointed callers, by subject, and what became of it."""
    rows = session.execute(
        select(Signpost.subject, Signpost.outcome, func.count())
        .where(Signpost.given_on >= _since(today))
        .group_by(Signpost.subject, Signpost.outcome)
    )
    counts: dict[str, dict[str | None, int]] = {}
    for subject, outcome, count in rows:
        counts.setdefault(subject or _NOT_KNOWN, {})[outcome] = count
    listed = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return Table(
        "signposts",
        "Where staff pointed callers",
        ("Subject", "Signposts", *OUTCOMES.values()),
        [
            (
                in_words(subject),
                (told(sum(found.values())), *(told(found.get(key, 0)) for key in OUTCOMES)),
            )
            for subject, found in listed[:_MOST_ROWS]
        ],
    )


def shown_most(session: Session, today: date) -> Table:
    """The funds, services and opportunities that stood in most answers."""
    kinds = ("fund", "service", "opportunity", "organisation")
    found = shown_by(session, today, kinds, limit=_MOST_ROWS)
    rows = [(item.name, (told(item.times),)) for item in found]
    return Table("shown", "What was shown most", ("Record", "Answers"), rows)


def dated_records(session: Session) -> list[Dated]:
    """Returns of every record that residents see what its freshness goes by, and no more."""
    columns = (
        Record.source_date, Record.confidence, Record.note, Record.phone, Record.assured_on,
        Record.assured_by,
    )  # fmt: skip
    rows = session.execute(
        select(*columns).where(
            Record.kind != "place",
            Record.lifecycle != "inactive",
            Record.status.is_(None) | (Record.status != "withheld"),
        )
    )
    return [cast(Dated, row) for row in rows]


def freshness(session: Session, today: date) -> Table:
    """How lately records were checked by a person."""
    counts = {"assured": 0, "older": 0, "never": 0}
    for record in dated_records(session):
        counts[tier_of(record, today)] += 1
    labels = {
        "assured": "Checked in the last 90 days",
        "older": "Checked longer ago",
        "never": "Never checked by a person",
    }
    rows: list[tuple[str, tuple[int | None, ...]]] = [
        (labels[tier], (count,)) for tier, count in counts.items()
    ]
    return Table("freshness", "How fresh the directory is", ("Last check", "Records"), rows)


TABLES: dict[str, Callable[[Session, date], Table]] = {
    "weeks": asked_weeks,
    "subjects": asked_subjects,
    "areas": asked_districts,
    "channels": asked_channels,
    "gaps": found_nothing,
    "signposts": signposted,
    "shown": shown_most,
    "freshness": freshness,
}
"""Every table by its key, in the order of the page."""
