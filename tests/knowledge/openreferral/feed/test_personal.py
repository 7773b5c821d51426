"""What belongs to private people never comes in. Every person and number here is invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.openreferral.feed.personal import (
    EMAIL_MASK,
    MOBILE_MASK,
    is_person_name,
    masked,
    trades_alone,
)

MOBILE = "07700 900123"
MINDER: dict[str, Any] = {
    "id": 7,
    "name": "Mrs Jane Invented, childminder",
    "description": "Jane cares for children at her home in Hidden Road.",
    "url": "https://jane.invented.example",
    "email": "jane@invented.example",
    "status": "active",
    "minimum_age": 1,
    "contacts": [{"id": 1, "name": "Jane Invented", "phones": [{"number": "01632 960001"}]}],
    "organization": {"id": 3, "name": "Jane Invented", "description": "Jane."},
    "locations": [
        {"id": 1, "name": "Jane's", "address_1": "7 Hidden Road", "postal_code": "HP5 1AA",
         "city": "Chesham", "latitude": 51.7, "longitude": -0.6},
    ],
    "taxonomies": [{"id": 21, "name": "Childminder"}],
}  # fmt: skip


def test_of_one_persons_trade_only_what_it_is_is_left() -> None:
    found, notes = masked(MINDER)
    text = json.dumps(found)
    for private in ("Jane", "Hidden", "01632", "51.7", "invented.example"):
        assert private not in text
    assert found["name"] == "Childminder"
    assert found["minimum_age"] == 1
    assert found["locations"][0]["postal_code"] == "HP5 1AA"
    assert found["locations"][0]["mask_exact_address"] is True
    assert notes == ["a person who trades alone: name, address and contacts were masked"]


def test_what_was_sent_is_not_changed() -> None:
    before = json.dumps(MINDER)
    masked(MINDER)
    assert json.dumps(MINDER) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Little Stars childminding"},
        {"taxonomies": [{"name": "Nannies"}]},
        {"attributes": [{"taxonomy_term": {"name": "Home childcarer"}}]},
        {"service_taxonomys": [{"taxonomy": {"name": "Childminders"}}]},
        {"organization": {"name": "X", "legal_status": "Sole trader"}},
        {"name": "Ms Invented Person"},
    ],
)
def test_who_trades_alone(changes: dict[str, Any]) -> None:
    assert trades_alone({"name": "Invented"} | changes)


@pytest.mark.parametrize("name", ["MS Society", "Open Hands", "Refuge", "Mindful mothers"])
def test_who_does_not(name: str) -> None:
    assert not trades_alone({"name": name})


@pytest.mark.parametrize(
    "number",
    ["07700 900123", "07700900123", "+44 7700 900123", "+44 (0)7700 900 123", "0044 7700 900123",
     "44 7700 900123", "07700-900-123"],
)  # fmt: skip
def test_mobile_numbers_are_left_out_everywhere(number: str) -> None:
    body = {
        "name": "Invented Club",
        "description": f"Ring {number} or 01632 960001.",
        "phones": [{"number": number}, {"number": "01632 960001"}],
        "contacts": [{"title": "Club secretary", "phone": number, "phones": [{"number": number}]}],
    }
    found, notes = masked(body)
    assert number not in json.dumps(found)
    assert found["description"] == f"Ring {MOBILE_MASK} or 01632 960001."
    assert found["phones"] == [{"number": "01632 960001"}]
    assert len(notes) == 2
    assert not any(number in note for note in notes)


@pytest.mark.parametrize("number", ["0117 332 7111", "0800 0354213", "2025-07-01 12:00", "07 2025"])
def test_other_numbers_stay(number: str) -> None:
    body = {"name": "Invented", "description": number, "phones": [{"number": number}]}
    assert masked(body) == (body, [])


@pytest.mark.parametrize(
    ("email", "stays"),
    [
        ("inventedclub@gmail.com", True),
        ("the.invented.club@hotmail.co.uk", True),
        ("j.smith@gmail.com", False),
        ("secretary1962@btinternet.com", False),
        ("j.smith@council.gov.uk", True),
        ("help@charity.org.uk", True),
    ],
)
def test_addresses_at_free_providers(email: str, stays: bool) -> None:
    body = {"name": "Invented Club", "email": email, "description": f"Write to {email}."}
    found, _ = masked(body)
    assert (found["email"] == email) is stays
    assert (email in found["description"]) is stays
    assert (EMAIL_MASK in found["description"]) is not stays


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("Jane Smith", True),
        ("Dr A. Khan", True),
        ("Mary Ann O’Brien", True),
        ("Duty desk", False),
        ("Enquiries", False),
        ("Membership Secretary", False),
        ("Customer services team", False),
        ("reception", False),
        ("Village Hall Bookings", False),
    ],
)
def test_names_of_people_and_of_roles(name: str, is_person: bool) -> None:
    assert is_person_name(name) is is_person
    body = {"name": "Invented", "contacts": [{"name": name, "title": name, "email": "a@b.org"}]}
    found, _ = masked(body)
    assert (found["contacts"][0]["name"] is None) is is_person
    assert (found["contacts"][0]["title"] is None) is is_person


def test_a_contact_named_like_the_organisation_stays() -> None:
    body = {
        "name": "Advice",
        "organization": {"name": "Khalsa Aid"},
        "contacts": [{"name": "Khalsa Aid"}],
    }
    assert masked(body)[0]["contacts"] == [{"name": "Khalsa Aid"}]


def test_masking_that_the_feed_asks_for_is_honoured() -> None:
    place = {"mask_exact_address": True, "address_1": "2 Hidden Street", "postal_code": "HP5 1AA",
             "latitude": 51.7, "geometry": {"coordinates": [-0.6, 51.7]}, "city": "Chesham",
             "addresses": [{"address_1": "2 Hidden Street"}], "name": "Refuge"}  # fmt: skip
    found, notes = masked({"name": "Invented", "locations": [place]})
    assert found["locations"] == [
        {"mask_exact_address": True, "postal_code": "HP5 1AA", "city": "Chesham"}
    ]
    assert notes == ["an exact address was masked"]
