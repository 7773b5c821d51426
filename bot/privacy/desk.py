"""Answers 'show what you hold' and 'delete my chat' in the chat itself, on every channel.

Stands before the hand-off's reception, and passes on what is not its own. Works while the engine is
down. While an adviser has the chat, typed words are the adviser's to read; buttons work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations import store
from bot.conversations.keeping import list_rated
from bot.conversations.models import Choice, Message
from bot.conversations.reception import DeletionConfirmed, Received, Reception, Utterance
from bot.conversations.views import ConversationStatus
from bot.handoff import callbacks
from bot.handoff.asking import says_no, says_yes
from bot.handoff.models import Contact, Note
from bot.privacy import words
from bot.privacy.asking import asks_to_delete, asks_to_see
from knowledge.replies import Reply
from knowledge.site import Site


@dataclass(frozen=True)
class PrivacyDesk:
    """A reception that sees to privacy first.

    Attributes:
        further: Takes everything else.
        site: Whose Signpost this is, as it is now.
        retention_days: How long a chat is kept after its last message.
    """

    further: Reception
    site: Callable[[], Site]
    retention_days: int

    def receive(
        self, session: Session, conversation_id: str, raw: str, payload: str | None
    ) -> Received:
        """Takes a resident's message before it is stored; see `Reception.receive`.

        Raises:
            DeletionConfirmed: When the resident has said yes to deleting; nothing is stored then.
        """
        if payload is not None:
            said = self._chosen(session, conversation_id, payload)
        elif self.further.is_silent(session, conversation_id):
            said = None
        else:
            said = self._typed(session, conversation_id, raw)
        if said is None:
            return self.further.receive(session, conversation_id, raw, payload)
        return Received([Utterance(said)])

    def _chosen(self, session: Session, conversation_id: str, payload: str) -> Reply | None:
        if not payload.startswith(words.OWN):
            return None
        if payload == words.DELETE.payload:
            raise DeletionConfirmed
        if payload == words.SHOW.payload:
            return self._show(session, conversation_id)
        return (
            words.kept() if payload == words.KEEP.payload else self._ask(session, conversation_id)
        )

    def _typed(self, session: Session, conversation_id: str, raw: str) -> Reply | None:
        if asks_to_delete(raw):
            return self._ask(session, conversation_id)
        if asks_to_see(raw):
            return self._show(session, conversation_id)
        is_answer = says_yes(raw) or says_no(raw)
        if not is_answer or not _was_asked(session, conversation_id):
            return None
        if says_yes(raw):
            raise DeletionConfirmed
        return words.kept()

    def _ask(self, session: Session, conversation_id: str) -> Reply:
        has_callback = callbacks.has_booked(session, conversation_id) is not None
        return words.confirm(has_callback=has_callback)

    def _show(self, session: Session, conversation_id: str) -> Reply:
        held = holdings_of(session, conversation_id)
        return words.holdings(held, self.site(), self.retention_days)

    def offer(self, session: Session, conversation_id: str, reason: str) -> list[Utterance]:
        """Offers a person; see `Reception.offer`."""
        return self.further.offer(session, conversation_id, reason)

    def is_silent(self, session: Session, conversation_id: str) -> bool:
        """Says whether an adviser has the conversation."""
        return self.further.is_silent(session, conversation_id)

    def note_danger(self, session: Session, conversation_id: str) -> None:
        """Marks a conversation in which words about danger were typed."""
        self.further.note_danger(session, conversation_id)

    def status(self, session: Session, conversation_id: str) -> ConversationStatus:
        """Returns where a conversation stands."""
        return self.further.status(session, conversation_id)

    def resident_types(self, session: Session, conversation_id: str) -> None:
        """Notes that the resident is typing."""
        self.further.resident_types(session, conversation_id)

    def changed(self, conversation_id: str) -> None:
        """Tells this process's desks that something may have changed."""
        self.further.changed(conversation_id)


def _was_asked(session: Session, conversation_id: str) -> bool:
    """Says whether the newest message of the chat asks whether to delete it."""
    latest = store.list_latest(session, conversation_id, limit=1)
    if not latest:
        return False
    query = select(Choice.id).where(
        Choice.message_id == latest[0].id, Choice.payload == words.DELETE.payload
    )
    return session.scalars(query).first() is not None


def holdings_of(session: Session, conversation_id: str) -> words.Holdings:
    """Returns what is held about a chat.

    Raises:
        NotFound: When the conversation is gone.
    """
    conversation = store.find_conversation(session, conversation_id)
    theirs = Message.conversation_id == conversation_id, Message.sender == "resident"
    counts = dict(
        session.execute(
            select(Message.sender, func.count())
            .where(Message.conversation_id == conversation_id)
            .group_by(Message.sender)
        ).all()
    )
    latest = session.scalars(
        select(Message.text).where(*theirs).order_by(Message.id.desc()).limit(words.MOST_SHOWN)
    )
    contact = session.get(Contact, conversation_id)
    booked = callbacks.has_booked(session, conversation_id)
    notes = select(func.count()).where(Note.conversation_id == conversation_id)
    typed = int(counts.get("resident", 0))
    return words.Holdings(
        since=conversation.created_at,
        last=conversation.last_at,
        words=list(latest)[::-1],
        typed=typed,
        ours=sum(counts.values()) - typed,
        subject=conversation.subject,
        place=conversation.place,
        name=contact.name if contact else None,
        way=callbacks.way_of(contact) if contact else None,
        reference=booked.reference if booked else None,
        notes=session.scalar(notes) or 0,
        rated=len(list_rated(session, conversation_id)),
        is_telegram=conversation.channel == "telegram",
    )
