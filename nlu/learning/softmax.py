"""Multinomial logistic regression on dense and sparse features, fitted by L-BFGS."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from nlu.learning.descent import lowest


def fit(
    dense: np.ndarray,
    words: sparse.csr_matrix,
    targets: np.ndarray,
    weights: np.ndarray,
    *,
    strength: float = 10.0,
    iterations: int = 60,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finds the weights under which the targets are likeliest.

    Args:
        dense: Features, shape `(n, d)`, float32.
        words: Further features, shape `(n, w)`, float32.
        targets: One row an example, 1 for its class: shape `(n, k)`, float32.
        weights: How much each example counts, shape `(n,)`.
        strength: How far the fit may go from zero: the inverse of the penalty on squared weights.
        iterations: At most so many steps.

    Returns:
        The weights of both, shapes `(d, k)` and `(w, k)`, and the bias, shape `(k,)`; all float32.
    """
    width, classes = dense.shape[1], targets.shape[1]
    share = weights[:, None].astype(np.float32)
    transposed = words.T.tocsr()

    def split(flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        matrix = flat.reshape(-1, classes)
        return matrix[:width], matrix[width:-1], matrix[-1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        by_dense, by_word, bias = split(flat)
        logs = log_softmax(dense @ by_dense + words @ by_word + bias)
        wrong = share * (np.exp(logs) - targets)
        gradient = np.concatenate(
            [
                dense.T @ wrong + by_dense / strength,
                transposed @ wrong + by_word / strength,
                wrong.sum(axis=0, keepdims=True),
            ]
        )
        size = float(np.square(by_dense).sum() + np.square(by_word).sum())
        value = float(-(share * targets * logs).sum()) + 0.5 / strength * size
        return value, gradient.ravel()

    start = np.zeros((width + words.shape[1] + 1) * classes, dtype=np.float32)
    return split(lowest(loss, start, iterations))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Returns the logarithms of the shares that scores stand for; each row's shares sum to 1."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
