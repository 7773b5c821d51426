"""Rows by the record that owns them, and what many records have in common."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Value = TypeVar("Value")


class Grouped:
    """Rows grouped by the record that owns them, so that the best row of each is found fast.

    Args:
        owners: The record of each row, ascending.
        size: How many records there are.
    """

    def __init__(self, owners: Sequence[int] | NDArray[np.int32], size: int) -> None:
        self.owners = np.array(owners, dtype=np.int32)
        self.size = size
        self._starts = np.zeros(size + 1, dtype=np.int64)
        counts = np.bincount(self.owners, minlength=size)
        np.cumsum(counts, out=self._starts[1:])
        self._present = np.flatnonzero(counts)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Returns where the rows of the records from `first` up to but not `last` begin and end."""
        return int(self._starts[first]), int(self._starts[last])

    def of(self, records: NDArray[np.int32]) -> tuple[NDArray[np.int64], Grouped]:
        """Returns the rows of some records and how they are grouped.

        Args:
            records: Ascending, each once.
        """
        starts, ends = self._starts[records], self._starts[records + 1]
        counts = ends - starts
        owners = np.repeat(np.arange(len(records), dtype=np.int32), counts)
        before = np.cumsum(counts) - counts
        rows = np.arange(len(owners)) - before[owners] + starts[owners]
        return rows, Grouped(owners, len(records))

    def best(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the highest score of each record, 0 for one without rows; shape `(size,)`."""
        found = np.zeros(self.size, dtype=np.float32)
        if len(self._present):
            found[self._present] = np.maximum.reduceat(scores, self._starts[self._present])
        return found

    def sums(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the sum of each record's rows; shape `(size,)` and what each row has."""
        found = np.zeros((self.size, *values.shape[1:]), dtype=np.float32)
        if len(self._present):
            found[self._present] = np.add.reduceat(values, self._starts[self._present], axis=0)
        return found


class Sets(Generic[Value]):
    """A value of each record, each different one kept once: most records share theirs."""

    def __init__(self) -> None:
        self._numbers: dict[Value, int] = {}
        self._own = array("i")

    def add(self, value: Value) -> None:
        """Adds the value of the next record."""
        self._own.append(self._numbers.setdefault(value, len(self._numbers)))

    @property
    def numbers(self) -> NDArray[np.int32]:
        """The number of each record's value; equal values have equal numbers."""
        return np.frombuffer(self._own, dtype=np.int32)

    def of(self, row: int) -> Value:
        """Returns the value of a record."""
        return list(self._numbers)[self._own[row]]

    def which(
        self, is_meant: Callable[[Value], bool], rows: NDArray[np.int32] | None = None
    ) -> NDArray[np.bool_]:
        """Says of each record, or of some, whether its value is meant; asks each value once."""
        said = np.array([is_meant(value) for value in self._numbers], dtype=np.bool_)
        own = self.numbers
        if not len(own):
            return np.zeros(0, dtype=np.bool_)
        return np.asarray(said[own if rows is None else own[rows]])
