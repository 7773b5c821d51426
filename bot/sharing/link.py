"""The way to Redis. Without it, or while it is down, each application goes on by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import LockError, RedisError

from knowledge.errors import InvalidInput

log = logging.getLogger("signpost.redis")

Result = TypeVar("Result")

_SECONDS = 1.0
_LEFT_ALONE_SECONDS = 2.0


class Link:
    """One application's connection to Redis.

    Args:
        url: Its address, such as `redis://host:6379/0`; nothing is opened before it is needed.

    Raises:
        InvalidInput: When the address cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            self.client: Redis = Redis.from_url(
                url,
                decode_responses=True,
                socket_connect_timeout=_SECONDS,
                health_check_interval=15,
            )
        except ValueError:
            raise InvalidInput("The setting REDIS_URL cannot be used.") from None
        self._left_alone_until = 0.0

    async def ask(
        self,
        work: Callable[[Redis], Awaitable[Result]],
        otherwise: Result,
        seconds: float = _SECONDS,
    ) -> Result:
        """Returns what the work returns, or `otherwise` when Redis does not answer in time.

        A Redis that failed is left alone for two seconds, so that nobody waits for it in vain.

        Args:
            work: What to do with the client.
            otherwise: What stands for the answer that did not come.
            seconds: How long it may take.
        """
        if asyncio.get_running_loop().time() < self._left_alone_until:
            return otherwise
        try:
            async with asyncio.timeout(seconds):
                return await work(self.client)
        except LockError:
            return otherwise
        except (RedisError, OSError, TimeoutError) as error:
            self._left_alone_until = asyncio.get_running_loop().time() + _LEFT_ALONE_SECONDS
            log.warning("Redis does not answer: %s", type(error).__name__)
            return otherwise

    async def is_alive(self) -> bool:
        """Says whether Redis answers."""

        async def ping(client: Redis) -> bool:
            return bool(await client.ping())

        return await self.ask(ping, otherwise=False)

    async def aclose(self) -> None:
        """Lets go of connections."""
        await self.client.aclose()
