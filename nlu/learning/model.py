"""Learns intents from texts and their vectors, and says how likely each is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlu.learning.ngrams import Ngrams

_VECTOR_WEIGHT = 3.0
_STEPS = 60


class IntentModel:
    """Logistic regression on the sentence vector joined with n-grams."""

    def __init__(self) -> None:
        self.intents: list[str] = []
        self._ngrams = Ngrams()
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str]) -> None:
        """Learns from examples.

        Args:
            texts: The examples.
            vectors: Their sentence vectors, shape `(len(texts), dim)`.
            intents: Their intents, in the same order.
        """
        regression: Any = LogisticRegression(C=10.0, max_iter=_STEPS, class_weight="balanced")
        regression.fit(_joined(vectors, self._ngrams.fit(texts)), np.array(intents))
        self.intents = [str(intent) for intent in regression.classes_]
        self._weights = regression.coef_.astype(np.float32)
        self._bias = regression.intercept_.astype(np.float32)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Returns how likely each intent is, shape `(len(texts), n_intents)`, rows summing to 1."""
        features = _joined(vectors, self._ngrams.transform(texts))
        scores = features @ self._weights.T + self._bias
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    def save(self, folder: Path) -> None:
        """Writes what was learned to a folder."""
        self._ngrams.save(folder)
        np.savez(folder / "model.npz", weights=self._weights, bias=self._bias)
        (folder / "model.json").write_text(json.dumps({"intents": self.intents}), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Reads what `save` wrote."""
        model = cls()
        model.intents = json.loads((folder / "model.json").read_text("utf-8"))["intents"]
        arrays = np.load(folder / "model.npz")
        model._weights, model._bias = arrays["weights"], arrays["bias"]
        model._ngrams = Ngrams.load(folder)
        return model


def _joined(vectors: np.ndarray, ngrams: sparse.csr_matrix) -> sparse.csr_matrix:
    return sparse.hstack([sparse.csr_matrix(vectors * _VECTOR_WEIGHT), ngrams], format="csr")
