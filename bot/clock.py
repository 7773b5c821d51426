"""The time, as something that is passed in, so that a test can stand still in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Returns the present moment, aware, in UTC."""
    return datetime.now(UTC)
