"""The council's own grants go out as a package that the official schema accepts, and come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.database import create_database
from knowledge.grants.__main__ import main
from knowledge.grants.storing import grant_of
from knowledge.models import Grant
from tests.knowledge.grants.making import make_grant, make_row
from tests.knowledge.grants.official import official_problems
from tests.knowledge.grants.test_importing import LICENCE, OWN, Place

FULL = make_grant(
    2,
    amountAwarded=1500.5,
    awardDate="2025-11-20T09:00:00Z",
    url="https://invented.example/grant",
    plannedDates=[{"startDate": "2026-04-01", "endDate": "2027-03", "duration": 12}],
    grantProgramme=[{"code": "W", "title": "Warm places"}],
    beneficiaryLocation=[
        {"name": "A ward", "geoCode": "E05999999", "geoCodeType": "WD", "latitude": 52.5}
    ],
    fromOpenCall="Yes",
    locationScope="GLS060",
    regrantType="FRG020",
    classifications=[{"title": "=Older people", "vocabulary": "v", "code": "c"}],
    relatedActivity=["360G-invented-1", "360G-invented-3"],
    dateModified="2026-03-05T00:00:00Z",
)


@pytest.fixture
def place(tmp_path: Path, directory_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("DATABASE_URL", directory_url)
    return Place(tmp_path, directory_url)


def test_own_grants_are_a_package_that_the_schema_accepts(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.bring_in(place.package(make_grant(), FULL), "--own") == 0
    assert place.bring_in(place.package(make_grant(9), name="others.json"), source="others") == 0
    out = place.folder / "out.json"
    assert main(["export", "--out", str(out), "--publisher-id", "GB-LAE-XXX"]) == 0
    assert f"{out}: 2 grants" in capsys.readouterr().out
    document = json.loads(out.read_text("utf-8"))
    assert official_problems(document, is_package=True) == []
    assert document["license"] == LICENCE
    assert document["publisher"] == {
        "name": "Leicestershire County Council",
        "website": "https://www.leicestershire.gov.uk",
        "identifier": "GB-LAE-XXX",
    }
    assert document["grants"] == [FULL, make_grant()]


@pytest.mark.parametrize("name", ["out.json", "out.csv"])
def test_what_went_out_comes_back_the_same(place: Place, name: str) -> None:
    place.bring_in(place.package(make_grant(), FULL), "--own")
    before = {name: grant_of(row) for name, row in place.grants().items()}
    out = place.folder / name
    assert main(["export", "--out", str(out)]) == 0
    assert main(["forget", "--source", "invented"]) == 0
    assert place.bring_in(out, "--own", *OWN) == 0
    assert {name: grant_of(row) for name, row in place.grants().items()} == before


def test_a_list_of_the_council_s_own_becomes_a_package(place: Place) -> None:
    assert place.bring_in(place.sheet(make_row(1), make_row(2)), "--own", *OWN) == 0
    out = place.folder / "out.json"
    assert main(["export", "--out", str(out), "--title", "Our grants"]) == 0
    document = json.loads(out.read_text("utf-8"))
    assert official_problems(document, is_package=True) == []
    assert document["title"] == "Our grants"


def test_own_grants_must_be_right_in_every_field(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    grant = make_grant(dateModified="2026-03-02")
    assert place.bring_in(place.package(grant)) == 0
    assert "dateModified: must be a date with its time" in capsys.readouterr().out
    assert place.bring_in(place.package(make_grant(2, dateModified="x")), "--own") == 1
    assert "grant 1 (360G-invented-2), dateModified: must be" in capsys.readouterr().err


def test_a_grant_that_went_wrong_since_is_not_given_out(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.bring_in(place.package(make_grant()), "--own")
    with Session(create_database(place.url).engine) as session:
        for row in session.scalars(select(Grant)):
            row.currency = "GBB"
        session.commit()
    out = place.folder / "out.json"
    assert main(["export", "--out", str(out)]) == 1
    assert "grant 1 (360G-invented-1), currency: must be a code" in capsys.readouterr().err
    assert not out.exists()


def test_without_own_grants_or_licence_nothing_is_written(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    out = place.folder / "out.json"
    assert main(["export", "--out", str(out)]) == 1
    assert "There are no grants of our own yet" in capsys.readouterr().err
    place.bring_in(place.sheet(make_row()), "--own", "--publisher", "X", "--licence", "CC BY")
    assert main(["export", "--out", str(out)]) == 1
    assert "Say the address of the licence" in capsys.readouterr().err
    assert not out.exists()
