"""Finds the lowest point of a smooth convex function of very many numbers.

L-BFGS (Nocedal 1980) with a backtracking step, in float32. scipy's own keeps bounds that nobody
needs here, and spends three times as long on that bookkeeping as on the function.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

_REMEMBERED = 8
_LEAST_DECREASE = 1e-4
_MOST_HALVINGS = 20
_FLAT = 1e-5


def lowest(
    function: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, iterations: int
) -> np.ndarray:
    """Returns a point near the lowest.

    Args:
        function: Gives the value and the gradient, float32 of the point's shape, at a point.
        start: Where to begin, float32, one dimension.
        iterations: At most so many steps; fewer when the function no longer falls.
    """
    point = start
    value, gradient = function(point)
    steps: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=_REMEMBERED)
    for _ in range(iterations):
        direction = _direction(gradient, steps)
        slope = float(gradient @ direction)
        length = 1.0 if steps else min(1.0, 1.0 / max(float(np.abs(gradient).sum()), 1e-12))
        for _ in range(_MOST_HALVINGS):
            next_point = point + np.float32(length) * direction
            next_value, next_gradient = function(next_point)
            if next_value <= value + _LEAST_DECREASE * length * slope:
                break
            length /= 2
        else:
            break
        step, turn = next_point - point, next_gradient - gradient
        curvature = float(step @ turn)
        if curvature > 0:
            steps.append((step, turn, curvature))
        has_settled = value - next_value <= _FLAT * abs(value)
        point, value, gradient = next_point, next_value, next_gradient
        if has_settled:
            break
    return point


def _direction(
    gradient: np.ndarray, steps: deque[tuple[np.ndarray, np.ndarray, float]]
) -> np.ndarray:
    """Returns the downhill direction, bent by what the last steps showed of the curvature."""
    direction = -gradient
    shares = []
    for step, turn, curvature in reversed(steps):
        share = float(step @ direction) / curvature
        direction -= np.float32(share) * turn
        shares.append(share)
    if steps:
        _, turn, curvature = steps[-1]
        direction *= np.float32(curvature / float(turn @ turn))
    for (step, turn, curvature), share in zip(steps, reversed(shares), strict=True):
        back = float(turn @ direction) / curvature
        direction += np.float32(share - back) * step
    return direction
