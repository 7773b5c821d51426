"""What editors change in records and in fixed texts, beside the files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, false
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class Proposal:
    """What every change has in common: one person proposes it, another approves or refuses it.

    Attributes:
        reason: Why, in the words of whoever proposed it.
        state: `proposed`, `approved`, `scheduled` (approved, its day has not come), `refused`,
            `called off`, `ended` (its last day has passed), `undone` (a later change took it back)
            or `overtaken` (the file says something new since).
        proposed_by: The name that the person signs in with.
        is_by_two: Whether a second person approved it; stays when the names go.
        undoes_id: The change that this one takes back, or None.
        from_on: The day from which it is to hold, in British time; None for at once.
        until_on: The last day on which it holds, inclusive; None for good.
    """

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(12), index=True)
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    is_by_two: Mapped[bool] = mapped_column(default=False, server_default=false())
    undoes_id: Mapped[int | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]


class RecordChange(Proposal, Base):
    """A change of one record.

    Keeps the slug and not the record, so that loading the content anew loses nothing.

    Attributes:
        before: What each changed key said when the change was proposed.
        after: What it is to say.
    """

    __tablename__ = "record_change"

    slug: Mapped[str] = mapped_column(String(80), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class TextChange(Proposal, Base):
    """A change of one fixed text: a reply, synonyms, a crisis text, a text of the site file.

    Attributes:
        family: Which file it is from, as `knowledge.editing.texts` calls it.
        key: Where it stands in that file.
        file_says: What the file said when the change was made; while it does, the change holds.
        before: What held when the change was proposed.
        after: What is to hold; None for nothing at all.
        since_at: From when it held, or None when it never has.
    """

    __tablename__ = "text_change"

    family: Mapped[str] = mapped_column(String(20), index=True)
    key: Mapped[str] = mapped_column(String(120))
    file_says: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    before: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    after: Mapped[Any] = mapped_column(JSON(none_as_null=False))
    since_at: Mapped[datetime | None]


class RecordEnd(Base):
    """The last day on which residents see a record; the day after, it is taken down.

    Attributes:
        last_on: That day, inclusive, in British time.
        team: In whose name it is taken down.
        state: `waiting`, `done`, or `called off`.
        set_by: The name that the person signs in with.
        ended_by: Who called it off, or None.
        ended_at: When it was carried out or called off, or None.
    """

    __tablename__ = "record_end"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    slug: Mapped[str] = mapped_column(String(80), index=True)
    last_on: Mapped[date]
    team: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(12), index=True)
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime]
    ended_by: Mapped[str | None] = mapped_column(String(64))
    ended_at: Mapped[datetime | None]
