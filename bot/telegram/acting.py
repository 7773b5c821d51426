"""Passes what somebody said on to the conversation, once, and shows that it is being answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.conversations.bell import Listener
from bot.conversations.views import MessageView
from bot.telegram import store
from bot.telegram.delivery import Delivery
from bot.telegram.parts import Parts
from bot.telegram.plans import Act
from bot.telegram.tasks import Tasks
from bot.telegram.transport import Chat

_LOOK_SECONDS = 0.5
_TYPING_AFTER_SECONDS = 0.7
_TYPING_LASTS_SECONDS = 4.5


@dataclass(frozen=True)
class Said:
    """What is to be passed on, by where it comes from and goes.

    Attributes:
        baseline: The newest message of the conversation before it.
        is_repeated: Whether this was begun before, so that it may be in the conversation already.
    """

    chat: Chat
    conversation_id: str
    baseline: int
    is_repeated: bool


class Acting:
    """Passes things on.

    Args:
        parts: What it works with.
        delivery: Is woken when there is an answer.
    """

    def __init__(self, parts: Parts, delivery: Delivery) -> None:
        self._bell = parts.conversations.bell
        self._transactions = parts.transactions
        self._transport = parts.transport
        self._delivery = delivery
        self._typing = Tasks()

    async def pass_on(self, said: Said, act: Act, *, to_the_end: bool) -> None:
        """Passes something on, unless it was before; returns when it is kept, or answered.

        Raises:
            InvalidInput, TooMany, NotFound, Unavailable: As the conversation does.
        """
        was_said = partial(
            store.was_said, conversation_id=said.conversation_id, baseline=said.baseline
        )
        if said.is_repeated and await self._transactions.do(was_said):
            return
        task = asyncio.ensure_future(act(said.conversation_id))
        task.add_done_callback(self._answered)
        self._typing.start(said.chat.key, partial(self._show_typing, said.chat, task))
        with self._bell.listen(said.conversation_id) as listener:
            while not task.done():
                await _first(task, listener, is_closing=self._bell.is_closing)
                if not task.done() and not to_the_end and await self._transactions.do(was_said):
                    return
        task.result()

    def _answered(self, task: asyncio.Future[list[MessageView]]) -> None:
        self._delivery.rounds.wake()
        if not task.cancelled():
            # Looked at, so that nothing complains when nobody waits for it any more.
            task.exception()

    async def _show_typing(self, chat: Chat, task: asyncio.Future[list[MessageView]]) -> None:
        """Shows 'typing' while the answer is not there; a quick one needs none."""
        await asyncio.wait({task}, timeout=_TYPING_AFTER_SECONDS)
        while not task.done():
            await self._transport.show_typing(chat)
            await asyncio.wait({task}, timeout=_TYPING_LASTS_SECONDS)


async def _first(
    task: asyncio.Future[list[MessageView]], listener: Listener, *, is_closing: bool
) -> None:
    """Returns when the task is done, when something was written, or after half a second."""
    ring = asyncio.ensure_future(listener.wait(_LOOK_SECONDS))
    # A bell that is closing rings all the time.
    awaited: set[asyncio.Future[Any]] = {task} if is_closing else {task, ring}
    try:
        await asyncio.wait(awaited, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ring.cancel()
