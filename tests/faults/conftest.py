"""What the scenarios share: the table of them all, written at the end, and disks of their own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.evaluation.options import ROOT
from tests.faults.report import TALLIES, as_table
from tests.faults.running import FOLDER, Running, running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def signpost() -> AsyncIterator[Running]:
    """One Signpost for all that needs nothing of its own; it has to come back every time."""
    async with running("shared") as started:
        yield started


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A small disk of the scenario's own, mounted where its Signpost keeps everything."""
    folder = ROOT / FOLDER / request.node.name
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("NOT TRIED: this needs the right to mount a disk (run it as root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the table, and keeps it beside the logs."""
    if not TALLIES:
        return
    text = as_table(TALLIES)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    head = f"{datetime.now().astimezone():%d %B %Y}, {os.cpu_count()} processors, load {load}"
    (ROOT / FOLDER / "table.md").write_text(f"{head}\n\n{text}", "utf-8")
    terminalreporter.write_sep("=", "what was seen")
    terminalreporter.write_line(f"{head}\n\n{text}")
