"""The tables of the Telegram channel. Only `store` and `lease` read and write them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base, UtcTime


class TelegramUpdate(Base):
    """One update that Telegram sent: its key is the claim that it is worked once.

    Attributes:
        chat_key: The keyed hash of the chat; empty when the update is finished.
        sealed: What it says, sealed; None when the update is finished.
        begun_at: When the work began, with `baseline` in the same transaction.
        baseline: The newest message of the conversation at that moment: a resident's message above
            it is this update's.
        attempts: How often the work failed for a reason of ours.
    """

    __tablename__ = "telegram_update"
    __table_args__ = (Index("ix_telegram_update_waiting", "finished_at", "chat_key", "update_id"),)

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_key: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcTime)
    baseline: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class TelegramChat(Base):
    """A private chat with its conversation, and how far that was delivered.

    Attributes:
        chat_key: The keyed hash of the chat's number.
        bot_id: The bot that it is with.
        sealed_chat: The chat's number, sealed: what Telegram needs for an answer.
        cursor: The last message that was delivered whole.
        part: How many parts of the message after the cursor were delivered.
        sending_at: When the next part was handed over, while the outcome is not known.
        last_incoming: The newest message of the resident, as Telegram numbers it.
        told_place: The place in the queue that the resident was last told, or None.
    """

    __tablename__ = "telegram_chat"

    chat_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    sealed_chat: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), unique=True
    )
    cursor: Mapped[int] = mapped_column(default=0)
    part: Mapped[int] = mapped_column(default=0)
    sending_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_incoming: Mapped[int] = mapped_column(BigInteger, default=0)
    told_place: Mapped[int | None]


class TelegramPress(Base):
    """The buttons under a message were used; they work once."""

    __tablename__ = "telegram_press"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    update_id: Mapped[int] = mapped_column(BigInteger)


class TelegramLease(Base):
    """Which process works for a bot at present, and until when it may."""

    __tablename__ = "telegram_lease"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(36))
    until_at: Mapped[datetime] = mapped_column(UtcTime)
