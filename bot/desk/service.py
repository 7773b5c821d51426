"""What an adviser does at the desk: one transaction each, noted in the record of deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.accounts.events import note_event
from bot.conversations import store as conversations
from bot.conversations.text import clean
from bot.handoff import callback_words, callbacks, moves, presence, store
from bot.handoff.machine import Event, State, can
from bot.handoff.models import CallbackAttempt, Handoff
from bot.handoff.moves import Adviser
from bot.handoff.room import HandoffRoom
from knowledge.errors import InvalidInput, NotFound
from knowledge.replies import Card, Reply

LONGEST_REPLY = 4000
LONGEST_NOTE = 2000
LONGEST_DETAIL = 300

Result = TypeVar("Result")
Move = Callable[[Session, Handoff, datetime], None]


def _text(raw: str, limit: int, what: str) -> str:
    text = clean(raw)
    if len(text) > limit:
        raise InvalidInput(f"{what} is too long. It can have {limit:,} characters.")
    return text


@dataclass(frozen=True)
class DeskService:
    """Everything that one adviser may do.

    Attributes:
        room: The hand-off.
        adviser: Who acts.
        account_id: Their account, for the record of deeds; None for another desk.
    """

    room: HandoffRoom
    adviser: Adviser
    account_id: int | None

    async def do(self, work: Callable[[Session], Result]) -> Result:
        """Runs some work in a transaction."""
        return await self.room.transactions.do(work)

    def note(self, session: Session, action: str, conversation_id: str) -> None:
        """Notes a deed in the record; in the transaction of the deed."""
        note_event(
            session,
            self.account_id,
            action,
            at=self.room.clock(),
            object_kind="conversation",
            object_id=conversation_id,
        )

    async def _move(self, conversation_id: str, action: str, move: Move) -> None:
        def work(session: Session) -> None:
            at = self.room.clock()
            row = store.find_or_add(session, conversation_id, at=at)
            move(session, row, at)
            self.note(session, action, conversation_id)

        try:
            await self.do(work)
        finally:
            self.room.bell.ring(conversation_id)
            self.room.ring()

    async def claim(self, conversation_id: str) -> None:
        """Takes a waiting conversation.

        Raises:
            Conflict: When a colleague was first.
            NotFound: When the conversation is gone.
        """
        announcer = self.room.announcer
        await self._move(
            conversation_id,
            "conversation_claimed",
            lambda session, row, at: moves.claim(session, announcer, row, self.adviser, at=at),
        )

    async def reply(
        self,
        conversation_id: str,
        raw: str,
        cards: list[Card],
        card_texts: list[str],
        origin_id: str | None,
    ) -> None:
        """Says something to the resident, with records as cards; their text says the same.

        Raises:
            Conflict: When the conversation is not with this adviser.
            InvalidInput: When there is nothing to say, or too much.
        """
        text = _text(raw, LONGEST_REPLY, "Your reply")
        whole = "\n\n".join(part for part in [text, *card_texts] if part)
        if not whole:
            raise InvalidInput("Please type a reply first.", ["text: it is empty"])

        def move(session: Session, row: Handoff, at: datetime) -> None:
            said = Reply(whole, cards)
            moves.reply(session, row, self.adviser, said, at=at, origin_id=origin_id)

        await self._move(conversation_id, "conversation_answered", move)

    async def add_note(self, conversation_id: str, raw: str) -> None:
        """Writes a private note.

        Raises:
            InvalidInput: When it is empty or too long.
        """
        text = _text(raw, LONGEST_NOTE, "Your note")
        if not text:
            raise InvalidInput("Please type a note first.", ["note: it is empty"])
        await self._move(
            conversation_id,
            "note_added",
            lambda session, row, at: moves.add_note(session, row, self.adviser, text, at=at),
        )

    async def pass_on(self, conversation_id: str, to: str) -> None:
        """Passes it to `adviser:<id>` or `team:<key>`.

        Raises:
            Conflict: When it is not this adviser's, or the colleague has gone.
            InvalidInput: When nobody is named.
        """
        kind, _, key = to.partition(":")
        announcer = self.room.announcer

        def move(session: Session, row: Handoff, at: datetime) -> None:
            if kind == "team":
                moves.pass_to_team(session, announcer, row, self.adviser, key, at=at)
                return
            colleague = presence.find(session, key) if kind == "adviser" else None
            if colleague is None:
                raise InvalidInput("Please choose a colleague or a team.", ["to: not known"])
            other = Adviser(colleague.adviser_id, colleague.name)
            moves.pass_to_colleague(session, announcer, row, self.adviser, other, at=at)

        await self._move(conversation_id, "conversation_passed_on", move)

    async def give_back(self, conversation_id: str) -> None:
        """Lets the assistant go on.

        Raises:
            Conflict: When it is not this adviser's.
        """
        announcer = self.room.announcer
        await self._move(
            conversation_id,
            "conversation_given_back",
            lambda session, row, at: moves.give_back(session, announcer, row, self.adviser, at=at),
        )

    async def close(self, conversation_id: str, outcome: str, detail: str) -> None:
        """Ends the chat with an outcome.

        Raises:
            Conflict: When it is not this adviser's.
            InvalidInput: When the outcome is not known, or a word is missing.
        """
        said = _text(detail, LONGEST_DETAIL, "That")
        announcer = self.room.announcer

        def move(session: Session, row: Handoff, at: datetime) -> None:
            moves.close(session, announcer, row, self.adviser, outcome, said, at=at)

        await self._move(conversation_id, "conversation_closed", move)

    async def typing(self, conversation_id: str) -> None:
        """Shows the resident that this adviser is typing; does nothing when it is not theirs."""

        def work(session: Session) -> None:
            session.execute(
                update(Handoff)
                .where(
                    Handoff.conversation_id == conversation_id,
                    Handoff.adviser_id == self.adviser.id,
                )
                .values(adviser_typing_at=self.room.clock())
            )

        await self.do(work)
        self.room.bell.ring(conversation_id)

    async def be(self, *, is_available: bool | None = None) -> None:
        """Gives a sign of life; says that they take conversations, or that they are away."""

        def work(session: Session) -> bool:
            before = presence.find(session, self.adviser.id)
            was = before is not None and before.is_available
            is_new = before is None or presence.is_gone(
                session, self.adviser.id, at=self.room.clock()
            )
            row = presence.sign_in(
                session,
                self.adviser.id,
                self.adviser.name,
                at=self.room.clock(),
                is_available=is_available,
            )
            return is_new or was != row.is_available

        if await self.do(work):
            self.room.ring()

    async def is_still_here(self) -> bool:
        """Gives a sign of life; False when the shift has been ended, in whichever window."""
        at = self.room.clock()
        return await self.do(lambda session: presence.touch(session, self.adviser.id, at=at))

    async def end_shift(self) -> int:
        """Leaves the desk: what is open goes back into the queue; returns how many that were."""

        def work(session: Session) -> list[str]:
            at = self.room.clock()
            presence.sign_out(session, self.adviser.id)
            ids = [row.conversation_id for row in store.list_owned(session, self.adviser.id)]
            for conversation_id in ids:
                row = store.find_or_add(session, conversation_id, at=at)
                if row.adviser_id == self.adviser.id:
                    moves.release(
                        session, self.room.announcer, row, "shift", by=self.adviser.id, at=at
                    )
                    self.note(session, "conversation_released", conversation_id)
            return ids

        ids = await self.do(work)
        for conversation_id in ids:
            self.room.bell.ring(conversation_id)
        self.room.ring()
        return len(ids)

    async def note_attempt(self, callback_id: int, result: str, note: str) -> None:
        """Notes a try to call back; one that reached the resident ends it and deletes the contact.

        Raises:
            InvalidInput: When the result is not known.
            NotFound: When there is no such call back, or it is not open.
        """
        if result not in callbacks.RESULTS:
            raise InvalidInput("Please choose what came of it.", ["result: not known"])
        text = _text(note, LONGEST_NOTE, "Your note")

        def work(session: Session) -> str:
            at = self.room.clock()
            callback = callbacks.get(session, callback_id)
            if callback.state not in callbacks.OPEN:
                raise NotFound("This call back is not open any more.")
            session.add(
                CallbackAttempt(
                    callback_id=callback.id, at=at, name=self.adviser.name, result=result, note=text
                )
            )
            conversation_id = callback.conversation_id
            self.note(session, "callback_attempted", conversation_id)
            if result in callbacks.ENDS:
                self._finish(session, conversation_id, callback_id, at)
            return conversation_id

        conversation_id = await self.do(work)
        self.room.bell.ring(conversation_id)
        self.room.ring()

    def _finish(
        self, session: Session, conversation_id: str, callback_id: int, at: datetime
    ) -> None:
        row = store.find_or_add(session, conversation_id, at=at)
        callback = callbacks.get(session, callback_id)
        callback.state = "done"
        session.flush()
        callbacks.forget_contact(session, conversation_id)
        if row.state == State.CALLBACK_BOOKED and can(State(row.state), Event.CALLED):
            store.change(
                session,
                row,
                Event.CALLED,
                by=self.adviser.id,
                at=at,
                outcome="callback_done",
                adviser_name=self.adviser.name,
            )
        said = callback_words.done(callback.reference)
        conversations.add_reply(session, conversation_id, said.reply, at=at, sender=said.sender)
        self.room.announcer.announce(session, "callback_done", conversation_id, at=at)
