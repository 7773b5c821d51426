"""Counts without people: kept over deletions, small ones not told, the same in every form."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from starlette.routing import Route

from bot.accounts.roles import ROLES
from bot.handoff.models import CallbackAttempt
from bot.insight.counting import count_days, district_of
from bot.insight.figures import six_figures
from bot.insight.pages import ROUTES, as_csv, tables_of
from bot.insight.plots import plot
from bot.insight.snapshot import Period
from bot.insight.table import Table
from bot.insight.tables import TABLES
from bot.insight.waits import bucket_of
from bot.staff.models import Signpost
from knowledge import database as knowledge
from tests.bot.conftest import Bench
from tests.bot.insight.conftest import MONEY, snapshot_of
from tests.bot.people import signed_in


async def _table(room: Bench, key: str) -> Table:
    return TABLES[key](await snapshot_of(room))


async def _do(room: Bench, work: Any) -> Any:
    return await room.app.state.accounts.transactions.do(work)


@pytest.mark.parametrize("role", [*ROLES])
async def test_only_those_who_steer_see_it(room: Bench, role: str) -> None:
    person = await signed_in(room, role)
    for route in ROUTES:
        assert isinstance(route, Route)
        path = route.path.replace("{key}", "subjects")
        answer = await person.client.get(path)
        # There are no invented figures here.
        good = 404 if path.startswith("/insight/demo") else 200
        assert answer.status_code == (good if role in {"editor", "administrator"} else 403), path
        assert (await room.client.get(path)).status_code == 303


async def test_what_was_asked_and_how_it_went(room: Bench) -> None:
    subjects = await _table(room, "subjects")
    assert subjects.columns[1:] == (
        "Conversations", "Not sure", "Found nothing", "Not what they meant",
        "Asked for a person and waited", "It helped", "It did not help",
    )  # fmt: skip
    assert subjects.rows == [
        ("Find money for a group", (30, 5, None, 5, 5, 20, 10)),
        ("Save a building or land", (None, 0, 0, 0, 0, 0, 0)),
    ]
    weeks = await _table(room, "weeks")
    assert [label for label, _ in weeks.rows] == [
        f"{day.day} {day:%b}" for day in Period(room.clock().date()).mondays
    ]
    assert weeks.rows[-1][1] == (35, 20, 5, None, 5)
    assert weeks.rows[0][1] == (0, 0, 0, 0, 0)
    people = await _table(room, "people")
    assert people.rows[-1][1] == (5, 5, None, 0, 20, 10)
    assert (await _table(room, "channels")).rows[0][0] == "Web"


async def test_demand_stands_beside_supply(room: Bench) -> None:
    areas = await _table(room, "areas")
    assert areas.rows == [("Melton", (30, None, 5, 1))]
    assert "named none: fewer than 5" in areas.note
    demand = await _table(room, "demand")
    assert ("Find money for a group, Melton", (30, None, 0, 0)) in demand.rows
    assert ("Debt advice, Melton", (0, 5, 0, 0)) in demand.rows
    gaps = await _table(room, "gaps")
    assert gaps.rows == [("Debt advice", (5, 0)), ("Small matter", (None, 0))]


async def test_waits_and_what_staff_gave(room: Bench) -> None:
    def work(session: Any) -> None:
        for number in range(12):
            session.add(
                Signpost(
                    given_on=room.clock().date(), account_id=1, slug="service", kind="service",
                    subject="support-services", district="",
                    outcome="helped" if number < 8 else "no_answer" if number < 10 else None,
                )
            )  # fmt: skip

    await _do(room, work)
    assert dict((await _table(room, "waits")).rows) == {
        "Under a minute": (0,), "1 to 3 minutes": (5,), "3 to 10 minutes": (0,),
        "10 to 30 minutes": (0,), "Longer": (0,), "Left, or nobody came": (None,),
    }  # fmt: skip
    signposts = await _table(room, "signposts")
    assert signposts.rows == [("Support services", (10, 10, 0, None))]
    assert (await _table(room, "services")).rows == [("A service", (0, 10))]


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, "wait_1"), (60, "wait_3"), (599, "wait_10"), (1799, "wait_30"), (9000, "wait_more")],
)
def test_each_wait_is_one_of_a_few(seconds: int, bucket: str) -> None:
    from datetime import timedelta

    assert bucket_of(timedelta(seconds=seconds)) == bucket


async def test_a_deleted_conversation_stays_counted_and_none_is_counted_twice(
    room: Bench,
) -> None:
    before = (await snapshot_of(room)).counts
    await _do(
        room, lambda session: session.connection().exec_driver_sql("DELETE FROM conversation")
    )
    for _ in range(2):
        await _do(room, lambda session: count_days(session, at=room.clock()))
    assert (await snapshot_of(room)).counts == before
    assert before.total() > MONEY


async def test_what_was_called_back_is_counted_on_its_day(room: Bench) -> None:
    room.clock.move(days=1)

    def work(session: Any) -> None:
        for number in range(1, 6):
            session.add(
                CallbackAttempt(
                    callback_id=number, at=room.clock(), name="Invented", result="done", note=""
                )
            )
        session.add(
            CallbackAttempt(
                callback_id=1, at=room.clock(), name="Invented", result="no_answer", note=""
            )
        )
        session.flush()
        count_days(session, at=room.clock())

    await _do(room, work)
    assert (await snapshot_of(room)).total("called_back") == 5


async def test_what_staff_passed_on_is_no_conversation(room: Bench) -> None:
    def work(session: Any) -> None:
        session.connection().exec_driver_sql("DELETE FROM daily_count")
        session.connection().exec_driver_sql("UPDATE conversation SET channel = 'staff'")
        count_days(session, at=room.clock())

    await _do(room, work)
    found = await snapshot_of(room)
    assert found.total("conversation") == 0
    assert found.by("channel", "callback")["staff"] == 5


@pytest.mark.parametrize(
    ("place", "area"),
    [
        ("Inventown, Melton", "Melton"),
        ("inventown", "Melton"),
        ("Inventown, Elsewhere", "Melton"),
        ("Nowhere", ""),
        (None, ""),
    ],
)
def test_the_area_of_a_place(place: str | None, area: str) -> None:
    assert district_of(place, {"inventown": "Melton"}) == area


async def test_the_same_figures_in_page_plot_and_file(room: Bench) -> None:
    person = await signed_in(room, "administrator")
    page = await person.client.get("/insight")
    assert page.status_code == 200
    assert "Find money for a group" in page.text
    assert "fewer than 5" in page.text
    tables = tables_of(await snapshot_of(room))
    assert page.text.count("<svg") == sum(not table.is_empty for table in tables) > 5
    picture = await person.client.get("/insight/subjects.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert ">30</text>" in picture.text
    assert "fewer than 5" in picture.text
    file = await person.client.get("/insight/areas.csv")
    assert list(csv.reader(io.StringIO(file.text))) == [
        ["Area", "Conversations", "Answers that found nothing", "Searches that found nothing",
         "Services of its own"],
        ["Melton", "30", "<5", "5", "1"],
    ]  # fmt: skip
    assert (await person.client.get("/insight/nonsense.csv")).status_code == 404


async def test_what_has_not_been_counted_is_named_and_not_shown(room: Bench) -> None:
    person = await signed_in(room, "editor")
    empty = [table for table in tables_of(await snapshot_of(room)) if table.is_empty]
    assert "signposts" in [table.key for table in empty]
    page = (await person.client.get("/insight")).text
    said = page.partition("so not shown: ")[2].partition("</p>")[0]
    for table in empty:
        assert f"'{table.title}'" in said
        assert f'id="{table.key}"' not in page
        assert f"#{table.key}" not in page
    assert "Nothing yet" not in page
    assert "Nobody has asked" not in page


async def test_six_figures_with_their_targets(room: Bench) -> None:
    site = room.app.state.conversations.site
    figures = six_figures(await snapshot_of(room), site)
    assert [figure.label for figure in figures] == [
        "Answers that helped", "Answers that found nothing", "Usual wait for an adviser, 30 days",
        "Call backs that are late", "Records that need no check",
        "Left with the editors for over a week",
    ]  # fmt: skip
    told = {figure.label: (figure.value, figure.is_right) for figure in figures}
    assert told["Answers that helped"] == ("70 in 100", False)
    assert told["Answers that found nothing"] == ("at most 14 in 100", True)
    assert told["Usual wait for an adviser, 30 days"] == ("1 minute", True)
    assert told["Call backs that are late"] == ("0", True)
    room.clock.move(days=2)
    late = {f.label: f for f in six_figures(await snapshot_of(room), site)}
    assert late["Call backs that are late"].value == "5"
    assert late["Call backs that are late"].verdict == "Not as it should be"


async def test_with_nothing_yet_nothing_is_claimed(bench: Bench) -> None:
    knowledge.upgrade(bench.settings.database_url)
    person = await signed_in(bench, "editor")
    page = await person.client.get("/insight")
    assert "Nobody has asked anything yet since 31 August 2026" in page.text
    for empty in (
        "too few to say",
        "Nothing yet",
        "<svg",
        "<table",
        '<nav aria-label="Tables',
        "()",
    ):
        assert empty not in page.text, empty
    assert (await person.client.get("/insight/gaps.svg")).status_code == 200


def test_a_period_is_whole_weeks_and_knows_the_one_before() -> None:
    period = Period(date(2026, 11, 25))
    assert period.first == date(2026, 8, 31)
    assert period.said == "31 August to 25 November 2026"
    assert period.before.last == date(2026, 8, 30)
    assert period.before.first == date(2026, 6, 1)
    assert Period(date(2026, 1, 14)).said == "20 October 2025 to 14 January 2026"


def test_labels_are_escaped_and_cannot_be_run_by_a_spreadsheet(bench: Bench) -> None:
    table = Table("x", "X & Y", ("A", "B"), [("=1+1 <b>", (7,))])
    picture = plot(table, bench.app.state.conversations.site.colours)
    assert "&lt;b&gt;" in picture
    assert "<b>" not in picture
    assert as_csv(table).splitlines()[1] == "'=1+1 <b>,7"
