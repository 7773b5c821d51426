"""Each parameter narrows what it should, alone and together with others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.models import Location, Service, part_id, record_id
from knowledge.openreferral import listings
from knowledge.openreferral.geography import Geography, distance_m, split_postcode
from knowledge.openreferral.nearness import centre_of
from knowledge.openreferral.ordering import by_name
from knowledge.openreferral.out import provider_id
from knowledge.openreferral.queries import Wanted
from knowledge.openreferral.service_types import service_types
from tests.knowledge.openreferral.shelves import (
    HALL,
    fill_gazetteer,
    fill_others,
    fill_whole_service,
    make,
    put,
)

ALL = ["everywhere", "by-name", "masked", "shut", "team", "whole"]


@pytest.fixture
def session(directory_database: Database) -> Any:
    with directory_database.session() as session:
        fill_gazetteer(session)
        fill_whole_service(session)
        fill_others(session)
        session.commit()
        yield session


def found(session: Session, **wanted: Any) -> list[str]:
    names = {str(record_id(name)): name for name in ALL}
    return [names[item["id"]] for item in listings.services(session, Wanted(**wanted)).all()]


def test_nothing_asked_for_is_everything_by_name(session: Session) -> None:
    assert found(session) == ALL


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"search": "whole"}, ["whole"]),
        ({"search": "WHOLE description"}, ["whole"]),
        ({"search": "invented nothing"}, []),
        ({"search": "charity"}, ["everywhere", "by-name"]),
        ({"search": "council"}, ["team"]),
        ({"search": "100%"}, []),
        ({"search": "a_y"}, []),
        ({"search": "\\"}, []),
        ({"taxonomy_term_id": service_types().term_id("1284")}, ["whole"]),
        ({"taxonomy_term_id": service_types().term_id("1113")}, []),
        ({"taxonomy_id": service_types().id}, ["whole"]),
        ({"service_type": "1284"}, ["whole"]),
        ({"organisation_id": record_id("whole-body")}, ["whole"]),
        ({"organisation_id": record_id("council")}, ["team"]),
        ({"organisation_id": provider_id("Invented Charity")}, ["everywhere", "by-name"]),
        ({"organisation_id": record_id("nobody")}, []),
        ({"minimum_age": 16}, ["whole"]),
        ({"minimum_age": 17}, []),
        ({"maximum_age": 25.5}, ["whole"]),
        ({"maximum_age": 25}, []),
        ({"age": 20}, ALL),
        ({"age": 15}, ALL[:-1]),
        ({"age": 26}, ALL[:-1]),
        ({"day": "MO"}, ["whole"]),
        ({"day": "TU"}, []),
        ({"day": "TH", "start_time": "10:00", "end_time": "16:00"}, ["whole"]),
        ({"start_time": "10:01"}, []),
        ({"end_time": "15:59"}, []),
        ({"area": "Charnwood"}, ["everywhere", "whole"]),
        ({"area": "Melton"}, ["everywhere", "team"]),
        ({"search": "whole", "area": "Melton"}, []),
    ],
)
def test_a_parameter_narrows(session: Session, wanted: dict[str, Any], expected: list[str]) -> None:
    assert found(session, **wanted) == expected


def test_names_have_one_order_on_every_database(session: Session) -> None:
    put(session, *(make(Service, f"n-{name}", name=name, areas=[]) for name in
                   ("beta", "Alpha", "alpha-two", "Älter", "alpha one")))  # fmt: skip
    names = [item["name"] for item in listings.services(session, Wanted(search="a")).all()]
    wanted = ["Alpha", "alpha one", "alpha-two", "beta", "Älter"]
    assert [name for name in names if name in wanted] == wanted
    statement = str(select(by_name(Service.name)).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert 'COLLATE "C"' in statement


def test_modified_after_holds_from_that_moment_on(session: Session) -> None:
    at = datetime(2026, 11, 20, 8, 15, 30, 250_000, tzinfo=UTC)
    assert found(session, modified_after=at) == ALL
    assert found(session, modified_after=at.replace(microsecond=251_000)) == []


def test_a_postcode_leaves_out_what_is_known_not_to_serve_it(session: Session) -> None:
    # Three have no area that is known.
    assert found(session, postcode="LE13 1AA") == [
        "everywhere",
        "by-name",
        "masked",
        "shut",
        "team",
    ]
    assert "team" not in found(session, postcode="le111aa")
    assert "everywhere" not in found(session, postcode="EH1 1AA")
    assert found(session, postcode="nonsense") == ALL


def test_near_a_postcode_by_its_outward_code(session: Session) -> None:
    centre = (52.769, -1.216)
    metres = distance_m(centre, HALL)
    assert 600 < metres < 900
    assert found(session, postcode="LE11 1AA", proximity_m=metres + 1) == ["whole"]
    assert found(session, postcode="LE11 1AA", proximity_m=metres - 1) == []
    assert found(session, postcode="ZZ1 1AA", proximity_m=1_000_000) == []


def test_a_postcode_that_our_addresses_know_is_exact(session: Session) -> None:
    geography = Geography.read(session)
    assert centre_of(session, geography, "LE11 2XX") == HALL
    assert centre_of(session, geography, "LE11 2XY") == (52.769, -1.216)
    # A masked address tells nothing, not even to who knows its postcode.
    assert centre_of(session, geography, "LE11 9ZZ") == (52.769, -1.216)


def test_a_masked_location_cannot_be_closed_in_upon(session: Session) -> None:
    # It lies 1.1 km from the centre of its outward code, and counts as if it lay there.
    location = session.get(Location, part_id("masked"))
    assert location is not None
    assert "masked" not in found(session, postcode="LE11 1AA", proximity_m=5_000)
    location.outcode = "LE11"
    session.flush()
    assert "masked" in found(session, postcode="LE11 1AA", proximity_m=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LE11 2XX", ("LE11", "LE11 2XX")),
        (" le112xx ", ("LE11", "LE11 2XX")),
        ("LE1", ("LE1", None)),
        ("EC1A 1BB", ("EC1A", "EC1A 1BB")),
        ("LE", (None, None)),
        ("12345", (None, None)),
        ("", (None, None)),
    ],
)
def test_postcodes_are_read_as_they_are_typed(text: str, expected: tuple[str | None, ...]) -> None:
    assert split_postcode(text) == expected


def test_a_page_beyond_the_last_is_empty_and_says_so(session: Session) -> None:
    listing = listings.services(session, Wanted())
    page = listing.page(9, 4)
    assert (page["empty"], page["size"], page["contents"]) == (True, 0, [])
    assert (page["total_items"], page["total_pages"], page["last_page"]) == (6, 2, True)
    last = listing.page(2, 4)
    assert (last["size"], last["first_page"], last["last_page"]) == (2, False, True)


def test_no_services_is_one_empty_page(session: Session) -> None:
    page = listings.services(session, Wanted(search="qqq")).page(1, 10)
    assert (page["total_items"], page["total_pages"], page["first_page"], page["last_page"]) == (
        0, 0, True, True,
    )  # fmt: skip


def test_queries_do_not_grow_with_the_number_of_services(
    session: Session, directory_database: Database
) -> None:
    def count() -> int:
        asked: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        event.listen(directory_database.engine, "before_cursor_execute", note)
        list(listings.services(session, Wanted(), whole=True).all())
        event.remove(directory_database.engine, "before_cursor_execute", note)
        return len(asked)

    few = count()
    put(session, *(make(Service, f"more-{number}") for number in range(30)))
    assert count() <= few
