"""Very many vectors in little memory: one byte a number and one scale a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STEPS = 127
_FIRST_ROOM = 1024
_GROWTH = 1.25


class Vectors:
    """A list of vectors that grows at its end.

    What comes out differs from what went in by at most half a step of the scale, which is a 127th
    of the vector's largest number: a cosine moves by less than a thousandth.

    Args:
        width: How many numbers a vector has.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._size = 0
        self._codes = np.zeros((_FIRST_ROOM, width), dtype=np.int8)
        self._scales = np.zeros(_FIRST_ROOM, dtype=np.float32)

    def __len__(self) -> int:
        return self._size

    def extend(self, vectors: NDArray[np.float32]) -> None:
        """Adds vectors, shape `(n, width)`."""
        end = self._size + len(vectors)
        if end > len(self._codes):
            self._resize(max(end, int(_GROWTH * len(self._codes))))
        largest = np.abs(vectors).max(axis=1, initial=0.0)
        scales = np.maximum(largest / _STEPS, 1e-12)
        self._codes[self._size : end] = np.rint(vectors / scales[:, None])
        self._scales[self._size : end] = scales
        self._size = end

    def close_up(self) -> None:
        """Gives back the room that was kept for more."""
        self._resize(self._size)

    def take(self, rows: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """Returns some of the vectors in full numbers, shape `(n, width)`."""
        found = self._codes[: self._size][rows].astype(np.float32)
        found *= self._scales[: self._size][rows][:, None]
        return found

    def unscaled(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Returns some of the vectors before they are scaled, and the scale of each."""
        return self._codes[rows].astype(np.float32), self._scales[rows]

    def _resize(self, room: int) -> None:
        # Grown where they lie: a copy would need twice the memory for a moment.
        self._codes.resize((room, self.width), refcheck=False)
        self._scales.resize(room, refcheck=False)
