"""What nobody could find is counted by week and subject, on every database, and never in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.orm import Session

from knowledge.assurance.demand import monday_of, note_shown
from knowledge.database import Database, create_database
from knowledge.demand import (
    Shown,
    Unmet,
    count_unmet,
    note_unmet,
    shown_by,
    subject_of,
    unmet_by,
)
from knowledge.directory import Directory
from knowledge.models import UnmetDemand
from tests.knowledge.factories import make_record

TODAY = date(2026, 11, 24)
WEEK = monday_of(TODAY)


@pytest.fixture
def session(directory_database: Database) -> Iterator[Session]:
    with directory_database.session() as session:
        yield session


def test_each_week_counts_on_its_own(session: Session) -> None:
    for _ in range(3):
        note_unmet(session, "Day centres", "service", "Melton", "web", TODAY)
    note_unmet(session, "Day centres", "service", "Blaby", "web", TODAY)
    note_unmet(session, "Day centres", "service", "Melton", "web", TODAY - timedelta(weeks=1))
    note_unmet(session, "funding", "fund", "", "", TODAY)
    note_unmet(session, "funding", "fund", "", "", TODAY - timedelta(weeks=13))
    assert unmet_by(session, TODAY) == [Unmet(5, "Day centres"), Unmet(1, "funding")]
    assert unmet_by(session, TODAY, ("district", "kind"), limit=1) == [
        Unmet(4, "", "service", "Melton")
    ]
    assert unmet_by(session, TODAY, ("week",)) == [
        Unmet(5, week=WEEK),
        Unmet(1, week=WEEK - timedelta(weeks=1)),
    ]
    assert unmet_by(session, TODAY, weeks=1) == [Unmet(4, "Day centres"), Unmet(1, "funding")]


def test_only_known_columns_group(session: Session) -> None:
    for by in ((), ("id",), ("searches",)):
        with pytest.raises(ValueError, match="group by"):
            unmet_by(session, TODAY, by)


def test_what_was_shown(session: Session) -> None:
    session.add(make_record(slug="invented-team", name="Invented team"))
    session.flush()
    note_shown(session, ["invented-team", "invented-team", "gone"], TODAY)
    assert shown_by(session, TODAY) == [
        Shown("invented-team", "Invented team", "contact", 2),
        Shown("gone", "gone", "", 1),
    ]
    assert [item.slug for item in shown_by(session, TODAY, {"contact"})] == ["invented-team"]
    assert shown_by(session, TODAY, {"fund"}) == []


@pytest.mark.parametrize(
    ("text", "topic", "subject"),
    [
        ("is there a library in Syston where my Aunt Mabel can go", None, "Library facilities"),
        ("my neighbour John Smith of 3 High Street needs a hug", "support-services",
         "support-services"),
        ("bereavement support please", None, "Bereavement support"),
        ("asdf", None, ""),
        ("", "funding", "funding"),
    ],
)  # fmt: skip
def test_a_subject_is_never_in_the_words_of_the_person(
    text: str, topic: str | None, subject: str
) -> None:
    assert subject_of(text, topic) == subject


def test_no_column_could_hold_what_was_typed() -> None:
    columns = set(UnmetDemand.__table__.columns.keys())
    assert columns == {"id", "week", "subject", "kind", "district", "channel", "searches"}


def test_the_directory_counts_beside_the_answer(
    directory: Directory,
) -> None:
    noted: list[tuple[str, ...]] = []
    done = Event()

    def note(*values: str) -> None:
        noted.append(values)
        done.set()

    directory.later(note, "Day centres", "service", "Melton", "web")
    assert done.wait(5)
    assert noted == [("Day centres", "service", "Melton", "web")]


def test_counting_never_breaks_an_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = create_database(f"sqlite:///{tmp_path / 'empty.db'}")
    count_unmet(database, "funding", "fund", "", "", TODAY)
    assert "what nobody could find is not counted" in caplog.text
    database.close()
