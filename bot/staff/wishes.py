"""Reads what somebody types about a caller: 'resident wants to volunteer with animals'."""

from __future__ import annotations

import re

_ABOUT_A_CALLER = re.compile(
    r"^\s*(?:(?:the|a|an|this|my|our)\s+)?"
    r"(?:resident|caller|person|customer|client|visitor|lady|gentleman|man|woman|couple|family"
    r"|someone|somebody|he|she|they)\s+"
    r"(?:(?:who|that)\s+)?"
    r"(?:would\s+like|wants?|needs?|wishes|asks?|is\s+(?:asking|looking|after|wanting)"
    r"|are\s+(?:asking|looking|after|wanting)|has\s+asked|have\s+asked|wonders)\b"
    r"(?:\s+(?:to|for|about|if|whether)\b)?\s*",
    re.IGNORECASE,
)

LONGEST = 500


def wish_of(text: str) -> str:
    """Returns what is searched for: the text without who it is that wants it.

    'Resident wants to volunteer' becomes 'volunteer'; a text that says nothing else stays.
    """
    text = " ".join(text.split())[:LONGEST]
    return _ABOUT_A_CALLER.sub("", text) or text
