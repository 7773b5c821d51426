"""What the words of a record say about cost, age, days and being online; nothing is guessed.

`None` stands for 'not said', which is neither yes nor no.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.finding.hours import Week, days_named, parse_hours

CHEAP_GBP = 5.0
"""The most that counts as cheap, a time."""

EVENING_FROM = 17 * 60
_NOON = 12 * 60
_FREE = re.compile(
    r"^(?:it is |all |always |completely |usually )?free\b(?! (?:only|for|to|if|with a))(?!.*£)",
    re.IGNORECASE,
)
_POUNDS = re.compile(r"£\s?(\d+(?:,\d{3})*(?:\.\d{1,2})?)")
_A_TIME = re.compile(
    r"^£\s?\d+(?:\.\d{1,2})?(?:\s*(?:a|per|each)\s*(?:session|visit|time|class|week|person|head|"
    r"meal|trip|journey|go)|\s*each)?\.?$",
    re.IGNORECASE,
)
_ADULTS = re.compile(r"^(?:all |any )?adults?\b(?!.* under )", re.IGNORECASE)
_WHO = (
    r"^(?:(?:for|all|any|anyone|anybody|everyone|people|young people|children|adults)\s+)*"
    r"(?:aged?\s+)?"
)
_BETWEEN = re.compile(
    _WHO + r"(?:between\s+)?(\d{1,3})\s*(?:-|–|to|and)\s*(under\s+)?(\d{1,3})\b", re.IGNORECASE
)
_FROM = re.compile(
    _WHO
    + r"(?:over\s+(\d{1,3})s?\b"
    + r"|(\d{1,3})\s*(?:\+|(?:years?\s+)?(?:or|and)\s+(?:over|older|above)))",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    _WHO + r"(?:under\s+(\d{1,3})s?\b|up to (\d{1,3})\b|(\d{1,3})\s+(?:or|and)\s+under)",
    re.IGNORECASE,
)
_ONLINE = re.compile(r"\bon-?line\b(?! (?:booking|form|application|safety))", re.IGNORECASE)
_FROM_HOME = re.compile(
    r"\b(?:work|help|volunteer|done|join|do (?:it|this)|role)(?:ing|s)?\s+(?:\w+\s+){0,2}"
    r"from home\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b(?:\s*(?:-|–|to)\s*"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b)?|\bweekends?\b|\bweekdays\b|\bevery day\b"
    r"|\bdaily\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\b(morning|afternoon|evening|night)s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Times:
    """When something is on, as bits: bit `3 * day + part`, Monday morning first.

    Attributes:
        sure: The parts of days on which it surely is.
        maybe: Those on which it may be, where the words are not clear.
        week: Its hours, where every one is known.
    """

    sure: int = 0
    maybe: int = 0
    week: Week | None = None


ALL_SLOTS = (1 << 21) - 1


def slot(day: int, part: int) -> int:
    """Returns the bit of a part of a day: 0 for Monday, 0 for morning."""
    return 1 << (3 * day + part)


def is_free(text: str | None) -> bool | None:
    """Says whether a text about cost says that it is free, or what it costs."""
    if not text:
        return None
    if _FREE.match(text.strip()):
        return True
    return False if _POUNDS.search(text) and not re.search(r"\bfree\b", text, re.I) else None


def is_cheap(text: str | None) -> bool | None:
    """Says whether a text about cost says at most five pounds a time; None for anything unclear."""
    if is_free(text):
        return True
    if not text or not _A_TIME.match(text.strip()):
        return None
    amount = _POUNDS.search(text)
    return float(amount[1].replace(",", "")) <= CHEAP_GBP if amount else None


def ages_in(text: str | None) -> tuple[float | None, float | None]:
    """Returns the least and the greatest age that the beginning of a text names."""
    text = (text or "").strip()
    if found := _BETWEEN.match(text):
        return float(found[1]), float(found[3]) - (1 if found[2] else 0)
    if found := _FROM.match(text):
        return float(found[1] or found[2]), None
    if found := _UNTIL.match(text):
        return None, float(found[1]) - 1 if found[1] else float(found[2] or found[3])
    return (18.0, None) if _ADULTS.match(text) else (None, None)


def says_online(*texts: str | None) -> bool:
    """Says whether one of the texts says that it can be done online or from home."""
    said = [text for text in texts if text]
    return any(_ONLINE.search(text) or _FROM_HOME.search(text) for text in said)


def times_in(text: str | None) -> Times:
    """Reads when something is on: surely where the text is clear, perhaps where it is not."""
    week = parse_hours(text)
    if week is not None:
        return Times(slots_of(week), 0, week)
    if not text:
        return Times()
    days: set[int] = set()
    for found in _DAY.finditer(text.lower()):
        days |= days_named(_short(found.group()))
    named = {found.group(1).lower() for found in _PART.finditer(text)}
    parts = {row for row, name in enumerate(("morning", "afternoon", "evening")) if name in named}
    parts |= {2} if "night" in named else set()
    if not days and not parts:
        return Times()
    maybe = 0
    for day in days or range(7):
        for part in parts or range(3):
            maybe |= slot(day, part)
    if days and parts:
        # 'Evenings, weekends': either may be meant alone.
        maybe |= sum(slot(day, part) for day in days for part in range(3) if not parts & {part})
        maybe |= sum(slot(day, part) for day in range(7) for part in parts if day not in days)
    return Times(0, maybe)


def slots_of(week: Week) -> int:
    """Returns the parts of days on which a week's hours fall."""
    slots = 0
    for day, spans in enumerate(week.days):
        for opens, closes in spans:
            for part, (start, end) in enumerate(
                ((0, _NOON), (_NOON, EVENING_FROM), (EVENING_FROM, 1440))
            ):
                if opens < end and closes > start:
                    slots |= slot(day, part)
    return slots


def _short(days: str) -> str:
    return re.sub(r"\s*(?:-|–|to)\s*", "-", days)
