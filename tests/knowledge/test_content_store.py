"""Replacing the content leaves what others brought in, and makes the parts of the directory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_files import load_content
from knowledge.content_store import replace_content, stored_state
from knowledge.database import Database
from knowledge.models import (
    Address,
    Attribute,
    CostOption,
    Link,
    Location,
    OrganisationIdentifier,
    Phone,
    Record,
    Representation,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
    record_id,
)
from tests.knowledge.factories import entry_data, write_content, write_yaml

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLACES = [
    entry_data("place", id="place-invented", name="Invented", place_kind="district",
               areas=["Invented"], county="Inventshire", gss_code="E07999999"),
    entry_data("place", id="place-town", name="Inventon", place_kind="town",
               areas=["Invented"], district="Invented"),
    entry_data("place", id="place-zz1", name="ZZ1", place_kind="outcode", areas=["Invented"],
               outcode="ZZ1", post_town="Inventon", districts=["Invented"],
               latitude=52.6, longitude=-1.1),
]  # fmt: skip
HELPLINE = entry_data(
    "service", id="helpline", name="Invented Helpline", areas=["Invented", "England"],
    provider="Invented Charity", service_types=["1284"], phone="0116 496 0001 (day) or 999",
    address="The Hall, High Street, Inventon, Inventshire", postcode="ZZ1 2AB",
    opening_hours="Most days, ring first", cost="Free", accessibility="Ramp at the side",
    languages="English and Gujarati",
)  # fmt: skip


@pytest.fixture
def database(directory_database: Database) -> Database:
    return directory_database


def store(
    database: Database, folder: Path, *entries: dict[str, Any], now: datetime = MONDAY
) -> None:
    write_content(folder, *entries)
    write_yaml(folder / "places.yml", PLACES)
    with database.session() as session:
        replace_content(session, load_content(folder), "v1", now)
        session.commit()


def only(session: Session, model: Any) -> Any:
    return session.scalars(select(model)).one()


def test_a_service_has_its_parts(database: Database, tmp_path: Path) -> None:
    store(database, tmp_path, HELPLINE)
    with database.session() as session:
        service = only(session, Service)
        assert service.provider == "Invented Charity"
        areas = session.scalars(select(ServiceArea).order_by(ServiceArea.position)).all()
        assert [(area.name, area.uri) for area in areas] == [
            ("Invented", "http://statistics.data.gov.uk/id/statistical-geography/E07999999"),
            ("England", "http://statistics.data.gov.uk/id/statistical-geography/E92000001"),
        ]
        phones = session.scalars(select(Phone).order_by(Phone.position)).all()
        assert [(phone.number, phone.description) for phone in phones] == [
            ("0116 496 0001", "0116 496 0001 (day)"),
            ("999", None),
        ]
        schedule, cost = only(session, Schedule), only(session, CostOption)
        assert (schedule.description, schedule.freq, schedule.opens_at) == (
            "Most days, ring first", None, None,
        )  # fmt: skip
        assert (cost.amount, cost.currency, cost.amount_description) == (0, "GBP", "Free")
        term = session.get(TaxonomyTerm, only(session, Attribute).term_id)
        assert term is not None
        assert term.uri == "http://id.esd.org.uk/service/1284"


def test_an_address_is_in_parts_where_each_part_is_certain(
    database: Database, tmp_path: Path
) -> None:
    store(database, tmp_path, HELPLINE)
    with database.session() as session:
        address, location = only(session, Address), only(session, Location)
        assert (address.address_1, address.city, address.state_province, address.postal_code) == (
            "The Hall, High Street", "Inventon", "Inventshire", "ZZ1 2AB",
        )  # fmt: skip
        assert (location.outcode, location.latitude, location.description) == ("ZZ1", None, None)
        assert only(session, ServiceAtLocation).location_id == location.id


@pytest.mark.parametrize(
    "changes",
    [
        {"postcode": None},
        {"postcode": "QQ9 1AA"},
        {"address": "The Hall (by the pond), Inventon"},
        {"address": "The Hall, Inventon. Post: The Mill, Inventon"},
        {"address": "The Hall; The Mill, Inventon"},
        {"address": "The Hall, Elsewhere"},
        {"address": "Inventon"},
    ],
)
def test_an_address_that_is_not_certain_stays_words(
    database: Database, tmp_path: Path, changes: dict[str, Any]
) -> None:
    store(database, tmp_path, HELPLINE | changes)
    with database.session() as session:
        assert session.scalars(select(Address)).all() == []
        said = only(session, Location).description
        assert said.startswith((HELPLINE | changes)["address"])


def test_an_organisation_has_numbers_and_no_service(database: Database, tmp_path: Path) -> None:
    body = entry_data("organisation", id="body", identifiers={"GB-CHC": "1234567"},
                      address="The Hall, Inventon", postcode="ZZ1 2AB")  # fmt: skip
    store(database, tmp_path, body)
    with database.session() as session:
        number = only(session, OrganisationIdentifier)
        assert (number.scheme, number.kind) == ("GB-CHC", "Charity Commission")
        assert only(session, Location).record_id == record_id("body")
        assert session.scalars(select(ServiceAtLocation)).all() == []
        assert session.scalars(select(ServiceArea)).all() == []


def test_loading_again_makes_the_same_parts_and_keeps_the_time(
    database: Database, tmp_path: Path
) -> None:
    store(database, tmp_path, HELPLINE, entry_data("fund"))
    with database.session() as session:
        ids = set(session.scalars(select(Phone.id))) | set(session.scalars(select(Location.id)))
    later = MONDAY + timedelta(days=1)
    store(database, tmp_path, HELPLINE, entry_data("fund", for_what="Something new."), now=later)
    with database.session() as session:
        assert ids == set(session.scalars(select(Phone.id))) | set(
            session.scalars(select(Location.id))
        )
        times = {record.kind: record.modified_at for record in session.scalars(select(Record))}
        assert (times["service"], times["fund"], times["place"]) == (MONDAY, later, MONDAY)


def test_closed_and_withheld_entries_are_not_active(database: Database, tmp_path: Path) -> None:
    names = {"closed": "expired", "withheld": "inactive"}
    store(database, tmp_path, *(entry_data(id=name, status=name) for name in names))
    with database.session() as session:
        for name, lifecycle in names.items():
            record = session.get(Record, record_id(name))
            assert record is not None
            assert record.lifecycle == lifecycle


def test_what_others_brought_in_stays_with_its_links(database: Database, tmp_path: Path) -> None:
    body, gone = entry_data("organisation", id="body"), entry_data("organisation", id="gone")
    store(database, tmp_path, body, gone)
    with database.session() as session:
        state = stored_state(session)
        assert state is not None
        state.imports_version = "7"
        session.add(
            Service(
                id=record_id("theirs"), slug="theirs", name="Theirs", summary="Theirs.",
                also_asked=[], topics=["support-services"], areas=["England"], source_urls=[],
                source_date="unknown", confidence="low", merged_from=[], content_file="",
                origin="feed-invented",
            )
        )  # fmt: skip
        session.flush()
        for position, name in enumerate(["body", "gone"]):
            session.add(
                Link(record_id=record_id("theirs"), role="organisation_id", position=position,
                     target_id=record_id(name))
            )  # fmt: skip
        session.commit()
    store(database, tmp_path, body)
    with database.session() as session:
        theirs = only(session, Service)
        assert (theirs.slug, theirs.origin) == ("theirs", "feed-invented")
        assert only(session, Link).target_id == record_id("body")
        state = stored_state(session)
        assert state is not None
        assert (state.imports_version, state.records_version) == ("7", "v1:7")


def test_an_organisation_speaks_for_communities(database: Database, tmp_path: Path) -> None:
    forum = entry_data("organisation", id="forum", represents=["young people", "faith communities"])
    store(database, tmp_path, forum)
    with database.session() as session:
        found = session.scalars(select(Representation).order_by(Representation.community)).all()
        assert [(item.community, item.area) for item in found] == [
            ("faith communities", "Inventshire"),
            ("young people", "Inventshire"),
        ]
