"""Small counts of people are not told, and nothing that is told gives them away.

A count under 5 is 'fewer than 5'; every other is told to the nearest 5, each by itself. So the same
people counted by week, subject and area never let anybody subtract one figure from another and come
to a small one. Nought is told. The rule and why: docs/decisions/0008-small-counts.md.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 5
"""A count of people below this is not told; and every other is told in steps of it."""

LEAST_FOR_SHARE = 20
"""A share of fewer people than this is not told: it would tell the people."""

FEW = f"fewer than {LEAST}"


def told(count: int) -> int | None:
    """Returns a count of people as it may be told, or None for one that is small."""
    if count == 0:
        return 0
    return None if count < LEAST else (count + LEAST // 2) // LEAST * LEAST


def shown(number: int | None) -> str:
    """Returns a number as people read it."""
    return FEW if number is None else f"{number:,}"


@dataclass(frozen=True)
class Share:
    """A share of people that may be told.

    Attributes:
        percent: Of a hundred, 0 to 100; where `bound` is set only the end of a span.
        bound: `at most` or `at least` where one of the two counts is small, else empty.
    """

    percent: int
    bound: str = ""

    def __str__(self) -> str:
        """Returns the share in words."""
        return " ".join(part for part in (self.bound, f"{self.percent} in 100") if part)


def share(part: int, whole: int) -> Share | None:
    """Returns a share that tells no small count, or None where there are too few people."""
    if whole < LEAST_FOR_SHARE:
        return None
    most = LEAST - 1
    if 0 < part < LEAST:
        return Share(-(-100 * most // whole), "at most")
    if 0 < whole - part < LEAST:
        return Share(100 * (whole - most) // whole, "at least")
    return Share(round(100 * part / whole))
