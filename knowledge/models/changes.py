"""What editors change in records, beside the content files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class RecordChange(Base):
    """A change of one record: proposed by one person, approved or refused by another.

    Keeps the slug and not the record, so that loading the content anew loses nothing.

    Attributes:
        before: What each changed key said when the change was proposed.
        after: What it is to say.
        reason: Why, in the words of whoever proposed it.
        state: `proposed`, `approved`, `refused`, `undone` (a later change took it back) or
            `overtaken` (the file says something new since).
        proposed_by: The name that the person signs in with.
        undoes_id: The change that this one takes back, or None.
    """

    __tablename__ = "record_change"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(80), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(12), index=True)
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    undoes_id: Mapped[int | None]
