"""Tells what was measured of whole turns, as Markdown, and whether it is what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.report import table
from tests.bench.turns_load import Measured

LEAST_TIMES = 3.0
MOST_P95_MS = 250.0
P95_AT, NO_ERROR_AT = 10, 50
_MOST_SHOWN = 5


def tell(ours: Sequence[Measured], theirs: Sequence[Measured]) -> tuple[str, bool]:
    """Returns the report as text, and whether every figure reaches what is asked.

    Args:
        ours: Signpost, one for each number of conversations at once, fewest first.
        theirs: Rasa's starter bot, likewise; empty when it was left out.
    """
    head = ("assistant", "at once", "turns", "turns a second", "median", "p95", "errors",
            "processor a turn", "memory", "load")  # fmt: skip
    rows = [_row("Signpost", item) for item in ours]
    rows += [_row("Rasa's starter bot", item) for item in theirs]
    lines = table(head, rows)
    lines += ["", f"Signpost's processes at the end: {_processes(ours[-1])}.", ""]
    wrong = [error for item in (*ours, *theirs) for error in item.errors][:_MOST_SHOWN]
    lines += [f"- {error}" for error in wrong] + ([""] if wrong else [])
    checks = _checks(ours, theirs)
    lines += [f"{'reached' if good else 'NOT REACHED'}: {words}" for words, good in checks]
    return "\n".join(lines) + "\n", all(good for _, good in checks)


def _row(name: str, item: Measured) -> tuple[str, ...]:
    return (
        name,
        str(item.at_once),
        f"{len(item.took):,}",
        f"{item.a_second:.1f}",
        f"{item.milliseconds(0.5):.0f} ms",
        f"{item.milliseconds(0.95):.0f} ms",
        str(len(item.errors)),
        f"{sum(map(item.processor_ms, item.processor_seconds)):.0f} ms",
        f"{sum(item.memory_mb.values()):,.0f} MB",
        f"{item.load:.1f}",
    )


def _processes(item: Measured) -> str:
    return "; ".join(
        f"{name} {size:,.0f} MB, {item.processor_ms(name):.0f} ms of a processor a turn"
        for name, size in item.memory_mb.items()
    )


def _checks(ours: Sequence[Measured], theirs: Sequence[Measured]) -> list[tuple[str, bool]]:
    by_count = {item.at_once: item for item in theirs}
    found = []
    for item in ours:
        other = by_count.get(item.at_once)
        if other is not None and other.took:
            times = item.a_second / other.a_second
            found.append((f"{item.at_once} at once: {times:.1f} times the starter bot's turns a "
                          f"second, at least {LEAST_TIMES:.0f}", times >= LEAST_TIMES))  # fmt: skip
        if item.at_once == P95_AT:
            p95 = item.milliseconds(0.95)
            found.append((f"{P95_AT} at once: p95 {p95:.0f} ms, under {MOST_P95_MS:.0f}",
                          p95 < MOST_P95_MS))  # fmt: skip
        if item.at_once >= NO_ERROR_AT:
            count = len(item.errors)
            found.append((f"{item.at_once} at once: {count} errors, none asked", count == 0))
    return found
