"""Says in plain words how far a fact may be trusted, and what a person should check next.

Nothing here is ever called checked or up to date: `source_date` is when the source spoke, and no
record has been assured by the council yet. The ages follow the Open Referral advice that data older
than three months is said out loud.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Record

DAYS_SAID_OUT_LOUD = 92
"""Older than this, and the label says how many months ago the page spoke."""

DAYS_OLD = 366
"""This old, and a resident is told to check, or to ring where there is a number."""

_DAYS_A_MONTH = 30.44

_ASKS_FOR_A_CHECK = re.compile(
    r"\b(?:re-?check|check|confirm|verify|must (?:supply|give)|check(?:ed|ing) (?:before|against)"
    r"|(?:not|to be|be|need|needs|until|should be) (?:phone-)?(?:check|confirm)(?:ed|ing)"
    r"|not (?:known|seen|stated|shown|in the)|may (?:have|no longer|not)|likely ended"
    r"|undated|inferred|believed|unclear|approximate|general knowledge|our (?:own )?reading"
    r"|no (?:phone|page|out-of-hours)\b.* seen|old)\b",
    re.IGNORECASE,
)
_CHECK = "check before you rely on it"
_RING = "ring or look before you rely on it"


class Dated(Protocol):
    """What freshness needs of a record; entries and stored records both have it."""

    source_date: str
    confidence: str
    note: str | None
    phone: str | None


class SourceNote(NamedTuple):
    """How far a fact may be trusted.

    Attributes:
        label: Plain words for the resident, such as `from a page of March 2024: check before you
            rely on it`.
        is_old: Whether the source is over 12 months old, or its date is not known.
        needs_check: Whether the resident is told to check, and the editors should.
    """

    label: str
    is_old: bool
    needs_check: bool


def describe_source(record: Dated, today: date) -> SourceNote:
    """Returns how far a record may be trusted on a day.

    A date that names only a year or a month counts from its first day, so that no source is ever
    taken for younger than it can be.
    """
    spoken_on = earliest_day(record.source_date)
    if spoken_on is None:
        return SourceNote(f"date of the page not known: {_CHECK}", is_old=True, needs_check=True)
    age_days = (today - spoken_on).days
    is_old = age_days >= DAYS_OLD
    needs_check = is_old or record.confidence == "low" or note_asks_for_a_check(record.note)
    label = f"from a page of {date_in_words(record.source_date)}"
    if age_days > DAYS_SAID_OUT_LOUD and not is_old:
        label += f", {_months_ago(age_days, record.source_date)}"
    if needs_check:
        label += f": {_RING if is_old and record.phone else _CHECK}"
    return SourceNote(label, is_old, needs_check)


def _months_ago(age_days: int, source_date: str) -> str:
    months = round(age_days / _DAYS_A_MONTH)
    return f"{months} months ago" if "-" in source_date else f"up to {months} months ago"


def note_asks_for_a_check(note: str | None) -> bool:
    """Says whether a note names something that a person must check or that was never seen."""
    return note is not None and _ASKS_FOR_A_CHECK.search(note) is not None


def earliest_day(source_date: str) -> date | None:
    """Returns the first day that a source date can mean, or None for `unknown`."""
    if source_date == "unknown":
        return None
    year, month, day = (int(part) for part in f"{source_date}-01-01".split("-")[:3])
    return date(year, month, day)


def date_in_words(source_date: str) -> str:
    """Returns `2024`, `March 2024` or `5 March 2024` for a source date that is known."""
    day = earliest_day(source_date)
    if day is None:
        raise ValueError("an unknown date has no words")
    parts = source_date.count("-")
    if parts == 0:
        return str(day.year)
    # %B alone: the day without a leading zero is not portable.
    month = f"{day:%B %Y}"
    return month if parts == 1 else f"{day.day} {month}"


class ToCheck(NamedTuple):
    """A record that a person should check, and why."""

    record: Record
    reason: str


def entries_to_check(session: Session, today: date, limit: int | None = None) -> Sequence[ToCheck]:
    """Returns what the editors should check, most urgent first.

    First the records of the list to confirm (`docs/to-confirm.md`), in its order; then withheld
    ones, low confidence, unknown dates, and the rest from the oldest source on. Places come last.
    Records that nothing asks to check are left out. Reads every record once.

    Args:
        session: An open session; nothing is written.
        today: The day to reckon ages from.
        limit: The most to return; None for all.
    """
    found = []
    for record in session.scalars(select(Record)):
        note = describe_source(record, today)
        if note.needs_check or record.confirm_order is not None or record.is_withheld:
            found.append(record)
    found.sort(key=_urgency)
    return [ToCheck(record, _reason(record, today)) for record in found[:limit]]


def _urgency(record: Record) -> tuple[object, ...]:
    day = earliest_day(record.source_date)
    return (
        record.confirm_order is None,
        record.confirm_order or 0,
        record.kind == "place",
        not record.is_withheld,
        record.confidence != "low",
        day is not None,
        day or date.min,
        record.slug,
    )


def _reason(record: Record, today: date) -> str:
    parts = [describe_source(record, today).label]
    if record.is_withheld:
        parts.insert(0, "withheld from residents")
    if record.confirm_order is not None:
        parts.insert(0, f"task {record.confirm_order} to confirm")
    if record.confidence == "low":
        parts.append("low confidence")
    if record.note:
        parts.append(record.note)
    return "; ".join(parts)
