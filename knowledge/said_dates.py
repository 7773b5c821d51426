"""Reads the day that somebody means: '3/3/26', 'on 3 March', 'last Tuesday', 'the 3rd'.

Made for days that have come, such as the day a letter arrived: a day without its year is the last
such day, and a weekday the last one. Days stand before months. What was taken is always for saying
back; nothing here is certain enough to be used in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rapidfuzz import fuzz, process

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINAL_WORDS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_LIKE_A_NAME = 78.0
_WEEK = timedelta(days=7)

_MONTH = r"(?P<month>[a-z]{3,10})\.?"
_DAY = rf"(?P<day>[0-3]?\d(?:\s?(?:st|nd|rd|th))?|{'|'.join(_ORDINAL_WORDS)})"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d|['’]\d\d))?"
_WEEKDAY = r"(?P<weekday>(?:mon|tue|wed|wen|thu|thr|fri|sat|sun)[a-z]{0,7})"
_COUNT = r"(?P<count>\d{1,3}|(?:a\s+)?(?:" + "|".join(_COUNTS) + r"))"
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|some\s*time|or so|ish|think|maybe)\b", re.IGNORECASE
)


class Precision(StrEnum):
    """How well the words name a day.

    `EARLIEST`: they name a week or a month, and the day is its first.
    """

    EXACT = "exact"
    ROUGH = "rough"
    EARLIEST = "earliest"


@dataclass(frozen=True)
class SaidDate:
    """A day that was said.

    Attributes:
        words: The words that say it, as typed.
        on: The day.
        precision: How well the words name it.
    """

    words: str
    on: date
    precision: Precision = Precision.EXACT


def read_date(text: str, today: date) -> SaidDate | None:
    """Returns the first day that a text names, or None.

    Args:
        text: What was typed.
        today: The day on which it was typed.
    """
    said = text.replace("’", "'").lower()
    for pattern, reader in _READERS:
        for match in pattern.finditer(said):
            found = _safely(reader, match, today)
            if found is not None:
                on, precision = found
                words = text[match.start() : match.end()].strip()
                if precision is Precision.EXACT and _ABOUT.search(said):
                    precision = Precision.ROUGH
                return SaidDate(words, on, precision)
    return None


def in_words(day: date) -> str:
    """Returns a day as a letter writes it: 'Tuesday 3 March 2026'."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


_Read = tuple[date, Precision] | None
_Reader = Callable[[re.Match[str], date], _Read]


def _safely(reader: _Reader, match: re.Match[str], today: date) -> _Read:
    try:
        return reader(match, today)
    except (ValueError, OverflowError):
        return None


def _iso(match: re.Match[str], _: date) -> _Read:
    return date(int(match["year"]), int(match["month"]), int(match["day"])), Precision.EXACT


def _slashed(match: re.Match[str], today: date) -> _Read:
    day, month = int(match["day"]), int(match["month"])
    if month > len(_MONTHS):
        day, month = month, day
    if match["year"]:
        year = int(match["year"])
        return date(year + (2000 if year < 100 else 0), month, day), Precision.EXACT
    return _last_such(day, month, today), Precision.EXACT


def _named(match: re.Match[str], today: date) -> _Read:
    month = _index(match["month"], _MONTHS)
    if month is None:
        return None
    day = _day(match["day"])
    if match["year"]:
        year = match["year"]
        return date(
            int(year if len(year) == 4 else f"20{year[1:]}"), month + 1, day
        ), Precision.EXACT
    return _last_such(day, month + 1, today), Precision.EXACT


def _day_of_a_month(match: re.Match[str], today: date) -> _Read:
    day, which = _day(match["day"]), match["which"]
    month = today.replace(day=1)
    if which == "last" or (not which and day > today.day):
        month = (month - timedelta(days=1)).replace(day=1)
    return month.replace(day=day), Precision.EXACT


def _near_day(match: re.Match[str], today: date) -> _Read:
    words = " ".join(match.group().split())
    if "day before" in words:
        return today - timedelta(days=2), Precision.EXACT
    days = {"yesterday": -1, "last night": -1, "tomorrow": 1}
    return today + timedelta(days=days.get(words, 0)), Precision.EXACT


def _weekday(match: re.Match[str], today: date) -> _Read:
    index = _index(match["weekday"], _WEEKDAYS)
    if index is None:
        return None
    before = " ".join((match["before"] or "").split())
    after = " ".join((match["after"] or "").split())
    if "last week" in (before, after) or after == "of last week":
        return today - timedelta(days=today.weekday()) - _WEEK + timedelta(
            days=index
        ), Precision.EXACT
    if before == "next" or after in ("next", "next week"):
        return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1), Precision.EXACT
    back = (today.weekday() - index) % 7
    if back == 0 and (before or after):
        back = 7
    more = "week" in before or after in ("before last", "a week ago", "week")
    return today - timedelta(days=back + (7 if more else 0)), Precision.EXACT


