"""Puts misspelt words right, by the words that the content itself uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

from knowledge.search.words import plain

_SHORTEST_MENDED = 5
_LIKENESS = 83.0
_KEPT_WORDS = 2048


class Mender:
    """Mends texts.

    Args:
        words: Plain words that a misspelt one may be mended to; short ones never are.
        known: Every plain word of the content and the gazetteer; a known word is never changed.
    """

    def __init__(self, words: Iterable[str], known: Collection[str]) -> None:
        self._known = known
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(words):
            if len(word) >= _SHORTEST_MENDED and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._likeliest = lru_cache(maxsize=_KEPT_WORDS)(self._find)

    def mended(self, text: str) -> str:
        """Returns the text with misspelt words replaced by the likeliest known one."""
        pieces = []
        for piece in re.split(r"(\W+)", text):
            word = plain(piece)
            if len(word) >= _SHORTEST_MENDED and word.isalpha() and word not in self._known:
                piece = self._likeliest(word) or piece
            pieces.append(piece)
        return "".join(pieces)

    def _find(self, word: str) -> str | None:
        """Returns the likeliest word, the first by the alphabet of several, if it begins alike."""
        best: tuple[float, str] | None = None
        for length in _lengths(len(word)):
            found = process.extractOne(
                word, self._by_length.get(length, ()), scorer=fuzz.ratio, score_cutoff=_LIKENESS
            )
            if found and (best is None or (-found[1], found[0]) < best):
                best = (-found[1], found[0])
        return best[1] if best and best[1][0] == word[0] else None


def _lengths(length: int) -> range:
    """Returns how long a word can be that is like enough to one of this length.

    The likeness is twice the letters in common over all letters, and no more can be in common than
    the shorter one has.
    """
    share = _LIKENESS / (200 - _LIKENESS)
    return range(int(length * share), int(length / share) + 2)
