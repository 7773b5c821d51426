"""Understands a short message by what is on the screen: 'the second one', 'how much is that'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.finding.criteria import Criteria
from knowledge.finding.reading import criteria_in, without_criteria
from knowledge.search.stories import LEANING
from knowledge.search.words import stems

_MOST_WORDS = 8
_MOST_WORDS_OF_A_BARE_ONE = 12
_ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "1": 0, "top": 0,
    "second": 1, "2nd": 1, "two": 1, "2": 1, "middle": 1,
    "third": 2, "3rd": 2, "three": 2, "3": 2,
    "last": -1, "bottom": -1,
}  # fmt: skip
_PICK = re.compile(
    r"""^\W*(?:(?:yes|ok|okay|please|um|er)\W+)*
    (?:(?:i\ (?:meant?|want|like)|tell\ me\ (?:more\ )?about|show(?:\ me)?|what\ about|give\ me
        |more\ (?:on|about)|the|number|option|no)\s+)*
    (?P<which>first|1st|second|2nd|third|3rd|last|top|middle|bottom|one|two|three|[123])
    (?:\s+(?:one|option|answer|choice|fund|grant|group|thing))?(?:\s+please)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED_BY_ROW = re.compile(
    r"""\b(?:how|what|when|where|who|which|do|does|is|can|are)\b.*\bthe\s+
    (?P<which>first|1st|second|2nd|third|3rd|last)\s+
    (?:one|option|answer|choice|fund|grant|group|place|thing)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MORE = re.compile(
    r"""^\W*(?:(?:can\ you\ |could\ you\ |please\ )*
        (?:tell|give|show)\ me\ (?:a\ bit\ )?more(?:\ about\ (?:that|it|this))?
    |more(?:\ details?|\ info(?:rmation)?)?(?:\ please)?
    |go\ on|and\ then|what\ else|say\ more)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_POINTS_BACK = re.compile(
    r"\b(?:that|it|this|they|them|those|there|one|these|he|she|him|her)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"^\W*(?:and|but|so|or|then|what (?:if|about)|right,? but)\b", re.IGNORECASE)
_ASKS_ALONE = re.compile(
    r"""^\W*(?:and\ |so\ |but\ |ok(?:ay)?\ )*
    (?:how\ (?:much|long|many|often|soon|far|near|old|do\ (?:i|we)\ (?:apply|start|contact|get))
    |who\ (?:do\ (?:i|we)\ (?:ask|ring|call|contact|talk\ to)|runs|decides|pays)
    |where\ (?:do\ (?:i|we)|is)|what\ (?:does|is\ the|if|about)|whats\ the|when|why|is\ there\ a
    |do\ (?:i|we)\ (?:need|have\ to)|if\ (?:they|we|it|not)|can\ (?:we|they|it))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SEND = re.compile(
    r"""^\W*(?:(?:please|can|could|would|will|you|ok|and|just)\W+)*
    (?:(?:send|e-?mail|text|post|forward|whatsapp)\s+(?:me|us|it|that|this|them|her|him|my|the)\b
    |print\s+(?:me\ |us\ )?(?:it|that|this|them|a\ copy|(?:it|that|this)\ (?:off|out))\b)
    [\w\s]{0,40}\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_FEW_STEMS = 2
_ASKING = (
    r"^\W*(?:(?:ok|okay|and|please|are there|do you (?:have|know)(?: of)?|have you(?: got)?|can you"
    r"|could you|show me|give me|is there|there)\W+)*"
)
_OTHERS = re.compile(
    _ASKING + r"(?:any(?:thing|where|one)? (?:others?|more|else)|(?:some |the )?others?|the rest"
    r"|some more|more of (?:them|these|those)|more (?:ones|results)"
    r"|(?:what|who|where) (?:others?|else)(?: is there| are there)?|the next(?: ones?)?"
    r"|(?:something|somewhere|someone) else)"
    r"(?: (?:please|nearby|ones?|like (?:that|this|these)))*\W*$",
    re.IGNORECASE,
)
_ONLY_MORE = re.compile(_ASKING + r"(?:more|next|go on)(?: please)?\W*$", re.IGNORECASE)
_WANTS_A_FACT = re.compile(
    r"\b(?:how (?:much|many|long|often|soon|quick(?:ly)?|far|old)|costs?|fees?|free|paid|charged?"
    r"|when|open|hours|who (?:do|does|pays|runs|decides)|instead)\b",
    re.IGNORECASE,
)
_FILLERS = frozenset((
    "a", "about", "access", "accessible", "after", "all", "also", "an", "and", "any",
    "anything", "are", "around", "at", "but", "can", "do", "does", "for", "from", "have", "how",
    "i", "i'd", "i'll", "i'm", "id", "if", "im", "in", "instead", "is", "it", "just", "like",
    "me", "my", "need", "now", "of", "ok", "okay", "on", "one", "ones", "only", "option",
    "options", "or", "other", "our", "places", "please", "prefer", "rather", "show", "some",
    "something", "somewhere", "step-free", "that", "that's", "thats", "the", "them", "then",
    "there", "these", "they", "things", "this", "those", "to", "us", "user", "want", "we",
    "what", "what's", "whats", "wheelchair", "which", "with", "would", "yes", "you",
))  # fmt: skip
_WORD = re.compile(r"[a-z0-9'’-]+")


@dataclass(frozen=True)
class Pick:
    """The resident means a record that is on the screen.

    Attributes:
        slug: The record.
        question: What is asked about it: 'how far away is the first one'; empty for the whole.
    """

    slug: str
    question: str = ""


@dataclass(frozen=True)
class Narrow:
    """The resident wants the list on the screen to fit more."""

    criteria: Criteria


@dataclass(frozen=True)
class Onward:
    """The resident wants to see more of the list on the screen."""


@dataclass(frozen=True)
class About:
    """The resident asks on about the record shown.

    Attributes:
        text: The question with the record's name added.
        is_loose: Whether the question says enough to stand on its own as well.
        is_bare: Whether it names nothing itself: 'how long will it take'.
    """

    text: str
    is_loose: bool = False
    is_bare: bool = False


def asks_to_send(text: str) -> bool:
    """Says whether somebody wants what is on the screen sent to them, or printed."""
    return bool(_SEND.match(text))


def names_nothing(text: str) -> bool:
    """Says whether a question names nothing itself, and so asks about what was named before."""
    return set(stems(text)) <= LEANING


def is_bare(text: str) -> bool:
    """Says whether a question is for one fact about what was named before: 'how long is it'."""
    return names_nothing(text) and bool(_WANTS_A_FACT.search(text))


def points_back(text: str) -> bool:
    """Says whether a message has a word for what was named before, such as 'it' or 'there'."""
    return bool(_POINTS_BACK.search(text))


def leans(text: str) -> bool:
    """Says whether a message points back at what was said before: 'and if they say no?'."""
    return bool(_POINTS_BACK.search(text) or _GOES_ON.match(text))


def goes_on(text: str) -> bool:
    """Says whether a short message goes on from an answer: 'and insurance'."""
    return len(text.split()) <= _MOST_WORDS and bool(_GOES_ON.match(text))


def follow_up(
    text: str, shown: Sequence[str], current: str | None, name: str | None
) -> Pick | About | None:
    """Reads a message as a follow-up, or returns None when it stands on its own.

    Args:
        text: What was typed.
        shown: The slugs that were listed last, in their order.
        current: The slug of the record shown whole, or None.
        name: That record's name.
    """
    bare = is_bare(text)
    if len(text.split()) > (_MOST_WORDS_OF_A_BARE_ONE if bare else _MOST_WORDS):
        return None
    picked = _PICK.match(text)
    if picked and shown:
        row = _ORDINALS[picked.group("which").lower()]
        return Pick(shown[row]) if row < len(shown) else None
    named = _NAMED_BY_ROW.search(text)
    if named and shown:
        row = _ORDINALS[named.group("which").lower()]
        return Pick(shown[row], text) if row < len(shown) else None
    if _MORE.match(text) and (current or shown):
        return Pick(current or shown[0])
    points = _POINTS_BACK.search(text)
    few = _FEW_STEMS + 1 if points else _FEW_STEMS
    is_leaning = bool(points or _ASKS_ALONE.match(text) or bare)
    is_short = bare or len(stems(text)) <= few
    if is_leaning and name and is_short:
        is_loose = not bare and len(stems(text)) > _FEW_STEMS
        return About(f"{text} {name}", is_loose=is_loose, is_bare=bare)
    return None


def about_a_list(text: str, *, has_place: bool, is_shown: bool = True) -> Narrow | Onward | None:
    """Reads a message as about a list that was shown, or returns None when it stands on its own.

    Args:
        text: What was typed, without the places that it names.
        has_place: Whether it names a place.
        is_shown: Whether the list is what was shown last: then a bare 'more' means the list.
    """
    if len(text.split()) > _MOST_WORDS:
        return None
    if _OTHERS.match(text) or (is_shown and _ONLY_MORE.match(text)):
        return Onward()
    rest = _WORD.findall(without_criteria(text).lower().replace("’", "'"))
    if not set(rest) <= _FILLERS:
        return None
    asked = criteria_in(text)
    return Narrow(asked) if has_place or asked != Criteria() else None
