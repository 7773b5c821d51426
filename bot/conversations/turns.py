"""How one message becomes an answer.

The crisis check, then the message is stored (masked), then the engine, then the replies are
stored. A turn runs to its end whatever becomes of the request that began it. Words about danger are
answered when they arrive: they need neither the engine nor a place in the queue. Only where the
check was not sure what it had found does the engine's answer follow its lines. What belongs to a
person, or to the way to one, is never the engine's: the reception says so as it is stored.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from anyio import to_thread
from sqlalchemy.orm import Session

from bot.conversations import keeping, store, words
from bot.conversations.asking import Asking
from bot.conversations.kept import (
    Kept,
    Take,
    may_be_ordinary,
    needs_words,
    read_text,
    recall,
    sent_again,
    settle,
)
from bot.conversations.lanes import Lane, Lanes
from bot.conversations.parts import Parts
from bot.conversations.reception import Received, Utterance
from bot.conversations.text import clean, for_engine
from bot.conversations.views import MessageView, view_of
from bot.masking import mask
from knowledge.errors import NotFound, Unavailable
from knowledge.replies import Reply

log = logging.getLogger("signpost.turns")


class Turns:
    """Takes messages in and sees each to its answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lanes = Lanes(parts.link, parts.settings.engine_timeout_seconds)
        self._running: set[asyncio.Task[list[MessageView]]] = set()
        self.asking = Asking(parts.engine, parts.clock, parts.settings.turns_at_once)

    async def say(
        self, conversation_id: str, text: str, origin_id: str | None = None
    ) -> list[MessageView]:
        """Takes what a resident typed and returns all messages from it on.

        Args:
            conversation_id: Whose.
            text: What was typed.
            origin_id: What the sender calls it; what comes twice under one name is taken once.

        Raises:
            InvalidInput: When it is empty or too long; about danger, it says whom to call.
            TooMany: When the conversation sends too fast; a message about danger is never refused.
            NotFound: When the conversation is gone.
            Busy: When so many wait that its answer would come too late; never about danger, nor
                for what a person answers.
            Unavailable: When it could not be stored; about danger, the sentence is the crisis text.
            DeletionConfirmed: When the resident wants the conversation deleted.
        """

        async def take() -> tuple[Kept, Reply | None]:
            crisis = await self.check_crisis(text)
            most = self._parts.settings.message_limit_characters
            help_line = "" if crisis is None else words.danger_line(self._parts.site)
            cleaned = read_text(text, most, help_line)
            if crisis is None:
                await self._parts.message_limit.take(conversation_id)
            is_ours = crisis is not None and not may_be_ordinary(crisis)
            kept = await self._keep(
                conversation_id,
                cleaned,
                is_danger=is_ours,
                is_urgent=crisis is not None,
                origin_id=origin_id,
            )
            return kept, crisis or self._no_words(kept, cleaned)

        try:
            return await self._start(conversation_id, take, origin_id)
        except Unavailable as error:
            raise await self.urgent(error, text) from None

    async def check_crisis(self, text: str) -> Reply | None:
        """Returns the fixed reply to a text about danger, or None; needs nothing but the text."""
        return await to_thread.run_sync(self._parts.check_crisis, clean(text))

    async def urgent(self, error: Unavailable, text: str) -> Unavailable:
        """Returns the error to answer when a text could not be taken: about danger, the help."""
        crisis = await self.check_crisis(text)
        return error if crisis is None else Unavailable(crisis.text)

    async def choose(
        self, conversation_id: str, choice_id: str, origin_id: str | None = None
    ) -> list[MessageView]:
        """Takes a choice that was offered and returns all messages from it on; see `say`.

        Raises:
            InvalidInput: When it was not offered in this conversation.
            TooMany, NotFound, Busy, Unavailable: As for `say`.
        """

        def find(session: Session) -> tuple[str, str]:
            choice = store.find_choice(session, conversation_id, choice_id)
            return choice.label, choice.payload or sent_again(session, choice.retry_of)

        async def take() -> tuple[Kept, None]:
            await self._parts.message_limit.take(conversation_id)
            label, payload = await self._parts.transactions.do(find)
            return await self._keep(conversation_id, label, payload, origin_id=origin_id), None

        return await self._start(conversation_id, take, origin_id)

    async def start(self, conversation_id: str, start: words.Start) -> list[MessageView]:
        """Takes one of the fixed ways to start, as `choose` takes a choice."""

        async def take() -> tuple[Kept, None]:
            await self._parts.message_limit.take(conversation_id)
            return await self._keep(conversation_id, start.label, start.payload), None

        return await self._start(conversation_id, take)

    async def resume(self, conversation_id: str, message_id: int) -> None:
        """Answers a message that was stored and whose turn was lost, unless that is done already.

        Raises:
            NotFound: When it is gone.
            Unavailable: When the database cannot be reached.
        """
        await self._start(conversation_id, lambda: self._recall(message_id))

    async def finish(self) -> None:
        """Waits for the turns that are under way; they end within the engine's time limit."""
        if self._running:
            await asyncio.wait(set(self._running))

    async def _keep(
        self,
        conversation_id: str,
        text: str,
        payload: str | None = None,
        *,
        is_danger: bool = False,
        is_urgent: bool = False,
        origin_id: str | None = None,
    ) -> Kept:
        """Stores what was typed, or the label of what was chosen with its payload.

        In the same transaction the reception takes it, unless it is about danger and nothing else;
        and what is the engine's is refused when too many wait, unless it may be about danger.
        """
        reception = self._parts.reception
        masked = text if payload is not None else mask(text)

        def write(session: Session) -> Kept:
            engine_id = store.find_conversation(session, conversation_id).engine_id
            at = self._parts.clock()
            received = Received()
            if is_danger:
                reception.note_danger(session, conversation_id)
            else:
                received = reception.receive(session, conversation_id, text, payload)
            is_received = received.replies is not None
            if not (is_danger or is_urgent or is_received):
                self.asking.check_room(words.busy())
            message = store.add_resident_message(
                session,
                conversation_id,
                text=received.text or masked,
                at=at,
                payload=payload,
                origin_id=origin_id,
            )
            for said in received.replies or []:
                _utter(session, conversation_id, said, at)
            if is_received:
                store.set_state(session, message.id, "answered")
            return Kept(message.id, engine_id, payload or for_engine(masked), is_received)

        kept = await self._parts.transactions.do(write)
        reception.changed(conversation_id)
        return kept

    async def _start(
        self, conversation_id: str, take: Take, origin_id: str | None = None
    ) -> list[MessageView]:
        task = asyncio.create_task(self._run(conversation_id, take, origin_id))
        self._running.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[list[MessageView]]) -> None:
        """Looks at the end of a turn, which nobody may be waiting for any more."""
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.info("A turn ended with %s.", type(error).__name__)

    async def _run(
        self, conversation_id: str, take: Take, origin_id: str | None
    ) -> list[MessageView]:
        deadline = asyncio.get_running_loop().time() + self._parts.settings.engine_timeout_seconds
        lane = self._lanes.of(conversation_id)
        async with lane.arrival:
            sent = await self._sent_before(conversation_id, origin_id) if origin_id else None
            kept, at_once = await (take() if sent is None else self._recall(sent))
            self._parts.bell.ring(conversation_id)
            turn = None
            if at_once is not None and not kept.has_reply:
                state = "received" if may_be_ordinary(at_once) else "answered"
                await self._store(conversation_id, kept, [at_once], state)
            is_open = at_once is None or may_be_ordinary(at_once)
            if is_open and not kept.is_received:
                turn = asyncio.create_task(self._answer(lane, conversation_id, kept, deadline))
        if turn is not None:
            await turn
        return await self._since(conversation_id, kept.id)

    async def _sent_before(self, conversation_id: str, origin_id: str) -> int | None:
        """The id of the message that came before under this name, or None."""
        return await self._parts.transactions.do(
            lambda session: keeping.find_sent(session, conversation_id, origin_id)
        )

    async def _recall(self, message_id: int) -> tuple[Kept, Reply | None]:
        """A message that comes again: its process may have died before it was answered."""
        kept = await self._parts.transactions.do(lambda session: recall(session, message_id))
        if kept.is_received or not kept.typed:
            return kept, None
        crisis = await self.check_crisis(kept.typed)
        return kept, crisis or self._no_words(kept, kept.typed)

    def _no_words(self, kept: Kept, typed: str) -> Reply | None:
        return words.no_words(self._parts.site) if needs_words(kept, typed) else None

    async def _answer(self, lane: Lane, conversation_id: str, kept: Kept, deadline: float) -> None:
        with self.asking.turn():
            async with lane.engine:
                if kept.is_again and (await self._recall(kept.id))[0].is_received:
                    return
                state, replies = "answered", await self.asking.ask(kept, deadline)
                if not replies:
                    state, replies = "failed", [words.apology(self._parts.site)]
                try:
                    await self._store(conversation_id, kept, replies, state, gives_way=True)
                except NotFound:
                    await self._parts.tracker.erase(kept.engine_id)
                    raise

    async def _store(
        self,
        conversation_id: str,
        kept: Kept,
        replies: list[Reply],
        state: str,
        *,
        gives_way: bool = False,
    ) -> None:
        """Stores what the engine or we say; what asks for a person becomes the offer of one.

        What gives way is not said when an adviser came while the engine was at work.
        """

        def write(session: Session) -> None:
            at = self._parts.clock()
            store.touch(session, conversation_id, at)
            silent = gives_way and self._parts.reception.is_silent(session, conversation_id)
            if not settle(session, kept.id, "answered" if silent else state) or silent:
                return
            for reply in replies:
                store.note_about(session, conversation_id, reply.subject, reply.place)
                if reply.handoff:
                    reception = self._parts.reception
                    for said in reception.offer(session, conversation_id, reply.handoff):
                        _utter(session, conversation_id, said, at)
                else:
                    store.add_reply(session, conversation_id, reply, at=at, retry_of=kept.id)

        await self._parts.transactions.do(write)
        self._parts.bell.ring(conversation_id)

    async def _since(self, conversation_id: str, message_id: int) -> list[MessageView]:
        def read(session: Session) -> list[MessageView]:
            found = store.list_messages(session, conversation_id, after=message_id - 1)
            return [view_of(message) for message in found]

        return await self._parts.transactions.do(read)


def _utter(session: Session, conversation_id: str, said: Utterance, at: datetime) -> None:
    store.add_reply(session, conversation_id, said.reply, at=at, sender=said.sender)
