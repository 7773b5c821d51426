"""What staff and residents say is wrong with a record, and questions that were dealt with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
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
