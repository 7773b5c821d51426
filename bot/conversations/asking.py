"""Asks the engine within a turn's time, and knows how many turns wait for it and how it does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.conversations.kept import Kept
from bot.engine import Engine
from bot.metrics import ENGINE_SECONDS
from knowledge.errors import Busy, Unavailable
from knowledge.replies import Reply

log = logging.getLogger("signpost.turns")

_LEAST_SECONDS = 0.2
_FAILED_FOR = timedelta(seconds=30)
_COME_BACK_SECONDS = 20


class Asking:
    """The way to the engine for all turns of this process.

    Args:
        engine: What answers.
        clock: The time.
        most: How many turns may wait for the engine at once.
    """

    def __init__(self, engine: Engine, clock: Clock, most: int) -> None:
        self._engine = engine
        self._clock = clock
        self._most = most
        self._under_way = 0
        self._failed_at: datetime | None = None

    @property
    def under_way(self) -> int:
        """How many turns are with the engine or wait for it."""
        return self._under_way

    def check_room(self, sentence: str) -> None:
        """Refuses one more turn when so many wait that its answer would come too late.

        Args:
            sentence: What the person reads.

        Raises:
            Busy: When there is no room.
        """
        if self._under_way >= self._most:
            raise Busy(sentence, _COME_BACK_SECONDS)

    def is_answering(self) -> bool:
        """Says whether the engine answered the last message, or it failed half a minute ago."""
        if self._failed_at is None:
            return True
        # A clock that was put back says nothing about the engine.
        return not timedelta(0) <= self._clock() - self._failed_at <= _FAILED_FOR

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Counts a turn as under way while the block lasts."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def ask(self, kept: Kept, deadline: float) -> list[Reply]:
        """Returns the engine's replies, or none when it failed; never waits beyond the deadline.

        Args:
            kept: The message.
            deadline: By when, on the event loop's clock, which no change of the time moves.
        """
        loop = asyncio.get_running_loop()
        left = deadline - loop.time()
        if left < _LEAST_SECONDS:
            return []
        began = loop.time()
        try:
            replies = await self._engine.ask(kept.engine_id, kept.to_engine, left)
        except Unavailable as error:
            ENGINE_SECONDS.labels("failed").observe(loop.time() - began)
            log.error("No answer from the engine: %s", error)
            self._failed_at = self._clock()
            return []
        ENGINE_SECONDS.labels("answered").observe(loop.time() - began)
        self._failed_at = None
        return replies
