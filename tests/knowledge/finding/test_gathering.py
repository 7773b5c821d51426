"""What lists are narrowed by is read from the tables alike on every database; all invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import UNKNOWN, Fact, Facts
from knowledge.finding.gathering import read_facts
from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.models import (
    Accessibility,
    Address,
    Base,
    CostOption,
    Event,
    Fund,
    Link,
    Location,
    Opportunity,
    Organisation,
    Schedule,
    Service,
    ServiceAtLocation,
    VolunteeringSession,
    part_id,
    record_id,
)
from tests.knowledge.records import make_record_of

MARKET = PlaceName("place-market", "Inventmarket", kind="town", districts=("Inventshire",),
                   latitude=52.70, longitude=-1.00)  # fmt: skip
GAZETTEER = Gazetteer(
    [
        PlaceName("place-inventshire", "Inventshire", kind="district", districts=("Inventshire",)),
        MARKET,
        PlaceName("place-iv1", "IV1", kind="outcode", districts=("Inventshire",),
                  latitude=52.75, longitude=-1.05),
        PlaceName("place-iv9", "IV9", kind="outcode", districts=("Elsewhere",)),
    ]
)  # fmt: skip
SLUGS = ("hall", "masked", "words", "online", "role", "event", "fund", "body")


@pytest.fixture
def session(directory_database: Database) -> Iterator[Session]:
    with directory_database.session() as session:
        for row in _rows():
            session.add(row)
            session.flush()
        yield session


@pytest.fixture
def facts(session: Session) -> Facts:
    return read_facts(session, SLUGS, GAZETTEER, date(2026, 11, 24))


def _rows() -> Iterator[Base]:
    yield make_record_of(Organisation, slug="body", name="Invented body")
    yield make_record_of(
        Service, slug="hall", name="Invented body", minimum_age=16.0, phone="01632"
    )
    yield Link(record_id=record_id("hall"), role="organisation_id", position=0,
               target_id=record_id("body"))  # fmt: skip
    yield Location(id=part_id("hall", "l"), kind="physical", latitude=52.71, longitude=-1.01)
    yield Address(id=part_id("hall", "a"), location_id=part_id("hall", "l"), address_1="1 Street",
                  city="Inventmarket", postal_code="IV1 1AA")  # fmt: skip
    yield Accessibility(id=part_id("hall", "x"), location_id=part_id("hall", "l"),
                        description="A ramp")  # fmt: skip
    yield ServiceAtLocation(id=part_id("hall", "s"), record_id=record_id("hall"),
                            location_id=part_id("hall", "l"))  # fmt: skip
    yield Schedule(id=part_id("hall", "t"), service_at_location_id=part_id("hall", "s"),
                   freq="WEEKLY", byday="SA", opens_at="10:00", closes_at="12:00")  # fmt: skip
    yield CostOption(id=part_id("hall", "c"), record_id=record_id("hall"), amount=3.0,
                     currency="GBP")  # fmt: skip
    yield make_record_of(
        Service, slug="masked", name="Invented refuge", address="Hidden Street, Inventmarket"
    )
    yield Location(id=part_id("masked", "l"), record_id=record_id("masked"), kind="physical",
                   latitude=52.9, longitude=-1.3, outcode="IV1", is_masked=True)  # fmt: skip
    yield Schedule(id=part_id("masked", "t"), record_id=record_id("masked"), freq="MONTHLY",
                   byday="2TU", opens_at="18:00", closes_at="20:00")  # fmt: skip
    yield make_record_of(
        Service, slug="words", provider="Invented charity", cost="Free", eligibility="Under 25",
        opening_hours="Mon-Fri 9am-5pm", address="2 Inventmarket Road, Inventmarket",
        postcode="IV1 2AB", status="closed", assured_on=date(2026, 11, 1),
    )  # fmt: skip
    yield make_record_of(Service, slug="online", address="Inventmarket", postcode="IV9 1AA")
    yield Location(id=part_id("online", "l"), record_id=record_id("online"), kind="virtual")
    yield make_record_of(Opportunity, slug="role", remote=False, min_age=14,
                         commitment="Some evenings", access_terms=["Step-free"])  # fmt: skip
    yield VolunteeringSession(id=part_id("role", "v"), record_id=record_id("role"), times=[],
                              place_name="Inventmarket", latitude=52.7, longitude=-1.0)  # fmt: skip
    yield make_record_of(Event, slug="event", is_online=True, ends_on=date(2026, 12, 31),
                         closes_at=datetime(2026, 12, 1, tzinfo=UTC))  # fmt: skip
    yield make_record_of(Fund, slug="fund", source_date="unknown", starts_on=date(2027, 1, 1))


def of(facts: Facts, slug: str) -> Fact:
    return facts.facts[facts.row_of[slug]]


def test_a_service_with_parts(facts: Facts) -> None:
    hall = of(facts, "hall")
    assert (hall.owner, hall.access, hall.has_phone) == ("Invented body", "A ramp", True)
    assert (hall.is_free, hall.is_cheap, hall.ages) == (False, True, (16.0, None))
    assert hall.times.week is not None
    assert hall.times.week.spans_at(5) == ((600, 720),)
    (spot,) = hall.spots
    assert (spot.latitude, spot.town, spot.is_rough) == (52.71, "Inventmarket", False)


def test_a_masked_place_is_only_its_postcodes_first_half(facts: Facts) -> None:
    (spot,) = of(facts, "masked").spots
    assert (spot.latitude, spot.longitude, spot.town, spot.is_rough) == (52.75, -1.05, None, True)


def test_a_rule_that_is_not_every_week_is_only_a_maybe(facts: Facts) -> None:
    times = of(facts, "masked").times
    assert (times.sure, times.week) == (0, None)
    assert times.maybe


def test_what_stands_in_words(facts: Facts) -> None:
    words = of(facts, "words")
    assert (words.is_free, words.ages, words.is_closed) == (True, (None, 24), True)
    assert words.owner == "Invented charity"
    assert [(spot.town, spot.is_rough) for spot in words.spots] == [("Inventmarket", True)]


def test_a_town_that_its_postcode_denies_places_nothing(facts: Facts) -> None:
    assert of(facts, "online").spots == ()
    assert of(facts, "online").is_online is True


def test_roles_and_events(facts: Facts) -> None:
    role = of(facts, "role")
    assert (role.is_online, role.ages, role.access) == (False, (14, None), "Step-free")
    assert [spot.town for spot in role.spots] == ["Inventmarket"]
    assert role.times.maybe
    assert not role.times.sure
    assert of(facts, "event").is_online is True
    assert of(facts, "event").ends_on == date(2026, 12, 1)


def test_what_is_offered_goes_by_the_day(facts: Facts) -> None:
    def offered(day: date) -> set[str]:
        return {slug for slug, is_it in zip(SLUGS, facts.offered(day), strict=True) if is_it}

    assert offered(date(2026, 11, 24)) == {"hall", "masked", "online", "role", "event", "body"}
    assert offered(date(2027, 1, 1)) == {"hall", "masked", "online", "role", "fund", "body"}


def test_old_goes_by_the_last_check_or_else_the_source(facts: Facts) -> None:
    rows = {slug: bool(old) for slug, old in zip(SLUGS, facts.old(date(2027, 10, 30)), strict=True)}
    assert rows["hall"]
    assert not rows["words"]
    assert rows["fund"]


def test_a_body_and_its_service_of_the_same_name_are_one(facts: Facts) -> None:
    groups = facts.groups
    assert groups[facts.row_of["hall"]] == groups[facts.row_of["body"]]
    assert len(set(groups)) == len(SLUGS) - 1


def test_what_is_not_known_is_neither_yes_nor_no(facts: Facts) -> None:
    asked = Criteria(cost="free", age=15, days=frozenset({5}), is_online=True, is_accessible=True)
    fits = facts.fit(asked)
    row = facts.row_of["fund"]
    assert {name: int(values[row]) for name, values in fits.items()} == dict.fromkeys(fits, UNKNOWN)
    hall = facts.row_of["hall"]
    assert {name: int(values[hall]) for name, values in fits.items()} == {
        "cost": 0, "age": 0, "when": 1, "online": UNKNOWN, "access": 1
    }  # fmt: skip


def test_distances(facts: Facts) -> None:
    km = facts.distances((52.70, -1.00))
    assert km[facts.row_of["hall"]] == pytest.approx(1.3, abs=0.1)
    assert km[facts.row_of["fund"]] != km[facts.row_of["fund"]]
    spot = facts.nearest_spot(facts.row_of["hall"], (52.70, -1.00))
    assert spot is not None
    assert spot.km_from((52.70, -1.00)) == pytest.approx(km[facts.row_of["hall"]])
    assert facts.nearest_spot(facts.row_of["fund"], (52.70, -1.00)) is None


def test_nothing_at_all_is_no_error() -> None:
    none = Facts([])
    assert none.distances((52.7, -1.0)).shape == (0,)
    assert none.fit(Criteria(age=3))["age"].shape == (0,)
    assert none.serving(["Inventshire"]).shape == (0,)
