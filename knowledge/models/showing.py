"""How often each record was shown, by week: what is shown most is assured first."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class RecordShown(Base):
    """How often a record stood in an answer in a week; `week` is its Monday.

    Counts and nothing else: not who asked, not what was asked. Keeps the slug and not the record,
    so that loading the content anew loses nothing.
    """

    __tablename__ = "record_shown"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    times: Mapped[int] = mapped_column(default=0)
