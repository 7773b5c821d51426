"""Nothing that the launcher started outlives it, whatever ends the launcher and whenever."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.ports import free_ports
from tests.launch.helpers import is_alive, pids, wait_until

Start = Callable[..., subprocess.Popen[str]]


def a_supervisor(start: Start, folder: Path, under: str = "") -> subprocess.Popen[str]:
    process = start("supervise", str(folder), *map(str, free_ports(2)), under=under)
    assert process.stdout is not None
    while "all ready" not in process.stdout.readline():
        assert process.poll() is None
    assert len(pids(folder)) == 4
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_program_and_its_children(
    number: signal.Signals, start: Start, tmp_path: Path
) -> None:
    process = a_supervisor(start, tmp_path)
    process.send_signal(number)
    said, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert said.splitlines() == ["Stopping ..."]
    assert not any(map(is_alive, pids(tmp_path)))
    assert not (tmp_path / "var" / "processes.json").exists()


def test_nohup_keeps_it_running_when_the_terminal_goes(tmp_path: Path, start: Start) -> None:
    process = a_supervisor(start, tmp_path, under="nohup")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    assert all(map(is_alive, pids(tmp_path)))


def test_a_killed_launcher_takes_its_programs_with_it(start: Start, tmp_path: Path) -> None:
    process = a_supervisor(start, tmp_path)
    process.kill()
    servers = pids(tmp_path)[0::2]
    wait_until(lambda: not any(map(is_alive, servers)))
    for left in pids(tmp_path)[1::2]:
        subprocess.run(["kill", str(left)], check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_set_up_ends_the_step_and_its_children(
    number: signal.Signals, start: Start, tmp_path: Path
) -> None:
    process = start("step", str(tmp_path))
    wait_until(lambda: len(pids(tmp_path)) == 2)
    process.send_signal(number)
    said, _ = process.communicate(timeout=15)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Stopped before the end; the same command goes on from here."
    assert "Traceback" not in said
    assert not any(map(is_alive, pids(tmp_path)))


def test_a_second_signal_kills_a_program_that_will_not_end(start: Start, tmp_path: Path) -> None:
    process = a_supervisor(start, tmp_path)
    for pid in pids(tmp_path)[0::2]:
        subprocess.run(["kill", "-STOP", str(pid)], check=True)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    while "Stopping" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=2)
    assert not any(map(is_alive, pids(tmp_path)))
