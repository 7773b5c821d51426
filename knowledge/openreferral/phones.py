"""Telephone numbers out of the words around them."""

from __future__ import annotations

import re
from typing import NamedTuple

_PIECES = re.compile(r";|,(?!\s*option\b)|\bor\b")
_DIGITS = re.compile(r"\+?\(?\d(?:[\d ()-]*\d)?")
_OPTION = re.compile(r",?\s*\boption \d\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}([:.]\d\d)?\s?(am|pm)\b", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+?44|0)7\d{9}")


class Number(NamedTuple):
    """A number.

    Attributes:
        number: As it is dialled, spaced as in the source.
        kind: `voice` or `text`.
        description: What the source says around it, or None where it says nothing.
    """

    number: str
    kind: str
    description: str | None


def numbers_of(text: str) -> list[Number]:
    """Returns every number of a text, in order; empty where it holds none."""
    found = []
    for piece in _PIECES.split(text):
        plain = _TIME.sub(" ", _OPTION.sub(" ", piece))
        match = _DIGITS.search(plain)
        if match is None or len(re.sub(r"\D", "", match[0])) < 3:
            continue
        number = " ".join(re.sub(r"[()-]", " ", match[0]).split())
        said = " ".join(piece.split()).strip(" :,.")
        is_text = re.search(r"\b(?:text|sms)\b", piece, re.IGNORECASE) is not None
        found.append(Number(number, "text" if is_text else "voice", _beyond(said, match[0])))
    return found


def is_mobile(number: str) -> bool:
    """Says whether a number is a mobile telephone of the United Kingdom."""
    return _MOBILE.fullmatch(re.sub(r"[^\d+]", "", number)) is not None


def _beyond(said: str, digits: str) -> str | None:
    return None if said == digits.strip() or not re.search(r"[A-Za-z]", said) else said
