"""Tells what was seen under load, as Markdown, and whether it is what is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.bench.report import table

MOST_GROWTH = 0.10
MOST_WORST_SECONDS = 10.0
_LEAST_TURNS = 3


@dataclass
class Seen:
    """One part of the benchmark.

    Attributes:
        name: What it was.
        seconds: How long it took.
        turns: Who waited for each answer, and how long, in seconds.
        busy: How often somebody was told that it is busy.
        errors: What went wrong, counted.
        others: Seconds of each other request, by kind.
        memory_mb: All programs together, at the start and at the end.
        is_steady: Whether nobody may be turned away and no memory may grow.
    """

    name: str
    seconds: float
    turns: list[tuple[str, float]]
    busy: int
    errors: dict[str, int]
    others: dict[str, list[float]] = field(default_factory=dict)
    memory_mb: tuple[float, float] = (0.0, 0.0)
    is_steady: bool = False

    @classmethod
    def of(cls, name: str, seconds: float, seen: dict[str, Any], *, is_steady: bool) -> Seen:
        """Returns what locust wrote down."""
        turns = [(str(who), float(took)) for who, took in seen["turns"]]
        return cls(
            name, seconds, turns, seen["busy"], seen["errors"], seen["others"], is_steady=is_steady
        )

    def quantile(self, share: float) -> float:
        """Returns the seconds within which this share of the turns was answered."""
        return float(np.quantile([took for _, took in self.turns], share)) if self.turns else 0.0

    @property
    def worst(self) -> float:
        """The mean wait of the conversation that was served worst, in seconds."""
        waits: dict[str, list[float]] = defaultdict(list)
        for who, took in self.turns:
            waits[who].append(took)
        means = [float(np.mean(one)) for one in waits.values() if len(one) >= _LEAST_TURNS]
        return max(means, default=self.quantile(1))

    @property
    def growth(self) -> float:
        """By which share the memory grew."""
        start, end = self.memory_mb
        return end / start - 1 if start else 0.0


def tell(parts: Sequence[Seen], machine: str) -> tuple[str, bool]:
    """Returns the report, and whether everything is as it is asked for."""
    head = ("", "turns", "turns a second", "median", "p95", "p99", "slowest", "errors",
            "told that it is busy", "worst-served conversation", "memory")  # fmt: skip
    lines = [machine, "", *table(head, [_row(one) for one in parts]), ""]
    lines += table(("", "request", "count", "median", "p95"), _others(parts))
    lines += ["", *(f"- {one.name}: {count} x {what}" for one in parts
                    for what, count in one.errors.items())]  # fmt: skip
    checks = [check for one in parts for check in _checks(one)]
    lines += [f"{'reached' if good else 'NOT REACHED'}: {words}" for words, good in checks]
    return "\n".join(lines) + "\n", all(good for _, good in checks)


def _row(one: Seen) -> tuple[str, ...]:
    start, end = one.memory_mb
    return (
        one.name, f"{len(one.turns):,}", f"{len(one.turns) / one.seconds:.1f}",
        f"{one.quantile(0.5):.2f} s", f"{one.quantile(0.95):.2f} s", f"{one.quantile(0.99):.2f} s",
        f"{one.quantile(1):.2f} s", str(sum(one.errors.values())), str(one.busy),
        f"{one.worst:.2f} s on average", f"{start:,.0f} to {end:,.0f} MB",
    )  # fmt: skip


def _others(parts: Sequence[Seen]) -> list[tuple[str, ...]]:
    return [
        (one.name, kind, str(len(took)), f"{1000 * float(np.median(took)):.0f} ms",
         f"{1000 * float(np.quantile(took, 0.95)):.0f} ms")
        for one in parts for kind, took in sorted(one.others.items())
    ]  # fmt: skip


def _checks(one: Seen) -> list[tuple[str, bool]]:
    errors = sum(one.errors.values())
    found = [
        (f"{one.name}: {errors} errors, none asked", errors == 0 and bool(one.turns)),
        (f"{one.name}: the worst-served conversation waits {one.worst:.1f} s on average, under "
         f"{MOST_WORST_SECONDS:.0f}", one.worst < MOST_WORST_SECONDS),
    ]  # fmt: skip
    if one.is_steady:
        found += [
            (f"{one.name}: {one.busy} told that it is busy, none asked", one.busy == 0),
            (f"{one.name}: memory grew by {one.growth:.0%}, at most {MOST_GROWTH:.0%}",
             one.growth <= MOST_GROWTH),
        ]  # fmt: skip
    return found
