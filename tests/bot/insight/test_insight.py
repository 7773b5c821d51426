"""Counts without people: kept over deletions, small ones not told, the same in every form."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from bot.accounts.roles import ROLES
from bot.conversations.keeping import Helped
from bot.conversations.models import Conversation, Message
from bot.handoff.models import HandoffEvent
from bot.insight import tables
from bot.insight.__main__ import main
from bot.insight.counting import count_days
from bot.insight.figures import six_figures
from bot.insight.pages import ROUTES, as_csv
from bot.insight.plots import bars
from bot.staff.models import Signpost
from knowledge import database as knowledge
from knowledge.demand import note_unmet
from knowledge.models import ContentState, Place, Service
from tests.bot.conftest import Bench
from tests.bot.people import signed_in
from tests.knowledge.records import make_record_of


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """A running application: seven invented conversations about money, three about a building."""
    knowledge.upgrade(bench.settings.database_url)

    def work(session: Any) -> None:
        at = bench.clock()
        town = make_record_of(
            Place, slug="town", name="Inventown", place_kind="town", district="Melton"
        )
        service = make_record_of(Service, slug="service", name="A service", areas=["Melton"])
        session.add_all([town, service])
        session.add(ContentState(name="content", version="v", loaded_at=at, vectors_version="x"))
        for number in range(10):
            is_money = number < 7
            session.add(
                Conversation(
                    id=f"{number:036d}", token_hash="x", engine_id=f"e{number}",
                    channel="web" if is_money else "telegram", created_at=at, last_at=at,
                    subject="find_funding" if is_money else "save_building",
                    place="Inventown" if is_money else None,
                )
            )  # fmt: skip
        session.flush()
        for number in range(6):
            owner = f"{number:036d}"
            message = Message(conversation_id=owner, sender="assistant", at=at, text="", cards=[])
            session.add(message)
            session.flush()
            session.add(
                Helped(message_id=message.id, conversation_id=owner, has_helped=number != 0, at=at)
            )
            for event, later in (("join", 0), ("claim", 60)):
                session.add(
                    HandoffEvent(
                        conversation_id=owner, at=at + timedelta(seconds=later), event=event,
                        from_state="", to_state="", by="",
                    )
                )  # fmt: skip
        for _ in range(6):
            note_unmet(session, "Debt advice", "service", "Melton", "web", at.date())
        note_unmet(session, "Small matter", "", "", "web", at.date())
        count_days(session, at=at)

    await bench.app.state.accounts.transactions.do(work)
    return bench


async def _table(room: Bench, key: str) -> tables.Table:
    make = tables.TABLES[key]
    found: tables.Table = await room.app.state.accounts.transactions.do(
        lambda session: make(session, room.clock().date())
    )
    return found


@pytest.mark.parametrize("role", [*ROLES])
async def test_only_those_who_steer_see_it(room: Bench, role: str) -> None:
    person = await signed_in(room, role)
    for route in ROUTES:
        assert isinstance(route, Route)
        answer = await person.client.get(route.path.replace("{key}", "subjects"))
        assert answer.status_code == (200 if role in {"editor", "administrator"} else 403)
        assert (await room.client.get(route.path.replace("{key}", "weeks"))).status_code == 303


async def test_what_was_asked_and_small_counts_left_out(room: Bench) -> None:
    assert (await _table(room, "subjects")).rows == [
        ("Find money for a group", (7,)),
        ("Save a building or land", (None,)),
    ]
    assert (await _table(room, "areas")).rows[0] == ("Melton", (7, 6, 1))
    assert (await _table(room, "channels")).rows[0] == ("Web", (7,))
    assert (await _table(room, "gaps")).rows == [("Debt advice", (6,)), ("Small matter", (None,))]
    weeks = await _table(room, "weeks")
    assert len(weeks.rows) == tables.WEEKS
    assert weeks.rows[-1][1] == (10, 6, 0, 5, None)
    assert weeks.rows[0][1] == (0, 0, 0, 0, 0)


async def test_a_deleted_conversation_stays_counted_and_none_is_counted_twice(
    room: Bench,
) -> None:
    transactions = room.app.state.accounts.transactions
    await transactions.do(
        lambda session: session.connection().exec_driver_sql("DELETE FROM conversation")
    )
    for _ in range(2):
        await transactions.do(lambda session: count_days(session, at=room.clock()))
    assert (await _table(room, "subjects")).rows[0] == ("Find money for a group", (7,))


async def test_signposts_are_told_by_subject(room: Bench) -> None:
    def work(session: Any) -> None:
        for number in range(6):
            session.add(
                Signpost(
                    given_on=room.clock().date(), account_id=1, slug="service", kind="service",
                    subject="support-services", district="",
                    outcome="helped" if number < 5 else "no_answer",
                )
            )  # fmt: skip

    await room.app.state.accounts.transactions.do(work)
    assert (await _table(room, "signposts")).rows == [("Support services", (6, 5, 0, None))]


async def test_the_same_figures_in_page_plot_and_file(room: Bench) -> None:
    person = await signed_in(room, "administrator")
    page = await person.client.get("/insight")
    assert page.status_code == 200
    assert "Find money for a group" in page.text
    assert "fewer than 5" in page.text
    plot = await person.client.get("/insight/subjects.svg")
    assert plot.headers["content-type"] == "image/svg+xml"
    assert ">7</text>" in plot.text
    assert "fewer than 5" in plot.text
    file = await person.client.get("/insight/subjects.csv")
    assert list(csv.reader(io.StringIO(file.text))) == [
        ["Subject", "Conversations"],
        ["Find money for a group", "7"],
        ["Save a building or land", "<5"],
    ]  # fmt: skip
    assert (await person.client.get("/insight/nonsense.csv")).status_code == 404


async def test_six_figures_with_their_targets(room: Bench) -> None:
    site = room.app.state.conversations.site
    figures = await room.app.state.accounts.transactions.do(
        lambda session: six_figures(session, site, room.clock())
    )
    assert len(figures) == 6
    told = {figure.label: (figure.value, figure.is_right) for figure in figures}
    assert told["Answers that helped"] == ("83 in 100", True)
    assert told["Searches that found nothing, to 100 conversations"] == ("70 in 100", False)
    assert told["Usual wait for an adviser, 30 days"] == ("1 minute", True)
    assert told["Call backs that are late"] == ("0", True)


async def test_with_nothing_yet_nothing_is_claimed(bench: Bench) -> None:
    knowledge.upgrade(bench.settings.database_url)
    person = await signed_in(bench, "editor")
    page = await person.client.get("/insight")
    assert "too few to say" in page.text
    assert "Nothing yet" in page.text
    assert (await person.client.get("/insight/gaps.svg")).status_code == 200


def test_labels_are_escaped_and_cannot_be_run_by_a_spreadsheet(room_site: Any) -> None:
    table = tables.Table("x", "X & Y", ("A", "B"), [("=1+1 <b>", (7,))])
    assert "&lt;b&gt;" in bars(table, room_site.colours)
    assert as_csv(table).splitlines()[1] == "'=1+1 <b>,7"


@pytest.fixture
def room_site() -> Any:
    from knowledge.site import load_site

    return load_site(Path(__file__).parents[3] / "site.yml")


async def test_the_report_is_one_file(
    room: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", room.settings.database_url)
    monkeypatch.setenv("SITE_FILE", room.settings.site_file)
    target = tmp_path / "out" / "report.html"
    assert main(["report", str(target)]) == 0
    html = target.read_text("utf-8")
    assert "<svg" in html
    assert "What people asked about" in html
    assert "<script" not in html
    assert 'src="' not in html
