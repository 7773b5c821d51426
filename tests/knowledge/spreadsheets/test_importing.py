"""A list comes in whole or not at all, and only what it owns is changed."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.assurance.records import Word, assure
from knowledge.content_schema import SCHEMAS
from knowledge.database import create_database
from knowledge.loading import load
from knowledge.models import (
    ContentState,
    DataSource,
    ImportRow,
    ImportRun,
    Link,
    Phone,
    Record,
    Service,
)
from knowledge.spreadsheets.__main__ import main
from knowledge.spreadsheets.columns import columns_of
from knowledge.spreadsheets.lists import id_from
from knowledge.spreadsheets.tables import column_letters
from knowledge.spreadsheets.template import HELP_SHEET
from tests.knowledge.factories import (
    CountingEncoder,
    entry_data,
    make_settings,
    write_content,
)

HEADINGS = [
    "name",
    "summary",
    "topics",
    "areas",
    "phone",
    "source_note",
    "source_date",
    "confidence",
]
HALL = {
    "name": "Invented Hall",
    "summary": "A hall to hire.",
    "topics": "support-services",
    "areas": "inventshire",
    "phone": "0116 496 0001",
    "source_note": "an invented list",
    "source_date": "01/09/2026",
    "confidence": "High",
}


class Place:
    """A folder with a loaded directory, and lists to bring in."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.settings = make_settings(folder, DATABASE_URL=url)
        write_content(
            folder / "content",
            entry_data("contact", id="invented-office"),
            entry_data("contact", id="withheld-office", status="withheld"),
        )
        self.load()

    def load(self) -> None:
        load(self.settings, lambda _line: None, CountingEncoder())

    def list(self, *rows: dict[str, Any], name: str = "halls.csv", encoding: str = "utf-8") -> Path:
        headings = list(dict.fromkeys(key for row in rows for key in row)) or HEADINGS
        with (self.folder / name).open("w", newline="", encoding=encoding) as stream:
            writer = csv.DictWriter(stream, headings)
            writer.writeheader()
            writer.writerows(rows)
        return self.folder / name

    def bring_in(self, path: Path, *more: str, source: str = "halls", kind: str = "service") -> int:
        kinds = ["--kind", kind] if kind else []
        return main(["import", str(path), "--source", source, *kinds, *more])

    @property
    def session(self) -> Session:
        return Session(create_database(self.url).engine)

    def service(self, slug: str = "invented-hall") -> Service:
        with self.session as session:
            found = session.scalar(select(Service).where(Service.slug == slug))
            assert found is not None
            return found

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


