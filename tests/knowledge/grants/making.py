"""Invented grants, and the districts that they lie in."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy.orm import Session

from knowledge.models import Place
from tests.knowledge.records import make_record_of

GRANT: dict[str, Any] = {
    "id": "360G-invented-1",
    "title": "Invented lunch club",
    "description": "A weekly lunch for older people.",
    "currency": "GBP",
    "amountAwarded": 4800,
    "awardDate": "2026-03-02",
    "recipientOrganization": [
        {"id": "GB-CHC-1000001", "name": "Invented Trust", "postalCode": "LE99 1AA"}
    ],
    "fundingOrganization": [{"id": "GB-COH-00000001", "name": "Invented Fund"}],
}

HEADINGS = {
    "id": "Identifier",
    "title": "Title",
    "description": "Description",
    "currency": "Currency",
    "amountAwarded": "Amount Awarded",
    "awardDate": "Award Date",
    "recipient": "Recipient Org:0:Name",
    "recipient_id": "Recipient Org:0:Identifier",
    "funder": "Funding Org:0:Name",
    "funder_id": "Funding Org:0:Identifier",
}
"""The headings of the needed fields, as the standard's own template writes them."""


def make_grant(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Returns an invented grant in the standard's shape; a change to None takes a field out."""
    grant = copy.deepcopy(GRANT) | {"id": f"360G-invented-{number}"} | changes
    return {name: value for name, value in grant.items() if value is not None}


def make_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Returns the same as a row of a sheet."""
    values = {
        "id": f"360G-invented-{number}",
        "title": "Invented lunch club",
        "description": "A weekly lunch.",
        "currency": "GBP",
        "amountAwarded": "4800",
        "awardDate": "2026-03-02",
        "recipient": "Invented Trust",
        "recipient_id": "GB-CHC-1000001",
        "funder": "Invented Fund",
        "funder_id": "GB-COH-00000001",
    }
    more = {name: value for name, value in changes.items() if name not in values}
    row = {HEADINGS[name]: changes.get(name, value) for name, value in values.items()}
    return row | more


def add_places(session: Session) -> None:
    """Adds two districts of a county, a city beside it, a town, a name of two, and postcodes."""

    def place(slug: str, name: str, kind: str, **more: Any) -> Place:
        return make_record_of(Place, slug=slug, name=name, place_kind=kind, **more)

    session.add_all(
        [
            place("d1", "Northdale District", "district", areas=["Northdale"], county="Inventshire",
                  gss_code="E07999001"),
            place("d2", "Southdale District", "district", areas=["Southdale"], county="Inventshire",
                  gss_code="E07999002"),
            place("d3", "Inventon City", "district", areas=["Inventon"], gss_code="E06999001"),
            place("t1", "Millby", "town", district="Northdale"),
            place("t2", "Newby", "village", district="Northdale"),
            place("a1", "Newby", "ambiguous_name"),
            place("o1", "LE99", "outcode", districts=["Northdale", "Southdale"]),
            place("o2", "LE98", "outcode", districts=["Southdale"]),
        ]
    )  # fmt: skip
    session.flush()
