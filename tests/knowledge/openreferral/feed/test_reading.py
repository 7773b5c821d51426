"""Whole services of every kind of feed, read into a record with its parts."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

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
)
from knowledge.openreferral.feed.personal import masked
from knowledge.openreferral.feed.reading import (
    Refused,
    ServiceRead,
    external_id_of,
    read_service,
)
from knowledge.openreferral.feed.terms import Terms
from knowledge.openreferral.feed.values import snaked
from knowledge.openreferral.service_types import service_types
from tests.knowledge.openreferral.feed.test_envelopes import fixture

OWNER = uuid.UUID("d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610")


def read(body: dict[str, Any], terms: Terms | None = None) -> ServiceRead:
    kept, _ = masked(snaked(body))
    return read_service(kept, OWNER, terms or Terms("feed-invented"))


def of(found: ServiceRead, kind: type[Any]) -> list[Any]:
    return [part for part in found.parts if type(part) is kind]


def one(**changes: Any) -> ServiceRead:
    return read({"id": 1, "name": "Invented", "status": "active", "description": "D."} | changes)


def test_the_bristol_service_is_read_and_mended() -> None:
    found = read(fixture("bristol-v3-service-redacted.json"))
    values = found.values
    assert values["name"] == "1625 Independent People"
    assert values["description"].startswith("About Us\n\n1625 Independent People works with")
    assert "<" not in values["description"]
    assert len(values["summary"].split()) <= 60
    assert (values["minimum_age"], values["maximum_age"]) == (None, None)
    assert (values["assured_on"], values["source_date"]) == (date(2025, 9, 2), "2025-09-02")
    assert (values["lifecycle"], values["status"]) == ("active", None)
    assert [area.name for area in of(found, ServiceArea)] == ["Bristol", "South Gloucestershire"]
    assert {area.uri for area in of(found, ServiceArea)} == {None}
    assert [(phone.number, phone.description) for phone in of(found, Phone)] == [
        ("0800 0354213", None),
        ("0117 332 7111", "Bristol Youth MAPS: 0117 332 7111"),
    ]
    assert found.owner is not None
    assert found.owner.external_id == "42d3fa20-b36d-4822-b5dc-68029911caaf"
    assert found.owner.values["url"] == "http://1625ip.co.uk"
    assert found.notes == {
        "HTML was turned into plain text",
        "a telephone number was taken out of the words around it",
        "an age that is none was left out",
        "the address of an area led nowhere and was left out",
    }


def test_the_outpost_service_is_read() -> None:
    page = fixture("envelopes-synthetic.json")["outpost_Buckinghamshire"]
    found = read(page["content"][0])
    schedule = of(found, Schedule)[0]
    assert (schedule.byday, schedule.freq, schedule.opens_at, schedule.closes_at) == (
        "MO", "WEEKLY", "07:00", "18:00",
    )  # fmt: skip
    location = of(found, Location)[0]
    assert (location.is_masked, location.outcode, location.latitude) == (True, "HP5", None)
    assert of(found, Address) == []
    assert of(found, Accessibility)[0].description == "Car parking"
    cost = of(found, CostOption)[0]
    assert (cost.option, cost.amount, cost.amount_description) == ("all ages", 8.0, "per hour")
    assert of(found, Phone)[0].number == "01632 960001"
    assert found.owner is not None
    assert found.owner.external_id == "1"
    assert of(found, Attribute)[0].term_id in found_terms(page["content"][0])


def found_terms(body: dict[str, Any]) -> set[uuid.UUID]:
    terms = Terms("feed-invented")
    read(body, terms)
    names = {row.name for row in terms.rows.values()}
    assert names == {"Terms of the source", "Childcare and early years"}
    return set(terms.rows)


def test_a_service_of_version_one_is_read() -> None:
    found = one(
        eligibilitys=[{"eligibility": "Carers", "minimum_age": 18, "maximum_age": 99}],
        regular_schedules=[{"byday": "mo, tu", "freq": "week", "opens_at": "9:30:00"}],
        languages=[{"language": "Polish"}],
        service_areas=[{"service_area": "Rutland"}],
        service_taxonomys=[
            {"taxonomy": {"id": "esdServiceType:298", "name": "Carers", "vocabulary": "esd"}},
            {"taxonomy": {"id": "esdNeed:69", "name": "Company", "vocabulary": "esdNeeds"}},
        ],
        service_at_locations=[
            {"location": {"name": "Hall", "latitude": "52.77", "longitude": "-1.2",
                          "physical_addresses": [{"address_1": "1 High Street", "city": "Oakham",
                                                  "state_province": "Rutland",
                                                  "postal_code": "le156hp", "country": "gb"}],
                          "accessibility_for_disabilities": [{"accessibility": "Ramp"}]},
             "regular_schedule": [{"byday": "SA", "freq": "WEEKLY", "closes_at": "12:00"}]},
        ],
    )  # fmt: skip
    assert (found.values["minimum_age"], found.values["maximum_age"]) == (18, 99)
    assert found.values["eligibility"] == "Carers"
    weekly, saturday = sorted(of(found, Schedule), key=lambda item: str(item.byday))
    assert (weekly.byday, weekly.freq, weekly.opens_at) == ("MO,TU", "WEEKLY", "09:30")
    assert saturday.service_at_location_id == of(found, ServiceAtLocation)[0].id
    address = of(found, Address)[0]
    assert (address.postal_code, address.country) == ("LE15 6HP", "GB")
    assert (of(found, Location)[0].latitude, of(found, Location)[0].outcode) == (52.77, "LE15")
    assert of(found, Accessibility)[0].description == "Ramp"
    assert of(found, Language)[0].name == "Polish"
    kinds = {item.link_type for item in of(found, Attribute)}
    assert kinds == {"service_type", "need"}
    assert service_types().term_id("298") in {item.term_id for item in of(found, Attribute)}


@pytest.mark.parametrize(
    ("said", "lifecycle", "status"),
    [
        ("active", "active", None),
        ("Active", "active", None),
        ("published", "active", None),
        (None, "active", None),
        ("inactive", "inactive", "withheld"),
        ("defunct", "expired", "closed"),
        ("temporarily closed", "temporarily closed", None),
        ("temporarily_closed", "temporarily closed", None),
    ],
)
def test_statuses(said: str | None, lifecycle: str, status: str | None) -> None:
    found = one(status=said)
    assert (found.values["lifecycle"], found.values["status"]) == (lifecycle, status)


def test_a_service_that_is_shut_says_so_first() -> None:
    assert one(status="temporarily closed").values["summary"] == "Closed for the time being. D."


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": None}, "no name"),
        ({"name": "<p> </p>"}, "no name"),
        ({"name": "Unknown"}, "no name"),
        ({"status": "pending review"}, "status"),
        ({"status": 7}, "status"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        one(**changes)


@pytest.mark.parametrize("item", [None, "text", 7, [], {}, {"id": None}, {"id": ""}])
def test_an_item_needs_an_id(item: Any) -> None:
    with pytest.raises(Refused):
        external_id_of(item)
    assert external_id_of({"id": 2830}) == "2830"


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"url": "see our page"}, "url: was none"),
        ({"email": "Unknown-7@noemail.invalid"}, "email: was none"),
        ({"minimum_age": 30, "maximum_age": 20}, "contradict"),
        ({"phones": [{"number": "ask inside"}]}, "telephone without a number"),
        ({"schedules": [{"freq": "DAILY", "byday": "MO"}]}, "how often"),
        ({"schedules": [{"byday": "Mondays"}]}, "days of a time"),
        ({"schedules": [{"id": "x"}]}, "says nothing"),
        ({"cost_options": [{"amount": "-3", "option": "all"}]}, "below nothing"),
        ({"locations": [{"latitude": -1.2, "longitude": 52.7}]}, "wrong way round"),
        ({"locations": [{"latitude": 0.0, "longitude": 0.0}]}, "outside the United Kingdom"),
        ({"locations": [{"address_1": "x", "postal_code": "TBA 1"}]}, "postcode that is none"),
        ({"organization": {"id": 1}}, "organisation without a name"),
    ],
)
def test_what_is_mended_is_noted(changes: dict[str, Any], note: str) -> None:
    assert any(note in said for said in one(**changes).notes)


@pytest.mark.parametrize(
    "changes",
    [
        {"phones": "01632 960001"},
        {"contacts": ["Jane"]},
        {"service_areas": "Rutland"},
        {"service_areas": [None, 7, {}]},
        {"schedules": {"byday": "MO"}},
        {"cost_options": [None, {}]},
        {"languages": ["Polish"]},
        {"service_at_locations": [None, {}, {"location": None}]},
        {"locations": [{"geometry": {"coordinates": [None]}}]},
        {"locations": [{"addresses": [None, "x"]}]},
        {"attributes": [None, {"taxonomy_term": None}, {"taxonomy_term": {"id": 1}}]},
        {"alert": {"text": "Shut"}},
        {"organization": "Invented body"},
        {"eligibility": "Anyone"},
        {"funding": [{"source": None}]},
        {"last_modified": 7},
    ],
)
def test_no_shape_breaks_the_reading(changes: dict[str, Any]) -> None:
    assert one(**changes).values["name"] == "Invented"


def test_a_summary_ends_with_a_sentence_where_it_can() -> None:
    sentence = "This sentence has exactly nine words in it, invented. "
    found = one(description=sentence * 10)
    assert found.values["summary"].endswith("invented.")
    assert len(found.values["summary"].split()) <= 60
    long = one(description="word " * 100)
    assert long.values["summary"].endswith(" …")


def test_addresses_of_assurers_are_kept_only_for_teams() -> None:
    assert one(assurer_email="info@a.org").values["assurer_email"] == "info@a.org"
    assert one(assurer_email="jane.smith@a.org").values["assurer_email"] is None


def test_contacts_come_before_their_telephones() -> None:
    found = one(contacts=[{"title": "Duty desk", "phones": [{"number": "01632 960001"}]}, {}])
    kinds = [type(part) for part in found.parts]
    assert kinds == [ContactPoint, Phone]
    assert found.parts[1].contact_point_id == found.parts[0].id  # type: ignore[attr-defined]
