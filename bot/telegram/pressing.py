"""A pressed button: it works once, Telegram is told, and the buttons go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from html import escape

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.telegram import store
from bot.telegram.buttons import choice_of
from bot.telegram.commands import OWN, commands
from bot.telegram.incoming import Incoming
from bot.telegram.parts import Parts
from bot.telegram.plans import Plan, Planner
from bot.telegram.rendering import rendered
from bot.telegram.tasks import Tasks
from bot.telegram.transport import Chat
from bot.telegram.words import ALREADY_CHOSEN, CHOSEN, OLD_BUTTON
from knowledge.errors import InvalidInput, NotFound, Unavailable


@dataclass(frozen=True)
class Pressed:
    """A press that counts.

    Attributes:
        label: What the button says.
        message_id: The message that it was under.
        command: The bot's own command that it means, or an empty text.
        plan: What is to be done.
    """

    label: str
    message_id: int
    command: str
    plan: Plan


class Pressing:
    """Takes presses of buttons.

    Args:
        parts: What it works with.
        planner: Says what a button does.
    """

    def __init__(self, parts: Parts, planner: Planner) -> None:
        self._conversations = parts.conversations
        self._transactions = parts.transactions
        self._transport = parts.transport
        self._planner = planner
        self._courtesies = Tasks()

    async def take(self, chat: Chat, incoming: Incoming) -> Pressed | None:
        """Returns what a press means, or None when it means nothing any more; answers it."""
        choice_id = choice_of(incoming.text)
        found = None
        if choice_id is not None:
            found = await self._transactions.do(
                partial(self._find, chat_key=chat.key, choice_id=choice_id, incoming=incoming)
            )
        is_used = isinstance(found, str)
        notice = OLD_BUTTON if found is None else ALREADY_CHOSEN if is_used else ""
        self._soon(f"press {incoming.query_id}", partial(self._answer, incoming.query_id, notice))
        if isinstance(found, Pressed):
            return found
        if incoming.message_id:
            self._soon(
                f"buttons {incoming.query_id}",
                partial(self._transport.take_buttons, chat, incoming.message_id),
            )
        return None

    def _soon(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._courtesies.start(name, work)

    async def _answer(self, query_id: str, notice: str) -> None:
        await self._transport.answer_press(query_id, notice)

    def _find(
        self, session: Session, chat_key: str, choice_id: str, incoming: Incoming
    ) -> Pressed | str | None:
        """The press, a word when the buttons were used before, or None when they are not ours."""
        row = store.find_chat(session, chat_key)
        if row is None:
            return None
        try:
            choice = conversations_store.find_choice(session, row.conversation_id, choice_id)
        except InvalidInput:
            return None
        if not store.press(session, choice.message_id, incoming.update_id):
            return "used"
        name = choice.payload.removeprefix(OWN) if choice.payload.startswith(OWN) else ""
        command = commands().get(name)
        is_own = command is not None and name != "forget"
        plan = (
            self._planner.of_command(command)
            if command is not None and is_own
            else self._planner.of_choice(choice_id)
        )
        return Pressed(choice.label, choice.message_id, name, plan)

    def retire(
        self, chat: Chat, conversation_id: str, incoming: Incoming, pressed: Pressed
    ) -> None:
        """Takes the buttons away and adds below the text what was chosen."""
        if incoming.message_id:
            work = partial(self._retire, chat, conversation_id, incoming.message_id, pressed)
            self._soon(f"retire {incoming.query_id}", work)

    async def _retire(
        self, chat: Chat, conversation_id: str, telegram_id: int, pressed: Pressed
    ) -> None:
        try:
            found = await self._conversations.messages(
                conversation_id, after=pressed.message_id - 1
            )
        except (NotFound, Unavailable):
            return
        if found and found[0].id == str(pressed.message_id):
            chosen = f"<i>{CHOSEN} {escape(pressed.label, quote=False)}</i>"
            html = f"{rendered(found[0])[-1]}\n\n{chosen}"
            await self._transport.retire(chat, telegram_id, html)

    async def undo(self, incoming: Incoming, pressed: Pressed) -> None:
        """Lets the buttons be used again: what was pressed could not be taken."""
        await self._transactions.do(
            partial(store.unpress, message_id=pressed.message_id, update_id=incoming.update_id)
        )
