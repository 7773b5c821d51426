"""What is done from time to time: erase for good, forget what is old, apologise for lost answers.

Each round may be repeated and may run in several processes at once.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.conversations import store, words
from bot.conversations.clock_guard import ClockGuard
from bot.conversations.kept import settle
from bot.conversations.parts import Parts
from knowledge.errors import NotFound, Unavailable

log = logging.getLogger("signpost.housekeeping")

ROUND_SECONDS = 60.0
# Longer than any turn: a message that is still unanswered then was lost with its process.
LOST_AFTER = timedelta(seconds=60)
# Longer than the engine can still be writing about a conversation that was deleted.
ERASE_UNTIL = timedelta(minutes=15)


class Housekeeping:
    """Keeps the promises about what is kept and for how long.

    Args:
        parts: What it works with.
        retention: How long a conversation is kept after its last message.
    """

    def __init__(self, parts: Parts, retention: timedelta) -> None:
        self._site = parts.site
        self._transactions = parts.transactions
        self._tracker = parts.tracker
        self._bell = parts.bell
        self._clock = parts.clock
        self._retention = retention
        self._guard = ClockGuard(retention.days)

    async def run(self) -> None:
        """Does a round at once and then every minute, until cancelled."""
        while True:
            try:
                await self.round()
            except Unavailable as error:
                log.warning("Housekeeping is put off: %s", error)
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> None:
        """Does everything once."""
        await self._apologise()
        await self._forget_old()
        await self._erase()

    async def delete(self, conversation_id: str) -> None:
        """Deletes a conversation here and in the engine, now and again until it is certain.

        Raises:
            NotFound: When there is none.
        """
        engine_id = await self._transactions.do(
            lambda session: store.delete_conversation(session, conversation_id, at=self._clock())
        )
        self._bell.ring(conversation_id)
        await self._tracker.erase(engine_id)

    async def _erase(self) -> None:
        erasures = await self._transactions.do(store.list_erasures)
        certain = self._clock() - ERASE_UNTIL
        for erasure in erasures:
            engine_id = erasure.engine_id
            is_done = await self._tracker.erase(engine_id)
            if is_done and erasure.requested_at < certain:
                await self._transactions.do(partial(store.finish_erasure, engine_id=engine_id))
        if erasures:
            await self._transactions.tidy()

    async def _forget_old(self) -> None:
        at = self._clock()

        def work(session: Session) -> list[str]:
            if not self._guard.allows(session, at):
                return []
            return store.list_expired(session, before=at - self._retention)

        for old in await self._transactions.do(work):
            try:
                await self.delete(old)
            except NotFound:
                continue

    async def _apologise(self) -> None:
        def work(session: Session) -> list[str]:
            at = self._clock()
            lost = store.list_unanswered(session, before=at - LOST_AFTER)
            for message in lost:
                store.touch(session, message.conversation_id, at)
                if not settle(session, message.id, "failed"):
                    continue
                reply = words.interrupted(self._site)
                store.add_reply(session, message.conversation_id, reply, at=at, retry_of=message.id)
            return [message.conversation_id for message in lost]

        for conversation_id in await self._transactions.do(work):
            self._bell.ring(conversation_id)
