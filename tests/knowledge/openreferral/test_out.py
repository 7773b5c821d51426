"""What is given out says everything, says nothing hidden, and passes the official schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import Database
from knowledge.errors import NotFound
from knowledge.models import Service, ServiceArea, part_id, record_id
from knowledge.openreferral import listings, organisations
from knowledge.openreferral.checker import empty_values
from knowledge.openreferral.out import API_DETAILS
from knowledge.openreferral.queries import Wanted
from tests.knowledge.openreferral.shelves import (
    fill_gazetteer,
    fill_others,
    fill_whole_service,
    make,
    put,
)
from tests.standards import open_referral_schemas

CONTENT = Path(__file__).parents[3] / "knowledge" / "content"


@pytest.fixture
def session(directory_database: Database) -> Any:
    with directory_database.session() as session:
        yield session


@pytest.fixture
def filled(session: Session) -> Session:
    fill_gazetteer(session)
    fill_whole_service(session)
    fill_others(session)
    return session


def faults_of(session: Session) -> list[str]:
    """Walks over all that the feed can say and returns what the schemas say against it."""
    schemas = open_referral_schemas()
    faults: list[str] = []

    def check(schema: str, item: Any) -> None:
        found = [*schemas.problems(schema, item), *empty_values(item)]
        faults.extend(f"{schema} {item.get('id')}: {fault}" for fault in found)

    everything = Wanted()
    check("api_details", API_DETAILS)
    for whole in (False, True):
        lists = {
            "service": listings.services(session, everything, whole=whole),
            "organization": organisations.organisations(session, whole=whole),
            "service_at_location": listings.at_locations(session, everything, whole=whole),
            "taxonomy": listings.taxonomies(session),
            "taxonomy_term": listings.terms(session),
        }
        for schema, listing in lists.items():
            items = list(listing.all())
            assert len(items) == listing.total
            for item in items:
                check(schema, item)
            if items:
                faults += schemas.problems(f"{schema}_list", listing.page(1, 50))
    details = {
        "service": (listings.service, listings.services(session, everything)),
        "organization": (organisations.organisation, organisations.organisations(session)),
        "service_at_location": (listings.at_location, listings.at_locations(session, everything)),
        "taxonomy": (listings.taxonomy, listings.taxonomies(session)),
        "taxonomy_term": (listings.term, listings.terms(session)),
    }
    for schema, (read, listing) in details.items():
        for item in listing.all():
            check(schema, read(session, item["id"]))
    return faults


def test_every_record_of_the_content_passes_the_official_schemas(session: Session) -> None:
    replace_content(session, load_content(CONTENT), "v", datetime(2026, 11, 24, tzinfo=UTC))
    assert faults_of(session) == []
    assert listings.services(session, Wanted()).total > 100
    assert organisations.organisations(session).total > 100


def test_every_part_passes_the_official_schemas(filled: Session) -> None:
    assert faults_of(filled) == []


def test_a_whole_service_says_everything(filled: Session) -> None:
    item = listings.service(filled, str(record_id("whole")))
    assert item["organization"]["name"] == "Invented whole-body"
    assert item["organization_id"] == item["organization"]["id"]
    assert item["status"] == "active"
    assert (item["minimum_age"], item["maximum_age"]) == (16, 25.5)
    assert item["eligibility_description"] == "Anyone who asks."
    assert item["fees"] == item["fees_description"] == "£3 a visit"
    assert item["assured_date"] == "2026-11-01"
    assert item["last_modified"] == "2026-11-20T08:15:30.250Z"
    assert item["description"] == "The whole description."
    assert item["contacts"][0]["phones"][0]["number"] == "01632 960001"
    assert item["phones"][0]["number"] == "01632 960002"
    assert item["attributes"][0]["taxonomy_term"]["term_uri"] == "http://id.esd.org.uk/service/1284"
    schedule = item["schedules"][0]
    assert (schedule["freq"], schedule["byday"], schedule["opens_at"], schedule["dtstart"]) == (
        "WEEKLY", "MO,TH", "10:00", "2026-01-05",
    )  # fmt: skip
    assert item["languages"][0]["name"] == "Gujarati"
    assert item["cost_options"][0]["amount"] == 3.0
    assert item["funding"][0]["source"] == "An invented fund"
    assert item["signpost_source"]["pages"] == ["https://invented.example/source"]


def test_a_location_is_nested_with_its_parts(filled: Session) -> None:
    (at,) = listings.service(filled, str(record_id("whole")))["service_at_locations"]
    location = at["location"]
    assert at["schedules"][0]["description"] == "Ring first"
    assert location["addresses"][0]["postal_code"] == "LE11 2XX"
    assert location["description"] == "By the pond; PO Box 7"
    assert location["accessibility"][0]["accessibility"] == "A ramp"
    assert location["phones"][0]["number"] == "01632 960003"
    assert location["external_identifier_type"] == "UPRN"


def test_an_organisation_lists_its_services_short_or_whole(filled: Session) -> None:
    name = str(record_id("whole-body"))
    short = organisations.organisation(filled, name)
    assert short["services"] == [
        {"id": str(record_id("whole")), "name": "Invented whole", "status": "active"}
    ]
    assert short["organization_identifiers"][0]["identifier_scheme"] == "GB-CHC"
    assert short["phones"][0]["number"] == "01632 960004"
    whole = organisations.organisation(filled, name, whole_services=True)
    assert whole["services"][0]["schedules"]
    assert "organization" not in whole["services"][0]


def test_a_provider_known_by_name_is_an_organisation_too(filled: Session) -> None:
    item = listings.service(filled, str(record_id("by-name")))
    body = organisations.organisation(filled, item["organization_id"])
    assert body["name"] == "Invented Charity"
    assert [service["name"] for service in body["services"]] == [
        "An Invented national line",
        "Invented by-name",
    ]
    names = [item["name"] for item in organisations.organisations(filled).all()]
    assert names == ["Invented council", "Invented whole-body", "Invented Charity"]


@pytest.mark.parametrize("offset", range(4))
def test_organisations_page_across_both_kinds(filled: Session, offset: int) -> None:
    listing = organisations.organisations(filled)
    names = [item["name"] for item in listing.all()]
    assert [item["name"] for item in listing.piece(offset, 2)] == names[offset : offset + 2]


def test_what_must_not_be_seen_is_nowhere(filled: Session) -> None:
    everything = json.dumps(
        [
            *listings.services(filled, Wanted(), whole=True).all(),
            *listings.at_locations(filled, Wanted(), whole=True).all(),
            *organisations.organisations(filled, whole_services=True).all(),
        ]
    )
    for hidden in ("Invented withheld", "Hidden Charity", "Invented closed", "Invented scheduled",
                   "2 Hidden Street", "LE11 9ZZ", "A refuge", "52.77,"):  # fmt: skip
        assert hidden not in everything
    assert "The exact address is not published." in everything
    for name in ("withheld", "closed", "scheduled"):
        with pytest.raises(NotFound):
            listings.service(filled, str(record_id(name)))


def test_a_service_that_is_shut_for_a_while_says_so(filled: Session) -> None:
    item = listings.service(filled, str(record_id("shut")))
    assert item["status"] == "temporarily closed"


@pytest.mark.parametrize("name", ["nonsense", "2a3483ea-8966-4f50-9dc3-7bafa1e5c623", ""])
def test_what_is_not_there_is_not_found(filled: Session, name: str) -> None:
    for read in (
        listings.service,
        listings.at_location,
        listings.taxonomy,
        listings.term,
        organisations.organisation,
    ):
        with pytest.raises(NotFound):
            read(filled, name)


def test_a_service_is_there_from_its_first_day_to_its_last(session: Session) -> None:
    today = datetime.now(UTC).date()
    day, far = timedelta(days=2), timedelta(days=30)
    put(
        session,
        make(Service, "now", starts_on=today - day, ends_on=today + day),
        make(Service, "begun", starts_on=today - far),
        make(Service, "to come", starts_on=today + day),
        make(Service, "over", ends_on=today - day),
    )
    names = [item["name"] for item in listings.services(session, Wanted()).all()]
    assert names == ["Invented begun", "Invented now"]


def test_access_without_a_location_stands_in_the_description(session: Session) -> None:
    put(session, make(Service, "line", accessibility="Text relay"))
    item = listings.service(session, str(record_id("line")))
    assert item["description"] == "An invented summary.\n\nAccess: Text relay"


def test_parts_come_in_the_order_of_the_source(session: Session) -> None:
    put(session, make(Service, "line"))
    for position, name in enumerate(["Zeta", "Alpha", "Mu"]):
        put(session, ServiceArea(id=part_id(name), record_id=record_id("line"), name=name,
                                 position=position))  # fmt: skip
    item = listings.service(session, str(record_id("line")))
    assert [area["name"] for area in item["service_areas"]] == ["Zeta", "Alpha", "Mu"]
