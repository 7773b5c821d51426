"""Works the claimed updates: chats side by side, the updates of one chat in their order."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from bot.telegram import store
from bot.telegram.direct import Direct
from bot.telegram.handling import Handling
from bot.telegram.incoming import Incoming
from bot.telegram.leaving import Leaving
from bot.telegram.parts import Parts
from bot.telegram.secrecy import Unreadable
from bot.telegram.store import Waiting
from bot.telegram.tasks import Rounds, Tasks
from bot.telegram.transport import Chat
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

_MOST_AT_ONCE = 32
_MOST_ATTEMPTS = 3


class Working:
    """The worker of one bot; its rounds run in one process at a time.

    Args:
        parts: What it works with.
        handling: Works what comes from a private chat.
        direct: Answers groups.
        leaving: What happens when somebody has left.
        tasks: The work under way.
    """

    def __init__(
        self, parts: Parts, handling: Handling, direct: Direct, leaving: Leaving, tasks: Tasks
    ) -> None:
        self._parts = parts
        self._bot_id = parts.bot_id
        self._transactions = parts.transactions
        self._secrecy = parts.secrecy
        self._timing = parts.timing
        self._handling = handling
        self._direct = direct
        self._leaving = leaving
        self._tasks = tasks
        self.rounds = Rounds(tasks, self._timing, self._waiting, self._serve)
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def _waiting(self) -> list[str]:
        return await self._transactions.do(partial(store.waiting_chats, bot_id=self._bot_id))

    async def _serve(self, chat_key: str) -> None:
        """Works all that waits of one chat."""
        failures = 0
        next_waiting = partial(store.next_waiting, bot_id=self._bot_id, chat_key=chat_key)
        while not self._tasks.is_finishing:
            try:
                waiting = await self._transactions.do(next_waiting)
                if waiting is None:
                    return
                async with self._places:
                    await self._work(chat_key, waiting)
                failures = 0
            except Unavailable:
                failures += 1
                await self._tasks.pause(self._timing.wait_after(failures))

    async def _work(self, chat_key: str, waiting: Waiting) -> None:
        """Works one update; after three faults of ours it ends with an apology."""
        try:
            incoming = Incoming.from_json(self._secrecy.unseal(waiting.sealed))
        except (Unreadable, TypeError, ValueError):
            await self._handling.finish(waiting)
            return
        try:
            await self._handle(chat_key, waiting, incoming)
        except Unavailable:
            raise
        except Exception as error:
            # Its words may repeat what was typed: only its kind is told.
            log.error("An update could not be worked: %s.", type(error).__name__)
            await self._after_fault(chat_key, waiting)

    async def _handle(self, chat_key: str, waiting: Waiting, incoming: Incoming) -> None:
        if incoming.kind == "group":
            await self._direct.refuse_group(Chat(chat_key, incoming.chat_id), incoming.text)
            await self._handling.finish(waiting)
        elif incoming.kind == "left":
            await self._leaving.left(chat_key)
            await self._handling.finish(waiting)
        elif incoming.text != "forget" and await self._parts.is_off():
            # Nothing is kept and nobody reads it; only a chat is deleted, if that is wanted.
            await self._direct.closed(Chat(chat_key, incoming.chat_id), incoming.text)
            await self._handling.finish(waiting)
        else:
            await self._handling.handle(chat_key, waiting, incoming)

    async def _after_fault(self, chat_key: str, waiting: Waiting) -> None:
        attempts = waiting.attempts + 1
        if attempts >= _MOST_ATTEMPTS:
            await self._handling.finish_without(chat_key, waiting)
            return
        await self._transactions.do(
            partial(
                store.failed, bot_id=self._bot_id, update_id=waiting.update_id, attempts=attempts
            )
        )
        await self._tasks.pause(self._timing.wait_after(attempts))
