"""Starts the programs in their order, keeps them up, and stops them all in order at the end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from launch import logs
from launch.keeper import Keeper, Timing
from launch.layout import Layout
from launch.problems import lower_first
from launch.services import Service


def stop_signals() -> list[signal.Signals]:
    """Returns the signals that mean 'stop': a hang-up only where nohup has not said otherwise."""
    stays = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if stays else [signal.SIGHUP])]


class Supervisor:
    """The programs of one Signpost.

    Args:
        stages: The programs in the order of their start: those of one stage start together, and
            the next stage starts when all of them are ready. They are stopped the other way round.
        layout: Where logs and the list of processes go.
        say: Tells the person a sentence.
        timing: How patient to be with them.
    """

    def __init__(
        self,
        stages: Sequence[Sequence[Service]],
        layout: Layout,
        say: Callable[[str], None],
        timing: Timing | None = None,
    ) -> None:
        self._layout = layout
        self._say = say
        self._stop = asyncio.Event()
        self._stages = [
            [self._keeper_of(service, timing or Timing()) for service in stage] for stage in stages
        ]
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def run(
        self,
        announcement: str,
        meanwhile: Callable[[], Coroutine[Any, Any, object]] | None = None,
    ) -> None:
        """Runs until a signal to stop comes.

        Args:
            announcement: What to say when all programs are ready.
            meanwhile: What to do then; the programs are stopped when it has ended. None to run on
                until the signal.

        Raises:
            Problem: A program could not be brought up at the start.
        """
        loop = asyncio.get_running_loop()
        for number in stop_signals():
            loop.add_signal_handler(number, self._on_signal)
        trimmer = loop.create_task(logs.keep_trimmed([self._log(k) for k in self._keepers()]))
        try:
            for stage in self._stages:
                await self._start_stage(stage)
            if not self._stop.is_set():
                self._say(announcement)
                await self._unless_stopped([meanwhile()] if meanwhile else [])
        finally:
            trimmer.cancel()
            await self._stop_all()
            self._layout.processes.unlink(missing_ok=True)

    async def _start_stage(self, stage: list[Keeper]) -> None:
        if self._stop.is_set():
            return
        for keeper in stage:
            logs.turn(self._log(keeper))
            self._tasks[keeper.service.name] = asyncio.create_task(keeper.run())
        began = time.monotonic()
        await self._unless_stopped([keeper.ready.wait() for keeper in stage])
        if not self._stop.is_set():
            names = " and ".join(lower_first(keeper.service.title) for keeper in stage)
            self._say(f"Started {names} in {time.monotonic() - began:.1f} s.")

    async def _unless_stopped(self, waits: Sequence[Coroutine[Any, Any, object]]) -> None:
        """Waits for all of `waits`, but no longer than until the stop or a keeper's problem.

        With no `waits` it waits for the stop alone.
        """
        stopped = asyncio.create_task(self._stop.wait())
        wanted = asyncio.create_task(_all(waits)) if waits else stopped
        try:
            await asyncio.wait(
                {wanted, stopped, *self._tasks.values()}, return_when="FIRST_COMPLETED"
            )
        finally:
            wanted.cancel()
            stopped.cancel()
            await asyncio.wait({wanted, stopped})
        for task in (wanted, *self._tasks.values()):
            if task.done() and not task.cancelled():
                task.result()

    async def _stop_all(self) -> None:
        self._stop.set()
        for stage in reversed(self._stages):
            for keeper in reversed(stage):
                if task := self._tasks.get(keeper.service.name):
                    task.cancel()
                    await asyncio.wait({task})

    def _on_signal(self) -> None:
        if not self._stop.is_set():
            self._stop.set()
            self._say("Stopping ...")
            return
        for keeper in self._keepers():
            keeper.kill()

    def _keeper_of(self, service: Service, timing: Timing) -> Keeper:
        log = self._layout.logs / f"{service.name}.log"
        return Keeper(service, self._layout.root, log, timing, self._told)

    def _told(self, sentence: str) -> None:
        # A full disk is no reason to leave the programs alone.
        with suppress(OSError):
            if sentence:
                self._say(f"{time.strftime('%H:%M:%S')} {sentence}")
        with suppress(OSError):
            self._write_processes()

    def _write_processes(self) -> None:
        """Writes what runs now, for tests and for people who look after the machine."""
        listed = {
            keeper.service.name: {
                "pid": keeper.process.pid if keeper.process else None,
                "port": keeper.service.port,
                "ready": keeper.ready.is_set(),
                "starts": keeper.starts,
            }
            for keeper in self._keepers()
        }
        path = self._layout.processes
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"supervisor": os.getpid(), "processes": listed}, indent=1))
        new.replace(path)

    def _keepers(self) -> list[Keeper]:
        return [keeper for stage in self._stages for keeper in stage]

    def _log(self, keeper: Keeper) -> Path:
        return self._layout.logs / f"{keeper.service.name}.log"


async def _all(waits: Sequence[Coroutine[Any, Any, object]]) -> None:
    await asyncio.gather(*waits)
