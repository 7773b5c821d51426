"""The tables of the staff's aid: sheets for callers, and signposts that were given.

Neither holds anything about a caller.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base, UtcTime


class StaffSheet(Base):
    """What somebody has put on the sheet for their present caller: slugs of records, in order."""

    __tablename__ = "staff_sheet"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    slugs: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class Signpost(Base):
    """A pointer that was given to a caller, without the caller.

    Attributes:
        given_on: The day; not the moment.
        account_id: Who gave it, so that they can say later what became of it.
        slug: Which record.
        subject: A topic of the content, such as `funding`.
        district: A council area, or empty.
        outcome: What became of it: a key of `OUTCOMES`, or None while it is not known.
    """

    __tablename__ = "signpost_log"
    __table_args__ = (
        Index("ix_signpost_log_account_id_given_on", "account_id", "given_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    given_on: Mapped[date] = mapped_column(index=True)
    account_id: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(40))
    district: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str | None] = mapped_column(String(20))
    outcome_on: Mapped[date | None]