def _ago(match: re.Match[str], today: date) -> _Read:
    said = re.sub(r"^a\s+(?=\w)", "", " ".join(match["count"].split()))
    count = int(said) if said.isdigit() else _COUNTS[said]
    unit = match["unit"]
    if unit.startswith("day"):
        return today - timedelta(days=count), Precision.ROUGH if said in (
            "couple of",
            "few",
        ) else Precision.EXACT
    if unit.startswith(("week", "fortnight")):
        return today - _WEEK * count * (2 if unit.startswith("fortnight") else 1), Precision.ROUGH
    months = today.year * 12 + today.month - 1 - count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, 28)), Precision.ROUGH


def _span(match: re.Match[str], today: date) -> _Read:
    if match["unit"] == "week":
        monday = today - timedelta(days=today.weekday())
        return monday - (_WEEK if match["which"] == "last" else timedelta()), Precision.EARLIEST
    first = today.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1) if match[
        "which"
    ] == "last" else first, Precision.EARLIEST


def _month_alone(match: re.Match[str], today: date) -> _Read:
    month = _index(match["month"], _MONTHS)
    if month is None:
        return None
    year = match["year"]
    if year:
        return date(
            int(year if len(year) == 4 else f"20{year[1:]}"), month + 1, 1
        ), Precision.EARLIEST
    return date(today.year - (month + 1 > today.month), month + 1, 1), Precision.EARLIEST


def _last_such(day: int, month: int, today: date) -> date:
    """Returns the last day of that number and month that is not to come."""
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError("no such day")


def _day(said: str) -> int:
    if said in _ORDINAL_WORDS:
        return _ORDINAL_WORDS.index(said) + 1
    return int(re.sub(r"\D", "", said))


def _index(said: str, names: tuple[str, ...]) -> int | None:
    """Returns which of the names is meant, abbreviated or misspelt, or None."""
    if len(said) <= 5:
        short = [row for row, name in enumerate(names) if name.startswith(said)]
        if short:
            return short[0]
    close = process.extractOne(said, names, scorer=fuzz.ratio, score_cutoff=_LIKE_A_NAME)
    if close is None or close[0][0] != said[0] and close[1] < 88:
        return {"sept": 8, "weds": 2, "tues": 1, "thur": 3, "thurs": 3}.get(said)
    return int(close[2])


def _readers() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    yield re.compile(r"(?<![\d-])(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"), _iso
    yield (
        re.compile(
            r"(?<![\w/.£-])(?P<day>[0-3]?\d)\s?[/.-]\s?(?P<month>[0-3]?\d)\s?[/.-]\s?"
            r"(?P<year>(?:20)?\d\d)(?![\w/-])"
        ),
        _slashed,
    )
    yield re.compile(rf"(?<![\w/]){_DAY}(?:\s+of)?(?:\s+|-){_MONTH}{_YEAR}(?!\w)"), _named
    yield re.compile(rf"(?<!\w){_MONTH}\s+(?:the\s+)?{_DAY}{_YEAR}(?![\w/])"), _named
    yield (
        re.compile(r"(?<![\w/.£-])(?P<day>[0-3]?\d)/(?P<month>[01]?\d)(?P<year>)(?![\w/])"),
        _slashed,
    )
    yield (
        re.compile(
            r"(?<!\w)(?:the\s+day\s+before\s+yesterday|day\s+before\s+yesterday|yesterday"
            r"|last\s+night|today|this\s+(?:morning|afternoon)|just\s+now|tomorrow)(?!\w)"
        ),
        _near_day,
    )
    yield (
        re.compile(
            rf"(?<!\w)(?:(?P<before>(?:a\s+)?week\s+last|(?:a\s+)?week\s+ago|last\s+week|last|next"
            rf"|this|past)\s+(?:on\s+)?)?{_WEEKDAY}"
            r"(?:\s+(?P<after>before\s+last|(?:of\s+)?last\s+week|next\s+week|a\s+week\s+ago))?(?!\w)"
        ),
        _weekday,
    )
    yield (
        re.compile(rf"(?<!\w){_COUNT}\s+(?P<unit>days?|weeks?|fortnights?|months?)\s+(?:ago|back)"),
        _ago,
    )
    yield (
        re.compile(
            r"(?<!\w)(?:on\s+)?(?:the\s+)(?P<day>[0-3]?\d\s?(?:st|nd|rd|th))"
            r"(?:\s+of\s+(?P<which>this|last)\s+month)?(?!\w)"
        ),
        _day_of_a_month,
    )
    yield re.compile(r"^\W*(?P<day>[0-3]?\d\s?(?:st|nd|rd|th))(?P<which>)\W*$"), _day_of_a_month
    yield re.compile(r"(?<!\w)(?P<which>last|this)\s+(?P<unit>week|month)(?!\w)"), _span
    yield (
        re.compile(rf"(?<!\w)(?:in|during|since|back\s+in|early|late|mid)\s+{_MONTH}{_YEAR}(?!\w)"),
        _month_alone,
    )
    yield re.compile(rf"^\W*{_MONTH}{_YEAR}\W*$"), _month_alone


_READERS = tuple(_readers())
