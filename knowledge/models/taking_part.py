"""Taking part: sessions of volunteering, decisions and events, and who speaks for whom."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import own_key, part_of
from knowledge.models.records import Record


class Event(Record):
    """A decision or an event that a resident can take part in, until `closes_at`.

    `decided_by` is the body that decides; `location_text` the place in the source's words.
    """

    __tablename__ = "event"
    __mapper_args__ = {"polymorphic_identity": "event", "polymorphic_load": "selectin"}

    id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    organiser: Mapped[str | None]
    decided_by: Mapped[str | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    location_text: Mapped[str | None]
    is_online: Mapped[bool | None]
    how_to_take_part: Mapped[str | None]
    papers_url: Mapped[str | None]


class Representation(Base):
    """That an organisation speaks for a community of interest, in an area or everywhere.

    `community` is the group in the organisation's own words, `group` the same in one of the words
    that searches use, such as `faith`, `disability` or `young people`.
    """

    __tablename__ = "representation"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    community: Mapped[str]
    group: Mapped[str | None]
    area: Mapped[str | None]
    forum: Mapped[str | None]


class VolunteeringSession(Base):
    """When and where an opportunity is done, in the shape of Volunteering Data.

    `times` are addresses of its time slots, such as `.../MondayAfternoon`. Degrees, WGS84.
    """

    __tablename__ = "volunteering_session"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    position: Mapped[int] = mapped_column(default=0)
    place_name: Mapped[str | None]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    times: Mapped[list[str]]
    description: Mapped[str | None]