def test_a_list_comes_in(any_place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    office = HALL | {"name": "Invented Office's Café", "phone": "1164960002"}
    assert any_place.bring_in(any_place.list(HALL, office), "--by", "Invented team") == 0
    said = capsys.readouterr().out
    assert "halls.csv: 2 rows: 2 new, 0 changed, 0 unchanged" in said
    assert "mended    row 3, column E (phone): 1164960002 taken as 01164960002" in said
    hall = any_place.service()
    with any_place.session as session:
        assert session.scalars(select(Phone.number).where(Phone.record_id == hall.id)).all()
    assert (hall.origin, hall.areas, hall.source_date) == ("halls", ["Inventshire"], "2026-09-01")
    assert hall.content_file == "halls.csv"
    assert hall.modified_at is not None
    assert any_place.service("invented-offices-cafe").phone == "01164960002"
    with any_place.session as session:
        run = session.scalars(select(ImportRun)).one()
        assert (run.state, run.total, run.taken, run.mended) == ("done", 2, 0, 2)
        assert run.by == "Invented team"
        rows = session.scalars(select(ImportRow).order_by(ImportRow.position)).all()
        assert [row.name for row in rows] == ["Invented Hall", "Invented Office's Café"]
        assert "taken as 2026-09-01" in (rows[0].message or "")


def test_looking_first_writes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.bring_in(place.list(HALL), "--preview") == 0
    assert "Only looked: nothing was written." in capsys.readouterr().out
    assert place.count(Service) == place.count(ImportRun) == place.count(DataSource) == 0


def test_every_fault_is_named_with_its_cell_and_nothing_is_kept(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        HALL,
        HALL | {"name": "Second", "phone": "07700 900123", "topics": "fun"},
        HALL | {"name": "Third", "areas": "Atlantis", "source_date": "31/02/2026"},
        HALL | {"name": "", "summary": "word " * 61},
        HALL | {"name": "invented hall"},
        HALL | {"name": "Sixth", "summary": "=HYPERLINK(1)", "areas": "Atlantis"},
        HALL | {"name": "Seventh", "areas": "Atlantis"},
        HALL | {"name": "Invented Office"},
    ]
    assert any_place.bring_in(any_place.list(*rows)) == 1
    said = capsys.readouterr().err
    for fault in [
        "row 3, column C (topics): 'fun' is not one of volunteering",
        "row 4, column G (source_date): 2026-02-31 is not a date of the calendar",
        "row 5, column A (name): must be filled in",
        "row 5, column B (summary): has 61 words; the most is 60",
        "row 6, id (no such column): the id invented-hall is that of row 2 already",
        "row 7, column B (summary): holds a formula",
        "row 8, column D (areas): 'Atlantis' is not one of England, Inventshire, UK",
        "row 9, id (no such column): invented-office is there already, from entries.yml",
    ]:
        assert fault in said, fault
    assert (
        any_place.count(Service) == any_place.count(ImportRun) == any_place.count(DataSource) == 0
    )


def test_a_mobile_number_is_refused_in_its_cell(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.bring_in(place.list(HALL | {"phone": "07700 900123"})) == 1
    assert "row 2, column E (phone): 07700900123 is a mobile number" in capsys.readouterr().err


def test_the_same_list_again_changes_nothing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place.list(HALL)
    assert place.bring_in(path) == 0
    before = place.service().modified_at
    capsys.readouterr()
    assert place.bring_in(path) == 0
    assert "0 new, 0 changed, 1 unchanged" in capsys.readouterr().out
    assert place.service().modified_at == before


def test_what_changed_is_shown_and_changed(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    any_place.bring_in(any_place.list(HALL))
    path = any_place.list(HALL | {"phone": "0116 496 0009"})
    capsys.readouterr()
    assert any_place.bring_in(path, "--preview") == 0
    said = capsys.readouterr().out
    assert "changed   invented-hall: phone: '0116 496 0001' becomes '0116 496 0009'" in said
    assert any_place.service().phone == "0116 496 0001"
    assert any_place.bring_in(path) == 0
    assert any_place.service().phone == "0116 496 0009"


def test_what_the_list_no_longer_names_stays_until_a_person_says_otherwise(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    other = HALL | {"name": "Other Hall"}
    any_place.bring_in(any_place.list(HALL, other))
    shorter = any_place.list(HALL)
    assert any_place.bring_in(shorter) == 0
    assert "no longer in the list  other-hall: Other Hall" in capsys.readouterr().out
    assert any_place.service("other-hall").lifecycle == "active"
    assert any_place.bring_in(shorter, "--take-down-missing") == 0
    assert any_place.service("other-hall").is_withheld
    assert any_place.bring_in(any_place.list(HALL, other)) == 0
    back = any_place.service("other-hall")
    assert (back.lifecycle, back.status) == ("active", None)


def test_what_came_in_survives_the_loading_of_the_content(any_place: Place) -> None:
    path = any_place.list(HALL | {"kind": "opportunity", "organisation": "X", "role": "Y"})
    row = HALL | {
        "kind": "opportunity",
        "organisation": "Invented",
        "organisation_id": "invented-office",
        "role": "Helper",
    }
    path = any_place.list(row)
    assert any_place.bring_in(path, kind="") == 0
    write_content(
        any_place.folder / "content",
        entry_data("contact", id="invented-office", name="Another name"),
        entry_data("contact", id="withheld-office", status="withheld"),
    )
    any_place.load()
    with any_place.session as session:
        record = session.scalar(select(Record).where(Record.slug == "invented-hall"))
        assert record is not None
        assert [link.target.name for link in record.links] == ["Another name"]
        state = session.scalars(select(ContentState)).one()
        assert state.imports_version is not None


def test_search_hears_of_it(place: Place) -> None:
    with place.session as session:
        before = session.scalars(select(ContentState)).one().records_version
    path = place.list(HALL)
    place.bring_in(path)
    with place.session as session:
        state = session.scalars(select(ContentState)).one()
        after = state.records_version
        assert after != before
        assert state.vectors_version is None
    place.bring_in(path)
    with place.session as session:
        assert session.scalars(select(ContentState)).one().records_version == after


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("organisation_id", "nobody", "there is no entry nobody"),
        ("organisation_id", "withheld-office", "withheld-office is withheld"),
        ("organisation_id", "Some Body", "String should match pattern"),
    ],
)
def test_references_lead_somewhere(
    place: Place, capsys: pytest.CaptureFixture[str], key: str, value: str, said: str
) -> None:
    row = HALL | {"organisation": "X", "role": "Y", key: value}
    assert place.bring_in(place.list(row), kind="opportunity") == 1
    assert f"row 2, column K ({key}): {said}" in capsys.readouterr().err


def test_another_source_s_records_are_left_alone(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.bring_in(place.list(HALL))
    assert place.bring_in(place.list(HALL), source="other-list") == 1
    assert "is there already, from the source halls" in capsys.readouterr().err
    assert place.bring_in(place.list(HALL), source="content") == 1
    assert "belongs to another kind of source" in capsys.readouterr().err
    assert place.bring_in(place.list(HALL), source="Not A Name") == 1
    assert "must be lower-case words joined by hyphens" in capsys.readouterr().err


def test_a_kind_does_not_change(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.bring_in(place.list(HALL))
    assert place.bring_in(place.list(HALL), kind="contact") == 1
    assert "invented-hall is a service already, not a contact" in capsys.readouterr().err


def test_what_holds_for_the_whole_list_is_said_once(place: Place) -> None:
    row = {key: HALL[key] for key in ("name", "summary", "topics", "areas")}
    more = ["--source-note", "the list of halls", "--source-date", "2026-10", "--confidence", "low"]
    assert place.bring_in(place.list(row)) == 1
    assert place.bring_in(place.list(row), *more) == 0
    hall = place.service()
    assert (hall.source_note, hall.source_date) == ("the list of halls", "2026-10")


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ({"nmae": "A"}, "column A (nmae): is no column of a service; did you mean name?"),
        ({"name": "A", "xyzzy": "B"}, "column B (xyzzy): is no column of a service; these are:"),
        ({"name": "A", "Title": "B"}, "column B (Title): says name, and so does 'name'"),
    ],
)
def test_headings_that_are_not_understood(
    place: Place, capsys: pytest.CaptureFixture[str], headings: dict[str, str], said: str
) -> None:
    assert place.bring_in(place.list(headings)) == 1
    assert said in capsys.readouterr().err


def test_the_kind_must_be_known(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.bring_in(place.list(HALL), kind="") == 1
    assert "say what kind of entries these are" in capsys.readouterr().err
    assert place.bring_in(place.list({"kind": "ship"} | HALL), kind="") == 1
    assert "row 2, column A (kind): must be one of guidance" in capsys.readouterr().err


def test_the_template_can_be_filled_in_and_brought_in(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place.folder / "template.xlsx"
    assert main(["template", "--out", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [*SCHEMAS, HELP_SHEET]
    sheet = book["service"]
    headings = [str(cell.value) for cell in sheet[1]]
    assert headings == [column.name for column in columns_of("service")]
    letter = column_letters(headings.index("phone") + 1)
    assert sheet.column_dimensions[letter].number_format == "@"
    for key, value in HALL.items():
        sheet.cell(2, headings.index(key) + 1, value)
    fund = book["fund"]
    fund_headings = [str(cell.value) for cell in fund[1]]
    needed = {column.name for column in columns_of("fund") if column.is_needed}
    for key in needed | set(HALL):
        values = HALL | {"name": "Invented Fund", "status": "open"}
        fund.cell(2, fund_headings.index(key) + 1, values.get(key, "Invented words"))
    fund.cell(2, fund_headings.index("source_urls") + 1, "https://invented.example/")
    fund.cell(2, fund_headings.index("max_amount_gbp") + 1, 500)
    book.save(path)
    assert place.bring_in(path, kind="") == 0
    assert "2 rows: 2 new" in capsys.readouterr().out
    assert place.service().phone == HALL["phone"]
    broken = openpyxl.load_workbook(path)
    broken["fund"].cell(2, fund_headings.index("max_amount_gbp") + 1, "=A1")
    broken.save(path)
    assert place.bring_in(path, kind="") == 1
    said = capsys.readouterr().err
    assert "sheet fund, row 2, column " in said
    assert "(max_amount_gbp): holds a formula" in said


def test_a_csv_template_holds_one_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    assert main(["template", "--kind", "fund", "--out", str(path)]) == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.reader(stream)) == [column.name for column in columns_of("fund")]
    assert main(["template", "--out", str(path)]) == 1
    assert "A CSV file holds one kind" in capsys.readouterr().err
    assert main(["template", "--out", str(tmp_path / "t.ods")]) == 1
    assert "must end in .csv or .xlsx" in capsys.readouterr().err


def test_a_list_in_an_office_s_own_encoding(place: Place) -> None:
    row = HALL | {"name": "Café – Bar", "summary": "“Quotes” and £5"}
    assert place.bring_in(place.list(row, encoding="cp1252")) == 0
    assert place.service("cafe-bar").summary == "“Quotes” and £5"


@pytest.mark.parametrize(
    ("name", "made"),
    [("Émile's Café & Bar", "emiles-cafe-and-bar"), ("x" * 90, "x" * 80), ("--A  b--", "a-b")],
)
def test_ids_from_names(name: str, made: str) -> None:
    assert id_from(name) == made


def test_links_of_a_changed_row_are_replaced(any_place: Place) -> None:
    row = HALL | {"organisation": "X", "role": "Y", "organisation_id": "invented-office"}
    any_place.bring_in(any_place.list(row), kind="opportunity")
    assert any_place.count(Link) == 1
    any_place.bring_in(any_place.list(row | {"organisation_id": ""}), kind="opportunity")
    assert any_place.count(Link) == 0


def test_what_a_team_has_said_is_not_undone_by_a_list(
    any_place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    path = any_place.list(HALL)
    any_place.bring_in(path)
    now = datetime.now(UTC)
    with any_place.session as session:
        assure(session, Word("invented-hall", "VAL", now.date()), now)
        session.commit()
    capsys.readouterr()
    any_place.bring_in(path)
    assert "1 unchanged" in capsys.readouterr().out
    assert any_place.service().assured_by == "VAL"
    with any_place.session as session:
        assure(session, Word("invented-hall", "VAL", now.date(), "taken down"), now)
        session.commit()
    capsys.readouterr()
    any_place.bring_in(path)
    assert "stays down  invented-hall: taken down by VAL" in capsys.readouterr().out
    assert any_place.service().is_withheld


def test_a_check_does_not_hold_for_what_has_changed_since(any_place: Place) -> None:
    any_place.bring_in(any_place.list(HALL))
    now = datetime.now(UTC)
    with any_place.session as session:
        assure(session, Word("invented-hall", "VAL", now.date()), now)
        session.commit()
    assert any_place.service().assured_by == "VAL"
    any_place.bring_in(any_place.list(HALL | {"phone": "0116 496 0009"}))
    assert any_place.service().assured_on is None
