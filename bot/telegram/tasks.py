"""One task a chat: how chats with something to do are found, served at once, and ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

from bot.telegram.pace import Timing
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")


class Tasks:
    """The tasks under way, at most one of a name."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._finishing = asyncio.Event()

    @property
    def is_finishing(self) -> bool:
        """Whether no new work is to begin."""
        return self._finishing.is_set()

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Starts the work, unless some of that name is under way."""
        if name in self._running or self.is_finishing:
            return
        self._running[name] = asyncio.create_task(self._run(name, work))

    async def _run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:
            # Its words may repeat what was typed: only its kind is told.
            log.error("Work for Telegram ended with %s.", type(error).__name__)
        finally:
            self._running.pop(name, None)

    async def pause(self, seconds: float) -> None:
        """Waits, but not when all is to end."""
        await wait(self._finishing, seconds)

    async def finish(self, seconds: float) -> None:
        """Lets what is under way end by itself, for so long, and then ends it."""
        self._finishing.set()
        running = set(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class Rounds:
    """Looks for chats with something to do and serves them side by side.

    Args:
        tasks: What is under way, at most one of a chat.
        timing: How often to look, and how long work may take to end.
        find: Returns the keys of the chats that have something to do.
        serve: Does all that there is to do for one chat.
    """

    def __init__(
        self,
        tasks: Tasks,
        timing: Timing,
        find: Callable[[], Awaitable[Iterable[str]]],
        serve: Callable[[str], Awaitable[None]],
    ) -> None:
        self._tasks = tasks
        self._timing = timing
        self._find = find
        self._serve = serve
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Lets the next look happen at once."""
        self._wake.set()

    async def run(self) -> None:
        """Looks twice a second and when woken, until cancelled; then work may end by itself."""
        try:
            while True:
                self._wake.clear()
                # While the database is away there is nothing to find: the next look comes soon.
                with suppress(Unavailable):
                    for chat_key in await self._find():
                        self._tasks.start(chat_key, partial(self._serve, chat_key))
                await wait(self._wake, self._timing.look)
        finally:
            await self._tasks.finish(self._timing.end)


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Returns when the event is set, or after the seconds.

    Python 3.11's `wait_for` loses a cancellation that comes together with the event.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
