"""What turns ask of the hand-off to a person; the room `bot.handoff` does it.

Everything runs inside the transaction that stores the resident's message, so that a message and
what it changes are kept together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from bot.conversations.views import ConversationStatus, Sender
from knowledge.replies import Reply

OWN_PAYLOAD = "handoff:"
"""How a payload begins that is the application's own and never reaches the engine."""


class DeletionConfirmed(Exception):
    """A resident wants this conversation deleted, and has said so twice: the channel does it."""


@dataclass(frozen=True)
class Utterance:
    """One message that goes into the conversation."""

    reply: Reply
    sender: Sender = "assistant"


@dataclass(frozen=True)
class Received:
    """What became of a resident's message.

    Attributes:
        text: What is stored instead of the masked text, when it held more than may be kept there.
        replies: What answers it, in order; empty when an adviser will; None when the engine does.
    """

    replies: list[Utterance] | None = None
    text: str | None = None


class Reception(Protocol):
    """Where a message goes: to a person, to the hand-off itself, or to the engine."""

    def receive(
        self, session: Session, conversation_id: str, raw: str, payload: str | None
    ) -> Received:
        """Takes a resident's message, typed or chosen, before it is stored.

        Raises:
            DeletionConfirmed: When the conversation is to be deleted; nothing is stored then.
        """

    def offer(self, session: Session, conversation_id: str, reason: str) -> list[Utterance]:
        """Offers a person; empty when one is there already."""

    def is_silent(self, session: Session, conversation_id: str) -> bool:
        """Says whether the assistant must not speak, because an adviser does."""

    def note_danger(self, session: Session, conversation_id: str) -> None:
        """Marks a conversation that a person has or waits for: words about danger were typed."""

    def status(self, session: Session, conversation_id: str) -> ConversationStatus:
        """Returns where a conversation stands."""

    def resident_types(self, session: Session, conversation_id: str) -> None:
        """Notes that the resident is typing."""

    def changed(self, conversation_id: str) -> None:
        """Tells this process's desks that something may have changed; after the commit."""
