"""A learned view of the vectors in which ways of asking one thing lie close together.

Linear discriminant analysis (Fisher 1936): directions in which the asks of one record differ among
themselves are shrunk, so that what tells records apart counts for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.grouping import Grouped
from knowledge.search.index import Field, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.search.shortlist import Shortlist

_SHRINKAGE = 0.3
_LEAST = 1e-9


def learn(
    asks: Field, shrinkage: float = _SHRINKAGE
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Learns the projection from the ways of asking and the records that own them.

    Returns:
        The mean, shape `(384,)`, and the matrix, shape `(384, 384)`, both float32.
    """
    width = asks.vectors.width
    total, within, rows = np.zeros(width), np.zeros((width, width)), 0
    for _, grouped, vectors in asks.parts():
        total += vectors.sum(axis=0, dtype=np.float64)
        spread = _spread(grouped, vectors)
        within += spread.T @ spread
        rows += len(spread)
    mean = total / max(1, len(asks.vectors))
    within /= max(1, rows)
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / width * np.eye(width)
    values, axes = np.linalg.eigh(within)
    matrix = axes @ np.diag(1 / np.sqrt(np.maximum(values, _LEAST))) @ axes.T
    return mean.astype(np.float32), matrix.astype(np.float32)


def _spread(grouped: Grouped, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Returns how far each way of asking lies from the mean of its record that has several."""
    own = grouped.owners
    counts = np.bincount(own, minlength=grouped.size)
    means = grouped.sums(vectors) / np.maximum(counts, 1)[:, None]
    return np.asarray((vectors - means[own])[counts[own] > 1], dtype=np.float64)


class Projection:
    """The projection of an index's ways of asking.

    Of each projected vector only its length is kept; a cosine to it follows from the vector itself:
    `((v - mean) @ matrix) @ q` is `(v - mean) @ (matrix @ q)`.

    Args:
        mean: Taken off each vector first.
        matrix: Then multiplied from the right; the result is brought to length 1.
        index: Whose asks are projected.
    """

    def __init__(
        self, mean: NDArray[np.float32], matrix: NDArray[np.float32], index: Index
    ) -> None:
        self._mean, self._matrix = mean, matrix
        asks = index.fields["ask"]
        self._lengths = np.ones(len(asks.vectors), dtype=np.float32)
        self._centres = np.ones(index.size, dtype=np.float32)
        done = 0
        for records, grouped, vectors in asks.parts():
            moved = (vectors - mean) @ matrix
            lengths = np.maximum(np.linalg.norm(moved, axis=1), _LEAST)
            self._lengths[done : done + len(vectors)] = lengths
            done += len(vectors)
            sums = grouped.sums(moved / lengths[:, None])
            self._centres[records] = np.maximum(np.linalg.norm(sums, axis=1), _LEAST)

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Projects vectors, shape `(n, 384)`, each to length 1."""
        moved = (vectors - self._mean) @ self._matrix
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, _LEAST), dtype=np.float32)

    def cosines(
        self, shortlist: Shortlist, vector: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Returns the projected cosines of a query to each record's nearest ask and to its centre.

        Args:
            shortlist: The records.
            vector: The query's meaning, shape `(384,)`.
        """
        asks = shortlist.fields["ask"]
        toward = self._matrix @ self.apply(vector[None, :])[0]
        own = (asks.cosines(toward) - self._mean @ toward) / self._lengths[asks.rows]
        centres = asks.grouped.sums(own) / self._centres[shortlist.rows]
        return asks.grouped.best(own), np.asarray(centres, dtype=np.float32)
