"""Some records of an index, with all that is needed to look at them closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.index import Field, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Texts:
    """The texts of one field that belong to some records.

    Args:
        field: The field, of all records.
        records: The records, ascending, each once.

    Attributes:
        rows: Which texts they are among all of the field, ascending.
        grouped: Which of the records owns each.
    """

    def __init__(self, field: Field, records: NDArray[np.int32]) -> None:
        self.rows, self.grouped = field.rows.of(records)
        self._unscaled, self._scales = field.vectors.unscaled(self.rows)

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the product of each text's vector with another; scaled last, to save time."""
        # Not `@`: for so few, waking a second thread costs more than the work.
        found = np.einsum("ij,j->i", self._unscaled, vector)
        return np.asarray(found * self._scales, dtype=np.float32)

    def best(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the highest cosine of each record, 0 for one without this field."""
        return self.grouped.best(self.cosines(vector))


class Shortlist:
    """Some records of an index.

    Args:
        index: The index.
        rows: Which records, ascending, each once.
    """

    def __init__(self, index: Index, rows: NDArray[np.int32]) -> None:
        self.index = index
        self.rows = rows
        self.fields = {name: Texts(field, rows) for name, field in index.fields.items()}

    @classmethod
    def whole(cls, index: Index) -> Shortlist:
        """Returns every record of the index."""
        return cls(index, np.arange(index.size, dtype=np.int32))
