"""Takes updates in: claims each once, sealed, before anything is done about it.

They come by polling, from one process, or by webhook, into any.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram import store
from bot.telegram.direct import Direct
from bot.telegram.incoming import Incoming, Reader
from bot.telegram.pace import Timing
from bot.telegram.parts import Parts
from bot.telegram.tasks import Tasks
from bot.telegram.transport import Chat, seconds_of
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

_TOKEN_WAIT_SECONDS = 60.0
_MOST_URGENT = 1000


class Intake:
    """Claims updates.

    Args:
        parts: What it works with.
        reader: Reads what Telegram sends.
        arrived: Is called when there is something new.
    """

    def __init__(self, parts: Parts, reader: Reader, arrived: Callable[[], None]) -> None:
        self._bot_id = parts.bot_id
        self._transactions = parts.transactions
        self._secrecy = parts.secrecy
        self._clock = parts.clock
        self._direct = Direct(parts, Tasks())
        self._reader = reader
        self._arrived = arrived
        self._urgent: OrderedDict[int, None] = OrderedDict()

    async def take(self, updates: list[Any]) -> None:
        """Claims what is ours in them; what was claimed before, here or elsewhere, is left out.

        Raises:
            Unavailable: When they could not be kept; words about danger were answered all the same.
        """
        found = [incoming for data in updates if (incoming := self._reader.read(data))]
        if not found:
            return
        try:
            await self._transactions.do(partial(self._claim, found=found))
        except Unavailable:
            await self._answer_urgent(found)
            raise
        self._arrived()

    def _claim(self, session: Session, found: list[Incoming]) -> None:
        at = self._clock()
        for incoming in found:
            key = self._secrecy.chat_key(incoming.chat_id)
            sealed = self._secrecy.seal(incoming.as_json())
            store.claim(session, self._bot_id, incoming.update_id, key, sealed, at)

    async def _answer_urgent(self, found: list[Incoming]) -> None:
        for incoming in found:
            typed = incoming.text if incoming.kind == "text" else incoming.more
            if typed and incoming.update_id not in self._urgent:
                self._urgent[incoming.update_id] = None
                chat = Chat(self._secrecy.chat_key(incoming.chat_id), incoming.chat_id)
                await self._direct.urgent(chat, typed)
        while len(self._urgent) > _MOST_URGENT:
            self._urgent.popitem(last=False)


class Polling:
    """Asks Telegram for updates, again and again.

    Args:
        parts: What it works with.
        intake: Claims them.
    """

    def __init__(self, parts: Parts, intake: Intake) -> None:
        self._client = parts.transport.bot
        self._timing = parts.timing
        self._intake = intake

    async def run(self) -> None:
        """Asks until cancelled; an update is acknowledged when it is kept, and not before."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._client.updates(offset, self._timing)
                await self._intake.take(updates)
            except (TelegramError, Unavailable) as error:
                failures += 1
                await asyncio.sleep(wait_after(error, failures, self._timing))
                continue
            failures = 0
            numbers = [n for item in updates if isinstance(n := item.get("update_id"), int)]
            if numbers:
                offset = max(numbers) + 1


def wait_after(error: Exception, failures: int, timing: Timing) -> float:
    """Says in the log what went wrong, and returns how long to wait before the next try."""
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    if isinstance(error, InvalidToken):
        log.error("Telegram does not know the token in TELEGRAM_BOT_TOKEN.")
        return max(_TOKEN_WAIT_SECONDS, timing.longest_wait)
    if isinstance(error, Conflict):
        log.error("Another program asks for this bot's updates: only one may.")
    elif failures in {1, 10, 100, 1000}:
        log.warning("Telegram cannot be reached (%s): trying again.", type(error).__name__)
    return timing.wait_after(failures)
