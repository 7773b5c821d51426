"""Works one update: exactly once, whatever happens in between.

What the channel says itself is written in the same transaction that notes the beginning or the end.
What is passed on is found again after a restart, because the newest message of the conversation was
noted at the beginning: a resident's message above it can only be this update's. So the next update
of a chat begins when the message before it is kept, and does not wait for its answer.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.conversations.reception import DeletionConfirmed
from bot.telegram import store
from bot.telegram.acting import Acting, Said
from bot.telegram.commands import Command, commands, find_by_words
from bot.telegram.delivery import Delivery
from bot.telegram.direct import Direct
from bot.telegram.incoming import Incoming
from bot.telegram.models import TelegramChat
from bot.telegram.parts import Parts
from bot.telegram.plans import Plan, Planner
from bot.telegram.pressing import Pressed, Pressing
from bot.telegram.store import Waiting
from bot.telegram.transport import Chat
from knowledge.errors import InvalidInput, NotFound, TooMany
from knowledge.replies import Reply

log = logging.getLogger("signpost.telegram")


class Handling:
    """Works updates of private chats.

    Args:
        parts: What it works with.
        delivery: Is woken when there is something to deliver.
        direct: Says what belongs to no conversation.
    """

    def __init__(self, parts: Parts, delivery: Delivery, direct: Direct) -> None:
        self._parts = parts
        self._bot_id = parts.bot_id
        self._conversations = parts.conversations
        self._transactions = parts.transactions
        self._words = parts.words
        self._delivery = delivery
        self._direct = direct
        self._planner = Planner(parts)
        self._pressing = Pressing(parts, self._planner)
        self._acting = Acting(parts, delivery)

    async def handle(self, chat_key: str, waiting: Waiting, incoming: Incoming) -> None:
        """Works one update to its end.

        Raises:
            Unavailable: When the database failed; the update stays and is worked again.
        """
        chat = Chat(chat_key, incoming.chat_id)
        if incoming.kind == "command" and await self._is_crisis(incoming):
            # Words about danger are read, whatever command they were typed behind.
            incoming = replace(incoming, kind="text", text=incoming.more, more="")
        pressed, is_forget = None, await self._is_forget(chat_key, incoming)
        if incoming.kind == "press":
            pressed = await self._pressing.take(chat, incoming)
            is_forget = pressed is not None and pressed.command == "forget"
            if is_forget:
                await self._note_forget(waiting, incoming)
        if is_forget:
            if await self._direct.forget(chat):
                await self.finish(waiting)
        elif incoming.kind == "press" and pressed is None:
            await self.finish(waiting)
        else:
            await self._talk(chat, waiting, incoming, pressed)

    async def finish_without(self, chat_key: str, waiting: Waiting) -> None:
        """Ends an update that cannot be worked, with an apology."""

        def work(session: Session) -> None:
            row = store.find_chat(session, chat_key)
            if row is not None:
                self._add(session, row.conversation_id, [self._words.fault()])
            store.finish(session, self._bot_id, waiting.update_id, self._parts.clock())

        await self._transactions.do(work)
        self._delivery.rounds.wake()

    async def _note_forget(self, waiting: Waiting, incoming: Incoming) -> None:
        """Lets the press be known for what it is when its button is deleted with all else."""
        typed = replace(incoming, kind="command", text="forget")
        sealed = self._parts.secrecy.seal(typed.as_json())
        await self._transactions.do(
            partial(store.rewrite, bot_id=self._bot_id, update_id=waiting.update_id, sealed=sealed)
        )

    async def _is_forget(self, chat_key: str, incoming: Incoming) -> bool:
        if incoming.is_edit or incoming.kind != "command":
            return False
        command = await self._command(chat_key, incoming)
        return command is not None and command.name == "forget"

    async def _command(self, chat_key: str, incoming: Incoming) -> Command | None:
        """The command of a message; plain words are none while an adviser reads them."""
        if incoming.kind == "command":
            return commands().get(incoming.text)
        command = find_by_words(incoming.text) if incoming.kind == "text" else None
        if command is None or command.name == "forget":
            # Plain words that ask for deleting are asked about first, as on every channel.
            return None

        def has_adviser(session: Session) -> bool:
            row = store.find_chat(session, chat_key)
            reception = self._conversations.reception
            return (
                row is not None
                and reception.status(session, row.conversation_id).state == "with_adviser"
            )

        return None if await self._transactions.do(has_adviser) else command

    async def _talk(
        self, chat: Chat, waiting: Waiting, incoming: Incoming, pressed: Pressed | None
    ) -> None:
        row = await self._chat_row(chat, incoming)
        plan = await self._plan(row, incoming, pressed)
        conversation_id, baseline = row.conversation_id, waiting.baseline
        after = plan.after
        try:
            if not waiting.begun:
                baseline = await self._begin(row, waiting, incoming, plan.before)
            if plan.act is not None:
                said = Said(chat, conversation_id, baseline, is_repeated=waiting.begun)
                await self._acting.pass_on(said, plan.act, to_the_end=bool(after))
            if pressed is not None:
                self._pressing.retire(chat, conversation_id, incoming, pressed)
        except (InvalidInput, TooMany) as error:
            if pressed is not None:
                await self._pressing.undo(incoming, pressed)
            after = [self._words.not_taken(str(error)), *after]
        except DeletionConfirmed:
            await self._note_forget(waiting, incoming)
            if await self._direct.forget(chat):
                await self.finish(waiting)
            return
        except NotFound:
            await self._transactions.do(
                partial(
                    store.start_anew,
                    bot_id=self._bot_id,
                    update_id=waiting.update_id,
                    chat_key=chat.key,
                )
            )
            return
        await self.finish(waiting, conversation_id, after)

    async def _chat_row(self, chat: Chat, incoming: Incoming) -> TelegramChat:
        """The chat, opened when it is new; words about danger do not wait for a greeting."""
        row = await self._transactions.do(partial(store.find_chat, chat_key=chat.key))
        if row is not None:
            return row
        opened = await self._conversations.open(
            channel="telegram", address=f"telegram {chat.key}", greeting=self._words.greeting()
        )
        is_urgent = await self._is_crisis(incoming)
        row = TelegramChat(
            chat_key=chat.key,
            bot_id=self._bot_id,
            sealed_chat=self._parts.secrecy.seal(str(chat.id)),
            conversation_id=opened.id,
            cursor=int(opened.messages[-1].id) if is_urgent else 0,
            part=0,
            last_incoming=0,
        )
        await self._transactions.do(partial(store.add_chat, chat=row))
        self._delivery.rounds.wake()
        return row

    async def _is_crisis(self, incoming: Incoming) -> bool:
        typed = incoming.text if incoming.kind == "text" else incoming.more
        return bool(typed) and await self._conversations.turns.check_crisis(typed) is not None

    async def _plan(self, row: TelegramChat, incoming: Incoming, pressed: Pressed | None) -> Plan:
        """What to do; somebody new whose first words are about danger is greeted at the end."""
        is_fresh = row.last_incoming == 0
        is_late = incoming.is_edit and incoming.message_id < row.last_incoming
        if is_late and not await self._is_crisis(incoming):
            return self._planner.of_late_edit()
        command = await self._command(row.chat_key, incoming)
        plan = self._plan_of(incoming, pressed, command, is_fresh=is_fresh)
        was_not_greeted = is_fresh and row.cursor > 0
        return replace(plan, after=[self._words.greeting()]) if was_not_greeted else plan

    def _plan_of(
        self,
        incoming: Incoming,
        pressed: Pressed | None,
        command: Command | None,
        *,
        is_fresh: bool,
    ) -> Plan:
        if pressed is not None:
            return pressed.plan
        if incoming.kind == "media":
            return self._planner.of_media(incoming)
        if incoming.kind == "position":
            return self._planner.of_position(incoming.text)
        if incoming.kind == "command" and incoming.text == "start":
            return self._planner.of_start(incoming.more, is_fresh=is_fresh)
        if command is not None:
            return self._planner.of_command(command)
        return self._planner.of_text(f"{incoming.text} {incoming.more}".strip())

    async def _begin(
        self, row: TelegramChat, waiting: Waiting, incoming: Incoming, before: list[Reply]
    ) -> int:
        """Notes the beginning, with what the channel says first; returns the baseline."""

        def work(session: Session) -> int:
            kept = store.find_chat(session, row.chat_key)
            if kept is None:
                raise NotFound("The chat was forgotten meanwhile.")
            kept.last_incoming = max(kept.last_incoming, incoming.message_id, 1)
            self._add(session, row.conversation_id, before)
            baseline = store.newest_message(session, row.conversation_id)
            at = self._parts.clock()
            store.begin(session, self._bot_id, waiting.update_id, at, baseline)
            return baseline

        baseline = await self._transactions.do(work)
        if before:
            self._delivery.rounds.wake()
        return baseline

    async def finish(
        self, waiting: Waiting, conversation_id: str = "", after: Sequence[Reply] = ()
    ) -> None:
        """Ends an update, with what the channel says at the end."""

        def work(session: Session) -> None:
            if after:
                self._add(session, conversation_id, after)
            store.finish(session, self._bot_id, waiting.update_id, self._parts.clock())

        await self._transactions.do(work)
        if after:
            self._delivery.rounds.wake()

    def _add(self, session: Session, conversation_id: str, replies: Sequence[Reply]) -> None:
        for reply in replies:
            conversations_store.add_reply(session, conversation_id, reply, at=self._parts.clock())
