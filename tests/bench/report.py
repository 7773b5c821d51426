"""Tells what was measured, and whether it reaches what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.asking import MIXED

MOST_P95_MS = 40.0
MOST_MEMORY_MB = 700.0
LEAST_RECORDS_A_SECOND = 300.0
MOST_P95_TODAY_MS = 8.0
LARGEST = 100_000
"""The size for which the three first are asked."""

Measured = dict[str, Any]


def tell(measured: Sequence[Measured], content: Measured | None, load: str) -> tuple[str, bool]:
    """Returns the report as text, and whether every figure reaches what is asked.

    Args:
        measured: One directory each, smallest first.
        content: Today's content, or None.
        load: How busy the machine was.
    """
    lines = [f"Search, measured. Load: {load}.", ""]
    lines += table(
        ("services", "texts", "records a second", "vectors", "index", "memory", "at most"),
        [_sizes(item) for item in measured],
    )
    for item in measured:
        lines += ["", f"{item['records']:,} invented services, milliseconds:", ""]
        lines += _kinds(item)
    if content is not None:
        lines += ["", f"Today's content, {content['records']:,} records, milliseconds:", ""]
        lines += _kinds(content)
    checks = [*_growth(measured), *_asked(measured, content)]
    lines += ["", *(f"{'reached' if good else 'NOT REACHED'}: {words}" for words, good in checks)]
    return "\n".join(lines) + "\n", all(good for _, good in checks)


def records_a_second(item: Measured) -> float:
    """Returns how many records a second become searchable: vectors, reading and index together."""
    seconds = item["encoding"]["seconds"] + item["build_seconds"]
    return float(item["records"] / seconds)


def _sizes(item: Measured) -> Sequence[str]:
    return (
        f"{item['records']:,}",
        f"{item['encoding']['texts']:,}",
        f"{records_a_second(item):,.0f}",
        f"{item['encoding']['seconds']:,.0f} s",
        f"{item['build_seconds']:,.1f} s",
        f"{item['after_mb']:,.0f} MB",
        f"{max(item['peak_mb'], item['encoding']['peak_mb']):,.0f} MB",
    )


def _kinds(item: Measured) -> list[str]:
    rows = []
    for kind, ours in item["ours"].items():
        theirs = item["full_text"][kind]
        rows.append(
            (
                kind,
                f"{ours['median_ms']:.1f}",
                f"{ours['p95_ms']:.1f}",
                f"{ours['processor_p95_ms']:.1f}",
                _share(ours["first_is_right"]),
                f"{theirs['median_ms']:.1f}",
                f"{theirs['p95_ms']:.1f}",
                _share(theirs["first_is_right"]),
            )
        )
    head = ("kind of question", "median", "p95", "p95 processor", "first right",
            "words alone: median", "p95", "first right")  # fmt: skip
    return table(head, rows)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _growth(measured: Sequence[Measured]) -> list[tuple[str, bool]]:
    """Says by how much a search costs more for so many times as many services."""
    found = []
    for small, large in zip(measured, measured[1:], strict=False):
        times = large["records"] / small["records"]
        cost = large["ours"][MIXED]["median_ms"] / small["ours"][MIXED]["median_ms"]
        memory = large["after_mb"] / small["after_mb"]
        words = f"{times:.0f} times the services cost {cost:.1f} times the time of a search"
        found.append((f"{words} and {memory:.1f} times the memory", max(cost, memory) < times))
    return found


def _asked(measured: Sequence[Measured], content: Measured | None) -> list[tuple[str, bool]]:
    found = []
    for item in measured:
        if item["records"] == LARGEST:
            p95, memory, speed = (
                item["ours"][MIXED]["p95_ms"],
                item["after_mb"],
                records_a_second(item),
            )
            found += [
                (f"p95 {p95:.1f} ms, under {MOST_P95_MS:.0f}", p95 < MOST_P95_MS),
                (f"memory {memory:.0f} MB, under {MOST_MEMORY_MB:.0f}", memory < MOST_MEMORY_MB),
                (
                    f"{speed:.0f} records a second, at least {LEAST_RECORDS_A_SECOND:.0f}",
                    speed >= LEAST_RECORDS_A_SECOND,
                ),
            ]
    if content is not None:
        p95 = content["ours"][MIXED]["p95_ms"]
        found.append(
            (f"today's content: p95 {p95:.1f} ms, under {MOST_P95_TODAY_MS:.0f}",
             p95 < MOST_P95_TODAY_MS)
        )  # fmt: skip
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns the lines of a table in Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
