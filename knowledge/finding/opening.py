"""Says whether something is open now, and when it opens next; bank holidays are never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from knowledge.finding.criteria import DAYS
from knowledge.finding.hours import Week

SOON_MINUTES = 60
"""Closing within so many minutes is closing soon."""

_MINUTES = 1440


@lru_cache(maxsize=1)
def british_time() -> tzinfo:
    """Returns the time zone of England; UTC on a machine that knows no zones."""
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return UTC


@lru_cache(maxsize=8)
def bank_holidays(year: int) -> frozenset[date]:
    """Returns the bank holidays of England in a year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Says whether a day is a bank holiday in England."""
    return day in bank_holidays(day.year)


def is_open_at(week: Week, at: datetime) -> bool:
    """Says whether something is open at a moment; on a bank holiday only what never closes is."""
    return closes_in(week, at) is not None


def closes_in(week: Week, at: datetime) -> int | None:
    """Returns the minutes until it closes, or None when it is not known to be open."""
    local = at.astimezone(british_time())
    if week.is_always:
        return _MINUTES
    minute = local.hour * 60 + local.minute
    left = [
        closes - minute + shift
        for back, shift in ((0, 0), (1, -_MINUTES))
        if not is_bank_holiday(local.date() - timedelta(days=back))
        for opens, closes in week.spans_at(local.weekday() - back)
        if opens + shift <= minute < closes + shift
    ]
    return max(left, default=None)


def hours_in_words(week: Week, at: datetime) -> str:
    """Says in a few words whether it is open now, closes soon or is closed, and what comes next."""
    local = at.astimezone(british_time())
    if week.is_always:
        return "Open now: it never closes."
    left = closes_in(week, at)
    if left is not None:
        until = clock_in_words((local.hour * 60 + local.minute + left) % _MINUTES)
        if left <= SOON_MINUTES:
            return f"Open now, but closes soon, at {until}."
        return f"Open now, until {until}."
    if is_bank_holiday(local.date()) and week.spans_at(local.weekday()):
        return "Today is a bank holiday: ring first to hear if it is open."
    opens = _next_opening(week, local)
    return f"Closed now. Opens {opens}." if opens else "Closed now."


def clock_in_words(minutes: int) -> str:
    """Returns `9am`, `5.30pm`, `midday` or `midnight`."""
    minutes %= _MINUTES
    if minutes in (0, 720):
        return "midday" if minutes else "midnight"
    hour, minute = divmod(minutes, 60)
    clock = f"{(hour - 1) % 12 + 1}" + (f".{minute:02}" if minute else "")
    return f"{clock}{'am' if hour < 12 else 'pm'}"


def _next_opening(week: Week, local: datetime) -> str | None:
    minute = local.hour * 60 + local.minute
    for ahead in range(15):
        day = local.date() + timedelta(days=ahead)
        if is_bank_holiday(day):
            continue
        for opens, _ in week.spans_at(day.weekday()):
            if ahead or opens > minute:
                return f"{_day_in_words(day, ahead)} at {clock_in_words(opens)}"
    return None


def _day_in_words(day: date, ahead: int) -> str:
    if ahead < 2:
        return ("today", "tomorrow")[ahead]
    return f"on {DAYS[day.weekday()]}" + (f" {day.day} {day:%B}" if ahead > 6 else "")
