"""Counts what became of the residents' messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.conversations.words import TRY_AGAIN
from tests.faults.residents import Line, Resident


@dataclass
class Tally:
    """What was seen in one scenario.

    Attributes:
        name: What broke.
        sent: Messages that residents sent.
        stored: Those that stand in their conversation at the end.
        answered: Those that got a real answer in the end.
        doubled: Messages that stand there twice, and answers given twice.
        told_seconds: For each message, how long until its resident read something true.
        told: What was read first, counted.
        began_at: When the fault began, on the steady clock.
        mended_at: When nothing more was done to it; what hinders from outside is gone by then.
        service_seconds: From `mended_at` until everything worked again and went on to.
        faults: Anything else that must not be.
    """

    name: str
    sent: int = 0
    stored: int = 0
    answered: int = 0
    doubled: int = 0
    told_seconds: list[float] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    began_at: float = 0.0
    mended_at: float = 0.0
    service_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """The longest anybody waited for something true, in seconds."""
        return max(self.told_seconds, default=0.0)

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 were told."""
        return float(np.quantile(self.told_seconds, 0.95)) if self.told_seconds else 0.0

    def take(self, lines: Sequence[Line], messages: list[dict[str, Any]]) -> None:
        """Counts one resident's lines against the conversation as it stands at the end."""
        kept = Counter(one["client_id"] for one in messages if one["client_id"])
        self.sent += len(lines)
        for line in lines:
            self.stored += kept[line.client_id] > 0
            self.answered += line.answered_at is not None
            if line.told_at is None:
                self.faults.append(f"nobody was told anything about a message: {line.text}")
            else:
                self.told_seconds.append(line.told_at - line.sent_at)
                self.told[line.told] += 1
        self.doubled += sum(count - 1 for count in kept.values()) + doubled_answers(messages)


def doubled_answers(messages: Sequence[dict[str, Any]]) -> int:
    """Returns how many messages of a resident were followed by more than one answer."""
    found, answers = 0, 0
    for message in messages[1:]:
        if message["from"] == "resident":
            answers = 0
            continue
        answers += not _is_apology(message)
        found += answers == 2
    return found


def _is_apology(message: dict[str, Any]) -> bool:
    return any(choice["label"] == TRY_AGAIN.label for choice in message["choices"])


async def count(tally: Tally, residents: Sequence[Resident]) -> None:
    """Reads every conversation and counts it."""
    for resident in residents:
        messages = await resident.read()
        if messages is None:
            tally.faults.append("a conversation cannot be read at the end")
        else:
            tally.take(resident.lines, messages)
