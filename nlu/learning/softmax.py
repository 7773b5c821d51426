"""Multinomial logistic regression: fitted by L-BFGS on dense features, in numpy alone."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

_CORRECTIONS = 8


def fit(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    *,
    strength: float = 10.0,
    iterations: int = 60,
) -> tuple[np.ndarray, np.ndarray]:
    """Finds the weights under which the targets are likeliest.

    Args:
        features: Shape `(n, d)`, float32.
        targets: One row an example, 1 for its class: shape `(n, k)`, float32.
        weights: How much each example counts, shape `(n,)`.
        strength: How far the fit may go from zero: the inverse of the penalty on squared weights.
        iterations: At most so many steps.

    Returns:
        The weights, shape `(d, k)`, and the bias, shape `(k,)`, both float32.
    """
    width, classes = features.shape[1], targets.shape[1]
    joined = np.hstack([features, np.ones((len(features), 1), dtype=np.float32)])
    share = weights[:, None].astype(np.float32)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        matrix = flat.reshape(width + 1, classes).astype(np.float32)
        logs = log_softmax(joined @ matrix)
        penalty = matrix.copy()
        penalty[-1] = 0.0
        gradient = joined.T @ (share * (np.exp(logs) - targets)) + penalty / strength
        value = -(share * targets * logs).sum() + 0.5 / strength * np.square(penalty).sum()
        return float(value), gradient.astype(np.float64).ravel()

    found = minimize(
        loss,
        np.zeros((width + 1) * classes),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations, "maxcor": _CORRECTIONS},
    )
    matrix = found.x.reshape(width + 1, classes).astype(np.float32)
    return matrix[:-1], matrix[-1]


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Returns the logarithms of the shares that scores stand for; each row's shares sum to 1."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
