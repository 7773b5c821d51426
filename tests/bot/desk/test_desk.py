"""The desk over HTTP: who waits, who gets it, what goes out with a reply, what is noted."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.desk.service import DeskService
from bot.handoff import presence
from bot.handoff.moves import Adviser
from knowledge import database as knowledge
from knowledge.replies import Reply
from tests.bot.conftest import CARD, Opened
from tests.bot.handoff.conftest import HOURS, Hall, MakeHall, say, take
from tests.bot.people import Person, signed_in


@pytest.fixture
async def hall(make_hall: MakeHall, tmp_path: Path) -> Hall:
    made: Hall = await make_hall(hours=HOURS)
    knowledge.upgrade(made.bench.settings.database_url)
    return made


async def _adviser(hall: Hall, name: str = "priya") -> Person:
    person = await signed_in(hall.bench, "adviser", name=name)
    assert (await person.client.get("/desk")).status_code == 200
    return person


def _chat(resident: Opened) -> str:
    return f"/desk/chats/{resident.id}"


async def test_only_advisers_come_in(hall: Hall) -> None:
    nobody = await signed_in(hall.bench)
    assert (await nobody.client.get("/desk")).status_code == 303
    for role in ("staff", "editor", "administrator"):
        person = await signed_in(hall.bench, role)
        for path in ("/desk", "/desk/callbacks", "/desk/outbox", "/desk/find?find=a"):
            assert (await person.client.get(path)).status_code == 403, (role, path)


async def test_the_list_says_what_matters_and_nothing_personal(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    hall.bench.clock.move(minutes=2)
    page = (await priya.client.get("/desk")).text
    known = ("Asked for a person", "Website", "2 minutes", "(1) Desk", "Subject not known yet")
    for words in known:
        assert words in page
    assert resident.token not in page


async def test_two_at_once_and_exactly_one_gets_it(hall: Hall) -> None:
    priya, sam = await _adviser(hall), await _adviser(hall, "sam")
    resident = await hall.queue()
    answers = await asyncio.gather(
        *(person.post(f"{_chat(resident)}/claim") for person in (priya, sam))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert re.search("(Priya|Sam) was first and has this conversation", loser.text)
    joined = [m for m in await resident.read() if "has joined" in m["text"]]
    assert len(joined) == 1


async def test_a_chat_from_taking_it_to_its_end(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    assert "I want to talk to a person" in (await priya.client.get(_chat(resident))).text
    await priya.post(f"{_chat(resident)}/claim")
    page = (await priya.client.get(_chat(resident))).text
    assert "Your reply, as Priya" in page
    origin = re.search(r'name="origin" value="([^"]+)"', page)
    assert origin is not None
    for _ in range(2):
        sent = await priya.post(f"{_chat(resident)}/reply", text="Hello", origin=origin[1])
        assert sent.status_code == 303
    said = [m for m in await resident.read() if m["from"] == "adviser"]
    assert [(m["text"], m["name"]) for m in said] == [("Hello", "Priya")]
    await say(resident, "My hall needs a roof")
    assert "1 new message" in (await priya.client.get("/desk")).text
    assert "My hall needs a roof" in (await priya.client.get(_chat(resident))).text
    assert "new message" not in (await priya.client.get("/desk")).text
    await priya.post(f"{_chat(resident)}/note", note="Sounds worried")
    assert "Sounds worried" in (await priya.client.get(_chat(resident))).text
    assert "Sounds worried" not in str(await resident.read())
    wrong = await priya.post(f"{_chat(resident)}/close", outcome="signposted")
    assert wrong.status_code == 422
    assert re.search(r'value="signposted" required checked', wrong.text), "the choice is kept"
    assert re.search(r"<details class=\"tool\" open><summary>End the chat", wrong.text)
    await priya.post(f"{_chat(resident)}/close", outcome="signposted", detail="A hall fund")
    assert "pointed you to: A hall fund" in (await resident.read())[-1]["text"]
    assert (await hall.status(resident))["state"] == "closed"
    # What the resident says to the assistant afterwards is not the desk's.
    gone = await priya.client.get(_chat(resident))
    assert gone.status_code == 404
    assert '<a href="/desk">Back to the desk</a>' in gone.text
    assert "Ask a person" not in gone.text, "that is for residents"
    deeds = [row[0] for row in hall.bench.rows("SELECT action FROM accounts_event ORDER BY id")]
    for deed in (
        "conversation_read", "conversation_claimed", "conversation_answered", "note_added",
        "conversation_closed",
    ):  # fmt: skip
        assert deed in deeds


async def test_an_answer_of_the_assistant_is_short_and_whole_behind_a_line(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.bench.open()
    why = "Why it is so, at length. " * 20
    hall.bench.engine.replies = [
        Reply(f"Ask the parish.\n\n{why}\n\n{CARD.title}\n\nWhere are you?", [CARD])
    ]
    await resident.send(text="a roof")
    await resident.send(text="I want to talk to a person please")
    await take(resident, "Yes, pass it on")
    page = (await priya.client.get(_chat(resident))).text
    answer = page[page.index("Ask the parish.") :]
    assert answer.index("More about this") < answer.index("Why it is so")
    assert answer.index("Where are you?") < answer.index(f"Shown: {CARD.title}")


async def test_a_colleague_may_read_and_not_write(hall: Hall) -> None:
    priya, sam = await _adviser(hall), await _adviser(hall, "sam")
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    page = await sam.client.get(_chat(resident))
    assert "This chat is with Priya" in page.text
    for path, fields in (
        ("reply", {"text": "Hello"}), ("give-back", {}), ("close", {"outcome": "answered"}),
        ("pass", {"to": "adviser:1"}),
    ):  # fmt: skip
        answer = await sam.post(f"{_chat(resident)}/{path}", **fields)
        assert answer.status_code == 409, path
    assert not [m for m in await resident.read() if m["from"] == "adviser"]


async def test_passing_on_to_a_colleague_and_to_a_team(make_hall: MakeHall) -> None:
    team = {"key": "groups", "name": "Group support"}
    hall = await make_hall(hours=HOURS, teams=[team])
    knowledge.upgrade(hall.bench.settings.database_url)
    priya, sam = await _adviser(hall), await _adviser(hall, "sam")
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    assert sam.account is not None
    await priya.post(f"{_chat(resident)}/pass", to=f"adviser:{sam.account.id}")
    assert "Sam" in (await resident.read())[-1]["text"]
    assert (await hall.status(resident))["adviser"] == "Sam"
    await sam.post(f"{_chat(resident)}/pass", to="team:groups")
    assert "passing you to Group support" in (await resident.read())[-1]["text"]
    assert (await hall.status(resident))["state"] == "waiting"
    assert "For Group support" in (await priya.client.get("/desk")).text
    assert (await priya.post(f"{_chat(resident)}/pass", to="team:none")).status_code == 409


async def test_the_end_of_a_shift_hands_back_what_is_open(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    await _adviser(hall, "sam")
    assert (await priya.post("/desk/presence", state="end")).status_code == 303
    assert (await hall.status(resident))["state"] == "waiting"
    assert "had to stop for today" in (await resident.read())[-1]["text"]
    assert hall.bench.rows("SELECT name FROM adviser_presence") == [("Sam",)]


async def test_the_last_to_go_tells_the_resident_the_truth(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    await priya.post("/desk/presence", state="end")
    assert (await hall.status(resident))["state"] == "offered"
    assert "Ask for a call back" in [c["label"] for c in (await resident.read())[-1]["choices"]]


async def test_away_sends_no_new_residents(hall: Hall) -> None:
    priya = await _adviser(hall)
    await priya.post("/desk/presence", state="away")
    assert "You are <strong>away</strong>" in (await priya.client.get("/desk")).text
    resident = await hall.bench.open()
    assert "No adviser" in (await say(resident, "talk to a person"))[1]["text"]
    await priya.post("/desk/presence", state="here")
    assert "Shall I pass it on" in (await say(resident, "talk to a person"))[1]["text"]


async def test_calls_back_are_listed_tried_and_done(hall: Hall) -> None:
    hall.bench.clock.at = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    resident = await hall.bench.open()
    await say(resident, "talk to a person")
    await take(resident, "Ask for a call back")
    await say(resident, "0116 496 0123")
    await say(resident, "Zainab")
    await take(resident, "In the morning")
    await say(resident, "a hall roof")
    await take(resident, "Yes, book it")
    hall.bench.clock.at = datetime(2026, 11, 25, 17, 1, tzinfo=UTC)
    priya = await _adviser(hall)
    assert "1 callback due" in (await priya.client.get("/desk")).text
    page = (await priya.client.get("/desk/callbacks")).text
    for words in ("01164960123", "Zainab", "In the morning", "a hall roof", "Late:"):
        assert words in page
    assert "callback is open" in (await priya.client.get(_chat(resident))).text
    path = "/desk/callbacks/1/attempt"
    await priya.post(path, result="no_answer", note="Tried twice")
    assert "No answer (Priya). Tried twice" in (await priya.client.get("/desk/callbacks")).text
    assert (await priya.post(path, result="nonsense")).status_code == 422
    await priya.post(path, result="done")
    assert hall.bench.rows("SELECT count(*) FROM handoff_contact") == [(0,)]
    assert (await hall.status(resident))["state"] == "closed"
    assert "is done" in (await resident.read())[-1]["text"]
    assert (await priya.post(path, result="done")).status_code == 404


async def test_notices_hold_nothing_about_the_resident(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    [(subject, body, state)] = hall.bench.unsealed(
        "SELECT subject, body, state FROM handoff_outgoing WHERE kind = 'email'"
    )
    assert subject == "Somebody is waiting for a person"
    assert state == "kept"
    assert resident.id not in body
    assert "/desk" in body
    assert "kept here" in (await priya.client.get("/desk/outbox")).text


async def test_ready_replies_are_found_and_filled(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    answer = await priya.client.get(f"{_chat(resident)}/canned", params={"canned": "hello"})
    assert "Hello, I am Priya from VAL." in answer.text
    answer = await priya.client.get(f"{_chat(resident)}/canned", params={"canned": "legal"})
    assert "[organisation] can" in answer.text


async def test_the_language_is_said_where_it_is_another(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.bench.open()
    await say(resident, "Szukam pomocy z mieszkaniem dla mojej rodziny")
    await say(resident, "talk to a person")
    await take(resident, "Yes, pass it on")
    assert "Writes in Polish" in (await priya.client.get("/desk")).text
    other = await hall.queue()
    assert (await priya.client.get("/desk")).text.count("Writes in") == 1
    assert "English" in (await priya.client.get(_chat(other))).text


async def test_a_form_without_its_token_or_a_wrong_address_does_nothing(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    answer = await priya.client.post(f"{_chat(resident)}/claim", data={})
    assert answer.status_code == 403
    for path in ("/desk/chats/nonsense", "/desk/chats/" + "0" * 36):
        assert (await priya.client.get(path)).status_code == 404
    assert (await hall.status(resident))["state"] == "waiting"


async def test_a_reply_that_cannot_be_sent_is_kept_on_the_page(hall: Hall) -> None:
    priya = await _adviser(hall)
    resident = await hall.queue()
    await priya.post(f"{_chat(resident)}/claim")
    await take(resident, "Go back to the automated service")
    answer = await priya.post(f"{_chat(resident)}/reply", text="Too late")
    assert answer.status_code == 409
    assert "not with you any more" in answer.text
    too_long: dict[str, Any] = {"text": "a" * 4001}
    other = await hall.queue()
    await priya.post(f"{_chat(other)}/claim")
    answer = await priya.post(f"{_chat(other)}/reply", **too_long)
    assert answer.status_code == 422
    assert "a" * 4001 in answer.text


async def test_the_desk_is_live_across_applications(make_hall: MakeHall) -> None:
    """A resident of one application is on the screen of an adviser of another."""
    one = await make_hall(hours=HOURS)
    knowledge.upgrade(one.bench.settings.database_url)
    other = await make_hall(hours=HOURS)
    priya = await _adviser(other)
    got: list[str] = []
    resident_is_seen = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await resident_is_seen.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        got.append(message.get("body", b"").decode())
        if "Asked for a person" in "".join(got):
            resident_is_seen.set()

    cookie = "; ".join(f"{name}={value}" for name, value in priya.client.cookies.items())
    scope = {
        "type": "http", "method": "GET", "path": "/desk/events", "raw_path": b"/desk/events",
        "query_string": b"", "headers": [(b"cookie", cookie.encode()), (b"host", b"signpost.test")],
        "scheme": "http", "server": ("signpost.test", 80), "client": ("192.0.2.9", 1),
        "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    listening = asyncio.create_task(other.bench.app(scope, receive, send))
    await asyncio.sleep(0.2)
    await one.queue()
    await asyncio.wait_for(resident_is_seen.wait(), 10)
    await asyncio.wait_for(listening, 10)
    assert "event: board" in "".join(got)


async def test_whoever_uses_any_page_stays_here_and_nobody_is_brought_back(hall: Hall) -> None:
    """Without a script, or with a caller on the line, there is no stream to say so."""
    priya = await _adviser(hall)

    async def is_here() -> bool:
        await priya.client.get("/staff")
        at = hall.bench.clock()
        found = hall.room.transactions.do(
            lambda session: presence.count_available(session, at=at) == 1
        )
        return await found

    for _ in range(4):
        hall.bench.clock.move(seconds=60)
        assert await is_here()
    hall.bench.clock.move(seconds=91)
    assert not await is_here()
    await priya.client.get("/desk")
    assert await is_here()
    await priya.post("/desk/presence", state="end")
    hall.bench.clock.move(seconds=20)
    assert not await is_here()


async def test_a_window_left_open_does_not_bring_back_who_has_gone(hall: Hall) -> None:
    priya = await _adviser(hall)
    desk = DeskService(hall.room, Adviser("1", "Priya"), 1)
    assert await desk.is_still_here()
    await priya.post("/desk/presence", state="end")
    assert not await desk.is_still_here()
    assert hall.bench.rows("SELECT count(*) FROM adviser_presence") == [(0,)]
