"""Whether the process lives, and whether everything it needs does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from bot.clock import Clock
from bot.conversations.turns import Turns
from bot.crisis import CrisisCheck
from bot.engine import Engine
from bot.metrics import PART_UP
from bot.transactions import Transactions

_SECONDS = 2.0
_FRESH_SECONDS = 1.0


class Readiness:
    """Looks at database, engine, action server and content; a look is good for one second.

    An engine that answers its door and lately left a message without an answer is not ready.

    Args:
        transactions: The way to the database.
        engine: The engine.
        turns: What knows how the last message went.
        crisis: The crisis check; it works without its learned net, less well.
        actions_url: Where the action server answers.
        clock: The time.
    """

    def __init__(
        self,
        transactions: Transactions,
        engine: Engine,
        turns: Turns,
        crisis: CrisisCheck,
        actions_url: str,
        clock: Clock,
    ) -> None:
        self.is_crisis_whole = bool(crisis.readiness()["meaning"])
        self._engine = engine
        self._turns = turns
        self._parts: dict[str, Callable[[], Awaitable[bool]]] = {
            "database": transactions.is_alive,
            "engine": self._engine_answers,
            "actions": self._actions_alive,
            "content": transactions.has_content,
        }
        self._actions_url = actions_url
        self._client: httpx.AsyncClient | None = None
        self._clock = clock
        self._lock = asyncio.Lock()
        self._seen: tuple[float, dict[str, bool]] | None = None

    async def look(self) -> dict[str, bool]:
        """Returns for each part whether it answers."""
        async with self._lock:
            at = self._clock().timestamp()
            if self._seen is None or abs(at - self._seen[0]) >= _FRESH_SECONDS:
                names = list(self._parts)
                found = await asyncio.gather(*(_within(self._parts[name]) for name in names))
                self._seen = (at, dict(zip(names, found, strict=True)))
                for name, is_up in self._seen[1].items():
                    PART_UP.labels(name).set(is_up)
            return self._seen[1]

    async def _engine_answers(self) -> bool:
        return self._turns.asking.is_answering() and await self._engine.is_alive()

    async def _actions_alive(self) -> bool:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=_SECONDS)
        try:
            response = await self._client.get(f"{self._actions_url}/health")
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def aclose(self) -> None:
        """Lets go of connections."""
        if self._client is not None:
            await self._client.aclose()


async def _within(part: Callable[[], Awaitable[bool]]) -> bool:
    try:
        async with asyncio.timeout(_SECONDS):
            return await part()
    except TimeoutError:
        return False
