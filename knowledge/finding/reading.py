"""Reads out of a message what a list must fit: 'free', 'on saturdays', 'within 5 miles of'."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from knowledge.finding.criteria import DAYS, KM_A_MILE, Criteria

_DAY_ROOTS = ("mon", "tues?", "wed(?:nes)?", "thu(?:rs?)?", "fri", "sat(?:ur)?", "sun")
_DAY_NAMES = [re.compile(rf"\b{root}(?:days?|s)?\b", re.IGNORECASE) for root in _DAY_ROOTS]
# 'sat' and 'sun' alone are words of their own; they count after 'on', 'every' or beside a part.
_DAY_TEXT = re.compile(
    r"""\b(?:(?:on|every|each)\ (?:a\ )?)?
    (?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?
      |(?<=on\ )(?:mon|tues?|wed|thurs?|fri|sat|sun)s?)
    (?:\s*(?:,|and|or|&|/)\s*
      (?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thurs?|fri|sat|sun)\b)*
    (?:\s+(?:mornings?|afternoons?|evenings?|nights?))?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WEEKEND = re.compile(
    r"\b(?:(?:at|on|over|in)\s+)?(?:the\s+)?weekends?(?:\s+only)?\b(?! away| break)", re.IGNORECASE
)
_WEEKDAYS = re.compile(r"\b(?:on\s+|in the\s+)?(?:week\s?days?|in the week)\b", re.IGNORECASE)
_PARTS = (
    ("morning", re.compile(r"\b(?:in the |on )?mornings?\b(?! after)", re.IGNORECASE)),
    ("afternoon", re.compile(r"\b(?:in the |on )?afternoons?\b", re.IGNORECASE)),
    (
        "evening",
        re.compile(
            r"\b(?:in the |on )?(?:week(?:day|night)s? )?evenings?\b(?! (?:meal|class))"
            r"|\bafter (?:work|school)\b(?! (?:club|care))|\bafter [5-9] ?(?:pm|o'?clock)\b",
            re.IGNORECASE,
        ),
    ),
)
_OWN_TIME = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|am|be) (?:only |mostly |usually |often )?free\b"
    r"|\bfree (?:time|evenings?|mornings?|afternoons?|weekends?|days?|hours?|mon|tues|wednes|thurs"
    r"|fri|satur|sun)\w*\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?<![-\w])(?:for free|free of charge|at no cost|no (?:cost|charge|fee)|without paying"
    r"|costs? nothing"
    r"|(?:that'?s |which is |that are )?free(?! (?:up|school meals?|bus|prescriptions?|from|speech"
    r"|schools?|will)\b))(?![-\w])",
    re.IGNORECASE,
)
_CHEAP = re.compile(
    r"\b(?:cheap(?:er|est)?|low[- ]cost|affordable|not (?:too )?expensive"
    r"|can'?t afford (?:much|a lot)|cannot afford (?:much|a lot))\b",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"\b(?:on[- ]?line|from home|at home on (?:my|a) (?:computer|laptop|phone)|remote(?:ly)?"
    r"|virtual(?:ly)?|over (?:zoom|the internet|video)|without leaving (?:the|my) house)\b"
    r"(?! (?:safety|bank|shopping|scam|abuse|fraud|form|harm|petition))",
    re.IGNORECASE,
)
_WANTS_ACCESS = re.compile(
    r"\b(?:wheel ?chair(?: access(?:ible)?| user)?|step[- ]free|disabled access|accessible"
    r"|level access|hearing loop|ramps?(?= |$)(?! up))\b(?! (?:tennis|basketball|rugby|repair))",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b(?:within|no (?:more|further) than|less than|up to|under)?\s*(?:about\s+)?"
    r"(\d{1,3}(?:\.\d)?|an?(?= mile| km| kilo)|one|two|three|five|ten|fifteen|twenty)?\s*"
    r"(miles?|mi|km|kms|kilomet(?:re|er)s?)\b(?:\s+(?:of|from|away from|radius of|around))?",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
}
_NEAREST = re.compile(
    r"\b(?:the )?(?:near(?:est|er)|closest|closer)\b(?: (?:one|ones|to me|to|by))?", re.IGNORECASE
)
_NEAR = re.compile(
    r"\b(?:near(?:by)?(?: to)?(?: me| us| here)?|close(?: by| to)(?: me| us| here)?|around here"
    r"|not far(?: from)?|in walking distance(?: of)?|near my (?:home|house))\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:(?:for )?(?:my|our|a|an|his|her|the)\s+(?:\w+\s+)?)?(\d{1,3})\s*-?\s*(?:years?|yrs?|yr)"
    r"(?:[ -]*olds?)\b"
    r"|\b(?:i'?m|i am|he'?s|she'?s|he is|she is|who is|aged?|age of|is)\s+(\d{1,3})\b"
    r"(?!\s*(?:%|pounds?|miles?|km|people|members|years? (?:ago|in)|of us|weeks?|months?|am|pm))"
    r"|\bfor (?:my|a|our) (\d{1,2}) ?(?:yo|y/o)\b",
    re.IGNORECASE,
)
_OPEN_NOW = re.compile(r"\b(?:open (?:right )?now|open at the moment|open today)\b", re.IGNORECASE)
_OLDEST = 110

