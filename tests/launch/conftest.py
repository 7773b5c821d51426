"""What the launcher's tests share: a root of their own and small real programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import commands
from launch.layout import Layout
from tests.launch.helpers import HERE, PROJECT, Told


def _heed_hang_ups() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(autouse=True)
def no_settings_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away what another room's tests told the process; here the defaults are tested."""
    monkeypatch.delenv("ENCODER_FOLDER", raising=False)


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small programs are over soon; the launcher is not to sleep past their end."""
    monkeypatch.setattr(commands, "TICK_SECONDS", 0.01)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    root = tmp_path / "a root with spaces"
    root.mkdir()
    return Layout.of(root)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the tests' own launcher; ends it after the test."""
    started: list[subprocess.Popen[str]] = []

    def start_it(*arguments: str, under: str = "") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*under.split(), sys.executable, str(HERE / "start_something.py"), *arguments],
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Whoever runs the tests under nohup hands on a hang-up that is ignored.
            preexec_fn=_heed_hang_ups,
        )
        started.append(process)
        return process

    yield start_it
    for process in started:
        process.terminate()
        process.communicate(timeout=20)
