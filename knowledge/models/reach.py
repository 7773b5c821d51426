"""How and when a service is reached, and what it costs.

In the shape of Open Referral (HSDS 3.0, UK profile). A part that may hang on several things has a
column for each and fills one of them; `record_id` is a service or an organisation. `position` keeps
the order of the source, from 0.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import maybe_part_of, own_key, part_of


class ContactPoint(Base):
    """Whom to contact: a role or a team; a person's name only where that person is the service.

    Open Referral's contact; the word is a kind of record here.
    """

    __tablename__ = "contact_point"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID | None] = maybe_part_of("record")
    location_id: Mapped[uuid.UUID | None] = maybe_part_of("location")
    service_at_location_id: Mapped[uuid.UUID | None] = maybe_part_of("service_at_location")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str | None]
    title: Mapped[str | None]
    department: Mapped[str | None]
    email: Mapped[str | None]


class Phone(Base):
    """A telephone number as it is dialled; `description` is what the source says about it."""

    __tablename__ = "phone"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID | None] = maybe_part_of("record")
    location_id: Mapped[uuid.UUID | None] = maybe_part_of("location")
    service_at_location_id: Mapped[uuid.UUID | None] = maybe_part_of("service_at_location")
    contact_point_id: Mapped[uuid.UUID | None] = maybe_part_of("contact_point")
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str]
    extension: Mapped[int | None]
    kind: Mapped[str | None] = mapped_column(String(20))
    description: Mapped[str | None]


class Schedule(Base):
    """When a service is open, by iCalendar rules, or in words where the source has only words.

    `freq` is `WEEKLY` or `MONTHLY`, `byday` such as `MO` or `2TU`; times are `HH:MM`, local. With
    `description` alone nothing may be reckoned from it.
    """

    __tablename__ = "schedule"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID | None] = maybe_part_of("record")
    location_id: Mapped[uuid.UUID | None] = maybe_part_of("location")
    service_at_location_id: Mapped[uuid.UUID | None] = maybe_part_of("service_at_location")
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    starts_on: Mapped[date | None]
    until: Mapped[date | None]
    count: Mapped[int | None]
    freq: Mapped[str | None] = mapped_column(String(10))
    interval: Mapped[int | None]
    week_start: Mapped[str | None] = mapped_column(String(2))
    byday: Mapped[str | None] = mapped_column(String(60))
    bymonthday: Mapped[str | None] = mapped_column(String(60))
    opens_at: Mapped[str | None] = mapped_column(String(5))
    closes_at: Mapped[str | None] = mapped_column(String(5))
    description: Mapped[str | None]
    schedule_link: Mapped[str | None]
    attending_type: Mapped[str | None]
    notes: Mapped[str | None]


class CostOption(Base):
    """What something costs. `amount` in units of `currency`; in words alone it is None."""

    __tablename__ = "cost_option"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    option: Mapped[str | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    amount: Mapped[float | None]
    amount_description: Mapped[str | None]


class Language(Base):
    """A language that a service, a location or a telephone is offered in; `code` is ISO 639."""

    __tablename__ = "language"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID | None] = maybe_part_of("record")
    location_id: Mapped[uuid.UUID | None] = maybe_part_of("location")
    phone_id: Mapped[uuid.UUID | None] = maybe_part_of("phone")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str | None]
    code: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None]


class OrganisationIdentifier(Base):
    """A number that a register gives an organisation.

    `scheme` is a prefix of org-id.guide such as GB-CHC; `kind` the register in words.
    """

    __tablename__ = "organisation_identifier"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    position: Mapped[int] = mapped_column(default=0)
    scheme: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str]
    identifier: Mapped[str] = mapped_column(index=True)


class Funding(Base):
    """Who pays for a service or an organisation, in the source's words."""

    __tablename__ = "funding"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[str]
