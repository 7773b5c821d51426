"""All opportunities as JSON-LD: organisations, their activities, roles and sessions.

The context stands in the file itself, so that it can be read without fetching anything; it agrees
with the standard's own context and says more precisely which values are addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.models import (
    Link,
    Opportunity,
    OrganisationIdentifier,
    Record,
    VolunteeringSession,
    part_id,
)
from knowledge.volunteering.terms import VOCABULARY, Terms, addresses, read_terms
from knowledge.web_addresses import as_iri

_ADDRESS = {"@type": "@id"}
_ADDRESSES = {"@type": "@id", "@container": "@set"}
_DAY = {"@type": "http://www.w3.org/2001/XMLSchema#date"}
_DEGREES = {"@type": "http://www.w3.org/2001/XMLSchema#double"}

CONTEXT: dict[str, Any] = {
    "@vocab": VOCABULARY,
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    **dict.fromkeys(("applyLink", "conformsTo", "website"), _ADDRESS),
    **{name: {"@container": "@set"} for name in ("activity", "role", "session", "location")},
    **dict.fromkeys(
        ("cause", "skill", "requirement", "reward", "accessibility", "time"), _ADDRESSES
    ),
    **dict.fromkeys(("latitude", "longitude"), _DEGREES),
    **dict.fromkeys(("publishStartDate", "publishEndDate", "modified"), _DAY),
    "source": {"@id": "http://purl.org/dc/terms/source", **_ADDRESSES},
}
"""What each name in the file means."""

_NEEDS_A_CHECK = frozenset({"basic", "standard", "enhanced"})
_CHARITIES = {
    "GB-CHC": "Charity Commission for England and Wales",
    "GB-SC": "Office of the Scottish Charity Regulator",
    "GB-NIC": "Charity Commission for Northern Ireland",
}


def volunteering_data(
    session: Session, today: date, publisher: str, licence: str | None = None
) -> dict[str, Any]:
    """Returns every opportunity that is offered, as a JSON-LD document.

    Left out is what residents must not be shown, is taken down, closed or over. Organisations come
    in order of name, their activities in order of name too.

    Args:
        session: An open session; nothing is written.
        today: The day by which an opportunity is over.
        publisher: Who publishes the file.
        licence: The SPDX id of its licence, such as `OGL-UK-3.0`, or None where none was decided.
    """
    offered = [item for item in _opportunities(session) if _is_offered(item, today)]
    sessions = _sessions(session)
    registrations = _registrations(session)
    terms = read_terms()
    groups: dict[str, list[Opportunity]] = {}
    for item in offered:
        groups.setdefault(_organisation_key(item), []).append(item)
    graph = [
        _organisation(items, terms, registrations, sessions)
        for items in sorted(groups.values(), key=lambda items: _organisation_name(items).lower())
    ]
    changes = [item.modified_at.date() for item in offered if item.modified_at]
    about = _without_gaps(
        {
            "@context": CONTEXT,
            "conformsTo": VOCABULARY,
            "license": licence,
            "publisher": publisher,
            "modified": max(changes).isoformat() if changes else None,
        }
    )
    return about | {"graph": graph}


def words_without_term(session: Session) -> list[str]:
    """Returns the causes and skills of opportunities that `terms.yml` does not know, in order."""
    items = _opportunities(session)
    words = {word for item in items for word in (*item.causes, *item.skills)}
    return read_terms().unknown(sorted(words))


def _opportunities(session: Session) -> Sequence[Opportunity]:
    return (
        session.scalars(
            select(Opportunity)
            .order_by(Opportunity.name, Opportunity.slug)
            .options(selectinload(Opportunity.links).options(joinedload(Link.target)))
        )
        .unique()
        .all()
    )


def _is_offered(item: Opportunity, today: date) -> bool:
    is_over = item.ends_on is not None and item.ends_on < today
    is_shown = item.status not in ("closed", "withheld")
    return is_shown and item.lifecycle in ("active", "scheduled") and not is_over


def _sessions(session: Session) -> dict[Any, list[VolunteeringSession]]:
    found: dict[Any, list[VolunteeringSession]] = {}
    rows = session.scalars(
        select(VolunteeringSession).order_by(VolunteeringSession.position, VolunteeringSession.id)
    )
    for row in rows:
        found.setdefault(row.record_id, []).append(row)
    return found


def _registrations(session: Session) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    rows = session.scalars(
        select(OrganisationIdentifier)
        .where(OrganisationIdentifier.scheme.in_(tuple(_CHARITIES)))
        .order_by(OrganisationIdentifier.position, OrganisationIdentifier.id)
    )
    for row in rows:
        found.setdefault(row.record_id, []).append(
            {
                "type": "CharityRegistration",
                "registrar": _CHARITIES[str(row.scheme)],
                "registrationNumber": row.identifier,
            }
        )
    return found


def _host(item: Opportunity) -> Record | None:
    links = (link for link in item.links if link.role == "organisation_id")
    host = next((link.target for link in links), None)
    return None if host is None or host.is_withheld else host


def _organisation_key(item: Opportunity) -> str:
    host = _host(item)
    return f"record {host.id}" if host else f"name {item.organisation.casefold()}"


def _organisation_name(items: Sequence[Opportunity]) -> str:
    host = _host(items[0])
    return host.name if host else items[0].organisation


def _organisation(
    items: Sequence[Opportunity],
    terms: Terms,
    registrations: dict[Any, list[dict[str, Any]]],
    sessions: dict[Any, list[VolunteeringSession]],
) -> dict[str, Any]:
    host = _host(items[0])
    name = _organisation_name(items)
    causes = (word for item in items for word in item.causes)
    return _without_gaps(
        {
            "type": "Organisation",
            "id": (host.id if host else part_id("volunteering", name.casefold())).urn,
            "name": name,
            "description": host.summary if host else None,
            "website": as_iri(host.url) if host and host.url else None,
            "charityRegistration": registrations.get(host.id) if host else None,
            "cause": addresses(terms.causes, causes),
            "activity": [_activity(item, terms, sessions.get(item.id, [])) for item in items],
        }
    )


def _activity(
    item: Opportunity, terms: Terms, sessions: Sequence[VolunteeringSession]
) -> dict[str, Any]:
    return _without_gaps(
        {
            "type": "Activity",
            "id": item.id.urn,
            "title": item.name,
            "description": item.description or item.summary,
            "publishStartDate": item.starts_on.isoformat() if item.starts_on else None,
            "publishEndDate": item.ends_on.isoformat() if item.ends_on else None,
            "requiresEmergencyParticipation": item.is_for_emergencies,
            "modified": item.modified_at.date().isoformat() if item.modified_at else None,
            "source": [as_iri(url) for url in item.source_urls],
            "role": [_role(item, terms)],
            "session": [_session(row) for row in sessions] or _place(item),
        }
    )


def _role(item: Opportunity, terms: Terms) -> dict[str, Any]:
    checks = [f"{VOCABULARY}DBSCheck"] if item.dbs in _NEEDS_A_CHECK else []
    apply_link = item.apply_url or item.url
    requirements = [
        *checks,
        *item.requirements,
        *addresses(terms.requirements, item.skills),
    ]
    return _without_gaps(
        {
            "type": "Role",
            "id": part_id(item.id, "role").urn,
            "title": item.role,
            "description": _how_to_apply(item),
            "commitment": item.commitment,
            "applyLink": as_iri(apply_link) if apply_link else None,
            "allowsRemoteParticipation": item.remote,
            "minimumAge": item.min_age,
            "maximumAge": item.max_age,
            "requirement": list(dict.fromkeys(requirements)),
            "reward": item.rewards,
            "skill": addresses(terms.skills, item.skills),
            "accessibility": item.access_terms,
        }
    )


def _how_to_apply(item: Opportunity) -> str | None:
    """Says how to apply in words: the standard has an address for it and nothing else."""
    parts = [
        f"How to apply: {item.how_to_apply}" if item.how_to_apply else "",
        f"Telephone: {item.phone}." if item.phone else "",
        f"E-mail: {item.email}." if item.email else "",
    ]
    return " ".join(part for part in parts if part) or None


def _session(row: VolunteeringSession) -> dict[str, Any]:
    location = _location(row.place_name, row.address, row.postcode, row.latitude, row.longitude)
    return _without_gaps(
        {"type": "Session", "id": row.id.urn, "location": location, "time": row.times}
    )


def _place(item: Opportunity) -> list[dict[str, Any]]:
    location = _location(item.place, item.address, item.postcode, None, None)
    if not location:
        return []
    return [{"type": "Session", "id": part_id(item.id, "session").urn, "location": location}]


def _location(
    name: str | None,
    address: str | None,
    postcode: str | None,
    latitude: float | None,
    longitude: float | None,
) -> list[dict[str, Any]]:
    parts = [part for part in (address, postcode) if part]
    if postcode and address and postcode in address:
        parts = [address]
    values = {
        "name": name,
        "address": ", ".join(parts) or None,
        "latitude": latitude,
        "longitude": longitude,
    }
    found = _without_gaps(values)
    return [{"type": "Location", **found}] if found else []


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is not known: absence says so, null would say that there is none."""
    return {key: value for key, value in values.items() if value is not None and value != []}


def activities_of(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yields the activities of a document, in its order."""
    for organisation in document["graph"]:
        yield from organisation["activity"]
