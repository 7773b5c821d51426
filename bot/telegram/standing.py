"""Tells people in the chat what a page shows beside it: the queue moves, somebody types."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.handoff import words as handoff_words
from bot.telegram import store
from bot.telegram.delivery import Delivery
from bot.telegram.parts import Parts
from bot.telegram.secrecy import Unreadable
from bot.telegram.transport import Chat
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

# Telegram shows 'typing' for five seconds.
_TYPING_SECONDS = 4.0


@dataclass(frozen=True)
class _Seen:
    """What one look found.

    Attributes:
        typing: The chats in which an adviser types.
        is_told: Whether something was written.
    """

    typing: list[Chat]
    is_told: bool


class Standing:
    """Looks after the chats that a person has or that wait for one.

    Args:
        parts: What it works with.
        delivery: Is woken when something was written.
    """

    def __init__(self, parts: Parts, delivery: Delivery) -> None:
        self._parts = parts
        self._delivery = delivery
        self._shown: dict[str, float] = {}

    async def run(self) -> None:
        """Looks about once a second, until cancelled."""
        while True:
            try:
                seen = await self._parts.transactions.do(self._look)
            except Unavailable:
                await asyncio.sleep(self._parts.timing.longest_wait)
                continue
            if seen.is_told:
                self._delivery.rounds.wake()
            await self._show_typing(seen.typing)
            await asyncio.sleep(self._parts.timing.look * 2)

    def _look(self, session: Session) -> _Seen:
        typing, is_told = [], False
        for row in store.chats_with_people(session, self._parts.bot_id):
            status = self._parts.conversations.reception.status(session, row.conversation_id)
            if status.place != row.told_place:
                is_told |= self._tell(session, row.conversation_id, row.told_place, status.place)
                row.told_place = status.place
            if status.is_typing:
                try:
                    number = int(self._parts.secrecy.unseal(row.sealed_chat))
                except Unreadable:
                    continue
                typing.append(Chat(row.chat_key, number))
        return _Seen(typing, is_told)

    def _tell(
        self, session: Session, conversation_id: str, before: int | None, place: int | None
    ) -> bool:
        """Says the new place when it is a better one; the first was said on joining."""
        if before is None or place is None or place >= before:
            return False
        said = handoff_words.still_queued(place)
        at = self._parts.clock()
        conversations_store.add_reply(
            session, conversation_id, said.reply, at=at, sender=said.sender
        )
        return True

    async def _show_typing(self, chats: list[Chat]) -> None:
        at = asyncio.get_running_loop().time()
        self._shown = {key: seen for key, seen in self._shown.items() if at - seen < 60}
        for chat in chats:
            if at - self._shown.get(chat.key, -_TYPING_SECONDS) >= _TYPING_SECONDS:
                self._shown[chat.key] = at
                await self._parts.transport.show_typing(chat)
