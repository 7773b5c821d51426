"""Two questions in one message: where it is cut, and which part is clear by itself."""

from __future__ import annotations

import re

from knowledge.directory import Directory
from knowledge.followups import names_nothing
from knowledge.search.engine import Hit
from knowledge.search.words import stems
from knowledge.wishes import Wish

VERY_SURE = 0.6
"""From this chance on a part needs nothing else to be answered."""

_SURE = 0.28
_PART_SURE = 0.75
_PART_LIKE = 0.5
_SHORTEST_QUESTION_STEMS = 2
_JOINED = re.compile(
    r"(?<=\?)\s+|\s+(?:and|also|plus)\s+(?=(?:also\s+)?(?:what|how|can|could|do|does|is|are|who|where"
    r"|when|which|will|should)\b)",
    re.IGNORECASE,
)


_ASKING = re.compile(
    r"\W*(?:what|how|can|could|do|does|is|are|who|where|when|which|will|should)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:it|its|it's|one|ones|them)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?P<what>(?:an?|the|our|my|your|their|this)\s+[\w'’-]+(?:\s+[\w'’-]+){0,4})\W*$",
    re.IGNORECASE,
)


def _carried(part: str, first: str) -> str:
    """Returns the second part with the first part's topic in the place of its pronoun.

    'What is a CIO and how long does it take' asks how long a CIO takes; without a noun of its own
    to put there the whole first part goes before it.
    """
    topic = _ABOUT.search(first)
    if topic is None:
        return f"{first} {part}"
    return _PRONOUN.sub(topic["what"], part, count=1)


def surest_part(directory: Directory, text: str, wish: Wish) -> str | None:
    """Returns the part of a message that is a clear question by itself, where the rest blurs it."""
    parts = [part for part in _JOINED.split(text) if len(stems(part)) >= _SHORTEST_QUESTION_STEMS]
    if len(parts) < 2:
        return None
    chances = {}
    for part in parts:
        if names_nothing(part):
            continue
        hits = directory.search().find(part, place=wish.place, subject=wish.subject, limit=1).hits
        chances[part] = hits[0].chance if hits else 0.0
    if not chances:
        return None
    surest = max(chances, key=lambda part: chances[part])
    return surest if chances[surest] >= _PART_SURE else None


def _whole(first: str, second: str) -> str:
    """Returns the second part of a message as a question that stands by itself."""
    is_question = second.rstrip().endswith("?") or bool(_ASKING.match(second))
    if is_question and _PRONOUN.search(second):
        return _carried(second, first)
    return f"{second} {first}" if names_nothing(second) else second


def both_asked(directory: Directory, text: str, wish: Wish) -> list[tuple[str, Hit]]:
    """Returns two questions in one message with the record that each asks for; empty for one.

    Both must be clear, and their records must differ. What leans on the first part is searched for
    with it; where that leads to the same record, the whole message asks for that one.
    """
    parts = [part for part in _JOINED.split(text) if stems(part)]
    if len(parts) != 2:
        return []
    search = directory.search()
    whole = [parts[0], _whole(*parts)]
    found = [
        (part, hit)
        for part, asked in zip(parts, whole, strict=True)
        for hit in search.find(asked, place=wish.place, subject=wish.subject, limit=1).hits
        if _is_asked_by(asked, hit)
    ]
    if len({hit.slug for _, hit in found}) == 2:
        return found
    is_about_one = names_nothing(parts[1]) and found[:1] and found[0][0] == parts[0]
    return [(text, found[0][1])] if is_about_one else []


def _is_asked_by(part: str, hit: Hit) -> bool:
    """Says whether a part of a message asks for a record by itself, well enough to answer it.

    'And do they pay expenses' is no clear question alone, but it has words of its own.
    """
    if hit.chance >= VERY_SURE:
        return True
    says_enough = len(stems(part)) >= _SHORTEST_QUESTION_STEMS
    return says_enough and hit.chance >= _SURE and hit.likeness >= _PART_LIKE
