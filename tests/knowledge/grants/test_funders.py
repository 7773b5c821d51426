"""Who has funded work like ours near here: near first, like first, and said as history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from knowledge.database import create_database, upgrade
from knowledge.grants.__main__ import main
from knowledge.grants.found import EVERYWHERE
from knowledge.grants.funders import who_funded
from knowledge.grants.wording import PROMISE, funder_lines, pounds, said
from knowledge.models import DataSource, Grant
from tests.knowledge.grants.making import add_places


@pytest.fixture
def session(directory_url: str) -> Iterator[Session]:
    database = create_database(directory_url)
    with database.session() as session:
        add_places(session)
        session.add(DataSource(name="invented", kind="grants", title="Invented", can={}))
        session.flush()
        yield session
    database.close()


def grant(number: int, **changes: Any) -> Grant:
    values: dict[str, Any] = {
        "id": f"360G-invented-{number}",
        "source": "invented",
        "title": "Lunch club for older people",
        "description": "A weekly lunch.",
        "currency": "GBP",
        "amount_awarded": Decimal(1000 * number),
        "awarded_on": date(2026, 1, number),
        "recipient_id": f"GB-CHC-{number}",
        "recipient_name": f"Invented Group {number}",
        "funder_id": "GB-COH-1",
        "funder_name": "Invented Fund",
        "beneficiary_district": "Northdale",
        "publisher": "Invented Fund",
        "licence": "https://invented.example/licence",
        "rest": {},
    }
    return Grant(**(values | changes))


def test_funders_near_here_with_what_they_gave(session: Session) -> None:
    session.add_all(
        [
            grant(1, from_open_call="Yes"),
            grant(2, url="https://invented.example/2", beneficiary_name="Millby"),
            grant(4, funder_name="Invented Fund Ltd", from_open_call="No"),
            grant(3, funder_id="GB-COH-2", funder_name="Second Fund"),
            grant(
                5,
                title="Bicycles for a club",
                description="Helmets.",
                funder_id="GB-COH-3",
                from_open_call="No",
            ),
        ]
    )
    found = who_funded(session, "we run a lunch club for older people", "Northdale")
    assert (found.area, found.newest_on) == ("Northdale", date(2026, 1, 5))
    assert found.tried == (("Northdale", 4),)
    first, second = found.funders
    assert (first.name, first.count) == ("Invented Fund Ltd", 3)
    amounts = [first.least_gbp, first.median_gbp, first.most_gbp]
    assert amounts == [Decimal(1000), Decimal(2000), Decimal(4000)]
    assert (first.newest_on, first.has_open_calls) == (date(2026, 1, 4), True)
    assert [item.grant_id for item in first.examples] == [
        f"360G-invented-{number}" for number in (4, 2, 1)
    ]
    assert (second.name, second.has_open_calls) == ("Second Fund", None)
    assert second.publishers == (("Invented Fund", "https://invented.example/licence"),)
    lines = said(found)
    assert lines[0] == "Funders of work like that in Northdale:"
    assert lines[1] == (
        "Invented Fund Ltd: 3 grants for work like that, usually about £2,000 (£1,000 to £4,000),"
        " the newest of 4 January 2026, some from an open call."
    )
    assert (
        "- £2,000 to Invented Group 2 (Millby), 2 January 2026: Lunch club for older people"
        " https://invented.example/2"
    ) in lines
    assert "Second Fund: 1 grant for work like that, of £3,000" in "\n".join(lines)
    alone = funder_lines(who_funded(session, "bicycles").funders[0])
    assert alone[0].endswith("the newest of 5 January 2026, not from an open call.")
    assert lines[-2] == f"{PROMISE} The newest grant that we hold is of 5 January 2026."
    assert lines[-1] == (
        "Grants data published in the 360Giving standard by Invented Fund"
        " (https://invented.example/licence)."
    )


def test_too_few_nearby_and_the_county_is_looked_at_and_said(session: Session) -> None:
    session.add_all(
        [
            grant(1),
            grant(2, beneficiary_district="Southdale"),
            grant(3, beneficiary_district="Inventshire"),
            grant(4, beneficiary_district="Inventon"),
        ]
    )
    found = who_funded(session, "lunch club", "Northdale")
    assert (found.area, found.tried) == ("Inventshire", (("Northdale", 1), ("Inventshire", 3)))
    assert found.funders[0].count == 3
    assert said(who_funded(session, "lunch club"))[0] == "Funders of work like that anywhere:"
    assert said(found)[0] == (
        "We found too few such grants nearby (1 in Northdale). Funders in Inventshire:"
    )


@pytest.mark.parametrize(
    ("district", "steps"),
    [
        ("Northdale", ["Northdale", "Inventshire", EVERYWHERE]),
        ("Inventshire", ["Inventshire", EVERYWHERE]),
        ("Inventon", ["Inventon", EVERYWHERE]),
        ("Atlantis", ["Atlantis", EVERYWHERE]),
        (None, [EVERYWHERE]),
    ],
)
def test_the_area_widens_step_by_step(
    session: Session, district: str | None, steps: list[str]
) -> None:
    session.add(grant(1, beneficiary_district=None, recipient_postcode="AB1 1AA"))
    found = who_funded(session, "lunch club", district)
    assert [name for name, _ in found.tried] == steps
    assert found.funders[0].count == 1


def test_where_a_grant_does_not_say_who_received_it_counts(session: Session) -> None:
    session.add_all(
        [
            grant(1, beneficiary_district=None, recipient_postcode="LE99 1AA"),
            grant(2, beneficiary_district=None, recipient_postcode="LE98 1AA"),
            grant(3, beneficiary_district="Inventon", recipient_postcode="LE99 1AA"),
            grant(4, beneficiary_district=None, recipient_postcode="LE9 1AA"),
        ]
    )
    assert who_funded(session, "lunch club", "Northdale").tried[0] == ("Northdale", 1)
    assert who_funded(session, "lunch club", "Southdale").tried[0] == ("Southdale", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"regrant_type": "FRG010"},
        {"currency": "EUR"},
        {"amount_awarded": Decimal(0)},
        {"amount_awarded": Decimal(-5)},
        {"title": "Bicycles", "description": "Helmets"},
        {"recipient_id": "GB-CHC-OURS"},
    ],
)
def test_what_is_no_answer_is_left_out(session: Session, changes: dict[str, Any]) -> None:
    session.add(grant(1, **changes))
    found = who_funded(session, "lunch club", limit=5, leave_out_recipient="GB-CHC-OURS")
    assert found.funders == ()
    assert said(found) == [
        "We found no published grant for work like that. The newest grant that we hold is of"
        " 1 January 2026."
    ]


def test_words_that_say_nothing_and_an_empty_table(session: Session) -> None:
    assert said(who_funded(session, "lunch")) == [
        "We hold no published grants yet, so we cannot say who has funded what."
    ]
    session.add(grant(1))
    assert who_funded(session, "have you got any for us?").funders == ()
    assert who_funded(session, "").funders == ()
    assert who_funded(session, "50% _ \\ ' \" ; drop table").funders == ()


def test_other_words_for_the_same_and_other_forms_of_a_word(session: Session) -> None:
    session.add_all(
        [
            grant(1, title="Hobbies for the elderly", description="Singing."),
            grant(2, title="Community gardens", description="Gardening for all.", funder_id="GB-2"),
        ]
    )
    assert who_funded(session, "hobby").funders[0].funder_id == "GB-COH-1"
    assert who_funded(session, "a garden for the community").funders[0].funder_id == "GB-2"


def test_the_likest_comes_first_and_the_limit_holds(session: Session) -> None:
    session.add_all(
        [
            grant(1, funder_id="A", title="Lunch club", description="Food."),
            grant(2, funder_id="B", title="Youth club", description="Football and a lunch."),
            grant(3, funder_id="C", title="Chess club", description="Chess."),
        ]
    )
    found = who_funded(session, "lunch club", limit=2)
    assert [funder.funder_id for funder in found.funders][0] == "A"
    assert len(found.funders) == 2


def test_a_large_table_answers_in_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'large.db'}"
    upgrade(url)
    words = ["lunch", "garden", "youth", "bicycle", "hall", "music", "advice", "sport"]
    with create_database(url).session() as session:
        add_places(session)
        session.add(DataSource(name="invented", kind="grants", title="Invented", can={}))
        session.flush()
        rows: list[dict[str, Any]] = [
            {
                "id": f"360G-synthetic-{number}",
                "source": "invented",
                "title": f"Synthetic {words[number % 8]} {words[number % 7]}",
                "description": "A synthetic grant for measuring. " * 8,
                "currency": "GBP",
                "amount_awarded": Decimal(number),
                "awarded_on": date(2020 + number % 6, 1, 1),
                "recipient_id": f"R{number}",
                "recipient_name": "Synthetic",
                "funder_id": f"F{number % 50}",
                "funder_name": "Synthetic",
                "beneficiary_district": "Northdale" if number % 20 == 0 else None,
                "is_own": False,
                "rest": {},
            }
            for number in range(50_000)
        ]
        session.execute(insert(Grant), rows)
        session.commit()
        found = who_funded(session, "lunch for a youth club", "Northdale")
        assert len(found.funders) == 5


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    upgrade(url)
    with create_database(url).session() as session:
        add_places(session)
        session.add(DataSource(name="invented", kind="grants", title="Invented", can={}))
        session.flush()
        session.add(grant(1))
        session.commit()
    assert main(["who-funded", "lunch club", "--district", "Northdale", "--limit", "1"]) == 0
    assert "Invented Fund: 1 grant" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("amount", "words"),
    [("1000", "£1,000"), ("1000.00", "£1,000"), ("10.5", "£10.50"), ("1234567", "£1,234,567")],
)
def test_pounds(amount: str, words: str) -> None:
    assert pounds(Decimal(amount)) == words
