"""Programs that die or hang are replaced; those that never come up are a problem with a log."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from launch.keeper import Timing
from launch.layout import Layout
from launch.ports import free_ports
from launch.problems import Problem
from launch.services import Service
from launch.stillness import starved_seconds
from launch.supervisor import Supervisor
from tests.launch.helpers import HERE, Told, is_alive, pids

TIMING = Timing(
    start=10, poll=0.05, watch=0.1, answer=0.3, hung=0.8, backoff=0.1, grace=0.8, first_tries=2
)


def a_server(layout: Layout, name: str = "server", *words: str) -> Service:
    folder = layout.root / name
    folder.mkdir(exist_ok=True)
    port = free_ports(1)[0]
    return Service(
        name=name,
        title=f"The {name}",
        command=(sys.executable, str(HERE / "fake_server.py"), str(port), str(folder), *words),
        host="127.0.0.1",
        port=port,
        ready_path="/ready",
        health_path="/health",
    )


@asynccontextmanager
async def supervised(
    layout: Layout, told: Told, *stages: list[Service], timing: Timing = TIMING
) -> AsyncIterator[None]:
    task = asyncio.create_task(Supervisor(stages, layout, told.say, timing).run("all ready"))
    try:
        await until(lambda: "all ready" in told.text or task.done())
        if task.done():
            task.result()
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def state(layout: Layout, name: str = "server") -> dict[str, object]:
    listed = json.loads(layout.processes.read_text())["processes"]
    return dict(listed[name])


async def test_a_killed_program_is_started_again(layout: Layout, told: Told) -> None:
    service = a_server(layout)
    async with supervised(layout, told, [service]):
        first = pids(layout.root / "server")[0]
        os.kill(first, signal.SIGKILL)
        await until(lambda: "is running again" in told.text)
        second = pids(layout.root / "server")[1]
        assert second != first
        assert is_alive(second)
        assert "The server was ended by SIGKILL; starting it again in 0.1 s." in told.text
        assert state(layout) == {"pid": second, "port": service.port, "ready": True, "starts": 2}


async def test_a_program_that_stops_answering_is_replaced(layout: Layout, told: Told) -> None:
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout)]):
        (folder / "hang").touch()
        await until(lambda: "has not answered for" in told.text)
        (folder / "hang").unlink()
        await until(lambda: "is running again" in told.text)
        first, second = pids(folder)[0], pids(folder)[-1]
        assert not is_alive(first)
        assert is_alive(second)


async def test_a_frozen_program_is_replaced_with_its_children(layout: Layout, told: Told) -> None:
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout, "server", "child", "stubborn")]):
        first = pids(folder)
        os.kill(first[0], signal.SIGSTOP)
        await until(lambda: "is running again" in told.text)
        assert not any(map(is_alive, first))


async def test_a_short_silence_is_forgiven(layout: Layout, told: Told) -> None:
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout)]):
        (folder / "hang").touch()
        await asyncio.sleep(0.5)
        (folder / "hang").unlink()
        await asyncio.sleep(1.0)
        assert len(pids(folder)) == 1
        assert "again" not in told.text


async def test_a_program_that_keeps_dying_is_started_less_and_less_often(
    layout: Layout, told: Told
) -> None:
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout)]):
        (folder / "die").touch()
        os.kill(pids(folder)[0], signal.SIGKILL)
        await until(lambda: "again in 0.4 s" in told.text)
        assert "again in 0.1 s" in told.text
        assert "again in 0.2 s" in told.text
        (folder / "die").unlink()
        await until(lambda: "is running again" in told.text)


async def test_a_program_that_comes_back_does_not_wait_for_another_that_is_down(
    layout: Layout, told: Told
) -> None:
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout)]):
        (folder / "unready").touch()
        os.kill(pids(folder)[0], signal.SIGKILL)
        await until(lambda: "is running again" in told.text)


async def test_a_program_that_never_comes_up_is_a_problem_that_names_its_log(
    layout: Layout, told: Told
) -> None:
    service = a_server(layout)
    (layout.root / "server" / "die").touch()
    with pytest.raises(Problem) as raised:
        async with supervised(layout, told, [service]):
            pass
    assert str(raised.value) == (
        "The server ended by itself with status 1; its log is var/logs/server.log."
    )
    assert "told to die" in (layout.logs / "server.log").read_text()


async def test_a_program_that_is_never_ready_is_a_problem_and_is_ended(
    layout: Layout, told: Told
) -> None:
    service = a_server(layout)
    (layout.root / "server" / "unready").touch()
    timing = Timing(start=0.6, poll=0.05, answer=0.3, backoff=0.05, grace=1.0, first_tries=1)
    with pytest.raises(Problem, match=r"^The server was not ready after 0\.6 s; its log is"):
        async with supervised(layout, told, [service], timing=timing):
            pass
    assert not any(map(is_alive, pids(layout.root / "server")))


async def test_a_stage_waits_for_the_one_before_and_ends_before_it(
    layout: Layout, told: Told
) -> None:
    inner, outer = a_server(layout, "inner"), a_server(layout, "outer")
    (layout.root / "inner" / "unready").touch()
    task = asyncio.create_task(Supervisor([[inner], [outer]], layout, told.say, TIMING).run("up"))
    await until(lambda: pids(layout.root / "inner"))
    await asyncio.sleep(0.3)
    assert not pids(layout.root / "outer")
    (layout.root / "inner" / "unready").unlink()
    await until(lambda: "up\n" in told.text)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert not any(map(is_alive, pids(layout.root / "inner") + pids(layout.root / "outer")))


async def test_the_log_of_the_run_before_is_put_aside(layout: Layout, told: Told) -> None:
    layout.logs.mkdir(parents=True)
    log = layout.logs / "server.log"
    log.write_text("the run before\n")
    async with supervised(layout, told, [a_server(layout)]):
        assert log.read_text() == "started\n"
        assert log.stat().st_mode & 0o777 == 0o600
    assert Path(f"{log}.1").read_text() == "the run before\n"


async def test_the_shell_ends_its_helpers(layout: Layout, told: Told) -> None:
    seen: list[bool] = []

    async def talk() -> None:
        seen.append(is_alive(pids(layout.root / "server")[0]))

    await Supervisor([[a_server(layout)]], layout, told.say, TIMING).run("talk", talk)
    assert seen == [True]
    assert not is_alive(pids(layout.root / "server")[0])


async def test_a_program_that_stands_still_is_replaced_sooner_than_a_busy_one(
    layout: Layout, told: Told
) -> None:
    timing = replace(TIMING, hung=600, still=0.6)
    async with supervised(layout, told, [a_server(layout)], timing=timing):
        os.kill(pids(layout.root / "server")[0], signal.SIGSTOP)
        await until(lambda: "is running again" in told.text)
        assert "The server has stood still and not answered for" in told.text


async def test_a_program_that_is_only_busy_is_left_alone(layout: Layout, told: Told) -> None:
    folder = layout.root / "server"
    async with supervised(
        layout, told, [a_server(layout)], timing=replace(TIMING, hung=600, still=0.1)
    ):
        (folder / "busy").touch()
        await asyncio.sleep(1.5)
        (folder / "busy").unlink()
        assert len(pids(folder)) == 1
        assert "again" not in told.text


@pytest.mark.parametrize("limit", [600.0, 1.2])
async def test_a_program_without_a_processor_is_left_alone_up_to_a_limit(
    layout: Layout, told: Told, monkeypatch: pytest.MonkeyPatch, limit: float
) -> None:
    # As on a machine that is full: all its time goes by waiting for a processor.
    monkeypatch.setattr("launch.keeper.starved_seconds", lambda _process_id: time.monotonic())
    timing = replace(TIMING, hung=0.5, hung_limit=limit, still=600)
    folder = layout.root / "server"
    async with supervised(layout, told, [a_server(layout)], timing=timing):
        (folder / "hang").touch()
        if limit == 600:
            await asyncio.sleep(2.0)
            (folder / "hang").unlink()
            assert "again" not in told.text
        else:
            await until(lambda: "has not answered for" in told.text)
            (folder / "hang").unlink()
            await until(lambda: "is running again" in told.text)


def test_how_long_a_program_waited_for_a_processor_is_known() -> None:
    assert starved_seconds(os.getpid()) >= 0
    assert starved_seconds(2**22 + 1) == 0


async def test_what_a_program_needs_is_put_right_before_every_start(
    layout: Layout, told: Told
) -> None:
    sentences = iter(["", "It was put right."])
    service = replace(a_server(layout), prepare=lambda: next(sentences))
    async with supervised(layout, told, [service]):
        os.kill(pids(layout.root / "server")[0], signal.SIGKILL)
        await until(lambda: "is running again" in told.text)
        assert "It was put right." in told.text


async def test_a_full_disk_does_not_end_the_supervision(
    layout: Layout, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with supervised(layout, told, [a_server(layout)]):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_text", _full)
            os.kill(pids(layout.root / "server")[0], signal.SIGKILL)
            await until(lambda: "is running again" in told.text)
        os.kill(pids(layout.root / "server")[1], signal.SIGKILL)
        await until(lambda: state(layout)["starts"] == 3)


def _full(_path: Path, _text: str) -> int:
    raise OSError(28, "No space left on device")
