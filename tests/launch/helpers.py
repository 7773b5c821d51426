"""Small helpers of the launcher's tests."""

from __future__ import annotations

import io
import stat
import time
from collections.abc import Callable
from pathlib import Path

from launch.progress import Progress

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]


class Told(Progress):
    """Keeps what the launcher says, for a test to read."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        super().__init__(self.written)

    @property
    def text(self) -> str:
        return self.written.getvalue()


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Waits until a condition holds; fails the test when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        # It went before the file was opened, or before it was read.
        return False
    return state != "Z"


def pids(folder: Path) -> list[int]:
    """The process ids that the small programs wrote down, oldest first."""
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def a_program(path: Path, script: str) -> Path:
    """Writes a small shell program that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
