"""What to check next: tasks first, then what is due, then what is asked for most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.demand import (
    Gap,
    count_shown,
    demand_of,
    gaps,
    monday_of,
    note_shown,
)
from knowledge.assurance.records import Word, assure
from knowledge.assurance.upcoming import (
    tasks_without_record,
    to_check_line,
    what_to_assure,
)
from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import create_database, upgrade
from knowledge.freshness import note_asks_for_a_check
from knowledge.models import LinkCheck, Place, Record, RecordShown, UnmetDemand, part_id
from tests.knowledge.factories import make_record, write_yaml
from tests.knowledge.records import make_record_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()
FRESH = {"source_date": "2026-11"}
CONTENT = Path(__file__).parents[3] / "knowledge" / "content"


@pytest.fixture
def session(directory_url: str) -> Iterator[Session]:
    database = create_database(directory_url)
    with database.session() as session:
        yield session
    database.close()


def slugs(session: Session, **more: Any) -> list[str]:
    session.flush()
    return [item.record.slug for item in what_to_assure(session, TODAY, **more) if item.record]


def test_the_most_urgent_comes_first(session: Session) -> None:
    old = {"source_date": "2020-01"}
    session.add_all(
        [
            make_record(slug="fine", **FRESH),
            make_record(slug="oldest", source_date="1999"),
            make_record(slug="old", **old),
            make_record(slug="undated", source_date="unknown"),
            make_record(slug="doubtful", confidence="low", **FRESH),
            make_record(slug="withheld", status="withheld", **FRESH),
            make_record(slug="due", review_on=TODAY, **FRESH),
            make_record(slug="not-due", review_on=TODAY + timedelta(days=1), **FRESH),
            make_record(slug="second", confirm_order=2, **FRESH),
            make_record(slug="first", confirm_order=1, note="Ring them.", **FRESH),
            make_record(slug="asked-for", **old),
            make_record(slug="broken", url="https://invented.example/gone", **FRESH),
            make_record(slug="assured-long-ago", assured_on=date(2026, 1, 1), **FRESH),
            make_record(slug="assured", assured_on=TODAY, confirm_order=1, confidence="low"),
            make_record_of(Place, slug="place", source_date="1990"),
        ]
    )
    session.add(
        LinkCheck(
            url="https://invented.example/gone", state="gone", failures=4,
            problem="answers with status 404",
        )
    )  # fmt: skip
    note_shown(session, ["asked-for"] * 3 + ["fine"], TODAY)
    wanted = ["first", "second", "due", "withheld", "broken", "asked-for", "doubtful", "undated",
              "oldest", "old", "assured-long-ago", "place"]  # fmt: skip
    assert slugs(session) == wanted
    assert slugs(session, limit=2) == wanted[:2]
    reasons = {
        item.record.slug: item.reason for item in what_to_assure(session, TODAY) if item.record
    }
    assert reasons["first"] == "task 1 to confirm; from a page of November 2026; Ring them."
    assert reasons["withheld"].startswith("withheld from residents; ")
    assert reasons["due"].startswith("its review date, 22 November 2026, has passed; ")
    assert reasons["doubtful"].endswith("low confidence")
    assert "https://invented.example/gone answers with status 404" in reasons["broken"]
    assert "asked for 3 times in 13 weeks" in reasons["asked-for"]
    assert reasons["assured-long-ago"] == "checked 11 months ago"


def test_what_a_person_took_down_is_no_longer_to_be_checked(session: Session) -> None:
    session.add(make_record(slug="down", source_date="1999"))
    session.flush()
    assure(session, Word("down", "VAL", TODAY, "taken down"), NOW)
    assert slugs(session) == []


def test_tasks_about_no_record_stand_in_their_place(session: Session, tmp_path: Path) -> None:
    write_yaml(
        tmp_path / "to-confirm.yml",
        [
            {"by": "use", "what": "Ring the office.", "entries": ["office"]},
            {"by": "go-live", "what": "Read it all once."},
            {"by": "first-month", "what": "Ring the other.", "entries": ["other"]},
        ],
    )
    tasks = tasks_without_record(tmp_path)
    assert [number for number, _ in tasks] == [2]
    session.add(make_record(slug="office", confirm_order=1, **FRESH))
    session.add(make_record(slug="other", confirm_order=3, **FRESH))
    session.flush()
    found = what_to_assure(session, TODAY, tasks=tasks)
    assert [item.record.slug if item.record else item.name for item in found] == [
        "office",
        "Read it all once.",
        "other",
    ]
    assert to_check_line(found[1]) == "Read it all once.: task 2 to confirm, by go-live"
    assert tasks_without_record(tmp_path / "nowhere") == []


def test_every_task_and_every_note_of_the_content_is_on_the_list(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    upgrade(url)
    content = load_content(CONTENT)
    with create_database(url).session() as session:
        replace_content(session, content, "v" * 64, NOW)
        found = what_to_assure(session, TODAY, tasks=tasks_without_record(CONTENT))
    listed = {item.record.slug for item in found if item.record}
    asked = {item.entry.id for item in content.located if note_asks_for_a_check(item.entry.note)}
    assured = {item.entry.id for item in content.located if item.entry.assured_on}
    assert asked - assured <= listed
    told = [item.reason for item in found if item.record is None]
    assert len(told) == sum(not task.entries for task in content.to_confirm)
    head = [item for item in found if item.reason.startswith("task ")]
    assert found[: len(head)] == head
    orders = [int(item.reason.split()[1]) for item in head]
    assert orders == sorted(orders)
    assert set(orders) == set(range(1, len(content.to_confirm) + 1))


def unmet(words: str, searches: int, week: date, district: str = "", kind: str = "") -> UnmetDemand:
    key = part_id(words, str(week), district, kind)
    return UnmetDemand(
        id=key,
        week=week,
        subject=words,
        kind=kind,
        district=district,
        channel="web",
        searches=searches,
    )


def test_demand_is_what_is_shown_and_what_was_not_answered(session: Session) -> None:
    week = monday_of(TODAY)
    records: list[Record] = [
        make_record(slug="bikes", name="Bicycle repair club"),
        make_record(slug="lunch", name="Lunch", also_asked=["lunch clubs for men"]),
        make_record(slug="other", name="Other"),
    ]
    session.add_all(
        [
            *records,
            unmet("bicycle repair", 4, week),
            unmet("bicycle repair", 1, week - timedelta(weeks=12), "Blaby"),
            unmet("bicycle repair", 9, week - timedelta(weeks=13)),
            unmet("lunch bicycle", 2, week),
            unmet("bicycle repair", 1, week, kind="fund"),
        ]
    )
    session.flush()
    note_shown(session, ["lunch", "lunch", "bikes"], TODAY)
    note_shown(session, ["lunch"], TODAY)
    note_shown(session, ["lunch"], TODAY - timedelta(weeks=12))
    note_shown(session, ["lunch"], TODAY - timedelta(weeks=13))
    assert demand_of(session, records, TODAY) == {"bikes": 6, "lunch": 4}
    assert gaps(session, TODAY) == [
        Gap("bicycle repair", "", "", 4),
        Gap("lunch bicycle", "", "", 2),
        Gap("bicycle repair", "", "Blaby", 1),
        Gap("bicycle repair", "fund", "", 1),
    ]
    assert len(gaps(session, TODAY, limit=1)) == 1


def test_weeks_begin_on_monday() -> None:
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert monday_of(date(2026, 11, 23)) == date(2026, 11, 23)


def test_counting_never_breaks_an_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    database = create_database(url)
    count_shown(database, ["a"], TODAY)
    assert "what was shown is not counted" in caplog.text
    upgrade(url)
    count_shown(database, ["a", "a"], TODAY)
    count_shown(database, [], TODAY)
    with database.session() as session:
        assert session.scalars(select(RecordShown.times)).all() == [2]
    database.close()
