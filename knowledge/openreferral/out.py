"""Records as Open Referral UK 3.0 says them: the standard's names begin here.

What has no value is left out. Names of HSDS 3.0 that the UK profile dropped (telephones,
eligibility in words) stand in their international places, where readers of real feeds look for
them. What the standard has no place for carries the prefix `signpost_`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.models import (
    ContactPoint,
    CostOption,
    Funding,
    Language,
    Location,
    OrganisationIdentifier,
    Phone,
    Record,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    part_id,
)
from knowledge.openreferral.nested import (
    area_out,
    at_location_out,
    attributes_out,
    columns,
    contacts_out,
    cost_out,
    day,
    languages_out,
    lean,
    location_out,
    moment,
    phones_out,
    schedules_out,
)
from knowledge.openreferral.shelf import Shelf

API_DETAILS = {
    "version": "HSDS-UK-3.0",
    "profile": "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md",
    # Newer validators read this file and go by it, so it must be the real one.
    "openapi_url": "https://openreferraluk.org/specifications/3.0/openapi.json",
}
"""What the root of the feed answers."""

_STATUSES = {
    "active": "active",
    "temporarily closed": "temporarily closed",
    "scheduled": "inactive",
    "inactive": "inactive",
    "expired": "defunct",
}
_SERVICE_ONLY = (
    *("alternate_name", "application_process", "wait_time", "accreditations", "alert"),
    *("minimum_age", "maximum_age"),
)


def provider_id(name: str) -> uuid.UUID:
    """Returns the id of an organisation of which only the name is known."""
    return part_id("provider", name)


def service_out(record: Record, shelf: Shelf, *, whole: bool) -> dict[str, Any]:
    """Returns a service: the fields that stand alone, and with `whole` everything nested."""
    owner, provider = shelf.owners.get(record.id), getattr(record, "provider", None)
    body = None
    if owner is not None:
        body = organisation_fields(owner)
    elif provider:
        body = provider_out(provider)
    values = {
        "id": str(record.id),
        "organization_id": body["id"] if body else None,
        "name": record.name,
        "description": _description(record, shelf, whole=whole),
        "url": record.url,
        "email": record.email,
        "status": _STATUSES[record.lifecycle],
        "fees": record.cost,
        "fees_description": record.cost,
        "eligibility_description": record.eligibility,
        **{name: getattr(record, name, None) for name in _SERVICE_ONLY},
        "assured_date": day(record.assured_on),
        "assurer_email": record.assurer_email,
        "last_modified": moment(record.modified_at),
        "organization": body,
        **(_service_parts(record, shelf) if whole else {}),
        "signpost_source": source_out(record),
    }
    return lean(values)


def _description(record: Record, shelf: Shelf, *, whole: bool) -> str:
    text = record.description or record.summary
    if record.accessibility and whole and not shelf.of(Location, record.id):
        # Access belongs to a location in the standard, and there is none.
        return f"{text}\n\nAccess: {record.accessibility}"
    return text


def _service_parts(record: Record, shelf: Shelf) -> dict[str, Any]:
    places = shelf.of(ServiceAtLocation, record.id)
    return {
        "phones": phones_out(shelf.of(Phone, record.id), record.id, "service_id"),
        "schedules": schedules_out(shelf.of(Schedule, record.id), record.id, "service_id"),
        "service_areas": [area_out(item) for item in shelf.of(ServiceArea, record.id)],
        "service_at_locations": [at_location_out(item, shelf) for item in places],
        "languages": languages_out(shelf.of(Language, record.id)),
        "funding": [columns(item, "source") for item in shelf.of(Funding, record.id)],
        "cost_options": [cost_out(item) for item in shelf.of(CostOption, record.id)],
        "contacts": contacts_out(shelf.of(ContactPoint, record.id), shelf),
        "attributes": attributes_out(record.id, record.id, shelf),
    }


def source_out(record: Record) -> dict[str, Any]:
    """Returns where a record comes from, in a field of our own."""
    return lean(
        {
            "pages": list(record.source_urls),
            "page_date": None if record.source_date == "unknown" else record.source_date,
            "origin": record.origin,
            "licence": record.licence,
            "assured_by": record.assured_by,
            "review_date": day(record.review_on),
        }
    )


def organisation_fields(record: Record) -> dict[str, Any]:
    """Returns the fields of an organisation that stand alone."""
    return lean(
        {
            "id": str(record.id),
            "name": record.name,
            "alternate_name": getattr(record, "alternate_name", None),
            "description": record.description or record.summary,
            "email": record.email,
            "website": record.url,
            "legal_status": getattr(record, "legal_status", None),
            "year_incorporated": getattr(record, "year_founded", None),
            "logo": getattr(record, "logo", None),
            "uri": getattr(record, "identifier_uri", None),
            "signpost_represents": list(getattr(record, "represents", [])),
        }
    )


def organisation_out(
    record: Record, shelf: Shelf, services: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Returns an organisation with everything nested.

    Args:
        record: The organisation.
        shelf: Its parts.
        services: Its services, as they are to be shown.
    """
    nested = {
        "contacts": contacts_out(shelf.of(ContactPoint, record.id), shelf),
        "phones": phones_out(shelf.of(Phone, record.id), record.id, "organization_id"),
        "locations": [location_out(item, shelf) for item in shelf.of(Location, record.id)],
        "funding": [columns(item, "source") for item in shelf.of(Funding, record.id)],
        "organization_identifiers": [
            columns(item, "identifier", identifier_scheme="scheme", identifier_type="kind")
            for item in shelf.of(OrganisationIdentifier, record.id)
        ],
        "attributes": attributes_out(record.id, record.id, shelf),
        "services": list(services),
        "signpost_source": source_out(record),
    }
    return organisation_fields(record) | lean(nested)


def provider_out(name: str, services: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Returns an organisation of which only the name is known, with its services when given."""
    described = "Known here as the provider of the services that are listed with it."
    values = {"id": str(provider_id(name)), "name": name, "description": described}
    return lean(values | {"services": list(services)})
