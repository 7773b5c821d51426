"""Plain ways of asking to see or to delete what is held, found without the engine.

Only whole messages that can mean nothing else: 'can I ask a charity to delete my details' is a
question about charities, and everything less plain is the engine's to read.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"[^\w' ]+")
_BEFORE = (
    r"(?:(?:please|hello|hi|hey|ok|okay|now|just)[, ]+)*"
    r"(?:(?:can|could|would|will) (?:you|i|we) (?:please )?|(?:i|we)(?: would|'d)?"
    r" (?:like|want|wish|need)(?: for)?(?: you)? to |how (?:can|do) i |may i |just )?(?:please )?"
)
_AFTER = r"(?: please| now| for good| completely| again| thanks| thank you)*"
_CHAT = (
    r"(?:chat|conversation|messages?|data|chat history|history|information|info|details|records?"
    r"|words|everything)"
)
_HELD = r"(?:hold|held|have|keep|kept|store|stored|save|saved|know|got|have got|'ve got)"
_ON_ME = r"(?: (?:about|on|for|of) (?:me|this chat))?"
_DELETES = re.compile(
    rf"{_BEFORE}(?:(?:delete|erase|remove|wipe|destroy|get rid of|clear)"
    rf"(?: (?:all|all of|the whole of))?(?: (?:my|this|the|our))? {_CHAT}{_ON_ME}"
    rf"|(?:delete|erase|remove|wipe|forget) (?:all|everything|what|all that|everything that)"
    rf"(?: you (?:{_HELD}))?{_ON_ME}"
    r"|forget(?: (?:me|about me|this chat|this conversation|my chat|what i said|all i said))?"
    rf"|delete (?:it all|all i said|what i (?:said|wrote|typed))){_AFTER}"
)
_SHOWS = re.compile(
    rf"{_BEFORE}(?:(?:show|tell|give|send|let) me (?:see )?|see |find out |know |view |get )?"
    rf"(?:what|which|all)(?: (?:information|data|info|details|personal data))?"
    rf"(?: that)? (?:do |does |is |that )?(?:you|signpost|it) (?:have )?{_HELD}"
    rf" (?:about|on|of) me{_AFTER}"
    rf"|{_BEFORE}(?:show|tell|give)(?: me)? what you (?:hold|keep|have|store){_AFTER}"
    rf"|what (?:do you|you) hold{_AFTER}"
    rf"|{_BEFORE}(?:show|see|view|get|send me|show me|give me|have)(?: a copy of)?(?: all)?"
    rf" (?:my|the) (?:data|personal data|information|stored data|data you hold){_ON_ME}{_AFTER}"
    r"|(?:a |make a |this is a )?(?:subject access|data access) request"
)


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text.casefold().replace("’", "'")).split())


def asks_to_delete(text: str) -> bool:
    """Says whether a text plainly asks for its chat to be deleted and for nothing else."""
    plain = _plain(text)
    return len(plain) <= 100 and _DELETES.fullmatch(plain) is not None


def asks_to_see(text: str) -> bool:
    """Says whether a text plainly asks what is held and for nothing else."""
    plain = _plain(text)
    return len(plain) <= 100 and _SHOWS.fullmatch(plain) is not None
