"""Learns intents from texts and their vectors, and says how likely each is.

A multinomial logistic regression on two views of a text: how alike its sentence vector is to those
of many examples (a Gaussian of the distance, Nystroem's method), and which words and parts of words
it has. The first lets boundaries bend, which pays where an intent says the same thing in several
quite different ways; the second knows names and spellings that the encoder does not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from nlu.learning.ngrams import Ngrams
from nlu.learning.softmax import fit, log_softmax

# Chosen on texts that neither train nor test of the public sets hold; see docs/understanding.md.
_VECTOR_SHARE = 9.0
_WIDTH = 0.5
_STRENGTH = 10.0
_JITTER = 1e-3
_SEED = 20


class IntentModel:
    """Names intents by likeness to examples.

    Attributes:
        intents: The intents learned, sorted; the order of all rows of probabilities.
        temperature: What scores are divided by, so that probabilities mean what they say.
    """

    def __init__(self) -> None:
        self.intents: list[str] = []
        self.temperature = 1.0
        self._ngrams = Ngrams()
        self._examples = np.zeros((0, 0), dtype=np.float32)
        self._mean = np.zeros(0, dtype=np.float32)
        self._scale = 1.0
        self._vector_weights = np.zeros((0, 0), dtype=np.float32)
        self._ngram_weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        intents: Sequence[str],
        *,
        iterations: int = 60,
        landmarks: int = 1500,
    ) -> None:
        """Learns from examples; forgets what it knew.

        Args:
            texts: The examples.
            vectors: Their sentence vectors, shape `(len(texts), dim)`.
            intents: Their intents, in the same order.
            iterations: At most so many steps of the fit.
            landmarks: To so many examples at most a text is compared, the intents having equal
                shares.
        """
        self.intents = sorted(set(intents))
        columns = np.searchsorted(self.intents, intents)
        targets = np.eye(len(self.intents), dtype=np.float32)[columns]
        self._mean = vectors.mean(axis=0)
        self._scale = float(np.sqrt(np.square(vectors - self._mean).sum(axis=1).mean()))
        standard = self._standard(vectors)
        self._examples = standard[_spread_out(columns, landmarks)]
        among = self._likeness(self._examples)
        among[np.diag_indices_from(among)] += _JITTER
        root = cholesky(among.astype(np.float64), lower=True)
        # In these coordinates inner products are likenesses.
        dense = solve_triangular(root, self._likeness(standard).T, lower=True).T
        by_vector, by_ngram, self._bias = fit(
            np.ascontiguousarray(dense, dtype=np.float32),
            self._ngrams.fit(texts),
            targets,
            _balance(columns),
            strength=_STRENGTH,
            iterations=iterations,
        )
        back = solve_triangular(root, by_vector, lower=True, trans="T")
        self._vector_weights = np.ascontiguousarray(back, dtype=np.float32)
        self._ngram_weights = np.ascontiguousarray(by_ngram)

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Returns how likely each intent is, shape `(len(texts), n_intents)`, rows summing to 1."""
        return np.exp(log_softmax(self.scores(texts, vectors) / self.temperature))

    def scores(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Returns the raw scores, shape `(len(texts), n_intents)`, before the temperature."""
        by_vector = self._likeness(self._standard(vectors)) @ self._vector_weights
        by_ngram = self._ngrams.transform(texts) @ self._ngram_weights
        return np.asarray(by_vector + by_ngram + self._bias)

    def _standard(self, vectors: np.ndarray) -> np.ndarray:
        return np.asarray((vectors - self._mean) / self._scale, dtype=np.float32)

    def _likeness(self, standard: np.ndarray) -> np.ndarray:
        """Returns the weighted likeness to each example, shape `(n, n_examples)`."""
        distances = (
            np.square(standard).sum(axis=1)[:, None]
            + np.square(self._examples).sum(axis=1)
            - 2 * standard @ self._examples.T
        )
        return np.asarray(_VECTOR_SHARE * np.exp(-_WIDTH * np.maximum(distances, 0.0)))

    def save(self, folder: Path) -> None:
        """Writes what was learned to a folder: arrays and JSON, nothing that runs when read."""
        self._ngrams.save(folder)
        np.savez(
            folder / "model.npz",
            examples=self._examples,
            mean=self._mean,
            vector_weights=self._vector_weights,
            ngram_weights=self._ngram_weights,
            bias=self._bias,
        )
        learned = {
            "intents": self.intents,
            "scale": self._scale,
            "temperature": self.temperature,
        }
        (folder / "model.json").write_text(json.dumps(learned), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Reads what `save` wrote."""
        model = cls()
        learned = json.loads((folder / "model.json").read_text("utf-8"))
        model.intents = learned["intents"]
        model.temperature, model._scale = learned["temperature"], learned["scale"]
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            model._examples, model._mean = arrays["examples"], arrays["mean"]
            model._vector_weights = arrays["vector_weights"]
            model._ngram_weights = arrays["ngram_weights"]
            model._bias = arrays["bias"]
        model._ngrams = Ngrams.load(folder)
        return model


def _balance(columns: np.ndarray) -> np.ndarray:
    """Returns a weight an example: a class ten times as large counts about three times as much."""
    counts = np.bincount(columns)
    return np.asarray(np.sqrt(counts.mean() / counts[columns]), dtype=np.float32)


def _spread_out(columns: np.ndarray, most: int) -> np.ndarray:
    """Returns at most so many rows, the classes taking turns, so that each has its share."""
    if len(columns) <= most:
        return np.arange(len(columns))
    order = np.random.default_rng(_SEED).permutation(len(columns))
    turn = np.zeros(len(columns), dtype=int)
    for column in np.unique(columns):
        rows = order[columns[order] == column]
        turn[rows] = np.arange(len(rows))
    return np.sort(np.argsort(turn, kind="stable")[:most])
