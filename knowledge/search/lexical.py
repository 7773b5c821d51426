"""Full-text scoring: BM25 (Robertson and Zaragoza 2009) over stems, in memory.

The same on every database, so that SQLite and PostgreSQL give the same ranking. Postings lie in
three arrays one behind the other, not in an object a word.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SATURATION = 1.2
_LENGTH_SHARE = 0.6


class Postings:
    """Which stems stand in which rows, collected one text at a time.

    Args:
        numbers: The number of each stem; grows, and may be shared between several.
    """

    def __init__(self, numbers: dict[str, int] | None = None) -> None:
        self.numbers = {} if numbers is None else numbers
        self.stems, self.rows, self.counts = array("i"), array("i"), array("i")
        self.lengths = array("i")

    def add(self, text: Sequence[str]) -> None:
        """Adds the stems of the next row."""
        row = len(self.lengths)
        self.lengths.append(len(text))
        numbers = self.numbers
        for stem, count in Counter(text).items():
            self.stems.append(numbers.setdefault(stem, len(numbers)))
            self.rows.append(row)
            self.counts.append(count)


@dataclass(frozen=True)
class Matched:
    """How some rows match a query; one number a row.

    Attributes:
        scores: The BM25 score.
        coverage: The share of the query's rarity that the row contains, 0 to 1.
        overlap: How far row and query say the same, 0 to 1: shared rarity over all.
    """

    scores: NDArray[np.float32]
    coverage: NDArray[np.float32]
    overlap: NDArray[np.float32]


class Lexicon:
    """Postings of a list of texts, weighed.

    Args:
        texts: The stems of each text, in the order of the rows that scores refer to.
    """

    def __init__(self, texts: Iterable[Sequence[str]] | Postings) -> None:
        if not isinstance(texts, Postings):
            postings = Postings()
            for text in texts:
                postings.add(text)
            texts = postings
        self._numbers = texts.numbers
        self.size = len(texts.lengths)
        stems = np.frombuffer(texts.stems, dtype=np.int32)
        rows = np.frombuffer(texts.rows, dtype=np.int32)
        held = np.bincount(stems, minlength=len(self._numbers))
        rarity = np.log(1 + (self.size - held + 0.5) / (held + 0.5)).astype(np.float32)
        # Looked up one at a time, which an array of numpy's is slow at.
        self._ends = array("q", np.cumsum(held, dtype=np.int64).tobytes())
        self._rarity = array("f", rarity.tobytes())
        self._mass = np.bincount(rows, weights=rarity[stems], minlength=self.size).astype(
            np.float32
        )
        order = np.argsort(stems, kind="stable")
        self._rows = rows[order]
        often = np.frombuffer(texts.counts, dtype=np.int32)[order].astype(np.float32)
        often *= (_SATURATION + 1) / (often + self._damping(texts)[self._rows])
        self._weights = often * rarity[stems[order]]

    @staticmethod
    def _damping(texts: Postings) -> NDArray[np.float32]:
        lengths = np.frombuffer(texts.lengths, dtype=np.int32).astype(np.float32)
        mean = float(lengths.mean()) if lengths.any() else 1.0
        return np.asarray(
            _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / mean), dtype=np.float32
        )

    def __contains__(self, stem: str) -> bool:
        return len(self._entry(stem)[1]) > 0

    def rarity(self, stem: str) -> float:
        """Returns the inverse document frequency of a stem; an unknown one is as rare as can be."""
        return self._entry(stem)[0]

    def scores(self, query: Sequence[str], *, weight: float = 1.0) -> NDArray[np.float32]:
        """Returns the BM25 score of every row for the stems of a query, shape `(size,)`."""
        total = np.zeros(self.size, dtype=np.float32)
        for stem in dict.fromkeys(query):
            _, rows, weights = self._entry(stem)
            total[rows] += weights if weight == 1.0 else weight * weights
        return total

    def coverage(self, query: Sequence[str]) -> NDArray[np.float32]:
        """Returns the share of the query's rarity that each row contains, 0 to 1."""
        shared = np.zeros(self.size, dtype=np.float32)
        mass = 0.0
        for stem in dict.fromkeys(query):
            rarity, rows, _ = self._entry(stem)
            mass += rarity
            shared[rows] += rarity
        return shared / mass if mass else shared

    def at(self, rows: NDArray[np.integer[Any]], query: Sequence[str]) -> Matched:
        """Returns how some rows match the stems of a query; costs little however many there are.

        Args:
            rows: Ascending, each once.
            query: The stems.
        """
        scores, shared = np.zeros((2, len(rows)), dtype=np.float32)
        mass = 0.0
        for stem in dict.fromkeys(query):
            rarity, own, own_weights = self._entry(stem)
            mass += rarity
            where, weights = _found(rows, own, own_weights)
            scores[where] += weights
            shared[where] += rarity
        everything = self._mass[rows] + mass - shared
        return Matched(
            scores,
            shared / mass if mass else shared,
            np.asarray(shared / np.maximum(everything, 1e-9), dtype=np.float32),
        )

    def _entry(self, stem: str) -> tuple[float, NDArray[np.int32], NDArray[np.float32]]:
        """Returns the rarity of a stem, the rows that hold it and what it weighs in each."""
        number = self._numbers.get(stem)
        if number is not None and number < len(self._ends):
            start, end = self._ends[number - 1] if number else 0, self._ends[number]
            if start < end:
                return self._rarity[number], self._rows[start:end], self._weights[start:end]
        return float(np.log(1 + self.size)), self._rows[:0], self._weights[:0]


def _found(
    rows: NDArray[np.integer[Any]], own: NDArray[np.int32], weights: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Returns the positions within `rows` of those that hold a stem, and what it weighs there.

    The shorter of the two lists is looked up in the longer.
    """
    if not len(own) or not len(rows):
        return np.zeros(0, dtype=np.int64), weights[:0]
    if len(own) < len(rows):
        where = np.minimum(np.searchsorted(rows, own), len(rows) - 1)
        is_there = rows[where] == own
        return where[is_there], weights[is_there]
    where = np.minimum(np.searchsorted(own, rows), len(own) - 1)
    there = np.flatnonzero(own[where] == rows)
    return there, weights[where[there]]
