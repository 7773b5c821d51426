"""Counts the verdicts and sets them out as tables, for the screen and for the documentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.evaluation.judge import Outcome
from tests.evaluation.playing import Played

OUTCOMES = tuple(Outcome)


@dataclass
class Row:
    """How the questions of one group came out."""

    label: str
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many questions there are."""
        return sum(self.counts.values())

    @property
    def right_percent(self) -> float:
        """How many of a hundred are right; 0 when there are none."""
        return 100 * self.counts[Outcome.RIGHT] / self.total if self.total else 0.0


def rows(played: Iterable[Played], group: Callable[[Played], str | None]) -> list[Row]:
    """Returns a row for each group, in alphabetical order; `group` says None to leave one out."""
    found: dict[str, Row] = {}
    for item in played:
        label = group(item)
        if label is not None:
            found.setdefault(label, Row(label)).counts[item.verdict.outcome] += 1
    return [found[label] for label in sorted(found)]


def by_subject(played: Iterable[Played]) -> list[Row]:
    """Returns a row for each subject."""
    return rows(played, lambda item: item.question.subject)


def by_voice(played: Iterable[Played]) -> list[Row]:
    """Returns a row for each voice."""
    return rows(played, lambda item: item.question.voice.replace("_", " "))


def hard_ones(played: Iterable[Played]) -> list[Row]:
    """Returns one row of the questions that are marked as hard."""
    return rows(played, lambda item: "hard questions" if item.question.hard else None)


def everything(played: Iterable[Played]) -> Row:
    """Returns the row of all questions."""
    found = rows(played, lambda _: "all")
    return found[0] if found else Row("all")


def markdown(
    heading: str, shown: Sequence[Row], others: Mapping[str, Sequence[Row]] | None = None
) -> str:
    """Returns a Markdown table.

    Args:
        heading: What the first column holds.
        shown: Signpost's rows.
        others: For each baseline its rows, of which the share that is right is shown.
    """
    beside = {
        name: {row.label: f"{row.right_percent:.0f} %" for row in baseline}
        for name, baseline in (others or {}).items()
    }
    head = [heading, "questions", *(str(outcome) for outcome in OUTCOMES), "right %", *beside]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for row in shown:
        lines.append(
            [
                row.label,
                str(row.total),
                *(str(row.counts[outcome]) for outcome in OUTCOMES),
                f"{row.right_percent:.0f} %",
                *(column.get(row.label, "") for column in beside.values()),
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def aligned(table: str) -> str:
    """Returns a Markdown table with its columns lined up for the screen, without the rule."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    kept = [line for line in cells if not set(line[0]) <= {"-"}]
    widths = [max(len(line[column]) for line in kept) for column in range(len(kept[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in kept
    )
