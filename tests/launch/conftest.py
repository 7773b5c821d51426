"""What the launcher's tests share: a root of their own and small real programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import commands
from launch.layout import Layout
from tests.launch.helpers import HERE, PROJECT, Told


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
        )
        started.append(process)
        return process

    yield start_it
    for process in started:
        process.terminate()
        process.communicate(timeout=20)
