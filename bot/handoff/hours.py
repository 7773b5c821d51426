"""When advisers are there: open or not, when next, and in plain words.

Hours are local time, so a day on which the clocks change is an hour shorter or longer and still
begins and ends at the times that the site file says. Everything is answered for a moment in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from knowledge.site_desk import WEEKDAYS, Desk, minutes_of

LONDON = ZoneInfo("Europe/London")
_DAYS_AHEAD = 60


@lru_cache(maxsize=64)
def _bank_holidays(part: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=part, years=year))


def is_closed_on(desk: Desk, day: date) -> bool:
    """Says whether nobody is there on a day because of a closure or a bank holiday."""
    if any(closure.first_on <= day <= closure.last_on for closure in desk.closures):
        return True
    part = desk.bank_holidays
    return part is not None and day in _bank_holidays(part, day.year)


def _moment(day: date, minutes: int, *, is_end: bool) -> datetime:
    """A local time as a moment; where the clock says it twice, hours begin early and end late."""
    if minutes == 24 * 60:
        day, minutes = day + timedelta(days=1), 0
    local = datetime.combine(day, time(minutes // 60, minutes % 60), LONDON)
    return local.replace(fold=int(is_end)).astimezone(UTC)


def _spans(desk: Desk, day: date) -> Iterator[tuple[datetime, datetime]]:
    if desk.hours is None or is_closed_on(desk, day):
        return
    for span in desk.hours.get(WEEKDAYS[day.weekday()], []):
        start, end = minutes_of(span)
        yield _moment(day, start, is_end=False), _moment(day, end, is_end=True)


def is_open(desk: Desk, at: datetime) -> bool | None:
    """Says whether the desk is open at a moment; None when the hours are not known.

    Hours include their beginning and not their end.
    """
    if desk.hours is None:
        return None
    day = at.astimezone(LONDON).date()
    return any(start <= at < end for start, end in _spans(desk, day))


def next_opening(desk: Desk, at: datetime) -> datetime | None:
    """Returns when the desk opens next, after a moment, in UTC; None when that is not known.

    Looks 60 days ahead. Hours that go on from the end of one day to the next are one.
    """
    day = at.astimezone(LONDON).date()
    ended: datetime | None = None
    for ahead in range(-1, _DAYS_AHEAD):
        for start, end in _spans(desk, day + timedelta(days=ahead)):
            if start > at and start != ended:
                return start
            ended = end
    return None


def closing(desk: Desk, at: datetime) -> datetime | None:
    """Returns when the hours end that a moment lies in, in UTC; None outside or not known."""
    day = at.astimezone(LONDON).date()
    end_of: datetime | None = None
    for ahead in range(_DAYS_AHEAD):
        for start, end in _spans(desk, day + timedelta(days=ahead)):
            if start <= at < end or start == end_of:
                end_of = end
            elif end_of is not None:
                return end_of
        if end_of is None:
            return None
    return end_of


def time_in_words(local: time) -> str:
    """Returns a time of day as people say it: 9am, 12:30pm, midday, midnight."""
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime, at: datetime) -> str:
    """Returns a later moment as seen from `at`: 'today at 2pm', 'on Monday 30 November at 9am'."""
    local, here = moment.astimezone(LONDON), at.astimezone(LONDON)
    when = f"at {time_in_words(local.time())}"
    days = (local.date() - here.date()).days
    if days == 0:
        return f"today {when}"
    named = f"{local:%A} {local.day} {local:%B}"
    return f"tomorrow, {named}, {when}" if days == 1 else f"on {named} {when}"


def next_opening_in_words(desk: Desk, at: datetime) -> str | None:
    """Returns when the desk opens next, in words, or None when that is not known."""
    moment = next_opening(desk, at)
    return None if moment is None else moment_in_words(moment, at)


def _day_in_words(spans: list[str]) -> str:
    parts = []
    for span in spans:
        start, end = (
            time_in_words(time(minutes // 60 % 24, minutes % 60)) for minutes in minutes_of(span)
        )
        parts.append(f"{start} to {end}")
    return " and ".join(parts)


def hours_in_words(desk: Desk) -> list[str]:
    """Returns a line for each run of weekdays with the same hours; empty when not known."""
    if desk.hours is None:
        return []
    runs: list[tuple[str, str, str]] = []
    for day in WEEKDAYS:
        said = _day_in_words(desk.hours.get(day, []))
        if runs and runs[-1][2] == said:
            runs[-1] = (runs[-1][0], day, said)
        else:
            runs.append((day, day, said))
    return [
        f"{first.capitalize()}{'' if first == last else f' to {last.capitalize()}'}: {said}"
        for first, last, said in runs
        if said
    ]
