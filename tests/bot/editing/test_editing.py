"""The editors' pages: two people for what residents see, one word to take down, one queue."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Route

from bot.accounts.roles import ROLES
from bot.editing.adding_pages import ROUTES as ADDING
from bot.editing.deciding import ROUTES as DECIDING
from bot.editing.difference import difference
from bot.editing.import_pages import ROUTES as IMPORTING
from bot.editing.missed_pages import ROUTES as MISSED
from bot.editing.pages import ROUTES as EDITING
from bot.editing.saying import ROUTES as SAYING
from bot.editing.text_pages import ROUTES as TEXTS
from bot.editing.trying_pages import ROUTES as TRYING
from knowledge.models import Contact
from tests.bot.conftest import Bench
from tests.bot.editing.conftest import know
from tests.bot.people import Person, signed_in
from tests.knowledge.records import make_record_of

OPEN = {"/wrong/{slug}"}
ANY_ROLE = {"/staff/wrong"}
TEAM = "Leicestershire County Council"


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """A running application with two invented records."""
    await know(
        bench.app.state.accounts,
        make_record_of(
            Contact, slug="office", name="An office", phone="0116 496 0000", confidence="low"
        ),
        make_record_of(Contact, slug="hidden", name="Hidden", status="withheld"),
    )
    return bench


def _cases() -> list[tuple[str, str, str]]:
    cases = []
    for route in [*EDITING, *DECIDING, *TEXTS, *SAYING, *MISSED, *ADDING, *TRYING, *IMPORTING]:
        assert isinstance(route, Route)
        path = route.path.replace("{slug}", "office").replace("{family}", "reply")
        path = path.replace("{key}", "thanks")
        for name in ("change_id", "suggestion_id", "end_id", "message_id", "upload_id"):
            path = path.replace(f"{{{name}:int}}", "1")
        cases += [
            (method, path, route.path) for method in sorted((route.methods or set()) - {"HEAD"})
        ]
    return cases


@pytest.mark.parametrize("role", [*ROLES])
async def test_only_editors_edit(room: Bench, role: str) -> None:
    person = await signed_in(room, role)
    for method, path, route in _cases():
        data = {"form_token": person.form_token} if method == "POST" else None
        answer = await person.client.request(method, path, data=data)
        may = role == "editor" or route in OPEN | ANY_ROLE
        refused = answer.status_code == 403 and "may not use this page" in answer.text
        assert refused is not may, (method, path, answer.status_code)


async def test_nobody_edits(room: Bench) -> None:
    for method, path, route in _cases():
        answer = await room.client.request(method, path)
        assert (answer.status_code == 303) is (route not in OPEN), (method, path)


async def test_a_form_without_its_token_changes_nothing(room: Bench, ann: Person) -> None:
    for method, path, route in _cases():
        if method == "POST" and route not in OPEN:
            assert (await ann.client.post(path, data={"outcome": "right"})).status_code == 403


async def _propose(person: Person, phone: str = "0116 496 0001", reason: str = "They rang.") -> Any:
    return await person.post("/edit/records/office", **{"f-phone": phone, "reason": reason})


def _phone(room: Bench) -> str:
    return str(room.rows("SELECT phone FROM record WHERE slug = 'office'")[0][0])


async def test_a_change_takes_two_people(room: Bench, ann: Person, bob: Person) -> None:
    assert (await _propose(ann)).headers["location"] == "/edit/changes?done=proposed"
    page = await ann.client.get("/edit/changes")
    assert "A second person has to approve it" in page.text
    assert "<del>0000</del>" in page.text
    assert "<ins>0001</ins>" in page.text
    answer = await ann.post("/edit/changes/1", decision="approve")
    assert answer.status_code == 403
    assert _phone(room) == "0116 496 0000"
    assert (await bob.post("/edit/changes/1", decision="approve")).status_code == 303
    assert _phone(room) == "0116 496 0001"
    page = await bob.client.get("/edit/records/office")
    assert "0116 496 0001" in page.text
    assert "They rang." in page.text
    assert (await bob.post("/edit/changes/1", decision="approve")).status_code == 409
    noted = room.rows("SELECT action FROM accounts_event")
    assert {("change_proposed",), ("change_approve",)} <= set(noted)


async def test_taking_back_takes_two_people_too(room: Bench, ann: Person, bob: Person) -> None:
    await _propose(ann)
    await bob.post("/edit/changes/1", decision="approve")
    await bob.post("/edit/changes/1", decision="undo")
    assert (await bob.post("/edit/changes/2", decision="approve")).status_code == 403
    await ann.post("/edit/changes/2", decision="approve")
    assert _phone(room) == "0116 496 0000"


async def test_what_is_wrong_is_said_and_what_was_typed_stays(room: Bench, ann: Person) -> None:
    answer = await _propose(ann, phone="07700 900123")
    assert answer.status_code == 422
    assert "Telephone: 07700900123 is a mobile number" in answer.text
    assert 'value="07700 900123"' in answer.text
    assert "They rang." in answer.text
    answer = await _propose(ann, reason="")
    assert "Please say why" in answer.text
    assert (await _propose(ann, phone="0116 496 0000")).status_code == 422


async def test_still_right_is_one_key(room: Bench, ann: Person) -> None:
    page = await ann.client.get("/edit/assure")
    assert "Why this one" in page.text
    await ann.post("/edit/records/office/word", team=TEAM, outcome="right")
    kept = room.rows("SELECT assured_by, assured_on FROM record WHERE slug = 'office'")
    assert kept == [(TEAM, "2026-11-24")]
    answer = await ann.post("/edit/records/office/word", team="ann", outcome="right")
    assert answer.status_code == 422
    answer = await ann.post("/edit/records/hidden/word", team=TEAM, outcome="right", then="list")
    assert answer.headers["location"] == "/edit/assure"


async def test_one_takes_down_and_another_puts_back(room: Bench, ann: Person, bob: Person) -> None:
    await ann.post("/edit/records/office/word", team=TEAM, outcome="taken down")
    assert "do not see this record" in (await ann.client.get("/edit/records/office")).text
    assert (await room.client.get("/wrong/office")).status_code == 404
    answer = await ann.post("/edit/records/office/word", team=TEAM, outcome="put back")
    assert answer.status_code == 409
    room.clock.move(minutes=1)
    await bob.post("/edit/records/office/word", team=TEAM, outcome="put back")
    assert room.rows("SELECT lifecycle FROM record WHERE slug = 'office'") == [("active",)]


async def test_what_is_skipped_comes_later(ann: Person) -> None:
    first = await ann.client.get("/edit/assure")
    slug = "hidden" if "/records/hidden/word" in first.text else "office"
    other = "office" if slug == "hidden" else "hidden"
    second = await ann.client.get("/edit/assure", params={"skip": slug})
    assert f"/records/{other}/word" in second.text
    last = await ann.client.get("/edit/assure", params={"skip": ["office", "hidden"]})
    assert "Everything has been checked" in last.text


async def test_records_are_found(ann: Person) -> None:
    page = await ann.client.get("/edit", params={"q": "offi"})
    assert "1 record" in page.text
    assert "An office" in page.text
    assert "Nothing has all of these" in (await ann.client.get("/edit?q=zzz")).text
    assert (await ann.client.get("/edit/records/nonsense")).status_code == 404


async def test_a_resident_and_a_colleague_say_what_is_wrong(
    room: Bench, ann: Person, bob: Person
) -> None:
    page = await room.client.get("/wrong/office")
    assert "An office" in page.text
    told = "The number is dead. Ring me on 07700 900123"
    page = await room.client.post("/wrong/office", data={"text": told})
    assert "Thank you" in page.text
    staff = await signed_in(room, "staff", name="cat")
    await staff.post("/staff/wrong", slug="office", text="Moved to <b>another</b> street")
    assert room.rows("SELECT said_by FROM suggestion") == [("resident",), ("staff",)]
    page = await ann.client.get("/edit/suggestions")
    assert "[phone number removed]" in page.text
    assert "07700" not in page.text
    assert "&lt;b&gt;another" in page.text
    assert "The number is dead" in (await ann.client.get("/edit/records/office")).text
    await ann.post("/edit/suggestions/1")
    assert "The number is dead" not in (await ann.client.get("/edit/suggestions")).text
    room.clock.move(days=31)
    await room.trust_clock()
    later = await signed_in(room, "editor", name="dan")
    await later.post("/edit/suggestions/2")
    await room.app.state.forgetting.round()
    assert room.rows("SELECT id FROM suggestion") == [(2,)]


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
async def test_nothing_and_too_much_are_refused(room: Bench, text: str) -> None:
    answer = await room.client.post("/wrong/office", data={"text": text})
    assert answer.status_code == 422
    assert room.rows("SELECT count(*) FROM suggestion") == [(0,)]


async def test_hidden_records_say_nothing(room: Bench) -> None:
    assert (await room.client.get("/wrong/hidden")).status_code == 404
    assert (await room.client.post("/wrong/hidden", data={"text": "x"})).status_code == 404


async def test_one_address_says_a_few_things_an_hour(room: Bench) -> None:
    answers = [await room.client.post("/wrong/office", data={"text": "x"}) for _ in range(21)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


def test_differences_are_marked_word_by_word_and_escaped() -> None:
    before, after = difference("one <b> three", ["one", "two"])
    assert "&lt;b&gt;" in str(before)
    assert "<del>" in str(before)
    assert "<ins>" in str(after)
    assert str(difference(None, "new")[0]) == "<em>nothing</em>"
