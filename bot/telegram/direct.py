"""What is said outside of a conversation: in groups, and when a conversation was just deleted."""

from __future__ import annotations

import logging
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from html import escape

from bot.operations.closed import sentence
from bot.telegram import store
from bot.telegram.parts import Parts
from bot.telegram.rendering import split
from bot.telegram.tasks import Tasks
from bot.telegram.transport import Chat, Outcome
from bot.telegram.words import AGAIN
from knowledge.errors import NotFound

log = logging.getLogger("signpost.telegram")

_GROUP_PAUSE = timedelta(hours=1)
_MOST_GROUPS = 1000


class Direct:
    """Says things that are kept nowhere.

    Args:
        parts: What it works with.
        tasks: Says when all is to end.
    """

    def __init__(self, parts: Parts, tasks: Tasks) -> None:
        self._conversations = parts.conversations
        self._transport = parts.transport
        self._words = parts.words
        self._timing = parts.timing
        self._tasks = tasks
        self._refused: OrderedDict[str, datetime] = OrderedDict()

    async def forget(self, chat: Chat) -> bool:
        """Deletes all that is held about a chat and says so; repeating it does no harm.

        Returns:
            Whether it was said, or nobody is there to be told; False when all is to end first.

        Raises:
            Unavailable: When the database cannot be asked.
        """
        find = partial(store.find_chat, chat_key=chat.key)
        row = await self._conversations.transactions.do(find)
        if row is not None:
            with suppress(NotFound):
                await self._conversations.delete(row.conversation_id)
            await self._conversations.transactions.do(partial(store.drop_chat, chat_key=chat.key))
        return await self._say(chat, self._words.forgotten())

    async def _say(self, chat: Chat, text: str) -> bool:
        """Says something until it arrived or nobody is there."""
        failures, html = 0, escape(text, quote=False)
        while not self._tasks.is_finishing:
            await self._transport.turn(chat.key)
            outcome = await self._transport.send(chat, html)
            if outcome not in {Outcome.NOT_SENT, Outcome.UNCLEAR}:
                return True
            if outcome is Outcome.UNCLEAR:
                html = f"<i>{AGAIN}</i>\n\n{escape(text, quote=False)}"
            failures += 1
            await self._tasks.pause(self._timing.wait_after(failures))
        return False

    async def refuse_group(self, chat: Chat, text: str) -> None:
        """Says that it only talks in private, at most once an hour; to danger, whom to call."""
        await self._refuse(chat, text, self._words.group(self._transport.bot.name_or_nothing))

    async def closed(self, chat: Chat, text: str) -> None:
        """Says that the channel is off and whom to call, at most once an hour; as in a group."""
        await self._refuse(chat, text, sentence(self._conversations.site))

    async def _refuse(self, chat: Chat, text: str, usual: str) -> None:
        crisis = await self._conversations.turns.check_crisis(text) if text else None
        at = self._conversations.clock()
        last = self._refused.get(chat.key)
        if crisis is None and last is not None and at - last < _GROUP_PAUSE:
            return
        self._refused[chat.key] = at
        if len(self._refused) > _MOST_GROUPS:
            self._refused.popitem(last=False)
        said = crisis.text if crisis else usual
        for part in split(said):
            await self._transport.turn(chat.key)
            await self._transport.send(chat, escape(part, quote=False))

    async def urgent(self, chat: Chat, text: str) -> None:
        """Answers words about danger while nothing can be kept; to other words it says nothing."""
        crisis = await self._conversations.turns.check_crisis(text)
        if crisis is not None:
            for part in split(crisis.text):
                await self._transport.turn(chat.key)
                await self._transport.send(chat, escape(part, quote=False))
