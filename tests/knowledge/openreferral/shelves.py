"""A directory for tests with every part that the standard knows. All of it is invented."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge.models import (
    Accessibility,
    Address,
    Attribute,
    Base,
    Contact,
    ContactPoint,
    CostOption,
    Funding,
    Language,
    Link,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Place,
    Record,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    part_id,
    record_id,
)
from knowledge.openreferral.service_types import service_types

CHANGED = datetime(2026, 11, 20, 8, 15, 30, 250_000, tzinfo=UTC)
HALL = (52.7721, -1.2062)

_BASE: dict[str, Any] = {
    "summary": "An invented summary.",
    "also_asked": [],
    "topics": ["support-services"],
    "areas": ["Charnwood"],
    "source_urls": ["https://invented.example/source"],
    "source_date": "2026-09",
    "confidence": "high",
    "merged_from": [],
    "content_file": "entries.yml",
    "modified_at": CHANGED,
}


def make(kind: type[Record], slug: str, **changes: Any) -> Any:
    """Returns an invented record that is in no database yet."""
    values = _BASE | {"name": f"Invented {slug}"} | changes
    return kind(id=record_id(slug), slug=slug, **values)


def put(session: Session, *rows: Base) -> None:
    """Stores rows one after another, so that each finds what it hangs on."""
    for row in rows:
        session.add(row)
        session.flush()


def link(owned: str, owner: str) -> Link:
    """Returns the link from a service to its organisation."""
    return Link(
        record_id=record_id(owned),
        role="organisation_id",
        position=0,
        target_id=record_id(owner),
    )


def area(slug: str, name: str) -> ServiceArea:
    """Returns an area that a service is for."""
    return ServiceArea(id=part_id(slug, name), record_id=record_id(slug), name=name)


def place(name: str, **changes: Any) -> Place:
    """Returns a place of the gazetteer."""
    lists = ("other_names", "other_outcodes", "districts", "county_districts", "candidates")
    values = dict.fromkeys([*lists, "candidate_districts", "checked_against"], []) | changes
    found: Place = make(Place, f"place-{name.lower()}", name=name, topics=["places"], **values)
    return found


def fill_gazetteer(session: Session) -> None:
    """Stores a district, a county, and two outward codes three kilometres apart."""
    put(
        session,
        place("Charnwood", place_kind="district", areas=["Charnwood"], county="Leicestershire"),
        place("Melton", place_kind="district", areas=["Melton"], county="Leicestershire"),
        place("LE11", place_kind="outcode", outcode="LE11", post_town="Loughborough",
              districts=["Charnwood"], latitude=52.769, longitude=-1.216),
        place("LE13", place_kind="outcode", outcode="LE13", post_town="Melton Mowbray",
              districts=["Melton"], latitude=52.766, longitude=-0.885),
    )  # fmt: skip


def fill_whole_service(session: Session, slug: str = "whole") -> uuid.UUID:
    """Stores one service that has everything, with its organisation; returns its id."""
    put(
        session,
        make(
            Organisation, f"{slug}-body", email="team@invented.example", legal_status="charity",
            url="https://invented.example", year_founded=1999, alternate_name="The body",
            logo="https://invented.example/logo.png",
            identifier_uri="https://invented.example/id/7",
        ),
        make(
            Service, slug, url="https://invented.example/service", email="help@invented.example",
            eligibility="Anyone who asks.", cost="£3 a visit", minimum_age=16, maximum_age=25.5,
            description="The whole description.", alert="Shut on Friday.", wait_time="A week",
            application_process="Ring first.", accreditations="Invented quality mark",
            alternate_name="The other name", licence="https://invented.example/licence",
            assured_on=date(2026, 11, 1), assured_by="Invented team",
            assurer_email="team@invented.example", review_on=date(2027, 2, 1),
        ),
        link(slug, f"{slug}-body"),
        *_whole_parts(slug),
    )  # fmt: skip
    service_id = record_id(slug)
    for row in service_types().rows():
        session.merge(row)
    session.flush()
    put(
        session,
        Attribute(
            id=part_id(slug, "term"), record_id=service_id, link_id=service_id,
            term_id=service_types().term_id("1284"), link_type="service_type",
        ),
    )  # fmt: skip
    return service_id


def _whole_parts(slug: str) -> list[Base]:
    owner, at = record_id(slug), part_id(slug, "at")
    where, point = part_id(slug, "location"), part_id(slug, "point")
    body = record_id(f"{slug}-body")
    return [
        Location(id=where, name="The Hall", latitude=HALL[0], longitude=HALL[1], outcode="LE11",
                 transportation="Bus 2", external_identifier="100", url="https://hall.example",
                 external_identifier_type="UPRN", description="By the pond", kind="physical"),
        Address(id=part_id(slug, "address"), location_id=where, address_1="1 High Street",
                city="Loughborough", state_province="Leicestershire", postal_code="LE11 2XX"),
        Address(id=part_id(slug, "half"), location_id=where, position=1, kind="postal",
                address_1="PO Box 7"),
        Accessibility(id=part_id(slug, "access"), location_id=where, description="A ramp"),
        ServiceAtLocation(id=at, record_id=owner, location_id=where, description="Upstairs"),
        ServiceArea(id=part_id(slug, "area"), record_id=owner, name="Charnwood",
                    uri="http://statistics.data.gov.uk/id/statistical-geography/E07000130"),
        ContactPoint(id=point, record_id=owner, name="Duty desk", email="desk@invented.example"),
        Phone(id=part_id(slug, "phone"), contact_point_id=point, number="01632 960001",
              extension=7, kind="voice", description="Mornings"),
        Phone(id=part_id(slug, "direct"), record_id=owner, number="01632 960002"),
        Phone(id=part_id(slug, "there"), location_id=where, number="01632 960003"),
        Phone(id=part_id(slug, "body"), record_id=body, number="01632 960004"),
        Schedule(id=part_id(slug, "monday"), record_id=owner, freq="WEEKLY", interval=1,
                 byday="MO,TH", opens_at="10:00", closes_at="16:00", week_start="MO",
                 valid_from=date(2026, 1, 1), starts_on=date(2026, 1, 5)),
        Schedule(id=part_id(slug, "words"), service_at_location_id=at, description="Ring first"),
        CostOption(id=part_id(slug, "cost"), record_id=owner, option="A visit", amount=3.0,
                   currency="GBP", amount_description="a visit"),
        Language(id=part_id(slug, "language"), record_id=owner, name="Gujarati", code="gu"),
        Funding(id=part_id(slug, "funding"), record_id=owner, source="An invented fund"),
        OrganisationIdentifier(id=part_id(slug, "number"), record_id=body, scheme="GB-CHC",
                               kind="Charity Commission", identifier="1234567"),
    ]  # fmt: skip


def fill_others(session: Session) -> None:
    """Stores services of other kinds: a council's team, hidden ones, a masked one."""
    put(
        session,
        make(Contact, "council", areas=["Melton"]),
        make(Contact, "team", areas=["Melton"], phone="01632 960005"),
        link("team", "council"),
        area("team", "Melton"),
        make(Service, "by-name", provider="Invented Charity"),
        make(Service, "everywhere", provider="Invented Charity", name="An Invented national line"),
        area("everywhere", "England"),
        make(Service, "withheld", status="withheld", provider="Hidden Charity"),
        make(Service, "closed", status="closed"),
        make(Service, "scheduled", lifecycle="scheduled"),
        make(Service, "shut", lifecycle="temporarily closed"),
        make(Service, "masked"),
        Location(id=part_id("masked"), record_id=record_id("masked"), is_masked=True,
                 kind="physical", name="A refuge", latitude=52.77, longitude=-1.2),
        Address(id=part_id("masked", "address"), location_id=part_id("masked"),
                address_1="2 Hidden Street", city="Loughborough",
                state_province="Leicestershire", postal_code="LE11 9ZZ"),
        ServiceAtLocation(id=part_id("masked", "at"), record_id=record_id("masked"),
                          location_id=part_id("masked")),
    )  # fmt: skip
