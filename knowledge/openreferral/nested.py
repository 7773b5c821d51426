"""The parts of records as Open Referral UK 3.0 says them: what is nested in a service.

Names that only the UK profile has (`term`, `service_area`, `accessibility`) stand beside the
international ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from knowledge.models import (
    Accessibility,
    Address,
    Attribute,
    ContactPoint,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from knowledge.openreferral.shelf import Shelf

_ADDRESS = ("address_1", "city", "state_province", "postal_code")


def lean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values that say something, in their order."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def columns(part: Any, *names: str, **renamed: str) -> dict[str, Any]:
    """Returns an id and columns of a part, the renamed ones under the standard's name.

    Dates come as the standard writes them.
    """
    values = {"id": str(part.id)} | {name: getattr(part, name) for name in names}
    values |= {said: getattr(part, name) for said, name in renamed.items()}
    return lean(
        {key: day(item) if isinstance(item, date) else item for key, item in values.items()}
    )


def day(value: date | None) -> str | None:
    """Returns a day as `YYYY-MM-DD`."""
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """Returns a moment as the standard wants it: with milliseconds and its zone."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def at_location_out(
    item: ServiceAtLocation, shelf: Shelf, service: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Returns a service at a location, with the location nested, and the service when given."""
    by = "service_at_location_id"
    location = shelf.locations.get(item.location_id)
    return lean(
        {
            "id": str(item.id),
            "service_id": str(item.record_id),
            "location_id": str(item.location_id),
            "description": item.description,
            "contacts": contacts_out(shelf.of(ContactPoint, item.id, by), shelf),
            "phones": phones_out(shelf.of(Phone, item.id, by), item.id, by),
            "schedules": schedules_out(shelf.of(Schedule, item.id, by), item.id, by),
            "location": location_out(location, shelf) if location else None,
            "service": service,
        }
    )


def location_out(location: Location, shelf: Shelf) -> dict[str, Any]:
    """Returns a location; of a masked one its kind, and that it is masked."""
    by, key = "location_id", location.id
    if location.is_masked:
        masked = "The exact address is not published."
        return {"id": str(key), "location_type": location.kind, "description": masked}
    addresses = shelf.of(Address, key, by)
    whole = [item for item in addresses if all(getattr(item, name) for name in _ADDRESS)]
    words = [_in_words(item) for item in addresses if item not in whole]
    return columns(
        location,
        *("url", "name", "alternate_name", "transportation", "latitude", "longitude"),
        *("external_identifier", "external_identifier_type"),
        location_type="kind",
    ) | lean(
        {
            "description": "; ".join(filter(None, [location.description, *words])),
            "languages": languages_out(shelf.of(Language, key, by)),
            "addresses": [_address(item) for item in whole],
            "contacts": contacts_out(shelf.of(ContactPoint, key, by), shelf),
            "accessibility": [_access(item) for item in shelf.of(Accessibility, key, by)],
            "phones": phones_out(shelf.of(Phone, key, by), key, by),
            "schedules": schedules_out(shelf.of(Schedule, key, by), key, by),
        }
    )


def _in_words(item: Address) -> str:
    parts = (item.address_1, item.address_2, item.city, item.state_province, item.postal_code)
    return ", ".join(part for part in parts if part)


def _address(item: Address) -> dict[str, Any]:
    return columns(
        item,
        *("attention", "address_1", "address_2", "city", "region", "state_province"),
        *("postal_code", "country"),
        address_type="kind",
    ) | {"location_id": str(item.location_id)}


def _access(item: Accessibility) -> dict[str, Any]:
    return columns(item, "description", "details", "url", accessibility="description")


def phones_out(phones: Iterable[Phone], owner: uuid.UUID, key: str) -> list[dict[str, Any]]:
    """Returns telephones; `key` is the standard's name for what they belong to."""
    names = ("number", "extension", "description")
    return [columns(item, *names, type="kind") | {key: str(owner)} for item in phones]


def contacts_out(points: Iterable[ContactPoint], shelf: Shelf) -> list[dict[str, Any]]:
    """Returns contacts with their telephones."""
    by = "contact_point_id"
    return [
        columns(point, "name", "title", "department", "email")
        | lean({"phones": phones_out(shelf.of(Phone, point.id, by), point.id, "contact_id")})
        for point in points
    ]


def schedules_out(items: Iterable[Schedule], owner: uuid.UUID, key: str) -> list[dict[str, Any]]:
    """Returns schedules; those in words alone have only a description."""
    return [
        columns(
            item,
            *("valid_from", "valid_to", "until", "count", "freq", "interval", "byday"),
            *("bymonthday", "description", "opens_at", "closes_at", "schedule_link"),
            *("attending_type", "notes"),
            dtstart="starts_on",
            wkst="week_start",
        )
        | {key: str(owner)}
        for item in items
    ]


def area_out(item: ServiceArea) -> dict[str, Any]:
    """Returns an area that a service is for."""
    names = ("name", "description", "extent", "extent_type", "uri")
    return columns(item, *names, service_area="name") | {"service_id": str(item.record_id)}


def languages_out(items: Iterable[Language]) -> list[dict[str, Any]]:
    """Returns languages, by name or in words."""
    return [columns(item, "name", "code", "note") for item in items]


def cost_out(item: CostOption) -> dict[str, Any]:
    """Returns what something costs."""
    names = ("valid_from", "valid_to", "option", "currency", "amount", "amount_description")
    return columns(item, *names) | {"service_id": str(item.record_id)}


def attributes_out(record: uuid.UUID, linked: uuid.UUID, shelf: Shelf) -> list[dict[str, Any]]:
    """Returns the terms that hold for a record, or for one part of it."""
    found = []
    for item in shelf.of(Attribute, record):
        term = shelf.terms.get(item.term_id)
        if item.link_id != linked or term is None:
            continue
        taxonomy = shelf.taxonomies.get(term.taxonomy_id)
        found.append(
            lean(
                {
                    "id": str(item.id),
                    "link_id": str(item.link_id),
                    "taxonomy_term_id": str(item.term_id),
                    "link_type": item.link_type,
                    "link_entity": item.link_entity,
                    "value": item.value,
                    "taxonomy_term": term_out(term, taxonomy),
                }
            )
        )
    return found


def taxonomy_out(taxonomy: Taxonomy, terms: Sequence[TaxonomyTerm] = ()) -> dict[str, Any]:
    """Returns a list of terms, with the terms that are given."""
    return lean(
        {
            "id": str(taxonomy.id),
            "name": taxonomy.name,
            "description": taxonomy.description,
            "uri": taxonomy.uri,
            "version": taxonomy.version,
            "taxonomy_terms": [term_out(term, taxonomy) for term in terms],
        }
    )


def term_out(term: TaxonomyTerm, taxonomy: Taxonomy | None) -> dict[str, Any]:
    """Returns a term; `taxonomy` and `term` are the UK profile's names for what it belongs to."""
    return lean(
        {
            "id": str(term.id),
            "code": term.code,
            "name": term.name,
            "description": term.description,
            "parent_id": str(term.parent_id) if term.parent_id else None,
            "taxonomy": (taxonomy.uri or taxonomy.name) if taxonomy else None,
            "taxonomy_id": str(term.taxonomy_id),
            "language": term.language,
            "term_uri": term.uri,
            "term": term.name,
        }
    )
