"""Counts of a day, which outlive the conversations that they count."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.conversations.models import Base


class _Counted:
    """The columns of a count.

    Attributes:
        measure: What: a key of `MEASURES`.
        subject: What the conversations were about, or empty.
        district: The council area that they were about, or empty.
        channel: The way in, such as `web`.
    """

    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    district: Mapped[str] = mapped_column(String(60), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int]


class DailyCount(_Counted, Base):
    """How often something happened on a day."""

    __tablename__ = "daily_count"


class DemoCount(_Counted, Base):
    """An invented count, for showing what the pages will look like; never beside real ones.

    Everything invented is in this table and in no other, so that it can be taken away whole.
    """

    __tablename__ = "demo_count"

    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
