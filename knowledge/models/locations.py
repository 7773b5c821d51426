"""Where a service is given and where it reaches: locations, addresses, areas, access.

In the shape of Open Referral (HSDS 3.0, UK profile). `record_id` is the service or organisation
that a part belongs to. `position` keeps the order of the source, from 0.
"""

from __future__ import annotations

import uuid

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import maybe_part_of, own_key, part_of
from knowledge.models.provenance import CONTENT


class Location(Base):
    """A place where something happens. Degrees, WGS84; None where they are not known.

    `kind` is `physical`, `postal` or `virtual`. `record_id` is the one record that it goes with,
    or None for one that several services share. `outcode` is the outward part of its postcode, by
    which it is found roughly where it has no position. `is_masked`: only area and outward postcode
    may be shown.
    """

    __tablename__ = "location"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID | None] = maybe_part_of("record")
    origin: Mapped[str] = mapped_column(String(60), default=CONTENT, index=True)
    kind: Mapped[str] = mapped_column(String(20), default="physical")
    name: Mapped[str | None]
    alternate_name: Mapped[str | None]
    description: Mapped[str | None]
    transportation: Mapped[str | None]
    url: Mapped[str | None]
    latitude: Mapped[float | None] = mapped_column(index=True)
    longitude: Mapped[float | None] = mapped_column(index=True)
    outcode: Mapped[str | None] = mapped_column(String(4), index=True)
    external_identifier: Mapped[str | None]
    external_identifier_type: Mapped[str | None]
    is_masked: Mapped[bool] = mapped_column(default=False)


class Address(Base):
    """The address of a location; `kind` as for the location.

    `city` and `state_province` (town and county) are None where the source does not say them apart.
    """

    __tablename__ = "address"

    id: Mapped[uuid.UUID] = own_key()
    location_id: Mapped[uuid.UUID] = part_of("location")
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(20), default="physical")
    attention: Mapped[str | None]
    address_1: Mapped[str]
    address_2: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    state_province: Mapped[str | None]
    postal_code: Mapped[str | None] = mapped_column(String(10), index=True)
    country: Mapped[str] = mapped_column(String(2), default="GB")


class ServiceAtLocation(Base):
    """That a service is given at a location."""

    __tablename__ = "service_at_location"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    location_id: Mapped[uuid.UUID] = part_of("location")
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str | None]


class ServiceArea(Base):
    """An area that a service is for: a name of the gazetteer where it is one.

    `uri` names the area in a register of areas, such as the ONS code's address.
    """

    __tablename__ = "service_area"

    id: Mapped[uuid.UUID] = own_key()
    record_id: Mapped[uuid.UUID] = part_of("record")
    service_at_location_id: Mapped[uuid.UUID | None] = maybe_part_of("service_at_location")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str | None] = mapped_column(index=True)
    description: Mapped[str | None]
    extent: Mapped[str | None]
    extent_type: Mapped[str | None] = mapped_column(String(20))
    uri: Mapped[str | None]


class Accessibility(Base):
    """One thing about access to a location, such as a ramp."""

    __tablename__ = "accessibility"

    id: Mapped[uuid.UUID] = own_key()
    location_id: Mapped[uuid.UUID] = part_of("location")
    position: Mapped[int] = mapped_column(default=0)
    description: Mapped[str | None]
    details: Mapped[str | None]
    url: Mapped[str | None]
