"""A bell that is heard in every application: what one writes, a stream of another one shows.

Only ids of conversations pass through Redis, and nothing of them is kept there. Whoever listens
looks again every two seconds in any case, so a ring that is lost costs that time and nothing else.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conversations.bell import Bell
from bot.sharing.link import Link

_CHANNEL = "signpost:bell"
_AGAIN_SECONDS = 1.0
_LOOK_SECONDS = 1.0


class SharedBell(Bell):
    """Rings here at once, and in the other applications within milliseconds.

    Args:
        link: The way to Redis; None for this process alone.
    """

    def __init__(self, link: Link | None) -> None:
        super().__init__()
        self._link = link
        self._me = uuid.uuid4().hex
        self._to_tell: set[str] = set()
        self._has_news = asyncio.Event()

    def ring(self, conversation_id: str) -> None:
        """Wakes everybody who waits for this conversation, in any application."""
        super().ring(conversation_id)
        if self._link is not None:
            self._to_tell.add(conversation_id)
            self._has_news.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tells and hears as long as the block lasts."""
        if self._link is None:
            yield
            return
        tasks = [asyncio.create_task(self._tell(self._link)),
                 asyncio.create_task(self._hear(self._link))]  # fmt: skip
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, link: Link) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            names, self._to_tell = self._to_tell, set()

            async def work(client: Redis, names: set[str] = names) -> None:
                for name in names:
                    await client.publish(_CHANNEL, f"{self._me} {name}")

            await link.ask(work, None)

    async def _hear(self, link: Link) -> None:
        while True:
            try:
                async with link.client.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(_CHANNEL)
                    # What was rung while nobody heard it is looked up now.
                    self.ring_all()
                    while True:
                        message = await heard.get_message(timeout=_LOOK_SECONDS)
                        if message is not None:
                            self._take(str(message["data"]))
            except (RedisError, OSError):
                await asyncio.sleep(_AGAIN_SECONDS)

    def _take(self, said: str) -> None:
        who, _, name = said.partition(" ")
        if who != self._me and name:
            super().ring(name)
