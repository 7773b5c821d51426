"""Weighs the reasons and says how sure it is.

The weights are learned by `knowledge.search.train` from the content's own ways of asking and lie in
one file; so does the scale that turns scores into probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from knowledge.errors import Unavailable
from knowledge.search.features import NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

CANDIDATES = 40
"""How many records are weighed against each other for one question."""


@dataclass(frozen=True)
class Ranker:
    """The learned weights.

    Attributes:
        weights: One a column of `features`.
        mean: Taken off each column first.
        spread: Each column is then divided by this.
        scale: Scores are multiplied by this before they are made probabilities.
        projection_mean: See `knowledge.search.projection`.
        projection: See `knowledge.search.projection`.
    """

    weights: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    scale: float
    projection_mean: NDArray[np.float32]
    projection: NDArray[np.float32]

    def scores(self, reasons: NDArray[Any]) -> NDArray[np.float64]:
        """Returns the score of each record, higher is likelier; shape as the rows of `reasons`."""
        return np.asarray(((reasons - self.mean) / self.spread) @ self.weights, dtype=np.float64)

    @property
    def slopes(self) -> NDArray[np.float64]:
        """By how much a score rises with each column of `features`."""
        return np.asarray(self.weights / self.spread, dtype=np.float64)

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns the chance that each record is the one asked for, if one of them is; sum 1."""
        raised = np.exp(self.scale * (scores - scores.max()))
        return np.asarray(raised / raised.sum(), dtype=np.float64)

    def save(self, path: Path) -> None:
        """Writes the file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.npz")
        np.savez(unfinished, names=np.array(NAMES), **vars(self))
        unfinished.replace(path)

    @classmethod
    def load(cls, path: str | Path) -> Ranker:
        """Reads the file.

        Raises:
            Unavailable: When it is missing, damaged, or was trained on other reasons.
        """
        try:
            with np.load(path) as data:
                if tuple(data["names"]) != NAMES:
                    raise ValueError
                values = {name: data[name] for name in cls.__dataclass_fields__}
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            raise Unavailable(
                f"The search ranking in {path} is missing or out of date: run `make train`."
            ) from None
        return cls(**{**values, "scale": float(values["scale"])})
