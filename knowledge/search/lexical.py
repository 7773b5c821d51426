"""Full-text scoring: BM25 (Robertson and Zaragoza 2009) over stems, in memory.

The same on every database, so that SQLite and PostgreSQL give the same ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SATURATION = 1.2
_LENGTH_SHARE = 0.6


class Lexicon:
    """Postings of a list of texts.

    Args:
        texts: The stems of each text, in the order of the rows that scores refer to.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.size = len(texts)
        lengths = np.array([len(text) for text in texts], dtype=np.float32)
        mean = float(lengths.mean()) if self.size and lengths.any() else 1.0
        damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / mean)
        postings: dict[str, tuple[list[int], list[int]]] = {}
        for row, text in enumerate(texts):
            for stem, count in Counter(text).items():
                rows, counts = postings.setdefault(stem, ([], []))
                rows.append(row)
                counts.append(count)
        self._postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {}
        self._rarity: dict[str, float] = {}
        self._mass = np.zeros(self.size, dtype=np.float32)
        for stem, (rows, counts) in postings.items():
            where = np.array(rows, dtype=np.int32)
            often = np.array(counts, dtype=np.float32)
            rarity = float(np.log(1 + (self.size - len(rows) + 0.5) / (len(rows) + 0.5)))
            weight = rarity * often * (_SATURATION + 1) / (often + damping[where])
            self._postings[stem] = (where, weight.astype(np.float32))
            self._rarity[stem] = rarity
            self._mass[where] += rarity

    def __contains__(self, stem: str) -> bool:
        return stem in self._postings

    def rarity(self, stem: str) -> float:
        """Returns the inverse document frequency of a stem; an unknown one is as rare as can be."""
        return self._rarity.get(stem, float(np.log(1 + self.size)) if self.size else 0.0)

    def scores(self, query: Sequence[str], *, weight: float = 1.0) -> NDArray[np.float32]:
        """Returns the BM25 score of every row for the stems of a query, shape `(size,)`."""
        total = np.zeros(self.size, dtype=np.float32)
        for stem in set(query):
            posting = self._postings.get(stem)
            if posting is not None:
                total[posting[0]] += weight * posting[1]
        return total

    def coverage(self, query: Sequence[str]) -> NDArray[np.float32]:
        """Returns the share of the query's rarity that each row contains, 0 to 1."""
        shared, mass = self._shared(query)
        return shared / mass if mass else shared

    def overlap(self, query: Sequence[str]) -> NDArray[np.float32]:
        """Returns how far each row and the query say the same, 0 to 1: shared rarity over all."""
        shared, mass = self._shared(query)
        return np.asarray(shared / np.maximum(self._mass + mass - shared, 1e-9), dtype=np.float32)

    def _shared(self, query: Sequence[str]) -> tuple[NDArray[np.float32], float]:
        shared = np.zeros(self.size, dtype=np.float32)
        mass = 0.0
        for stem in set(query):
            rarity = self.rarity(stem)
            mass += rarity
            posting = self._postings.get(stem)
            if posting is not None:
                shared[posting[0]] += rarity
        return shared, mass
