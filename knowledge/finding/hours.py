"""Reads opening hours that are clear, and says whether something is open at a moment.

Only a text that is understood to its last word counts: half an understanding would send somebody
to a closed door. Times are local to England.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?"
)
_DAYS = rf"{_DAY}(?:-{_DAY})?(?:(?:,| and | & |/|, and )\s*{_DAY}(?:-{_DAY})?(?!\s*-))*"
_TIME = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm)?|noon|midday|midnight)"
_TOKEN = re.compile(
    rf"(?P<always>(?:open )?24/7|(?:open )?24 hours(?: a day)?(?:,? (?:7|seven) days a week)?"
    rf"(?:,? every day)?(?:,? all year(?: round)?)?)"
    rf"|(?P<closed>closed(?: on)? {_DAYS}|{_DAYS}:? closed)"
    r"|(?P<holidays>(?:\(?(?:except|excluding|not|closed)(?: on)? (?:on )?(?:uk |public |bank )*"
    r"holidays\)?))"
    rf"|(?P<days>every ?day|daily|(?:7|seven) days a week|week ?days|weekends?|{_DAYS})"
    rf"|(?P<times>{_TIME}-{_TIME}(?:(?:,| and | & )\s*{_TIME}-{_TIME})*)"
    r"|(?P<label>(?:open(?:ing hours)?|office(?: hours)?|phone|telephone|helpline"
    r"|lines(?: are)? open|from)\b:?)",
)
_BETWEEN = re.compile(r"[\s,;:.]*(?:and\s)?")
_NOT_CLEAR = re.compile(
    r"\b(?:19|20)\d\d\b|\bterm\b|appointment|winter|summer|lunch|usually|may|some", re.IGNORECASE
)
_CLOCK = re.compile(r"(\d{1,2})(?:([:.])(\d{2}))?\s?(am|pm)?")
_MINUTES = 1440
_STARTS = ("mo", "tu", "we", "th", "fr", "sa", "su")

Span = tuple[int, int]
"""Opens and closes, in minutes after midnight; closing on the next day is above 1440."""


@dataclass(frozen=True)
class Week:
    """When something is open in an ordinary week.

    Attributes:
        days: The spans of Monday to Sunday.
        is_always: Whether it never closes, bank holidays too.
    """

    days: tuple[tuple[Span, ...], ...]
    is_always: bool = False

    def spans_at(self, day: int) -> tuple[Span, ...]:
        """Returns the spans of a weekday, 0 for Monday."""
        return self.days[day % 7]


ALWAYS = Week(((((0, _MINUTES)),),) * 7, is_always=True)


def parse_hours(text: str | None) -> Week | None:
    """Reads opening hours in words, or returns None where they are not clear to the last word."""
    if not text or _NOT_CLEAR.search(re.sub(r"\([^)]*\)", "", text)):
        return None
    plain = _plain(text)
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(plain):
        token = _TOKEN.match(plain, at)
        if token is None:
            return None
        tokens.append((str(token.lastgroup), token.group()))
        gap = _BETWEEN.match(plain, token.end())
        at = gap.end() if gap else token.end()
    return _week([token for token in tokens if token[0] != "label"])


def week_of(rules: Iterable[tuple[Iterable[int], Span]]) -> Week | None:
    """Makes a week of spans that hold on some days each; None when there is none."""
    days: list[list[Span]] = [[] for _ in range(7)]
    for on, span in rules:
        for day in on:
            days[day].append(span)
    if not any(days):
        return None
    return Week(tuple(tuple(sorted(set(spans))) for spans in days))


def days_named(text: str) -> frozenset[int]:
    """Returns the days that a text of days names: `mon-wed, fri`, `weekends`, `every day`."""
    if re.match(r"every|daily|7|seven", text):
        return frozenset(range(7))
    if text.startswith("week"):
        return frozenset({5, 6}) if "end" in text else frozenset(range(5))
    found: set[int] = set()
    for first, last in re.findall(rf"({_DAY})(?:-({_DAY}))?", text):
        start = _STARTS.index(first[:2])
        end = _STARTS.index((last or first)[:2])
        found |= {day % 7 for day in range(start, end + 1 + (7 if end < start else 0))}
    return frozenset(found)


def minutes_of(text: str) -> int | None:
    """Returns the minutes after midnight of `HH:MM`, or None."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    return int(found[1]) * 60 + int(found[2]) if found and int(found[1]) <= 24 else None


def _plain(text: str) -> str:
    text = re.sub(r"\((?![^)]*(?:clos|except|holiday))[^)]*\)", " ", text.lower())
    text = re.sub(r"\b12 (?=noon|midday|midnight)", "", text)
    text = re.sub(r"\s*[–—−]\s*|\s+(?:to|until|till)\s+", "-", text)
    return re.sub(r"\s*-\s*", "-", " ".join(text.split())).strip(" .")


def _week(tokens: list[tuple[str, str]]) -> Week | None:
    if tokens and tokens[0][0] == "always":
        return ALWAYS if len(tokens) == 1 else None
    tokens = [token for token in tokens if token[0] not in ("closed", "holidays")]
    kinds = [kind for kind, _ in tokens]
    if len(tokens) % 2 or not tokens:
        return None
    order = kinds[:2]
    if sorted(order) != ["days", "times"] or kinds != order * (len(tokens) // 2):
        return None
    rules = []
    for row in range(0, len(tokens), 2):
        pair = dict(tokens[row : row + 2])
        spans = _spans(pair["times"])
        if spans is None:
            return None
        rules += [(days_named(pair["days"]), span) for span in spans]
    return week_of(rules)


def _spans(text: str) -> list[Span] | None:
    found = []
    for first, last in re.findall(rf"({_TIME})-({_TIME})", text):
        span = _span(first.strip(), last.strip())
        if span is None:
            return None
        found.append(span)
    return found


def _span(first: str, last: str) -> Span | None:
    opens, opens_half, is_24 = _clock(first)
    closes, closes_half, is_24_too = _clock(last)
    if opens is None or closes is None:
        return None
    if closes_half is None and opens_half is None and not (is_24 or is_24_too):
        # '9-5' can only be the working day; '7-9' can be either half of it.
        if closes > opens:
            return None
        closes += 720
    elif opens_half is None and not is_24 and closes_half == "pm" and opens + 720 < closes:
        opens += 720
    elif closes_half is None and not is_24_too and closes <= opens:
        closes += 720
    if closes <= opens:
        closes += _MINUTES
    return (opens, closes) if opens < _MINUTES else None


def _clock(text: str) -> tuple[int | None, str | None, bool]:
    """Returns minutes, half of the day if said, and whether it is written by the 24-hour clock."""
    if text in ("noon", "midday"):
        return 720, "pm", False
    if text == "midnight":
        return _MINUTES, "am", False
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None, None, False
    hour, minute, half = int(found[1]), int(found[3] or 0), found[4]
    if hour > 24 or minute > 59 or (half and hour > 12):
        return None, None, False
    is_24 = not half and (hour > 12 or (text[0] == "0" and found[2] is not None))
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute, half, is_24
