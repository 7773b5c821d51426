"""The Signpost that is broken: its processes, and the signals that break them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evaluation.options import ROOT
from tests.evaluation.own_signpost import own_signpost

FOLDER = Path("var/faults")


@dataclass(frozen=True)
class Running:
    """One running Signpost.

    Attributes:
        address: Where it answers.
        folder: Where its data and logs are.
    """

    address: str
    folder: Path

    def listed(self) -> dict[str, dict[str, Any]]:
        """Returns what the launcher says of each program, by name."""
        text = (self.folder / "processes.json").read_text("utf-8")
        found: dict[str, dict[str, Any]] = json.loads(text)["processes"]
        return found

    def send(self, name: str, number: signal.Signals) -> None:
        """Sends a signal to a program and to all that it started."""
        process_id = self.listed()[name]["pid"]
        if process_id:
            with suppress(ProcessLookupError):
                os.killpg(process_id, number)

    def kill(self, *names: str) -> None:
        """Ends programs as a crash would, one right after the other."""
        for name in names:
            self.send(name, signal.SIGKILL)

    def hang(self, name: str) -> None:
        """Lets a program stand still without ending."""
        self.send(name, signal.SIGSTOP)

    @property
    def database(self) -> Path:
        """The SQLite file of content and conversations."""
        return self.folder / "signpost.db"


@asynccontextmanager
async def running(name: str, settings: Mapping[str, str] | None = None) -> AsyncIterator[Running]:
    """Yields a Signpost of its own, started as `make run` starts one, in a folder of that name."""
    folder = FOLDER / name
    async with own_signpost(folder, settings) as address:
        yield Running(address, ROOT / folder)


def steady() -> float:
    """Seconds on a clock that no fault moves."""
    return time.monotonic()
