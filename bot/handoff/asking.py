"""Plain ways of asking for a person, found without the engine, so that they always work.

Only whole sentences that can mean nothing else: everything less plain is the engine's to read.
"""

from __future__ import annotations

import re

_WHO = (
    r"(?:a |an |the |some |another |any )?(?:real |actual |live |proper )?"
    r"(?:person|human|human being|adviser|advisor|agent|someone|somebody|one of your advisers"
    r"|member of staff|operator)(?: real| there| at \w+)?"
)
_BEFORE = (
    r"(?:(?:please|hello|hi|hey|ok|okay|no|sorry)[, ]+)*"
    r"(?:(?:can|could|may) (?:i|we|you) (?:please )?|(?:i|we)(?: would|'d)?"
    r" (?:like|want|need|prefer) (?:to )?|let me |how (?:can|do) (?:i|we) |just )?(?:please )?"
)
_VERB = (
    r"(?:(?:talk|speak|chat) (?:to|with) |(?:put|pass) me (?:through |on )?to |get me |"
    r"connect me (?:to|with) |transfer me to )"
)
_AFTER = r"(?: instead| now| please| about (?:this|it)| here)*"
_ASKS = re.compile(rf"^{_BEFORE}{_VERB}{_WHO}{_AFTER}$")
_BARE = re.compile(
    rf"^(?:a )?(?:real |live )?(?:human|real person|human being|adviser|advisor){_AFTER}$"
)
_CALL_BACK = re.compile(
    rf"^{_BEFORE}"
    rf"(?:(?:(?:ask|get|tell) )?(?:{_WHO}|you)(?: please)? (?:to )?"
    rf"|(?:can|could|will|would) (?:{_WHO}|you)(?: please)? )?"
    rf"(?:(?:call|ring|phone) (?:me|us) back|be (?:called|rung|phoned) back"
    rf"|(?:ask for |get |have |arrange |book |request )?(?:a |the )?(?:phone )?call ?back)"
    rf"(?: from {_WHO})?{_AFTER}$"
)
_NO_MARKS = re.compile(r"[^\w' ]+")

_YES = re.compile(
    r"yes(?: please| pass it on| go ahead)?|y|yeah|yep|ok(?:ay)?(?: please)?|please(?: do)?|sure"
    r"|pass it on|go ahead|fine|that is fine|yes book it|book it"
)
_NO = re.compile(
    r"no(?: thanks| thank you| carry on here)?|n|nope|cancel|stop|never ?mind|forget it|leave it"
    r"|not now|carry on|go back"
)
_SKIP = re.compile(r"skip(?: it)?|no name|(?:i would )?rather not|none|pass")
_REFERENCE = re.compile(r"\b([A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4})\b")


def _plain(text: str) -> str:
    return " ".join(_NO_MARKS.sub(" ", text.casefold().replace("’", "'")).split())


def asks_for_person(text: str) -> bool:
    """Says whether a text plainly asks for a person and for nothing else."""
    plain = _plain(text)
    return len(plain) <= 80 and bool(_ASKS.match(plain) or _BARE.match(plain))


def asks_for_call_back(text: str) -> bool:
    """Says whether a text plainly asks to be called back and for nothing else."""
    plain = _plain(text)
    return len(plain) <= 80 and bool(_CALL_BACK.match(plain))


def says_yes(text: str) -> bool:
    """Says whether a text is a plain yes."""
    return bool(_YES.fullmatch(_plain(text)))


def says_no(text: str) -> bool:
    """Says whether a text is a plain no, or gives something up."""
    return bool(_NO.fullmatch(_plain(text)))


def says_skip(text: str) -> bool:
    """Says whether a text skips a question."""
    return bool(_SKIP.fullmatch(_plain(text))) or says_no(text)


def find_reference(text: str) -> str | None:
    """Returns the reference of a call back that a text holds, in capitals, or None."""
    match = _REFERENCE.search(text.upper())
    has_letters = match is not None and sum(c.isalpha() for c in match[1]) >= 3
    has_digit = match is not None and any(c.isdigit() for c in match[1])
    return match[1] if match and has_letters and has_digit else None
