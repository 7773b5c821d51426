"""Delivers what was written in a conversation to its chat, in order, and no message twice.

How far a chat got is kept in the database: the last message delivered whole, and how many parts of
the next. Before a part is handed to Telegram that is noted; after it, that it is done. Where the
outcome is not known (no answer in time, or the process died in between), the part is sent again,
with a line that says so: a message that is seen twice costs less than one that is never seen.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session
from telegram import InlineKeyboardMarkup

from bot.conversations import store as conversations_store
from bot.conversations.models import Message
from bot.conversations.views import view_of
from bot.telegram import store
from bot.telegram.buttons import keyboard
from bot.telegram.leaving import Leaving
from bot.telegram.models import TelegramChat
from bot.telegram.parts import Parts
from bot.telegram.rendering import rendered
from bot.telegram.secrecy import Unreadable
from bot.telegram.tasks import Rounds, Tasks
from bot.telegram.transport import Chat, Outcome
from bot.telegram.words import AGAIN
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

_LOOK_AHEAD = 20
_MOST_NOTES = 6


@dataclass(frozen=True)
class _Part:
    """What a chat gets next."""

    chat: Chat
    message_id: int
    number: int
    is_last: bool
    html: str
    buttons: InlineKeyboardMarkup | None


class Delivery:
    """Delivers to all chats of one bot; its rounds run in one process at a time.

    Args:
        parts: What it works with.
        leaving: What happens when somebody has left.
    """

    def __init__(self, parts: Parts, leaving: Leaving) -> None:
        self._parts = parts
        self._bot_id = parts.bot_id
        self._transactions = parts.transactions
        self._transport = parts.transport
        self._leaving = leaving
        self._timing = parts.timing
        self._tasks = Tasks()
        self.rounds = Rounds(self._tasks, self._timing, self._due, self._deliver)

    async def _due(self) -> list[str]:
        return await self._transactions.do(partial(store.due_chats, bot_id=self._bot_id))

    async def _deliver(self, chat_key: str) -> None:
        """Sends all that one chat has not got yet."""
        failures = 0
        while not self._tasks.is_finishing:
            try:
                outcome, is_more = await self._deliver_part(chat_key)
            except Unavailable:
                outcome, is_more = Outcome.NOT_SENT, True
            if not is_more:
                return
            failures = 0 if outcome in {Outcome.SENT, Outcome.REFUSED} else failures + 1
            if failures:
                await self._tasks.pause(self._timing.wait_after(failures))

    async def _deliver_part(self, chat_key: str) -> tuple[Outcome, bool]:
        """Sends one part; says what became of it, and whether there is more to send."""
        await self._transport.turn(chat_key)
        if self._tasks.is_finishing:
            return Outcome.NOT_SENT, False
        part = await self._transactions.do(partial(self._note_sending, chat_key=chat_key))
        if part is None:
            return Outcome.SENT, False
        outcome = await self._transport.send(part.chat, part.html, part.buttons)
        if outcome is Outcome.BLOCKED:
            await self._leaving.left(chat_key)
            return outcome, False
        if outcome is Outcome.REFUSED:
            log.error("Telegram refused a message of %d characters.", len(part.html))
        return outcome, await self._keep_outcome(chat_key, part, outcome)

    async def _keep_outcome(self, chat_key: str, part: _Part, outcome: Outcome) -> bool:
        """Notes what became of a part; tries again, for what is not noted is sent twice."""
        note = partial(self._note_outcome, chat_key=chat_key, part=part, outcome=outcome)
        for failures in range(1, _MOST_NOTES + 1):
            try:
                return await self._transactions.do(note)
            except Unavailable:
                await asyncio.sleep(self._timing.wait_after(failures))
        return True

    def _next_part(self, session: Session, chat_key: str) -> _Part | None:
        row = store.find_chat(session, chat_key)
        message = _next_message(session, row) if row else None
        if row is None or message is None:
            return None
        try:
            chat = Chat(chat_key, int(self._parts.secrecy.unseal(row.sealed_chat)))
        except Unreadable:
            # The key has changed: nobody can ever answer here, and the next message begins anew.
            store.drop_chat(session, chat_key)
            return None
        return self._part_of(row, message, chat)

    def _part_of(self, row: TelegramChat, message: Message, chat: Chat) -> _Part:
        view = view_of(message)
        parts = rendered(view, self._parts.words.writer(view.name))
        number = min(row.part, len(parts) - 1)
        is_last = number == len(parts) - 1
        html = parts[number] if row.sending_at is None else f"<i>{AGAIN}</i>\n\n{parts[number]}"
        buttons = keyboard(view) if is_last else None
        return _Part(chat, message.id, number, is_last, html, buttons)

    def _note_sending(self, session: Session, chat_key: str) -> _Part | None:
        part = self._next_part(session, chat_key)
        row = store.find_chat(session, chat_key) if part else None
        if row is not None:
            row.sending_at = self._parts.clock()
        return part

    def _note_outcome(self, session: Session, chat_key: str, part: _Part, outcome: Outcome) -> bool:
        """Notes what became of a part; says whether there is more for the chat."""
        row = store.find_chat(session, chat_key)
        if row is None:
            return False
        if outcome is Outcome.UNCLEAR:
            return True
        row.sending_at = None
        if outcome is Outcome.NOT_SENT:
            return True
        row.part = 0 if part.is_last else part.number + 1
        if part.is_last:
            row.cursor = part.message_id
        return not part.is_last or _next_message(session, row) is not None


def _next_message(session: Session, row: TelegramChat) -> Message | None:
    """The first message after the cursor that is not the resident's own."""
    after = row.cursor
    while True:
        found = conversations_store.list_messages(
            session, row.conversation_id, after=after, limit=_LOOK_AHEAD
        )
        if not found:
            return None
        for message in found:
            if message.sender != "resident":
                return message
        after = found[-1].id
