"""Says in plain words how far a fact may be trusted, and what a person should check next.

`source_date` is when the source spoke; only what a team has assured is called checked, with the
day and the team. The ages follow the Open Referral advice that data older than three months is
said out loud.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple, Protocol

DAYS_SAID_OUT_LOUD = 92
"""Older than this, and the label says how many months ago the page spoke."""

DAYS_OLD = 366
"""This old, and a resident is told to check, or to ring where there is a number."""

DAYS_ASSURED = 90
"""How long an assurance holds; then a team should look again."""

Tier = Literal["assured", "older", "never"]
"""Assured within 90 days, assured longer ago, or never assured."""

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
    assured_on: date | None
    assured_by: str | None


class SourceNote(NamedTuple):
    """How far a fact may be trusted.

    Attributes:
        label: Plain words for the resident, such as `checked 12 days ago by VAL` or `from a page
            of March 2024: check before you rely on it`.
        is_old: Whether the source, or the last check, is over 12 months old or has no known date.
        needs_check: Whether the resident is told to check, and the editors should.
        tier: How lately a team has assured the record.
    """

    label: str
    is_old: bool
    needs_check: bool
    tier: Tier = "never"


def describe_source(record: Dated, today: date) -> SourceNote:
    """Returns how far a record may be trusted on a day.

    What a team has assured goes by that day, whatever its page and its note say. A date that names
    only a year or a month counts from its first day, so that no source is ever taken for younger
    than it can be.
    """
    assured = _assured(record, today)
    if assured is not None:
        return assured
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


def tier_of(record: Dated, today: date) -> Tier:
    """Returns how lately a team has assured a record; a day still to come counts for nothing."""
    if record.assured_on is None or record.assured_on > today:
        return "never"
    return "assured" if (today - record.assured_on).days <= DAYS_ASSURED else "older"


def _assured(record: Dated, today: date) -> SourceNote | None:
    tier = tier_of(record, today)
    if tier == "never" or record.assured_on is None:
        return None
    age_days = (today - record.assured_on).days
    is_old = age_days >= DAYS_OLD
    by = f" by {record.assured_by}" if record.assured_by else ""
    label = f"checked {_ago(age_days)}{by}"
    if is_old:
        label += f": {_RING if record.phone else _CHECK}"
    return SourceNote(label, is_old, needs_check=is_old, tier=tier)


def _ago(age_days: int) -> str:
    if age_days <= 1:
        return "yesterday" if age_days else "today"
    if age_days <= DAYS_ASSURED:
        return f"{age_days} days ago"
    return f"{round(age_days / _DAYS_A_MONTH)} months ago"


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
