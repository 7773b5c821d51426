"""A learned view of the vectors in which ways of asking one thing lie close together.

Linear discriminant analysis (Fisher 1936): directions in which the asks of one record differ among
themselves are shrunk, so that what tells records apart counts for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.index import Field, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHRINKAGE = 0.3


def learn(
    vectors: NDArray[np.float32], owners: NDArray[np.int32], shrinkage: float = _SHRINKAGE
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Learns the projection from vectors and the records that own them.

    Returns:
        The mean, shape `(384,)`, and the matrix, shape `(384, 384)`, both float32.
    """
    mean = vectors.mean(axis=0)
    size = int(owners.max()) + 1
    total = np.zeros((size, vectors.shape[1]))
    counts = np.zeros(size)
    np.add.at(total, owners, vectors)
    np.add.at(counts, owners, 1)
    centres = total / np.maximum(counts, 1)[:, None]
    many = counts[owners] > 1
    spread = (vectors - centres[owners])[many]
    within = spread.T @ spread / max(1, len(spread))
    width = within.shape[0]
    within = (1 - shrinkage) * within + shrinkage * np.trace(within) / width * np.eye(width)
    values, axes = np.linalg.eigh(within)
    matrix = axes @ np.diag(1 / np.sqrt(np.maximum(values, 1e-9))) @ axes.T
    return mean.astype(np.float32), matrix.astype(np.float32)


class Projection:
    """The projection, applied to an index.

    Args:
        mean: Taken off each vector first.
        matrix: Then multiplied from the right; the result is brought to length 1.
        index: Whose asks and centres are projected.
    """

    def __init__(
        self, mean: NDArray[np.float32], matrix: NDArray[np.float32], index: Index
    ) -> None:
        self._mean, self._matrix = mean, matrix
        asks = index.fields["ask"]
        self.asks = Field(asks.rows, self.apply(asks.vectors))
        self.centres = asks.rows.centres(self.asks.vectors)

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Projects vectors, shape `(n, 384)`, each to length 1."""
        moved = (vectors - self._mean) @ self._matrix
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)
