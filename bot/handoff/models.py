"""The tables of the hand-off. Only the stores of this room read and write them.

Contact details and notes stand apart from the conversation's masked text; everything that belongs
to a conversation goes with it. They stand sealed in the database (`bot.sealing`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base, UtcTime
from bot.sealing import Sealed

_CONVERSATION = "conversation.id"


class Handoff(Base):
    """Where one conversation stands; a conversation without a row is with the assistant.

    Attributes:
        version: Rises with every change; whoever changes names the version that was seen.
        step: What the resident was last asked for, such as `contact`; empty for nothing.
        reason: Why a person was offered, such as `asked` or `unsure`.
        team: The key of the team that it is for, or empty.
        waiting_at: Since when it has been in the queue; kept when an adviser's line drops.
        told_at: When the resident was told that it takes longer than hoped.
        adviser_id: Who owns it; None unless the state is `with_adviser`.
        adviser_name: The first name that the resident sees.
        seen_id: The last message that the adviser has seen.
    """

    __tablename__ = "handoff"
    __table_args__ = (Index("ix_handoff_state_waiting_at", "state", "waiting_at"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    step: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(String(16), default="asked")
    team: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    waiting_at: Mapped[datetime | None] = mapped_column(UtcTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    adviser_id: Mapped[str | None] = mapped_column(String(40), index=True)
    adviser_name: Mapped[str | None] = mapped_column(String(80))
    seen_id: Mapped[int] = mapped_column(default=0)
    adviser_typing_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resident_typing_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(24))
    outcome_note: Mapped[str | None] = mapped_column(Sealed)


class HandoffEvent(Base):
    """One step of the machine: what happened, from where to where, by whom."""

    __tablename__ = "handoff_event"
    __table_args__ = (
        Index("ix_handoff_event_event_at", "event", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcTime)
    event: Mapped[str] = mapped_column(String(16))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(40))


class Presence(Base):
    """One adviser at the desk.

    Attributes:
        adviser_id: The id of the account as text, or `api:` and a name for another desk.
        is_available: False while away.
        seen_at: The last sign of life of the adviser's browser.
    """

    __tablename__ = "adviser_presence"

    adviser_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    team: Mapped[str] = mapped_column(String(40), default="")
    is_available: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class Contact(Base):
    """How a resident may be reached, as they gave it; sealed, and kept no longer than needed.

    Attributes:
        how: `telephone` or `email`.
    """

    __tablename__ = "handoff_contact"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str | None] = mapped_column(Sealed)
    how: Mapped[str | None] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(Sealed)


class Callback(Base):
    """A call back: being put together, booked, done, or cancelled.

    Attributes:
        reference: What the resident quotes to change or cancel it.
        state: `draft`, `booked`, `done`, `failed` or `cancelled`.
        best_time: When the resident would like to be called, in their words or ours.
        due_at: By when somebody should have tried first.
        kind: `callback`, or `referral`: the resident is to be passed on to somebody with consent.
        refer_to: The name of whom a referral is to, as the directory had it; else empty.
        consent_at: When a caller said yes to somebody who works here; None for a resident's own.
        taken_by: The number of the account that took the caller's yes, or None.
    """

    __tablename__ = "callback"
    __table_args__ = (
        Index("ix_callback_state_due_at", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(Text, default="")
    best_time: Mapped[str] = mapped_column(Text, default="")
    team: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(10), default="callback", server_default="callback")
    refer_to: Mapped[str] = mapped_column(String(200), default="", server_default="")
    consent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    taken_by: Mapped[int | None] = mapped_column(index=True)


class CallbackAttempt(Base):
    """One try to call back."""

    __tablename__ = "callback_attempt"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    callback_id: Mapped[int] = mapped_column(
        ForeignKey("callback.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    name: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Sealed, default="")


class Note(Base):
    """What advisers write for each other; a resident never sees it."""

    __tablename__ = "handoff_note"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Sealed)


class Outgoing(Base):
    """A notice that goes out: an e-mail, or a call of a webhook or of another desk.

    Attributes:
        kind: `email`, `webhook`, `chatwoot`, or `transcript` for a resident's own chat.
        target: An address; empty when the settings say where.
        state: `waiting`, `sent`, `kept` (there is nothing to send it with) or `failed`.
        next_at: When it is tried next.
    """

    __tablename__ = "handoff_outgoing"
    __table_args__ = (
        Index("ix_handoff_outgoing_state_next_at", "state", "next_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(12))
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True
    )
    target: Mapped[str] = mapped_column(Sealed, default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Sealed)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    next_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10))
    error: Mapped[str] = mapped_column(String(200), default="")


class DeskLink(Base):
    """The conversation's twin in another desk, such as Chatwoot.

    Attributes:
        external_id: Its id there.
        passed_id: The last message that was passed on.
    """

    __tablename__ = "handoff_link"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True
    )
    system: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(64), index=True)
    passed_id: Mapped[int] = mapped_column(default=0)
