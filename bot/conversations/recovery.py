"""Answers what was stored and whose turn was lost: with its process, or with the database.

Looks at once when the application starts, and every two seconds from then on. Several applications
may look at the same time: the conversation's turnstile lets one of them answer, and the database
keeps one answer.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.housekeeping import LOST_AFTER
from bot.conversations.models import Message
from bot.conversations.parts import Parts
from bot.conversations.turns import Turns
from knowledge.errors import SignpostError, Unavailable

log = logging.getLogger("signpost.recovery")

ROUND_SECONDS = 2.0
_MOST = 100
_AT_ONCE = 8
# Beyond the engine's time: a turn that is only slow, and then waits for the database.
_SLOW = timedelta(seconds=6)

Lost = tuple[str, int]
"""A conversation and one of its messages."""


class Recovery:
    """Sees to it that no stored message stays without an answer.

    Args:
        parts: What it works with.
        turns: What answers.
    """

    def __init__(self, parts: Parts, turns: Turns) -> None:
        self._parts = parts
        self._turns = turns
        self._age = timedelta(seconds=parts.settings.engine_timeout_seconds) + _SLOW

    async def run(self) -> None:
        """Looks until cancelled; what is there at the start was lost, however young it is."""
        age = timedelta(0)
        while True:
            try:
                await self.round(age)
                age = self._age
            except Unavailable as error:
                log.warning("Looking for lost messages is put off: %s", error)
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self, age: timedelta) -> None:
        """Answers once what has waited for so long; messages of one conversation in their order."""
        lost = await self._parts.transactions.do(lambda session: self._find(session, age))
        by_conversation: dict[str, list[int]] = {}
        for conversation_id, message_id in lost:
            by_conversation.setdefault(conversation_id, []).append(message_id)
        if lost:
            log.warning("Answering %d messages whose turn was lost.", len(lost))
        places = asyncio.Semaphore(_AT_ONCE)

        async def answer(conversation_id: str, message_ids: list[int]) -> None:
            async with places:
                for message_id in message_ids:
                    await self._answer(conversation_id, message_id)

        await asyncio.gather(*(answer(*one) for one in by_conversation.items()))

    async def _answer(self, conversation_id: str, message_id: int) -> None:
        try:
            await self._turns.resume(conversation_id, message_id)
        except SignpostError as error:
            log.warning("A lost message is left for now: %s", type(error).__name__)

    def _find(self, session: Session, age: timedelta) -> list[Lost]:
        at = self._parts.clock()
        query = select(Message).where(Message.state == "received").order_by(Message.at, Message.id)
        found = session.scalars(query.limit(_MOST)).all()
        return [(one.conversation_id, one.id) for one in found if _is_due(at - one.at, age)]


def _is_due(waited: timedelta, age: timedelta) -> bool:
    """Whether a message is this lost; housekeeping apologises for one that is too old to answer.

    One from the future was written before the clock was put back.
    """
    return age <= abs(waited) < LOST_AFTER