Values = dict[str, Any]


def criteria_in(text: str) -> Criteria:
    """Reads what a message asks of a list beside its subject and its place.

    The place itself is the gazetteer's to find; this says only whether nearness to it counts. Pure:
    the same text gives the same criteria.
    """
    found: Values = {}
    for read in (_cost, _when, _age, _where, _how):
        found.update(read(text))
    return Criteria(**found)


def without_criteria(text: str) -> str:
    """Returns the text without the words that `criteria_in` has read, the subject alone."""
    patterns = [_OWN_TIME, _AGE, _DISTANCE, _NEAREST, _NEAR, _DAY_TEXT, _WEEKEND, _WEEKDAYS]
    patterns += [part for _, part in _PARTS]
    patterns += [_FREE, _CHEAP, _ONLINE, _OPEN_NOW]
    for pattern in patterns:
        text = pattern.sub(_kept_unless_read(pattern), text)
    return " ".join(text.split())


def _kept_unless_read(pattern: re.Pattern[str]) -> Callable[[re.Match[str]], str]:
    def keep(match: re.Match[str]) -> str:
        if pattern is _DISTANCE and match.group(1) is None:
            return match.group()
        return " "

    return keep


def _cost(text: str) -> Values:
    if _FREE.search(_OWN_TIME.sub(" ", text)):
        return {"cost": "free"}
    return {"cost": "cheap"} if _CHEAP.search(text) else {}


def _when(text: str) -> Values:
    days: set[int] = set()
    for match in _DAY_TEXT.finditer(text):
        days |= {row for row in range(len(DAYS)) if _DAY_NAMES[row].search(match.group())}
    if _WEEKEND.search(text):
        days |= {5, 6}
    if _WEEKDAYS.search(text) or re.search(r"\bweek(?:day|night) evenings?\b", text, re.IGNORECASE):
        days |= set(range(5))
    parts = {name for name, pattern in _PARTS if pattern.search(text)}
    if any(re.search(r"\bnights?$", match.group()) for match in _DAY_TEXT.finditer(text)):
        parts.add("evening")
    return {"days": frozenset(days), "parts": frozenset(parts)}


def _age(text: str) -> Values:
    for match in _AGE.finditer(text):
        years = int(next(group for group in match.groups() if group))
        if 0 < years <= _OLDEST:
            return {"age": years}
    return {}


def _where(text: str) -> Values:
    found: Values = {}
    for match in _DISTANCE.finditer(text):
        if match.group(1):
            number = match.group(1).lower()
            length = float(_NUMBERS.get(number, 0) or number)
            is_miles = match.group(2).lower().startswith("mi")
            found = {"is_near": True, "within_km": length * (KM_A_MILE if is_miles else 1.0)}
    if _NEAREST.search(text):
        found |= {"is_near": True, "nearest_first": True}
    if _NEAR.search(text):
        found["is_near"] = True
    return found


def _how(text: str) -> Values:
    return {
        "is_online": _ONLINE.search(text) is not None,
        "is_accessible": _WANTS_ACCESS.search(text) is not None,
        "open_first": _OPEN_NOW.search(text) is not None,
    }
