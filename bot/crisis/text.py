"""Brings what people type into one plain shape, so that one pattern meets many spellings.

Lower case, no accents or hidden characters, contractions and text-speak written out, misspelt
crisis words put right where nothing else can be meant. Knows nothing of crisis classes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import DamerauLevenshtein

WORDS_FILE = Path(__file__).with_name("words.yml")

LONGEST_CHARACTERS = 20_000
"""Beyond this a text is cut: more than the interface takes in one body."""

LONGEST_WORDS = 18
"""A sentence of more words is also looked at in windows of this many."""

_ENDS = re.compile(r"[.!?;:\n\r\u2022]+|\s-+\s")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u0060\u00b4\u2032]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_NUMBER_AND_UNIT = re.compile(
    r"^(\d{1,3})(yr|yrs|yo|year|years|y|m|month|months|wk|wks|hrs|hr|st|x)$"
)
_SPELT_OUT = re.compile(r"\b(?:[^\W\d_][ .\-_*]){3,}[^\W\d_]\b")


class Words:
    """The word lists of `words.yml`.

    Args:
        data: The parsed file: `written_out`, `spelling` and `leave_alone`.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.written_out: dict[str, str] = {str(k): str(v) for k, v in data["written_out"].items()}
        self.phrases: list[tuple[re.Pattern[str], str]] = [
            (re.compile(rf"\b{pattern}\b"), str(plain))
            for pattern, plain in data["phrases"].items()
        ]
        self.spelling: tuple[str, ...] = tuple(data["spelling"])
        self.leave_alone: frozenset[str] = frozenset(data["leave_alone"]) | set(self.spelling)

    def put_right(self, word: str) -> str:
        """Returns the crisis word that a misspelt word must mean, or the word itself.

        One slip is forgiven in words of six letters or more and two in words of nine or more, the
        first letter must be right, and words of `leave_alone` are never touched.
        """
        if len(word) < 6 or word in self.leave_alone or not word.isalpha():
            return word
        slips = 2 if len(word) >= 9 else 1
        near = [
            (DamerauLevenshtein.distance(word, known, score_cutoff=slips), known)
            for known in self.spelling
            if known[0] == word[0] and abs(len(known) - len(word)) <= slips
        ]
        best = min(near, default=(slips + 1, word))
        return best[1] if best[0] <= slips else word


def read_file(path: Path) -> dict[str, Any]:
    """Returns one of the check's YAML files, which hold a mapping each.

    Raises:
        OSError: When the file is not there.
        ValueError: When it is not YAML, or holds no mapping; the message names it.
    """
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} holds no mapping.")
    return data


@lru_cache(maxsize=1)
def words() -> Words:
    """Returns the word lists, read once.

    Raises:
        OSError, ValueError: When the file is not there or cannot be read.
        KeyError: When a list is missing in it.
    """
    return Words(read_file(WORDS_FILE))


def _bare(text: str) -> str:
    """Lower case without accents, hidden characters and apostrophes; other scripts stay."""
    lowered = unicodedata.normalize("NFKD", text[:LONGEST_CHARACTERS]).lower()
    kept = (
        " " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} and mark not in "\n\r" else mark
        for mark in lowered
        if unicodedata.category(mark) not in {"Cf", "Mn", "Cs", "Co"}
    )
    plain = _APOSTROPHES.sub("", "".join(kept))
    return _SPELT_OUT.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), plain)


@lru_cache(maxsize=4096)
def _word(token: str) -> str:
    known = words()
    if token in known.written_out:
        return known.written_out[token]
    token = _STRETCHED.sub(r"\1", token)
    unit = _NUMBER_AND_UNIT.match(token)
    if unit:
        return f"{unit[1]} {known.written_out.get(unit[2], unit[2])}"
    return known.written_out.get(token) or known.put_right(token)


def plain_sentence(text: str) -> str:
    """Returns one sentence as plain words with single spaces between them.

    'I CAN'T do this anymoreee' becomes 'i can not do this any more'. A text without words
    becomes ''.
    """
    plain = " ".join(_word(token) for token in _WORD.findall(_bare(text)))
    for pattern, replacement in words().phrases:
        plain = pattern.sub(replacement, plain)
    return plain


def sentences(text: str) -> list[str]:
    """Returns the sentences of a text, each in plain words, in order, without empty ones."""
    found = (plain_sentence(part) for part in _ENDS.split(_bare(text)))
    return [sentence for sentence in found if sentence]


def windows(sentence: str, longest: int = LONGEST_WORDS) -> list[str]:
    """Returns a sentence cut into overlapping windows, so that one line in a long story is seen.

    Args:
        sentence: Plain words.
        longest: How many words a window has, at least 2.

    Returns:
        The sentence alone when it has at most `longest` words; else windows of that many words,
        each beginning half a window after the last.
    """
    tokens = sentence.split(" ")
    if len(tokens) <= longest:
        return [sentence]
    step = longest // 2
    return [
        " ".join(tokens[start : start + longest]) for start in range(0, len(tokens) - step, step)
    ]
