"""Limits that count over all applications: one bucket a key, kept in Redis for as long as it fills.

The key is hashed, so no address of a caller stands in Redis.
"""

from __future__ import annotations

import hashlib
import math
from typing import Protocol

from redis.asyncio import Redis

from bot.limits import RateLimit
from bot.sharing.link import Link
from knowledge.errors import TooMany

# Redis' own clock, so that the clocks of the applications need not agree. Returns the whole seconds
# to wait, 0 when a use was taken.
_TAKE = """
local amount, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]) or amount, tonumber(kept[2]) or now
tokens = math.min(amount, tokens + math.max(0, now - at) * rate)
local wait = 0
if tokens < 1 then wait = math.ceil((1 - tokens) / rate) else tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(amount / rate) + 1)
return wait
"""


class Limit(Protocol):
    """How often something may be done."""

    async def take(self, key: str) -> None:
        """Takes one use of a key, or raises TooMany with the seconds until there is one."""


class SharedLimit:
    """A limit that all applications count together; while Redis is down, each for itself.

    Args:
        own: The limit that counts while Redis is down, and says how much is allowed.
        link: The way to Redis.
        name: Tells this limit from others, such as `messages`.
    """

    def __init__(self, own: RateLimit, link: Link, name: str) -> None:
        self._own = own
        self._link = link
        self._name = name

    async def take(self, key: str) -> None:
        """Takes one use of a key.

        Raises:
            TooMany: When there is none left.
        """
        hashed = hashlib.sha256(f"{self._name} {key}".encode()).hexdigest()

        async def work(client: Redis) -> int | None:
            amount, rate = str(self._own.amount), str(self._own.rate)
            name = f"signpost:limit:{self._name}:{hashed}"
            return int(await client.eval(_TAKE, 1, name, amount, rate))

        wait = await self._link.ask(work, None)
        if wait is None:
            self._own.use(key)
        elif wait > 0:
            raise TooMany(self._own.message, math.ceil(wait))


def limit_of(own: RateLimit, link: Link | None, name: str) -> Limit:
    """Returns the limit as it counts here: over all applications where there is Redis."""
    return own if link is None else SharedLimit(own, link, name)
