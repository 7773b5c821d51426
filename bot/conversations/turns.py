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
from datetime import datetime, timedelta

from anyio import to_thread
from sqlalchemy.orm import Session

from bot.conversations import keeping, store, words
from bot.conversations.kept import Kept, Take, may_be_ordinary
from bot.conversations.lanes import Lane, Lanes
from bot.conversations.parts import Parts
from bot.conversations.reception import Received, Utterance
from bot.conversations.text import checked, clean, for_engine, has_words
from bot.conversations.views import MessageView, view_of
from bot.masking import mask
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.replies import Reply

log = logging.getLogger("signpost.turns")

_LEAST_SECONDS = 0.2
_FAILED_FOR = timedelta(seconds=30)


class Turns:
    """Takes messages in and sees each to its answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lanes = Lanes()
        self._running: set[asyncio.Task[list[MessageView]]] = set()
        self._failed_at: datetime | None = None

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
            Unavailable: When it could not be stored; about danger, the sentence is the crisis text.
        """

        async def take() -> tuple[Kept, Reply | None]:
            crisis = await self.check_crisis(text)
            cleaned = self._checked(text, is_crisis=crisis is not None)
            if crisis is None:
                self._parts.message_limit.use(conversation_id)
            is_ours = crisis is not None and not may_be_ordinary(crisis)
            kept = await self._keep(
                conversation_id, cleaned, is_danger=is_ours, origin_id=origin_id
            )
            has_none = not (kept.is_received or (has_words(cleaned) and kept.to_engine))
            return kept, crisis or (words.no_words(self._parts.site) if has_none else None)

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
            TooMany, NotFound, Unavailable: As for `say`.
        """

        def find(session: Session) -> tuple[str, str]:
            choice = store.find_choice(session, conversation_id, choice_id)
            return choice.label, choice.payload or self._again(session, choice.retry_of)

        async def take() -> tuple[Kept, None]:
            self._parts.message_limit.use(conversation_id)
            label, payload = await self._parts.transactions.do(find)
            return await self._keep(conversation_id, label, payload, origin_id=origin_id), None

        return await self._start(conversation_id, take, origin_id)

    async def start(self, conversation_id: str, start: words.Start) -> list[MessageView]:
        """Takes one of the fixed ways to start, as `choose` takes a choice."""

        async def take() -> tuple[Kept, None]:
            self._parts.message_limit.use(conversation_id)
            return await self._keep(conversation_id, start.label, start.payload), None

        return await self._start(conversation_id, take)

    def is_answering(self) -> bool:
        """Says whether the engine answered the last message, or it failed half a minute ago."""
        return self._failed_at is None or self._parts.clock() - self._failed_at > _FAILED_FOR

    async def finish(self) -> None:
        """Waits for the turns that are under way; they end within the engine's time limit."""
        if self._running:
            await asyncio.wait(set(self._running))

    def _again(self, session: Session, message_id: int | None) -> str:
        """What the engine gets when a kept message is sent again."""
        message = store.find_message(session, message_id) if message_id else None
        if message is None:
            raise InvalidInput("That message is no longer kept. Please type it again.")
        return message.payload or for_engine(message.text)

    def _checked(self, text: str, *, is_crisis: bool) -> str:
        """The cleaned text; a refusal of words about danger says whom to call."""
        try:
            return checked(text, self._parts.settings.message_limit_characters)
        except InvalidInput as error:
            if not is_crisis:
                raise
            line = words.danger_line(self._parts.site)
            raise InvalidInput(f"{error} {line}", error.problems) from None

    async def _keep(
        self,
        conversation_id: str,
        text: str,
        payload: str | None = None,
        *,
        is_danger: bool = False,
        origin_id: str | None = None,
    ) -> Kept:
        """Stores what was typed, or the label of what was chosen with its payload.

        In the same transaction the reception takes it, unless it is about danger and nothing else.
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
            message = store.add_resident_message(
                session,
                conversation_id,
                text=received.text or masked,
                at=at,
                payload=payload,
                origin_id=origin_id,
            )
            for said in received.replies or []:
                self._utter(session, conversation_id, said)
            is_received = received.replies is not None
            if is_received:
                store.set_state(session, message.id, "answered")
            return Kept(message.id, engine_id, payload or for_engine(masked), is_received)

        kept = await self._parts.transactions.do(write)
        reception.changed(conversation_id)
        return kept

    def _utter(self, session: Session, conversation_id: str, said: Utterance) -> None:
        at = self._parts.clock()
        store.add_reply(session, conversation_id, said.reply, at=at, sender=said.sender)

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
            sent = await self._sent_before(conversation_id, origin_id)
            if sent is not None:
                return await self._since(conversation_id, sent)
            kept, at_once = await take()
            self._parts.bell.ring(conversation_id)
            turn = None
            if at_once is not None:
                await self._store(conversation_id, kept, [at_once], "answered")
            is_open = at_once is None or may_be_ordinary(at_once)
            if is_open and not kept.is_received:
                turn = asyncio.create_task(self._answer(lane, conversation_id, kept, deadline))
        if turn is not None:
            await turn
        return await self._since(conversation_id, kept.id)

    async def _sent_before(self, conversation_id: str, origin_id: str | None) -> int | None:
        """The id of the message that came before under this name, or None."""
        if origin_id is None:
            return None
        return await self._parts.transactions.do(
            lambda session: keeping.find_sent(session, conversation_id, origin_id)
        )

    async def _answer(self, lane: Lane, conversation_id: str, kept: Kept, deadline: float) -> None:
        async with lane.engine:
            state, replies = "answered", await self._ask(kept, deadline)
            if not replies:
                state, replies = "failed", [words.apology(self._parts.site)]
            try:
                await self._store(conversation_id, kept, replies, state, gives_way=True)
            except NotFound:
                await self._parts.tracker.erase(kept.engine_id)
                raise

    async def _ask(self, kept: Kept, deadline: float) -> list[Reply]:
        """The engine's replies, or none when it failed; never waits beyond the deadline."""
        left = deadline - asyncio.get_running_loop().time()
        if left < _LEAST_SECONDS:
            return []
        try:
            replies = await self._parts.engine.ask(kept.engine_id, kept.to_engine, left)
        except Unavailable as error:
            log.error("No answer from the engine: %s", error)
            self._failed_at = self._parts.clock()
            return []
        self._failed_at = None
        return replies

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
            if gives_way and self._parts.reception.is_silent(session, conversation_id):
                store.set_state(session, kept.id, "answered")
                return
            for reply in replies:
                store.note_about(session, conversation_id, reply.subject, reply.place)
                if reply.handoff:
                    reception = self._parts.reception
                    for said in reception.offer(session, conversation_id, reply.handoff):
                        self._utter(session, conversation_id, said)
                else:
                    store.add_reply(session, conversation_id, reply, at=at, retry_of=kept.id)
            store.set_state(session, kept.id, state)

        await self._parts.transactions.do(write)
        self._parts.bell.ring(conversation_id)

    async def _since(self, conversation_id: str, message_id: int) -> list[MessageView]:
        def read(session: Session) -> list[MessageView]:
            found = store.list_messages(session, conversation_id, after=message_id - 1)
            return [view_of(message) for message in found]

        return await self._parts.transactions.do(read)
