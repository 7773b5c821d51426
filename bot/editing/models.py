"""What staff and residents say is wrong with a record, and questions that were dealt with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base, UtcTime


class Suggestion(Base):
    """One word about a record; its text is masked, and deleted a month after it was dealt with.

    Attributes:
        slug: Which record.
        said_by: `staff` or `resident`; never who.
        text: What is wrong, identifiers masked.
        done_at: When an editor dealt with it, or None.
        done_by: The account that did, or None.
    """

    __tablename__ = "suggestion"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(80), index=True)
    said_by: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    done_by: Mapped[int | None]


class MissedDone(Base):
    """A question that was not understood and that an editor has dealt with; goes with it.

    Attributes:
        message_id: The resident's message.
        what: What became of it: `guidance`, `way`, `example` or `nothing`.
    """

    __tablename__ = "missed_done"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    what: Mapped[str] = mapped_column(String(16))
    done_at: Mapped[datetime] = mapped_column(UtcTime)
    done_by: Mapped[int]


class StoredUpload(Base):
    """A file that waits to be brought in; its content goes when it was, or after a week.

    Attributes:
        options: What was said about it: the keys of `knowledge.editing.importing.Upload`.
        state: `waiting`, `brought in` or `discarded`.
        sent_by: The name that the person signs in with.
        counts: What became of its rows, by outcome.
    """

    __tablename__ = "upload"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), index=True)
    sent_by: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(UtcTime)
    done_by: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
