"""The aid's pages: who may use them, the sheet, signposts, practice."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from bot.accounts.roles import ROLES
from bot.staff import store
from bot.staff.aid import Aid
from bot.staff.pages import ROUTES
from bot.staff.passing import ROUTES as PASSING
from bot.staff.sending import ROUTES as SENDING
from bot.staff.sheets import ROUTES as SHEETS
from bot.staff.signposts import ROUTES as SIGNPOSTS
from knowledge import database as knowledge
from knowledge.settings import Settings
from tests.bot.conftest import Bench, FrozenClock
from tests.bot.people import Person, signed_in

FOOD = "guide-part-food-bank"
JSON = {"Accept": "application/json"}


def _cases() -> list[tuple[str, str]]:
    filled = {
        "{number:int}": "1", "{signpost_id:int}": "1", "{slug}": FOOD, "{message_id:int}": "1",
        "{callback_id:int}": "1",
    }  # fmt: skip
    cases = []
    for route in [*ROUTES, *SHEETS, *SIGNPOSTS, *SENDING, *PASSING]:
        assert isinstance(route, Route)
        path = route.path
        for name, value in filled.items():
            path = path.replace(name, value)
        cases += [(method, path) for method in sorted((route.methods or set()) - {"HEAD"})]
    return cases


@pytest.mark.parametrize("role", [*ROLES])
async def test_everybody_who_works_here_may_use_the_aid(desk: Bench, role: str) -> None:
    knowledge.upgrade(desk.settings.database_url)
    person = await signed_in(desk, role)
    for method, path in _cases():
        data = {"form_token": person.form_token} if method == "POST" else None
        answer = await person.client.request(method, path, data=data)
        assert answer.status_code in {200, 303, 404, 422}, (method, path)
        assert "sign-in" not in answer.headers.get("location", "")


async def test_nobody_else_may(desk: Bench) -> None:
    for method, path in _cases():
        answer = await desk.client.request(method, path)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/sign-in")


async def test_a_form_without_its_token_changes_nothing(desk: Bench, staff: Person) -> None:
    for method, path in _cases():
        if method == "POST":
            assert (await staff.client.post(path, data={"add": FOOD})).status_code == 403
    assert desk.rows("SELECT count(*) FROM staff_sheet") == [(0,)]


async def test_the_page_works_without_a_script(staff: Person) -> None:
    page = await staff.client.get("/staff", params={"q": "food bank", "area": "Charnwood"})
    assert page.status_code == 200
    assert "What the assistant says" in page.text
    assert 'value="Charnwood" checked' in page.text
    assert page.text.count('class="card match"') == 8
    assert not re.search(r"\sstyle=|<style|\son\w+=", page.text)


async def test_the_page_opens_the_directory_before_anything_is_asked(
    bench: Bench, real_settings: Settings
) -> None:
    opening = bench.app.state.aid = Aid(real_settings, FrozenClock())
    person = await signed_in(bench, "staff", name="invented")
    assert not opening.is_open
    await person.client.get("/staff")
    assert opening.is_open
    opening.close()


async def test_what_is_typed_is_shown_as_text(staff: Person) -> None:
    page = await staff.client.get("/staff", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "query", [{"kind": "place"}, {"kind": "nonsense"}, {"area": "Atlantis"}, {"practise": "99"}]
)
async def test_what_does_not_exist_is_refused(staff: Person, query: dict[str, str]) -> None:
    answer = await staff.client.get("/staff", params={"q": "food"} | query)
    assert answer.status_code in {404, 422}


async def test_the_fragment_is_no_whole_page(staff: Person) -> None:
    answer = await staff.client.get("/staff/found", params={"q": "food bank"})
    assert "<html" not in answer.text
    assert 'data-count="8"' in answer.text


async def test_the_sheet_is_filled_shown_and_emptied(desk: Bench, staff: Person) -> None:
    for slug in (FOOD, "safety-no-food", FOOD):
        assert (await staff.post("/staff/sheet", add=slug)).status_code == 303
    page = await staff.client.get("/staff/sheet")
    assert page.text.count('class="card on-sheet"') == 2
    assert "Facts change" in page.text
    await staff.post("/staff/sheet", remove=FOOD)
    assert desk.rows("SELECT slugs FROM staff_sheet") == [('["safety-no-food"]',)]
    await staff.post("/staff/sheet", clear="yes")
    assert "The sheet is empty" in (await staff.client.get("/staff/sheet")).text


async def test_a_sheet_is_ones_own_and_lasts_a_shift(desk: Bench, staff: Person) -> None:
    other = await signed_in(desk, "staff", name="other")
    await staff.post("/staff/sheet", add=FOOD)
    assert "The sheet is empty" in (await other.client.get("/staff/sheet")).text
    desk.clock.move(hours=12)
    later = await signed_in(desk, "staff", name="later")
    assert later.account is not None
    found = await desk.app.state.accounts.transactions.do(
        lambda session: store.read_sheet(session, 1, at=desk.clock())
    )
    assert found == []


async def test_a_sheet_has_an_end_and_takes_what_exists_alone(staff: Person) -> None:
    assert (await staff.post("/staff/sheet", add="nonsense")).status_code == 404
    page = await staff.client.get("/staff", params={"q": "grant"})
    more = await staff.client.get("/staff", params={"q": "volunteer"})
    slugs = re.findall(r'data-slug="([^"]+)"', page.text + more.text)
    assert len(set(slugs)) > store.MOST_ON_SHEET
    answers = [await staff.post("/staff/sheet", add=slug) for slug in dict.fromkeys(slugs)]
    assert answers[store.MOST_ON_SHEET].status_code == 422


async def test_a_script_is_told_how_much_is_on_the_sheet(staff: Person) -> None:
    data = {"form_token": staff.form_token, "add": FOOD}
    answer = await staff.client.post("/staff/sheet", data=data, headers=JSON)
    assert answer.json() == {"count": 1}


async def test_the_code_is_a_picture_of_the_page(staff: Person) -> None:
    answer = await staff.client.get("/staff/code/vol-rspca-woodside.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert (await staff.client.get("/staff/code/nonsense.svg")).status_code == 404


async def test_a_signpost_is_noted_without_the_caller(desk: Bench, staff: Person) -> None:
    await staff.post("/staff/signposts", slug=FOOD, district="Charnwood")
    await staff.post("/staff/signposts", slug=FOOD, district="the house of Mrs Invented")
    rows = desk.rows("SELECT slug, kind, subject, district, outcome FROM signpost_log")
    assert rows == [
        (FOOD, "guidance", "support-services", "Charnwood", None),
        (FOOD, "guidance", "support-services", "", None),
    ]
    assert (await staff.post("/staff/signposts", slug="nonsense")).status_code == 404


async def test_what_became_of_it_is_noted_later_by_whoever_gave_it(
    desk: Bench, staff: Person
) -> None:
    other = await signed_in(desk, "staff", name="other")
    await staff.post("/staff/signposts", slug=FOOD)
    assert (await other.post("/staff/signposts/1", outcome="helped")).status_code == 404
    assert (await staff.post("/staff/signposts/1", outcome="nonsense")).status_code == 422
    await staff.post("/staff/signposts/1", outcome="helped")
    assert "It helped" in (await staff.client.get("/staff/signposts")).text
    await staff.post("/staff/signposts/1", outcome="")
    assert desk.rows("SELECT outcome, outcome_on FROM signpost_log") == [(None, None)]
    await staff.post("/staff/signposts/1", remove="yes")
    assert desk.rows("SELECT count(*) FROM signpost_log") == [(0,)]


async def test_practice_is_marked_and_notes_nothing(staff: Person) -> None:
    page = await staff.client.get("/staff/practise")
    assert "These callers are invented" in page.text
    page = await staff.client.get("/staff", params={"practise": "4", "q": "food bank"})
    assert "Invented call 4" in page.text
    assert "I gave them this" not in page.text
    page = await staff.client.get("/staff/practise/4")
    assert "Any of these would help" in page.text
    assert (await staff.client.get("/staff/practise/99")).status_code == 404


async def test_nothing_for_this_is_counted_without_its_words(desk: Bench, staff: Person) -> None:
    knowledge.upgrade(desk.settings.database_url)
    words = "resident wants counselling, her name is Mrs Invented of 1 Invented Road"
    for _ in range(2):
        page = await staff.post("/staff/nothing", q=words, district="Melton", kind="service")
        assert page.status_code == 200
        assert "Thank you" in page.text
        assert "Invented of" not in page.text
    rows = desk.rows("SELECT * FROM unmet_demand")
    assert len(rows) == 1
    assert "Invented" not in str(rows)
    kept = desk.rows("SELECT kind, district, channel, searches FROM unmet_demand")
    assert kept == [("service", "Melton", "staff", 2)]
