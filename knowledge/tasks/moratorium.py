"""The dates of the pause on selling a listed asset, counted as the Localism Act 2011 counts them.

Section 95(6) gives three periods, each 'beginning with the date on which the local authority
receives notification': six weeks, six months and eighteen months. That day itself is the first of
each. So six weeks are 42 days with that day among them, and a number of months ends with the day
before the day of the same number, or with the last day of a month that has no such day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

LAW_PERIODS = "Localism Act 2011, section 95(6)"
"""The rule for the three lengths and for the day from which they count."""

LAW_REQUEST = "Localism Act 2011, section 95(3) and (6)"
"""The rule that a group's written request makes the pause the full one."""

IN_FORCE_ON = date(2012, 9, 21)
"""The first day of these rules: no notice under them can be older."""

_INTERIM = timedelta(weeks=6)
_FULL_MONTHS = 6
_PROTECTED_MONTHS = 18
_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Pause:
    """What follows from the day on which the council received the owner's notice.

    Every `_ends_on` is the last day of its period, to the end of that day.
    """

    received_on: date

    @property
    def interim_ends_on(self) -> date:
        """The last day on which a group may ask to be treated as a potential bidder."""
        return self.received_on + _INTERIM - timedelta(days=1)

    @property
    def full_ends_on(self) -> date:
        """The last day of the pause, if a group asked in time."""
        return self.months_end_on(_FULL_MONTHS)

    @property
    def protected_ends_on(self) -> date:
        """The last day on which the owner may sell without giving a new notice."""
        return self.months_end_on(_PROTECTED_MONTHS)

    def months_end_on(self, months: int) -> date:
        """The last day of so many months that begin with the day of receipt."""
        return last_day_of_months(self.received_on, months)

    @property
    def send_by(self) -> date:
        """The last working day of the six weeks: council offices are shut on other days."""
        return last_working_day(self.interim_ends_on)


def last_day_of_months(first: date, months: int) -> date:
    """Returns the last day of a period of so many months that begins with a day.

    Args:
        first: The first day of the period.
        months: How many, 1 or more.
    """
    years, month = divmod(first.month - 1 + months, _MONTHS_A_YEAR)
    year, month = first.year + years, month + 1
    if first.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, first.day) - timedelta(days=1)


def last_working_day(day: date) -> date:
    """Returns the day, or the last one before it that is no weekend or bank holiday in England."""
    shut = holidays.country_holidays("GB", subdiv="ENG", years=[day.year - 1, day.year])
    while day.weekday() >= calendar.SATURDAY or day in shut:
        day -= timedelta(days=1)
    return day
