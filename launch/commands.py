"""Runs the programs of the set-up and the tests, one at a time, and ends them with the launcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from launch.problems import failed_step
from launch.progress import Progress, Ticker

TICK_SECONDS = 0.1
TAIL_BYTES = 65_536

# A program of the project is not to be led astray by what the person's own shell has set.
_NOT_PASSED_ON = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Returns the environment that programs run in: the person's own, less what breaks Python."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONNOUSERSITE": "1", **(extra or {})}


def guarded(command: Sequence[str]) -> list[str]:
    """Returns `command` so started that it ends with this process, however this process ends."""
    guard = str(Path(__file__).with_name("guard.py"))
    return [sys.executable, "-I", "-S", guard, str(os.getpid()), *command]


def run_logged(
    command: Sequence[str],
    *,
    title: str,
    log: Path,
    root: Path,
    progress: Progress,
    extra: Mapping[str, str] | None = None,
) -> None:
    """Runs a program to its end with its output in a log file.

    Args:
        command: The program and its arguments.
        title: What it does, shown while it runs.
        log: The file that its output replaces.
        root: The folder it runs in.
        progress: Where to show that it is going on.
        extra: What to add to the environment.

    Raises:
        Problem: It ended badly; the sentence names the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with progress.step(title) as ticker:
        with log.open("wb") as output:
            status = _run_watched(command, output.fileno(), root, extra, ticker, log)
        if status != 0:
            shown = str(log.relative_to(root)) if log.is_relative_to(root) else str(log)
            raise failed_step(title, shown, tail(log), status)


def run_shown(command: Sequence[str], *, root: Path, extra: Mapping[str, str] | None = None) -> int:
    """Runs a program to its end with its output on the screen, and returns its exit status."""
    with _ended_with_us(
        subprocess.Popen(  # our own programs # nosec B603
            guarded(command), cwd=root, env=environment(extra), start_new_session=True
        ),
        gently=True,
    ) as process:
        return process.wait()


def says(command: Sequence[str], *, seconds: float = 30.0) -> str | None:
    """Returns what a short program prints, or None when it cannot be run, fails or takes too long.

    Args:
        command: The program and its arguments.
        seconds: How long it may take.
    """
    try:
        done = subprocess.run(  # our own programs # nosec B603
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def tail(log: Path) -> str:
    """Returns the end of a log file, at most 64 KB, or nothing when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def end_group(process_id: int, with_signal: int) -> bool:
    """Sends a signal to a program and all that it started; returns False when all are gone."""
    try:
        os.killpg(process_id, with_signal)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _run_watched(
    command: Sequence[str],
    output: int,
    root: Path,
    extra: Mapping[str, str] | None,
    ticker: Ticker,
    log: Path,
) -> int:
    started = subprocess.Popen(  # our own programs # nosec B603
        guarded(command),
        cwd=root,
        env=environment(extra),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with _ended_with_us(started) as process:
        while (status := process.poll()) is None:
            ticker.tick(_last_line(log))
            time.sleep(TICK_SECONDS)
    return status


@contextmanager
def _ended_with_us(
    process: subprocess.Popen[bytes], *, gently: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """Ends a program and all that it started when the block is left early.

    Args:
        process: The program, the leader of its own group.
        gently: Whether to begin with an interrupt, so that a test run can clear up after itself.
    """
    try:
        yield process
    finally:
        signals = (signal.SIGINT, signal.SIGTERM) if gently else (signal.SIGTERM,)
        for with_signal in signals:
            if process.poll() is None and end_group(process.pid, with_signal):
                _wait(process, seconds=10.0)
        end_group(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _last_line(log: Path) -> str:
    """Returns the last line of a growing log file, for a glance at what the program is doing."""
    lines = tail(log)[-400:].replace("\r", "\n").splitlines()
    return next((line for line in reversed(lines) if line.strip()), "")
