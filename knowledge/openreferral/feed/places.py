"""Locations, addresses, areas and access of a service, out of what a feed says."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from knowledge.models import (
    Accessibility,
    Address,
    Base,
    Location,
    ServiceArea,
    ServiceAtLocation,
    part_id,
)
from knowledge.openreferral.feed import reach
from knowledge.openreferral.feed.reach import Body, Notes
from knowledge.openreferral.feed.values import line_of, list_of, number_of, text_of, url_of
from knowledge.openreferral.geography import split_postcode

_KINDS = ("physical", "postal", "virtual")
_EXTENT_TYPES = ("geojson", "topojson", "kml", "text")
_MOST_EXTENT = 20_000


def areas(body: Body, owner: uuid.UUID, notes: Notes) -> Iterator[Base]:
    """Yields the areas that a service is for."""
    for position, item in enumerate(list_of(body.get("service_areas"))):
        values = item if isinstance(item, dict) else {"name": item}
        name = line_of(values.get("name") or values.get("service_area"))
        uri = url_of(values.get("uri"))
        if values.get("uri") and uri is None:
            notes.add("the address of an area led nowhere and was left out")
        extent = text_of(values.get("extent"))
        if name is None and uri is None and extent is None:
            continue
        extent_type = (line_of(values.get("extent_type")) or "").lower()
        yield ServiceArea(
            id=part_id(owner, "area", str(position)),
            record_id=owner,
            position=position,
            name=name,
            description=text_of(values.get("description")),
            extent=extent if extent and len(extent) <= _MOST_EXTENT else None,
            extent_type=extent_type if extent_type in _EXTENT_TYPES else None,
            uri=uri,
        )


def locations(body: Body, owner: uuid.UUID, notes: Notes) -> Iterator[Base]:
    """Yields each location with its parts, and then the service at it."""
    position = 0
    for item in list_of(body.get("service_at_locations")):
        if isinstance(item, dict) and isinstance(item.get("location"), dict):
            yield from _at(item, item["location"], owner, position, notes)
            position += 1
    for place in list_of(body.get("locations")):
        if isinstance(place, dict):
            yield from _at({}, place, owner, position, notes)
            position += 1


def _at(item: Body, place: Body, owner: uuid.UUID, position: int, notes: Notes) -> Iterator[Base]:
    where = part_id(owner, "location", str(position))
    location = _location(place, where, owner, notes)
    addresses = [] if location.is_masked else list(_addresses(place, location, notes))
    yield location
    yield from addresses
    yield from _access(place, where)
    hangs_on: reach.Owner = {"location_id": where}
    yield from reach.phones(place, hangs_on, notes)
    yield from reach.contacts(place, hangs_on, notes)
    yield from reach.schedules(place, hangs_on, notes)
    yield from reach.languages(place, hangs_on)
    at = part_id(owner, "at", str(position))
    yield ServiceAtLocation(
        id=at,
        record_id=owner,
        location_id=where,
        position=position,
        description=text_of(item.get("description")),
    )
    held: reach.Owner = {"service_at_location_id": at}
    yield from reach.phones(item, held, notes)
    yield from reach.contacts(item, held, notes)
    yield from reach.schedules(item, held, notes)


def _location(place: Body, where: uuid.UUID, owner: uuid.UUID, notes: Notes) -> Location:
    is_masked = place.get("mask_exact_address") is True
    latitude, longitude = (None, None) if is_masked else _position(place, notes)
    kind = (line_of(place.get("location_type")) or "physical").lower()
    return Location(
        id=where,
        record_id=owner,
        kind=kind if kind in _KINDS else "physical",
        name=None if is_masked else line_of(place.get("name")),
        alternate_name=None if is_masked else line_of(place.get("alternate_name")),
        description=None if is_masked else text_of(place.get("description")),
        transportation=None if is_masked else text_of(place.get("transportation")),
        url=None if is_masked else url_of(place.get("url")),
        latitude=latitude,
        longitude=longitude,
        outcode=_outcode(place),
        external_identifier=None if is_masked else line_of(place.get("external_identifier")),
        external_identifier_type=line_of(place.get("external_identifier_type")),
        is_masked=is_masked,
    )


def _position(place: Body, notes: Notes) -> tuple[float | None, float | None]:
    latitude, longitude = number_of(place.get("latitude")), number_of(place.get("longitude"))
    geometry = place.get("geometry")
    if latitude is None and isinstance(geometry, dict):
        # GeoJSON puts the longitude first.
        pair = [number_of(part) for part in list_of(geometry.get("coordinates"))[:2]]
        longitude, latitude = pair if len(pair) == 2 else (None, None)
    if latitude is None or longitude is None:
        return None, None
    if _is_here(latitude, longitude):
        return latitude, longitude
    if _is_here(longitude, latitude):
        notes.add("latitude and longitude were the wrong way round")
        return longitude, latitude
    notes.add("a position outside the United Kingdom was left out")
    return None, None


def _is_here(latitude: float, longitude: float) -> bool:
    return 49 <= latitude <= 61 and -9 <= longitude <= 2.5


def _items(place: Body) -> list[Body]:
    """The addresses of a location: a list, or fields of the location itself."""
    items = [*list_of(place.get("addresses")), *list_of(place.get("physical_addresses"))]
    found = [item for item in items if isinstance(item, dict)]
    return found or [place]


def _outcode(place: Body) -> str | None:
    for item in _items(place):
        outward = split_postcode(line_of(item.get("postal_code") or item.get("postcode")) or "")[0]
        if outward is not None:
            return outward
    return None


def _addresses(place: Body, location: Location, notes: Notes) -> Iterator[Address]:
    for position, item in enumerate(_items(place)):
        street = line_of(item.get("address_1") or item.get("address1"))
        city = line_of(item.get("city"))
        said = line_of(item.get("postal_code") or item.get("postcode"))
        postcode = split_postcode(said or "")[1]
        if said and postcode is None and split_postcode(said)[0] is None:
            notes.add("a postcode that is none was left out")
        if street is None:
            words = [city, postcode or (said if location.outcode else None)]
            text = ", ".join(part for part in words if part)
            location.description = location.description or text or None
            continue
        kind = (line_of(item.get("address_type")) or location.kind).lower()
        country = (line_of(item.get("country")) or "GB").upper()
        yield Address(
            id=part_id(location.id, "address", str(position)),
            location_id=location.id,
            position=position,
            kind=kind if kind in _KINDS else "physical",
            attention=line_of(item.get("attention")),
            address_1=street,
            address_2=line_of(item.get("address_2")),
            city=city,
            region=line_of(item.get("region")),
            state_province=line_of(item.get("state_province") or item.get("county")),
            postal_code=postcode,
            country=country if len(country) == 2 else "GB",
        )


def _access(place: Body, where: uuid.UUID) -> Iterator[Base]:
    items = [
        item
        for key in ("accessibility", "accessibility_for_disabilities", "accessibilities")
        for item in list_of(place.get(key))
    ]
    for position, item in enumerate(items):
        values = item if isinstance(item, dict) else {"description": item}
        said = values.get("description") or values.get("accessibility") or values.get("name")
        text = line_of(said)
        if text is not None:
            yield Accessibility(
                id=part_id(where, "access", str(position)),
                location_id=where,
                position=position,
                description=text,
                details=text_of(values.get("details")),
                url=url_of(values.get("url")),
            )
