"""What staff and residents say is wrong with a record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
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
