"""A turnstile that lets one through at a time, in this process and in all that share a Redis.

In one process it is first come, first served. Between processes a lock in Redis decides; it is
renewed while it is held and falls open some seconds after its holder died. A turnstile whose lock
cannot be had in time lets its people through all the same: the database keeps order too, and
nobody waits for a lock for ever.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from redis.asyncio import Redis
from redis.asyncio.lock import Lock

from bot.sharing.link import Link

LEASE_SECONDS = 4.0
"""How long a lock outlives its holder."""

_RENEW_SECONDS = LEASE_SECONDS / 3
_LOOK_SECONDS = 0.05


class Turnstile:
    """One turnstile; an asynchronous context manager.

    Args:
        link: The way to Redis; None for this process alone.
        name: Its name in Redis.
        patience_seconds: How long to wait for another process.
    """

    def __init__(self, link: Link | None, name: str, patience_seconds: float) -> None:
        self._here = asyncio.Lock()
        self._link = link
        self._name = name
        self._patience = patience_seconds
        self._lock: Lock | None = None
        self._renewal: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        await self._here.acquire()
        if self._link is None:
            return
        try:
            self._lock = await self._acquire(self._link)
        except BaseException:
            self._here.release()
            raise
        if self._lock is not None:
            self._renewal = asyncio.create_task(self._renew(self._link, self._lock))

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._let_go()
        finally:
            self._here.release()

    async def _acquire(self, link: Link) -> Lock | None:
        lock = link.client.lock(
            f"signpost:turn:{self._name}",
            timeout=LEASE_SECONDS,
            sleep=_LOOK_SECONDS,
            blocking_timeout=self._patience,
        )

        async def work(_client: Redis) -> bool:
            return bool(await lock.acquire())

        is_ours = await link.ask(work, otherwise=False, seconds=self._patience + 1)
        return lock if is_ours else None

    async def _renew(self, link: Link, lock: Lock) -> None:
        async def work(_client: Redis) -> bool:
            return bool(await lock.reacquire())

        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            await link.ask(work, otherwise=False)

    async def _let_go(self) -> None:
        lock, renewal = self._lock, self._renewal
        self._lock = self._renewal = None
        if renewal is not None:
            renewal.cancel()
            with suppress(asyncio.CancelledError):
                await renewal
        if lock is not None and self._link is not None:

            async def work(_client: Redis) -> None:
                await lock.release()

            await self._link.ask(work, None)
