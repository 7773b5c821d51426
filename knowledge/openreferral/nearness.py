"""How far a service is from a postcode, with what is known here of both."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.models import Address, Location, ServiceAtLocation
from knowledge.openreferral.geography import Geography, distance_m, split_postcode

_METRES_A_DEGREE = 111_320.0

Position = tuple[float, float]
"""Degrees north and east, WGS84."""


def centre_of(session: Session, geography: Geography, postcode: str) -> Position | None:
    """Returns the centre of a postcode, or None where nothing tells it.

    The mean of the positions that our own addresses in it have; else the centre of its outward
    code, which can be some kilometres off.
    """
    outward, whole = split_postcode(postcode)
    if whole is not None:
        found = list(_positions_in(session, whole))
        if found:
            count = len(found)
            return (sum(item[0] for item in found) / count, sum(item[1] for item in found) / count)
    known = geography.outcodes.get(outward or "")
    if known is None or known.latitude is None or known.longitude is None:
        return None
    return (known.latitude, known.longitude)


def _positions_in(session: Session, postcode: str) -> Iterator[Position]:
    rows = session.execute(
        select(Location.latitude, Location.longitude)
        .join(Address, Address.location_id == Location.id)
        .where(Address.postal_code == postcode, Location.is_masked.is_(False))
    ).all()
    for latitude, longitude in rows:
        if latitude is not None and longitude is not None:
            yield (latitude, longitude)


def records_near(
    session: Session, geography: Geography, postcode: str, metres: float
) -> set[uuid.UUID]:
    """Returns the services with a location within some metres of a postcode's centre.

    A location without a position counts as at the centre of its outward code, and so does a masked
    one: asking with ever smaller circles must not find it. Empty where the postcode's centre is not
    known. Uses the index on latitude.
    """
    centre = centre_of(session, geography, postcode)
    if centre is None:
        return set()
    north = metres / _METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(centre[0])))
    boxed = session.execute(
        select(Location.id, Location.latitude, Location.longitude).where(
            Location.latitude.between(centre[0] - north, centre[0] + north),
            Location.longitude.between(centre[1] - east, centre[1] + east),
            Location.is_masked.is_(False),
        )
    )
    near = {
        name
        for name, latitude, longitude in boxed
        if latitude is not None
        and longitude is not None
        and distance_m(centre, (latitude, longitude)) <= metres
    }
    near |= set(
        session.scalars(
            select(Location.id).where(
                or_(Location.latitude.is_(None), Location.is_masked),
                Location.outcode.in_(sorted(_outcodes_near(geography, centre, metres))),
            )
        )
    )
    held = session.execute(select(ServiceAtLocation.record_id, ServiceAtLocation.location_id))
    return {record for record, location in held if location in near}


def _outcodes_near(geography: Geography, centre: Position, metres: float) -> Iterable[str]:
    for name, item in geography.outcodes.items():
        if item.latitude is None or item.longitude is None:
            continue
        if distance_m(centre, (item.latitude, item.longitude)) <= metres:
            yield name
