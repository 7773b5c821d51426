"""The table of what was seen, in Markdown, and whether it is what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.report import table
from tests.faults.counting import Tally
from tests.faults.scenario import MOST_SERVICE_SECONDS, MOST_TOLD_SECONDS

HEAD = ("what broke", "sent", "lost", "answered", "doubled", "told first: answer", "apology",
        "refused", "by the page", "told: slowest", "full service after", "reached")  # fmt: skip
TALLIES: list[Tally] = []
"""What was seen in this run, in its order."""

_BY_PAGE = ("no connection", "slow")


def wrongs(tally: Tally) -> list[str]:
    """Returns what is not as it is asked for, one sentence each."""
    found = list(tally.faults)
    if tally.stored < tally.sent:
        found.append(f"{tally.sent - tally.stored} of {tally.sent} messages are lost")
    if tally.answered < tally.sent:
        found.append(f"{tally.sent - tally.answered} of {tally.sent} were never answered")
    if tally.doubled:
        found.append(f"{tally.doubled} messages or answers stand there twice")
    if tally.slowest > MOST_TOLD_SECONDS:
        found.append(f"somebody was told nothing for {tally.slowest:.1f} s")
    if tally.service_seconds > MOST_SERVICE_SECONDS:
        found.append(f"full service came back after {tally.service_seconds:.0f} s")
    return found


def as_table(tallies: Sequence[Tally]) -> str:
    """Returns all scenarios as one table."""
    return "\n".join(table(HEAD, [_row(tally) for tally in tallies])) + "\n"


def _row(tally: Tally) -> tuple[str, ...]:
    told = tally.told
    by_page = sum(told[what] for what in _BY_PAGE)
    refused = sum(count for what, count in told.items() if what.startswith("status"))
    return (
        tally.name, f"{tally.sent}", f"{tally.sent - tally.stored}", f"{tally.answered}",
        f"{tally.doubled}", f"{told['answer']}", f"{told['apology']}", f"{refused}", f"{by_page}",
        f"{tally.slowest:.1f} s", f"{tally.service_seconds:.0f} s",
        "no" if wrongs(tally) else "yes",
    )  # fmt: skip


def judge(tally: Tally) -> None:
    """Keeps a tally for the table and fails when it is not what is asked for."""
    TALLIES.append(tally)
    assert wrongs(tally) == []
