"""Which texts of a record are searched, and as what.

Fields: `ask` (ways in which people ask for it), `gist` (what it says in short) and `body` (the
rest, a sentence or two each).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from knowledge.search.words import spelt_out

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£])")
_BODY_KEYS = (
    "answer",
    "steps",
    "for_what",
    "who_can_apply",
    "not_for",
    "how_to_apply",
    "role",
    "commitment",
    "eligibility",
    "cost",
    "what_they_did",
    "how_it_was_funded",
    "lesson",
    "best_for",
    "regulator",
    "law",
)
_KEYWORD_KEYS = ("funder", "organisation", "skills", "causes", "place", "areas", "address")
_LONGEST_PIECE = 240


def texts_of(record: Any) -> list[tuple[str, str]]:
    """Returns `(field, text)` for every text by whose meaning a record is found, `ask` first.

    Acronyms are followed by what they stand for.

    Args:
        record: An entry or a stored record; keys that its kind does not have are passed over.
    """
    asks = [record.name, getattr(record, "question", None), *(record.also_asked or [])]
    gists = [record.summary, getattr(record, "short_answer", None)]
    found = [("ask", text) for text in _each_once(asks)]
    found += [("gist", text) for text in _each_once(gists)]
    found += [("body", text) for text in _each_once(_pieces(record))]
    return found


def keywords_of(record: Any) -> str:
    """Returns the words that full-text search adds to those texts: funder, causes, place."""
    return " ".join(
        text for key in _KEYWORD_KEYS for text in _flat(getattr(record, key, None)) if text
    )


def _pieces(record: Any) -> Iterable[str]:
    for key in _BODY_KEYS:
        for text in _flat(getattr(record, key, None)):
            piece = ""
            for sentence in _SENTENCE.split(text):
                if piece and len(piece) + len(sentence) > _LONGEST_PIECE:
                    yield piece
                    piece = ""
                piece = f"{piece} {sentence}".strip()
            if piece:
                yield piece
    for limit in getattr(record, "time_limits", None) or []:
        what = limit if isinstance(limit, dict) else limit.__dict__
        yield f"{what.get('what')}: {what.get('length')}"


def _flat(value: Any) -> list[str]:
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [str(value)]


def _each_once(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(spelt_out(text) for text in texts if text and text.strip()))
