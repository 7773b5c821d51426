"""The pages of fixed texts: two people, by direct post too; what is approved is said at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from bot.desk.canned import find_canned
from bot.editing.timekeeping import _carry_out
from knowledge.models import Contact, Guidance
from tests.bot.conftest import Bench, MakeBench, StandInEngine
from tests.bot.editing.conftest import know
from tests.bot.people import Person, signed_in
from tests.knowledge.records import make_record_of

CRISIS = "/edit/texts/crisis/replies.suicidal.text"
TEAM = "Leicestershire County Council"


@pytest.fixture
async def room(bench: Bench) -> Bench:
    await know(
        bench.app.state.accounts,
        make_record_of(Contact, slug="office", name="An office"),
        make_record_of(Guidance, slug="safety-suicidal", answer="Ring 116 123."),
    )
    return bench


async def _propose(person: Person, path: str, text: str, **more: str) -> Any:
    return await person.post(path, text=text, reason="It is clearer.", **more)


async def _say(room: Bench, text: str) -> str:
    opened = await room.open()
    await opened.send(text=text)
    return str((await opened.read())[-1]["text"])


async def test_a_crisis_text_never_changes_without_a_second_person(
    room: Bench, ann: Person, bob: Person
) -> None:
    new = "You matter. Ring Samaritans now, free: 116 123. Or ring 999."
    assert (await _propose(ann, CRISIS, new)).headers["location"] == "/edit/changes?done=proposed"
    assert "You matter" not in await _say(room, "I want to kill myself")
    for post in ("/edit/text-changes/1", "/edit/changes/1"):
        answer = await ann.post(post, decision="approve")
        assert answer.status_code in {403, 404}, post
    administrator = await signed_in(room, "administrator", name="cat")
    assert (await administrator.post("/edit/text-changes/1", decision="approve")).status_code == 403
    await room.app.state.timekeeper.carry_out()
    await room.app.state.timekeeper.renew()
    assert "You matter" not in await _say(room, "I want to kill myself")
    page = await bob.client.get("/edit/changes")
    assert "<ins>" in page.text
    assert "matter." in page.text
    assert (await bob.post("/edit/text-changes/1", decision="approve")).status_code == 303
    assert "You matter" in await _say(room, "I want to kill myself")


async def test_a_crisis_text_goes_back_by_two_as_well(
    room: Bench, ann: Person, bob: Person
) -> None:
    await _propose(ann, CRISIS, "You matter. Ring 116 123 or 999.")
    await bob.post("/edit/text-changes/1", decision="approve")
    await bob.post("/edit/text-changes/1", decision="undo")
    assert (await bob.post("/edit/text-changes/2", decision="approve")).status_code == 403
    assert "You matter" in await _say(room, "I want to kill myself")
    await ann.post("/edit/text-changes/2", decision="approve")
    assert "You matter" not in await _say(room, "I want to kill myself")


async def test_a_number_that_no_source_says_is_refused(ann: Person) -> None:
    answer = await _propose(ann, CRISIS, "Ring 0116 496 0000.")
    assert answer.status_code == 422
    assert "01164960000 stands in none of the records" in answer.text
    assert "Ring 0116 496 0000." in answer.text


async def test_the_greeting_is_the_new_one_in_the_next_chat(
    room: Bench, ann: Person, bob: Person
) -> None:
    await _propose(ann, "/edit/texts/reply/greeting", "Good day. I am {service}, not a person.")
    await bob.post("/edit/text-changes/1", decision="approve")
    opened = await room.open()
    assert opened.greeting[0]["text"].startswith("Good day. I am Signpost")
    page = await ann.client.get("/edit/texts/reply/greeting")
    assert "What the file says" in page.text
    await ann.post("/edit/texts/reply/greeting", deed="file", reason="Back.")
    await bob.post("/edit/text-changes/2", decision="approve")
    assert (await room.open()).greeting[0]["text"].startswith("Hello. I am Signpost")


async def test_hours_and_phone_stand_in_the_apology(
    make_bench: MakeBench, room: Bench, ann: Person, bob: Person
) -> None:
    await _propose(ann, "/edit/texts/site/adviser.phone", "0116 496 0000")
    await _propose(ann, "/edit/texts/site/desk.hours", "monday: 09:00-17:00")
    for number in (1, 2):
        await bob.post(f"/edit/text-changes/{number}", decision="approve")
    room.engine.fails = True
    assert "Telephone: 0116 496 0000" in await _say(room, "a grant")
    desk = room.app.state.conversations.site.desk
    assert desk.hours == {"monday": ["09:00-17:00"]}
    other = await make_bench(StandInEngine())
    assert other.app.state.conversations.site.adviser.phone in {None, "0116 496 0000"}
    await other.app.state.timekeeper.renew()
    assert other.app.state.conversations.site.adviser.phone == "0116 496 0000"


async def test_advisers_replies_are_changed_and_added(
    room: Bench, ann: Person, bob: Person
) -> None:
    answer = await ann.post("/edit/texts/canned", sort="canned", name="Closed for Christmas")
    path = answer.headers["location"]
    assert path == "/edit/texts/canned/canned.Closed%20for%20Christmas"
    assert (await ann.client.get(path)).status_code == 200
    await _propose(ann, path, "We are closed. {who} is back in January.")
    await _propose(ann, f"/edit/texts/canned/{quote('canned.Hello')}", "Hi, I am {my_name}.")
    for number in (1, 2):
        await bob.post(f"/edit/text-changes/{number}", decision="approve")
    assert [found.gaps for found in find_canned("christmas", {})] == [["who"]]
    assert find_canned("greeting", {"my_name": "Ann"})[0].text == "Hi, I am Ann."


async def test_lists_say_what_waits_and_what_is_changed(ann: Person, bob: Person) -> None:
    assert "Crisis texts" in (await ann.client.get("/edit/texts")).text
    await _propose(ann, "/edit/texts/reply/thanks", "A pleasure.", from_on="2026-12-24")
    page = await ann.client.get("/edit/texts/reply", params={"q": "welcome glad"})
    assert "waits to be approved" in page.text
    await bob.post("/edit/text-changes/1", decision="approve")
    page = await ann.client.get("/edit/texts/reply", params={"q": "welcome glad"})
    assert "<strong>scheduled</strong>" in page.text
    assert "From Thursday 24 December 2026" in (await ann.client.get("/edit/changes")).text
    answer = await ann.post("/edit/text-changes/1", decision="call off")
    assert answer.status_code == 303
    assert "called off by ann" in (await ann.client.get("/edit/changes")).text
    assert "Nothing has all of these" in (await ann.client.get("/edit/texts/reply?q=zzzz")).text


async def test_what_is_not_there_is_not_found(ann: Person) -> None:
    for path in ("nonsense", "reply/nonsense", "crisis/replies.suicidal.acute", "site/colours"):
        assert (await ann.client.get(f"/edit/texts/{path}")).status_code == 404, path
        assert (await ann.post(f"/edit/texts/{path}", text="x", reason="xxx")).status_code == 404
    assert (await ann.post("/edit/texts/reply", sort="same", name="x")).status_code == 422


async def test_records_have_their_days(room: Bench, ann: Person, bob: Person) -> None:
    answer = await ann.post(
        "/edit/records/office", **{"f-phone": "0116 496 0001"}, reason="They move.",
        from_on="2026-12-01",
    )  # fmt: skip
    assert answer.status_code == 303
    await bob.post("/edit/changes/1", decision="approve")
    page = await ann.client.get("/edit", params={"q": "office"})
    assert "a change is scheduled" in page.text
    answer = await ann.post(
        "/edit/records/office/end", team=TEAM, last_on="2026-12-05", why="It closes."
    )
    assert answer.status_code == 303
    page = await bob.client.get("/edit/records/office")
    assert "Last day Saturday 5 December 2026" in page.text
    assert "It closes." in (await bob.client.get("/edit/changes")).text
    room.clock.move(days=8)
    await room.app.state.timekeeper.carry_out()
    phone = room.rows("SELECT phone, lifecycle FROM record WHERE slug = 'office'")
    assert phone == [("0116 496 0001", "active")]
    room.clock.move(days=8)
    await room.app.state.timekeeper.carry_out()
    await room.app.state.timekeeper.carry_out()
    assert room.rows("SELECT lifecycle FROM record WHERE slug = 'office'") == [("inactive",)]
    noted = room.rows("SELECT action, account_id FROM accounts_event ORDER BY id")
    assert noted.count(("record_taken_down", 1)) == 1
    assert noted.count(("change_began", 1)) == 1
    later = await signed_in(room, "editor", name="dan")
    again = await later.post("/edit/records/office/word", team=TEAM, outcome="put back")
    assert again.status_code == 303


async def test_a_last_day_is_called_off(room: Bench, ann: Person, bob: Person) -> None:
    await ann.post("/edit/records/office/end", team=TEAM, last_on="2026-12-05", why="It closes.")
    for wrong in ({"team": "Nobody"}, {"last_on": "soon"}, {"why": ""}, {"last_on": "2020-01-01"}):
        fields = {"team": TEAM, "last_on": "2026-12-05", "why": "It closes."} | wrong
        assert (await ann.post("/edit/records/office/end", **fields)).status_code == 422
    assert (await bob.post("/edit/ends/1")).status_code == 303
    assert (await bob.post("/edit/ends/1")).status_code == 409
    room.clock.move(days=30)
    await room.app.state.accounts.transactions.do(lambda s: _carry_out(s, room.clock()))
    assert room.rows("SELECT lifecycle FROM record WHERE slug = 'office'") == [("active",)]
