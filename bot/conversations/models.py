"""The tables of conversations. Only `store` reads and writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC, also where the database keeps no zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Stores the time in UTC without its zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Gives the time its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of the tables of this room."""


class Conversation(Base):
    """One conversation.

    Attributes:
        id: A random UUID, in the public address.
        token_hash: SHA-256 of the secret that opens it; the secret itself is not kept.
        engine_id: The random name under which the engine knows it; never shown.
        channel: Where it takes place, such as `web`.
        last_at: When its last message was written; retention counts from here.
        subject: What the assistant took it to be about, in a word; None when it is not known.
        place: The place that it is about; None when it is not known.
    """

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    engine_id: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    subject: Mapped[str | None] = mapped_column(String(80))
    place: Mapped[str | None] = mapped_column(String(80))


class Message(Base):
    """One message; ids rise in the order of writing and are never used twice.

    Attributes:
        sender: `resident`, `assistant`, `adviser` or `system`.
        state: For a resident's message `received`, `answered` or `failed`; otherwise None.
        payload: What a taken choice says to the engine; None for what was typed. Never shown.
        name: Who wrote it, for an adviser's message; otherwise None.
        origin_id: What its sender called it, so that what is sent twice is kept once; or None.
        language: What the assistant wrote it in, as BCP 47 has it, where that is not English.
        sureness: How sure the assistant was: a key of `SURENESS`, or None where it does not say.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation_id_id", "conversation_id", "id"),
        Index("ix_message_state_at", "state", "at"),
        Index("ix_message_origin", "conversation_id", "origin_id", unique=True),
        Index(
            "ix_message_sureness_at",
            "sureness",
            "at",
            sqlite_where=sql("sureness IS NOT NULL"),
            postgresql_where=sql("sureness IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    sender: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcTime)
    text: Mapped[str] = mapped_column(Text)
    cards: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    state: Mapped[str | None] = mapped_column(String(10))
    payload: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(String(80))
    origin_id: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(3))
    sureness: Mapped[str | None] = mapped_column(String(10))
    choices: Mapped[list[Choice]] = relationship(
        order_by="Choice.position", lazy="selectin", foreign_keys="Choice.message_id"
    )


class Choice(Base):
    """One thing to tap under a message; the browser sees its id and label only.

    Attributes:
        payload: What is sent to the engine when it is taken.
        retry_of: The resident's message that is sent again instead, or None.
    """

    __tablename__ = "choice"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    retry_of: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))


class Erasure(Base):
    """A deleted conversation whose traces in the engine are still to be erased for good.

    The engine may be writing when the resident deletes, so its rows are erased again until nothing
    can be on its way any more. Holds no personal data.
    """

    __tablename__ = "erasure"

    engine_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    requested_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
