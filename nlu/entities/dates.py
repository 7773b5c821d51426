"""Dates in a text.

The value says no more than was said: `2026-05-03` for a whole date (ISO 8601), `--05-03` for a day
without its year, `2026-05` for a month, and the words in lower case ('yesterday', 'last tuesday')
for what depends on today, which this module does not know.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from nlu.entities.found import Found

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"

_WHOLE = (
    re.compile(r"(?<!\w)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\w)"),
    re.compile(
        r"(?<![\w/])(?P<day>[0-3]?\d)[/.-](?P<month>[01]?\d)[/.-](?P<year>(?:20)?\d\d)(?![\w/])"
    ),
    re.compile(rf"(?<!\w){_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?(?!\w)", re.IGNORECASE),
    re.compile(
        rf"(?<!\w){_MONTH}\s+(?:the\s+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?(?!\w)",
        re.IGNORECASE,
    ),
)
_MONTH_ONLY = re.compile(rf"(?<!\w){_MONTH}\s+{_YEAR}(?!\w)", re.IGNORECASE)
_RELATIVE = re.compile(
    rf"(?<!\w)(?:yesterday|today|tomorrow|(?:last|next|this)\s+(?:{_WEEKDAY}|week|month|year)"
    rf"|on\s+(?P<weekday>{_WEEKDAY})|\d+\s+(?:days?|weeks?|months?)\s+ago)(?!\w)",
    re.IGNORECASE,
)


def find_dates(text: str) -> Iterator[Found]:
    """Yields dates, days before months (03/05 is the third of May)."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            value = _iso(match["day"], match["month"], match["year"])
            if value:
                yield Found("date", match.start(), match.end(), value)
    for match in _MONTH_ONLY.finditer(text):
        value = f"{match['year']}-{_month(match['month']):02d}"
        yield Found("date", match.start(), match.end(), value)
    for match in _RELATIVE.finditer(text):
        words = match["weekday"] or match.group()
        yield Found("date", match.start(), match.end(), " ".join(words.lower().split()))


def _iso(day: str, month: str, year: str | None) -> str | None:
    """Returns the date in ISO 8601, without its year when none was said; None if there is none."""
    whole_year = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    try:
        # 2024 had every day that a year may have.
        date = datetime.date(whole_year or 2024, _month(month), int(day))
    except ValueError:
        return None
    return date.isoformat() if whole_year else f"--{date:%m-%d}"


def _month(said: str) -> int:
    return int(said) if said.isdigit() else _MONTHS.index(said[:3].lower()) + 1
