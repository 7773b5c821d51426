"""What keeps the directory right: assurances, checked links, and what nobody could find."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import own_key


class Assurance(Base):
    """That a team checked a record on a day, or was asked to and what it decided.

    `outcome` is `right`, `corrected`, `taken down` or `put back`. `fields` are the columns that
    were looked at, empty for all. Names the team and never a person. Keeps the slug and not the
    record, so that loading the content anew loses nothing.
    """

    __tablename__ = "assurance"

    id: Mapped[uuid.UUID] = own_key()
    slug: Mapped[str] = mapped_column(String(80), index=True)
    assured_on: Mapped[date] = mapped_column(index=True)
    team: Mapped[str]
    team_email: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(String(20))
    fields: Mapped[list[str]]
    review_on: Mapped[date | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]


class LinkCheck(Base):
    """How a web address answered when it was last asked.

    `state` is `good`, `moved` (for good, to `moved_to`), `failing`, `gone` (fails for long),
    `not for robots` (its site asks not to be read by programs), `shuts us out` (it answers
    programs otherwise than people, so nothing is known) or `not asked` yet. A failing address is
    asked again at `next_at`, later each time; nothing is ever deleted for it.
    """

    __tablename__ = "link_check"

    url: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    status: Mapped[int | None]
    problem: Mapped[str | None]
    moved_to: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)


class UnmetDemand(Base):
    """How often in a week a search on a subject found nothing good.

    Kept without anything that could name a person and without a word that was typed: `subject` is
    a service type or a topic of the content, or empty; `kind` the kind of record that was wished
    for, or empty; `week` is its Monday; `district` a district of the gazetteer or empty; `channel`
    the way in, or empty.
    """

    __tablename__ = "unmet_demand"
    __table_args__ = (UniqueConstraint("week", "subject", "kind", "district", "channel"),)

    id: Mapped[uuid.UUID] = own_key()
    week: Mapped[date] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    district: Mapped[str] = mapped_column(String(60), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    searches: Mapped[int] = mapped_column(default=1)
