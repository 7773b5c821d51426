"""Files of grants come in whole or not at all; what names a person never does."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.database import create_database
from knowledge.grants.__main__ import main
from knowledge.grants.reading import read_grants
from knowledge.grants.storing import grant_of
from knowledge.models import DataSource, Grant, ImportRow, ImportRun
from tests.knowledge.grants.making import HEADINGS, add_places, make_grant, make_row

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class Place:
    """A database, and files to bring in."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        with self.session as session:
            add_places(session)
            session.commit()

    @property
    def session(self) -> Session:
        return Session(create_database(self.url).engine)

    def package(self, *grants: dict[str, Any], name: str = "grants.json", **more: Any) -> Path:
        about = {"publisher": {"name": "Invented Fund"}, "license": LICENCE} | more
        path = self.folder / name
        path.write_text(json.dumps(about | {"grants": list(grants)}), "utf-8")
        return path

    def sheet(self, *rows: dict[str, Any], name: str = "grants.csv") -> Path:
        path = self.folder / name
        headings = list(dict.fromkeys(key for row in rows for key in row))
        with path.open("w", newline="", encoding="utf-8-sig") as stream:
            writer = csv.DictWriter(stream, headings)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def bring_in(self, path: Path, *more: str, source: str = "invented") -> int:
        return main(["import", str(path), "--source", source, *more])

    def grants(self) -> dict[str, Grant]:
        with self.session as session:
            return {row.id: row for row in session.scalars(select(Grant))}

    def count(self, model: Any) -> int:
        with self.session as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def place(tmp_path: Path, sqlite_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    url = f"sqlite:///{shutil.copy(sqlite_directory, tmp_path / 'signpost.db')}"
    monkeypatch.setenv("DATABASE_URL", url)
    return Place(tmp_path, url)


@pytest.fixture
def any_place(tmp_path: Path, directory_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The same on each kind of database, for the tests that write."""
    monkeypatch.setenv("DATABASE_URL", directory_url)
    return Place(tmp_path, directory_url)


OWN = ["--publisher", "Invented Fund", "--licence", LICENCE]


def test_a_package_comes_in(any_place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    full = make_grant(
        2,
        amountAwarded=1500.5,
        awardDate="2026-03-02T09:00:00Z",
        plannedDates=[{"startDate": "2026-04-01", "endDate": "2027-03"}],
        grantProgramme=[{"code": "W", "title": "Warm places"}],
        beneficiaryLocation=[{"name": "A ward", "geoCode": "E07999002", "geoCodeType": "NMD"}],
        fromOpenCall="Yes",
        classifications=[{"title": "Older people", "vocabulary": "v", "code": "c"}],
    )
    assert any_place.bring_in(any_place.package(make_grant(), full)) == 0
    assert "2 grants: 2 new" in capsys.readouterr().out
    grants = any_place.grants()
    row = grants["360G-invented-2"]
    assert row.amount_awarded == Decimal("1500.50")
    assert row.awarded_on == date(2026, 3, 2)
    assert (row.programme, row.beneficiary_district) == ("Warm places", "Southdale")
    assert (row.planned_start_on, row.planned_end_on) == (date(2026, 4, 1), None)
    assert (row.publisher, row.licence) == ("Invented Fund", LICENCE)
    assert grant_of(row) == full
    assert grant_of(grants["360G-invented-1"]) == make_grant()
    assert grants["360G-invented-1"].beneficiary_district is None
    with any_place.session as session:
        run = session.scalars(select(ImportRun)).one()
        assert (run.total, run.taken, run.state) == (2, 2, "done")
        assert session.scalars(select(DataSource)).one().publisher == "Invented Fund"


def test_a_sheet_comes_in(any_place: Place) -> None:
    row = make_row(amountAwarded="£4,800.50") | {
        "Recipient Org:0:Postal Code": "LE99 1AA",
        "Beneficiary Location:0:Name": "Millby",
        "From an open call?": "TRUE",
        "Funding Org:1:Identifier": "GB-CHC-2",
        "Funding Org:1:Name": "Second Fund",
        "Publisher:Name": "Publisher In The Row",
        "License (see note)": "https://invented.example/licence",
    }
    assert any_place.bring_in(any_place.sheet(row)) == 0
    grant = any_place.grants()["360G-invented-1"]
    assert grant.amount_awarded == Decimal("4800.50")
    assert grant.beneficiary_district == "Northdale"
    assert grant.from_open_call == "Yes"
    assert grant.publisher == "Publisher In The Row"
    assert grant.licence == "https://invented.example/licence"
    given = grant_of(grant)
    assert [item["name"] for item in given["fundingOrganization"]] == [
        "Invented Fund",
        "Second Fund",
    ]
    assert "Publisher:Name" not in json.dumps(given)


def test_a_workbook_comes_in(place: Place) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values = make_row(amountAwarded=4800, awardDate=datetime(2026, 3, 2, tzinfo=None))  # noqa: DTZ001
    sheet.append(list(values))
    sheet.append(list(values.values()))
    path = place.folder / "grants.xlsx"
    book.save(path)
    assert place.bring_in(path, *OWN) == 0
    assert place.grants()["360G-invented-1"].awarded_on == date(2026, 3, 2)


def test_every_fault_is_named_with_row_and_field(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        make_row(1),
        make_row(2, currency="GBB", awardDate="02/03/2026"),
        make_row(3, amountAwarded="lots", funder=""),
        make_row(1, title="Again"),
        make_row(4, title="=HYPERLINK(1)"),
        make_row(5, awardDate="2099-01-01"),
    ]
    assert any_place.bring_in(any_place.sheet(*rows), *OWN) == 1
    said = capsys.readouterr().err
    for fault in [
        "row 3, column D (Currency): must be a code of three capitals such as GBP, not 'GBB'",
        "row 3, column F (Award Date): must be a date of the calendar as YYYY-MM-DD",
        "row 4, column E (Amount Awarded): must be a number without sign or comma, not 'lots'",
        "row 4, column I (Funding Org:0:Name): is needed",
        "row 5, column A (Identifier): 360G-invented-1 stands already in number 2",
        "row 6, column B (Title): holds a formula",
        "row 7, column F (Award Date): 2099-01-01 lies in the future",
    ]:
        assert fault in said, fault
    assert "Nothing was brought in: grants.csv has" in said
    for model in (Grant, DataSource, ImportRun, ImportRow):
        assert any_place.count(model) == 0


def test_a_missing_column_is_named(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    row = make_row()
    del row[HEADINGS["funder_id"]]
    assert place.bring_in(place.sheet(row), *OWN) == 1
    said = capsys.readouterr().err
    assert "row 2, Funding Org:0:Identifier (no such column): is needed" in said


def test_the_faulty_can_be_left_out(any_place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [make_row(1), make_row(2, currency="GBB")]
    assert any_place.bring_in(any_place.sheet(*rows), *OWN, "--skip-faulty") == 0
    said = capsys.readouterr().out
    assert "2 grants: 1 new, 1 refused" in said
    assert "refused  row 3, column D (Currency)" in said
    assert set(any_place.grants()) == {"360G-invented-1"}
    with any_place.session as session:
        outcomes = dict(session.execute(select(ImportRow.external_id, ImportRow.outcome)).all())
    assert outcomes == {"360G-invented-1": "taken", "360G-invented-2": "refused"}


def test_people_are_never_kept(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    person = make_grant(
        2,
        recipientOrganization=None,
        recipientIndividual={"id": "360G-x-ind", "name": "A Secret Name"},
    )
    grant = make_grant()
    grant["recipientOrganization"][0] |= {
        "contactName": "A Secret Name",
        "email": "secret@invented.example",
        "telephone": "0116 496 0000",
    }
    assert place.bring_in(place.package(grant, person)) == 0
    assert "1 new, 1 to individuals, never kept" in capsys.readouterr().out
    with place.session as session:
        (row,) = session.scalars(select(Grant))
        whole = json.dumps([row.rest, row.recipient_name, grant_of(row)])
        kept = [run.message for run in session.scalars(select(ImportRun))]
        rows = [f"{row.name} {row.external_id}" for row in session.scalars(select(ImportRow))]
    assert "ecret" not in f"{whole} {kept} {rows}"
    assert "0116" not in whole


def test_the_same_file_again_changes_nothing_and_a_new_one_what_it_says(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    any_place.bring_in(any_place.package(make_grant(), make_grant(2)))
    any_place.bring_in(any_place.package(make_grant(), make_grant(2), name="other.json"))
    assert "2 grants: 2 unchanged" in capsys.readouterr().out
    any_place.bring_in(any_place.package(make_grant(title="New words")))
    assert "1 grants: 1 changed" in capsys.readouterr().out
    grants = any_place.grants()
    assert len(grants) == 2
    assert grants["360G-invented-1"].title == "New words"


def test_another_source_s_grant_is_left_alone(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.bring_in(place.package(make_grant()))
    assert place.bring_in(place.package(make_grant(title="Other")), source="other") == 0
    assert "1 there already from another source" in capsys.readouterr().out
    assert place.grants()["360G-invented-1"].title == "Invented lunch club"


def test_looking_first_writes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.bring_in(place.package(make_grant()), "--preview") == 0
    assert "Only looked: nothing was written." in capsys.readouterr().out
    assert place.count(Grant) == place.count(DataSource) == 0


def test_publisher_and_licence_must_be_known(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.bring_in(place.sheet(make_row())) == 1
    assert "does not say who publishes these grants" in capsys.readouterr().err
    assert place.count(DataSource) == 0


def test_a_name_of_another_kind_of_source(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with place.session as session:
        session.add(DataSource(name="invented", kind="sheet", title="x", can={}))
        session.commit()
    assert place.bring_in(place.package(make_grant())) == 1
    assert "belongs to another kind of source" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON: line 1, column 2"),
        ("[" * 100_000, "nested too deeply"),
        ('{"grants": [{"amountAwarded": NaN}]}', "NaN is no number of JSON"),
        ('{"grant": []}', "there is no list 'grants' in it"),
        ("5", "there is no list 'grants' in it"),
        ('{"grants": ["x"]}', "grant 1: is not an object"),
        ("", "is no"),
    ],
)
def test_files_that_are_no_grants(
    place: Place, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = place.folder / "broken.json"
    path.write_text(text)
    assert place.bring_in(path) == 1
    assert said in capsys.readouterr().err


def test_faults_in_a_package_name_grant_and_field(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    grant = make_grant(2, awardDate="soon", fundingOrganization=[{"id": "x"}])
    assert place.bring_in(place.package(make_grant(), grant)) == 1
    said = capsys.readouterr().err
    assert "grant 2 (360G-invented-2), awardDate: must be a date" in said
    assert "grant 2 (360G-invented-2), fundingOrganization/0/name: is needed" in said


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Awrad Date", "column K (Awrad Date): did you mean 'Award Date'?"),
        ("Recipient Orgs:Name", "column K (Recipient Orgs:Name): did you mean"),
        ("Recipient Org:Name", "means the same field as 'Recipient Org:0:Name'"),
        ("Recipient Org:99999999:Name", "numbers its items too high"),
    ],
)
def test_misspelt_headings_are_not_kept_in_silence(
    place: Place, capsys: pytest.CaptureFixture[str], heading: str, said: str
) -> None:
    assert place.bring_in(place.sheet(make_row() | {heading: "x"}), *OWN) == 1
    assert said in capsys.readouterr().err


def test_what_grantnav_adds_is_understood(place: Place) -> None:
    added = {
        "Data Source": "https://invented.example/grants.json",
        "Publisher:Name": "Invented Fund",
        "Recipient Region": "Inventland",
        "Recipient District": "Southdale",
        "Recipient District Geographic Code": "E07999002",
        "Recipient Ward": "Ward",
        "Recipient Ward Geographic Code": "E05999999",
        "Retrieved for use in GrantNav": "2026-10-01",
        "License (see note)": LICENCE,
        "Beneficiary District Geographic code (additional data)": "",
        "Best Available District Geographic Code (additional data)": "E07999001",
    }
    assert place.bring_in(place.sheet(make_row() | added)) == 0
    assert place.grants()["360G-invented-1"].beneficiary_district == "Northdale"


@pytest.mark.parametrize(
    ("location", "area"),
    [
        ({"geoCode": "E06999001"}, "Inventon"),
        ({"name": "Northdale District"}, "Northdale"),
        ({"name": "inventshire"}, "Inventshire"),
        ({"name": "Newby"}, None),
        ({"name": "Elsewhere"}, None),
    ],
)
def test_where_a_grant_belongs(place: Place, location: dict[str, str], area: str | None) -> None:
    place.bring_in(place.package(make_grant(beneficiaryLocation=[location])))
    assert place.grants()["360G-invented-1"].beneficiary_district == area


def test_a_source_can_be_forgotten(any_place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    any_place.bring_in(any_place.package(make_grant()))
    assert main(["forget", "--source", "invented"]) == 0
    assert "1 grants forgotten" in capsys.readouterr().out
    for model in (Grant, DataSource, ImportRun, ImportRow):
        assert any_place.count(model) == 0
    assert main(["forget", "--source", "invented"]) == 1


def test_amounts_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"grants": [{"amountAwarded": 0.1}, {"amountAwarded": 12345678901.23}]}')
    amounts = [item.grant["amountAwarded"] for item in read_grants(path).grants]
    assert amounts == [Decimal("0.1"), Decimal("12345678901.23")]


def test_an_amount_beyond_pence_is_given_back_as_it_was(place: Place) -> None:
    grant = make_grant(amountAwarded=10.125)
    place.bring_in(place.package(grant))
    row = place.grants()["360G-invented-1"]
    assert row.amount_awarded == Decimal("10.12")
    assert grant_of(row)["amountAwarded"] == 10.125
