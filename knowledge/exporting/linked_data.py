"""Records as JSON-LD in the vocabulary of schema.org, for whoever links data.

Volunteering opportunities go out in their own standard (`knowledge.volunteering`) and are left out
here. The context stands in the file, so that it can be read without fetching anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import (
    CaseStudy,
    Event,
    Fund,
    Guidance,
    LegalForm,
    Place,
    Record,
)
from knowledge.web_addresses import as_iri

_ADDRESS = {"@type": "@id"}

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "id": "@id",
    "type": "@type",
    "graph": "@graph",
    "url": _ADDRESS,
    "license": _ADDRESS,
    "citation": {"@type": "@id", "@container": "@set"},
    "dateModified": {"@type": "https://schema.org/DateTime"},
}
"""What each name in the file means."""

_TYPES = {
    "guidance": "Question",
    "fund": "MonetaryGrant",
    "case_study": "Article",
    "organisation": "Organization",
    "service": "Service",
    "contact": "ContactPoint",
    "place": "Place",
    "legal_form": "DefinedTerm",
    "event": "Event",
}


def linked_data(session: Session, today: date, publisher: str) -> dict[str, Any]:
    """Returns every record that residents may be shown, but opportunities, as JSON-LD.

    Args:
        session: An open session; nothing is written.
        today: The day by which a record is over.
        publisher: Who publishes the file.
    """
    records = session.scalars(
        select(Record).where(Record.kind.in_(_TYPES)).order_by(Record.kind, Record.slug)
    )
    return {
        "@context": CONTEXT,
        "type": "Dataset",
        "publisher": {"type": "Organization", "name": publisher},
        "graph": [
            _node(record)
            for record in records
            # The vocabulary has no word for a fund or a body that is closed.
            if is_given_out(record, today) and record.lifecycle != "expired"
        ],
    }


def is_given_out(record: Record, today: date) -> bool:
    """Says whether a record may leave the house: shown to residents, and not over."""
    is_over = record.ends_on is not None and record.ends_on < today
    return not record.is_withheld and not is_over


def _node(record: Record) -> dict[str, Any]:
    licence = record.licence if (record.licence or "").startswith("http") else None
    common = {
        "type": _TYPES[record.kind],
        "id": record.id.urn,
        "identifier": record.slug,
        "name": record.name,
        "description": record.description or record.summary,
        "url": as_iri(record.url) if record.url else None,
        "telephone": record.phone,
        "email": record.email,
        "address": _address(record),
        "areaServed": record.areas,
        "keywords": record.topics,
        "hoursAvailable": record.opening_hours,
        "citation": [as_iri(url) for url in record.source_urls],
        "creditText": record.source_note,
        "license": as_iri(licence) if licence else None,
        "dateModified": record.modified_at.isoformat() if record.modified_at else None,
    }
    return lean(common | dict(_own(record)))


def lean(values: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is not known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _address(record: Record) -> dict[str, Any]:
    parts = lean({"streetAddress": record.address, "postalCode": record.postcode})
    return {"type": "PostalAddress", **parts} if parts else {}


def _own(record: Record) -> Iterable[tuple[str, Any]]:
    for kind, names in _OWN.items():
        if isinstance(record, kind):
            return names(record)
    return ()


def _guidance(record: Guidance) -> Iterator[tuple[str, Any]]:
    yield "acceptedAnswer", {"type": "Answer", "text": record.answer}


def _fund(record: Fund) -> Iterator[tuple[str, Any]]:
    yield "funder", {"type": "Organization", "name": record.funder}
    amount = lean({"minValue": record.min_amount_gbp, "maxValue": record.max_amount_gbp})
    if amount:
        yield "amount", {"type": "MonetaryAmount", "currency": "GBP", **amount}


def _case_study(record: CaseStudy) -> Iterator[tuple[str, Any]]:
    yield "articleBody", f"{record.what_they_did} {record.how_it_was_funded} {record.lesson}"
    yield "contentLocation", {"type": "Place", "name": record.place}


def _place(record: Place) -> Iterator[tuple[str, Any]]:
    if record.latitude is not None and record.longitude is not None:
        position = {"latitude": record.latitude, "longitude": record.longitude}
        yield "geo", {"type": "GeoCoordinates", **position}


def _legal_form(record: LegalForm) -> Iterator[tuple[str, Any]]:
    yield "inDefinedTermSet", "Legal forms of groups"
    yield "termCode", record.slug


def _event(record: Event) -> Iterator[tuple[str, Any]]:
    yield "startDate", record.starts_at.isoformat() if record.starts_at else None
    yield "endDate", record.ends_at.isoformat() if record.ends_at else None
    yield (
        "location",
        {"type": "Place", "name": record.location_text} if (record.location_text) else None,
    )


_OWN: dict[type[Record], Callable[[Any], Iterator[tuple[str, Any]]]] = {
    Guidance: _guidance,
    Fund: _fund,
    CaseStudy: _case_study,
    Place: _place,
    LegalForm: _legal_form,
    Event: _event,
}
