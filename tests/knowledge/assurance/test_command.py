"""The command, as a person types it."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.assurance.__main__ import main
from knowledge.assurance.demand import monday_of
from knowledge.database import Database, create_database
from knowledge.models import LinkCheck, Record, UnmetDemand, part_id
from tests.knowledge.factories import make_record

GONE = "https://invented.example/gone"


@pytest.fixture
def database(tmp_path: Path, sqlite_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{shutil.copy(sqlite_directory, tmp_path / 'signpost.db')}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("CONTENT_FOLDER", str(tmp_path / "content"))
    database = create_database(url)
    with database.session() as session:
        session.add(make_record(slug="office", name="=Office", source_date="2001", url=GONE))
        session.commit()
    return database


def test_next(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["next"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1. =Office (office, entries.yml): from a page of 2001: check before")
    path = tmp_path / "next.csv"
    assert main(["next", "--out", str(path), "--limit", "5"]) == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["id"] == "office"
    assert row["name"] == "'=Office"
    assert GONE in row["pages"]


def test_assure_and_history(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "office"]) == 0
    assert "nobody has checked it yet" in capsys.readouterr().out
    arguments = ["assure", "office", "--team", "VAL", "--on", "2026-11-01", "--note", "Rang."]
    assert main([*arguments, "--review-on", "2027-05-01"]) == 0
    assert main(["assure", "office", "--team", "VAL", "--field", "phone"]) == 0
    capsys.readouterr()
    assert main(["history", "office"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("VAL: right, only phone")
    assert second == "2026-11-01 VAL: right, look again on 2027-05-01: Rang."
    with database.session() as session:
        assert session.scalars(select(Record)).one().assured_by == "VAL"


def test_taking_down(database: Database) -> None:
    assert main(["assure", "office", "--team", "VAL", "--outcome", "taken down"]) == 0
    with database.session() as session:
        assert session.scalars(select(Record)).one().is_withheld


def test_what_is_wrong_is_said(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assure", "nobody", "--team", "VAL"]) == 1
    assert capsys.readouterr().err == "There is no record nobody.\n"
    assert main(["assure", "office", "--team", " "]) == 1
    assert "team: must be a name" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["assure", "office", "--team", "VAL", "--on", "yesterday"])
    assert "'yesterday' is not a day as YYYY-MM-DD" in capsys.readouterr().err


def test_broken_links(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    day = datetime(2026, 10, 1, tzinfo=UTC)
    with database.session() as session:
        session.add(
            LinkCheck(url=GONE, state="gone", failures=4, problem="answers with 404", good_at=day)
        )
        session.add(LinkCheck(url="https://a.example/", state="moved", failures=0))
        session.commit()
    assert main(["broken"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"gone: {GONE} answers with 404, last good on 2026-10-01",
        "  in office (entries.yml)",
        "1 links flagged; nothing was taken down",
    ]
    assert main(["broken", "--all"]) == 0
    assert "moved: https://a.example/" in capsys.readouterr().out


def test_links_that_are_nobody_s(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "--url", "http://127.0.0.1:8080/"]) == 0
    said = capsys.readouterr().out
    assert "1 addresses asked: 1 failing" in said
    assert "127.0.0.1 is not on the public internet" in said


def test_gaps(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps"]) == 1
    assert "No search of the last 13 weeks" in capsys.readouterr().err
    week = monday_of(datetime.now(UTC).date()) - timedelta(weeks=1)
    with database.session() as session:
        session.add(
            UnmetDemand(
                id=part_id("x"), week=week, subject="bicycle", kind="service", district="Blaby",
                channel="web", searches=7,
            )
        )  # fmt: skip
        session.commit()
    assert main(["gaps"]) == 0
    assert capsys.readouterr().out == "7 times: bicycle (service) in Blaby\n"
