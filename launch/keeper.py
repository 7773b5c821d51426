"""Keeps one program running: starts it, waits for it, replaces it when it dies or hangs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch.commands import end_group
from launch.problems import Problem
from launch.services import Service, answers, end, start
from launch.stillness import processor_ticks, starved_seconds


@dataclass(frozen=True)
class Timing:
    """How patient the supervisor is; all in seconds but the count.

    Attributes:
        start: How long a program may take until it is ready.
        poll: How often a starting program is asked.
        watch: How often a running program is asked.
        answer: How long one answer may take.
        hung: How long a running program may fail to answer before it is replaced; what it spends
            waiting for a processor that others have does not count.
        hung_limit: How long it may fail to answer in any case.
        still: The same for one that meanwhile has not used the processor at all.
        backoff: The wait before the first restart; it doubles with each early death.
        backoff_limit: The longest wait before a restart.
        steady: How long a program must have run to count as well again.
        grace: How long a program may take to end when asked.
        first_tries: How many times a program that was never ready is started.
    """

    start: float = 180.0
    poll: float = 0.2
    watch: float = 2.0
    answer: float = 3.0
    hung: float = 18.0
    hung_limit: float = 90.0
    still: float = 6.0
    backoff: float = 0.5
    backoff_limit: float = 8.0
    steady: float = 60.0
    grace: float = 15.0
    first_tries: int = 2


class Keeper:
    """One program under supervision; `run` it as a task and cancel the task to end the program.

    Attributes:
        service: What is kept running.
        ready: Set while the program is ready.
        process: The program as it runs now, or None.
        starts: How many times it was started.
    """

    def __init__(
        self, service: Service, root: Path, log: Path, timing: Timing, tell: Callable[[str], None]
    ) -> None:
        """Makes a keeper that has not started anything yet.

        Args:
            service: What to keep running.
            root: The folder to run it in.
            log: The file that its output goes to.
            timing: How patient to be.
            tell: Called with a sentence when something happened, and with '' on other changes.
        """
        self.service = service
        self.ready = asyncio.Event()
        self.process: asyncio.subprocess.Process | None = None
        self.starts = 0
        self._root = root
        self._log = log
        self._timing = timing
        self._tell = tell
        self._was_ready = False
        self._early_deaths = 0

    async def run(self) -> None:
        """Keeps the program running until cancelled; then ends it.

        Raises:
            Problem: It was never ready, or its program is not there at all.
        """
        while True:
            why = await self._live_once()
            if not self._was_ready and self.starts >= self._timing.first_tries:
                raise Problem(f"{self.service.title} {why}; its log is {self._shown_log()}.")
            wait = self._next_wait()
            self._tell(f"{self.service.title} {why}; starting it again in {wait:g} s.")
            await asyncio.sleep(wait)

    def kill(self) -> None:
        """Ends the program at once, for a person who will not wait."""
        if self.process:
            end_group(self.process.pid, signal.SIGKILL)

    async def _live_once(self) -> str:
        """Runs the program once; returns what ended it, as the end of a sentence."""
        loop = asyncio.get_running_loop()
        self.starts += 1
        try:
            await self._prepare()
            self.process = process = await start(self.service, self._root, self._log)
        except OSError as error:
            return f"could not be started ({error.strerror})"
        self._tell("")
        grace = self._timing.grace
        try:
            ended = loop.create_task(process.wait())
            why = await self._until(ended, self._become_ready(), self._timing.start)
            if why is None:
                began = loop.time()
                why = await self._until(ended, self._hang(), None)
                if loop.time() - began >= self._timing.steady:
                    self._early_deaths = 0
            grace = 0.0
            return why or "stopped answering"
        finally:
            self.ready.clear()
            await asyncio.shield(end(process, grace))
            self.process = None

    async def _prepare(self) -> None:
        if self.service.prepare is not None:
            self._tell(await asyncio.to_thread(self.service.prepare))

    async def _until(
        self,
        ended: asyncio.Task[int],
        watching: Coroutine[Any, Any, str | None],
        seconds: float | None,
    ) -> str | None:
        """Waits for a watch to end, for the program to end, or for time to run out."""
        watch = asyncio.ensure_future(watching)
        try:
            await asyncio.wait({ended, watch}, timeout=seconds, return_when="FIRST_COMPLETED")
            if ended.done():
                return _how_it_ended(ended.result())
            return watch.result() if watch.done() else f"was not ready after {seconds:g} s"
        finally:
            watch.cancel()

    async def _become_ready(self) -> None:
        # A program that comes back is not made to wait for another one that is down.
        service = self.service
        path = service.health_path if self._was_ready else service.ready_path
        while not await answers(service, path, self._timing.answer):  # noqa: ASYNC110 - asks it
            await asyncio.sleep(self._timing.poll)
        self._was_ready = True
        self.ready.set()
        self._tell("" if self.starts == 1 else f"{self.service.title} is running again.")

    async def _hang(self) -> str:
        """Returns when the program has failed to answer for too long.

        Counted from the first failed answer and over at least three, so that a launcher that was
        itself held up does not take a healthy program for a hung one; over two for one that has
        stood still all the while. On a full machine a program answers late because others have the
        processors: to start it anew would take even more of them.
        """
        loop, timing = asyncio.get_running_loop(), self._timing
        failing_since, failures, ticks, starved = 0.0, 0, None, 0.0
        while True:
            asked_at, used, waited = loop.time(), self._ticks(), self._starved()
            if await answers(self.service, self.service.health_path, timing.answer):
                failures = 0
                await asyncio.sleep(timing.watch)
                continue
            if not failures:
                failing_since, ticks, starved = asked_at, used, waited
            failures += 1
            silent = loop.time() - failing_since
            is_still = ticks is not None and ticks == self._ticks()
            if failures >= 2 and is_still and silent >= timing.still:
                return f"has stood still and not answered for {silent:.0f} s"
            own = silent - (self._starved() - starved)
            if failures >= 3 and (own >= timing.hung or silent >= timing.hung_limit):
                return f"has not answered for {silent:.0f} s"
            await asyncio.sleep(timing.poll)

    def _ticks(self) -> int | None:
        return processor_ticks(self.process.pid) if self.process else None

    def _starved(self) -> float:
        return starved_seconds(self.process.pid) if self.process else 0.0

    def _next_wait(self) -> float:
        wait = self._timing.backoff * float(2 ** min(self._early_deaths, 16))
        self._early_deaths += 1
        return min(wait, self._timing.backoff_limit)

    def _shown_log(self) -> str:
        inside = self._log.is_relative_to(self._root)
        return str(self._log.relative_to(self._root) if inside else self._log)


def _how_it_ended(status: int) -> str:
    if status >= 0:
        return f"ended by itself with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"was ended by {name}"
