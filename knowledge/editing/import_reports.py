"""What bringing a file in does, row by row, as people read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import ImportRow, ImportRun
from knowledge.spreadsheets.lists import Line
from knowledge.spreadsheets.planning import Plan

_SHOWN = 80


@dataclass(frozen=True)
class Item:
    """What becomes of one row: `new`, `changed`, `mended`, `missing`, `refused` and so on."""

    outcome: str
    where: str
    name: str
    message: str = ""


@dataclass
class Report:
    """What an import does, or did.

    Attributes:
        rows: How many rows or services the file has.
        counts: How many of each outcome.
        items: What becomes of each row that is not unchanged, in order.
        problems: Every fault; while there is one, nothing can be brought in.
    """

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def count(self, outcome: str, number: int) -> None:
        """Adds to the count of an outcome, where there is anything to add."""
        if number:
            self.counts[outcome] = self.counts.get(outcome, 0) + number

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing new in the file."""
        return not self.problems and not any(
            item.outcome in ("new", "changed", "taken", "mended", "missing") for item in self.items
        )

    @property
    def fingerprint(self) -> str:
        """Another text whenever something else would happen."""
        said = repr((self.rows, self.counts, self.items, self.problems))
        return sha256(said.encode()).hexdigest()[:32]


def report_of_plan(plan: Plan) -> Report:
    """Returns what a plan for a list says would happen."""
    report = Report(rows=plan.rows, problems=list(plan.problems))
    report.count("new", len(plan.new))
    report.count("changed", len(plan.changed))
    report.count("unchanged", len(plan.unchanged))
    report.count("no longer in it, kept as they are", len(plan.missing))
    report.items += [Item("new", _row(line), line.entry.name) for line in plan.new]
    for change in plan.changed:
        said = "; ".join(f"{key}: {_short(a)} becomes {_short(b)}" for key, a, b in change.keys)
        report.items.append(Item("changed", _row(change.line), change.record.name, said))
    for line in plan.lines:
        report.items += [
            Item("mended", where, line.entry.name, note) for where, note in line.mended
        ]
    report.items += [
        Item("stays down", slug, slug, f"taken down by {word.team}")
        for slug, word in plan.down.items()
    ]
    return report


def _row(line: Line) -> str:
    return line.table.where(line.row)


def _short(value: Any) -> str:
    if value in (None, [], {}):
        return "nothing"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def report_of_run(session: Session, run: ImportRun) -> Report:
    """Returns what became of the rows of a run."""
    report = Report(rows=run.total)
    rows = session.scalars(
        select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.position)
    )
    for row in rows:
        if row.outcome == "unchanged":
            continue
        report.count(row.outcome, 1)
        where = row.cell or row.external_id or f"number {row.position}"
        report.items.append(Item(row.outcome, where, row.name or "", row.message or ""))
    return report
