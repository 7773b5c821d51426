"""What a resident meets on the way to a person, message by message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.handoff import store
from knowledge.replies import Reply
from tests.bot.handoff.conftest import HOURS, PRIYA, SAM, Hall, MakeHall, say, take


async def test_one_step_then_a_yes_then_a_true_place(hall: Hall) -> None:
    await hall.arrive()
    first = await hall.bench.open()
    found = await take(first, "Talk to a person")
    assert "What they will see" in found[0]["text"]
    assert "Voluntary Action LeicesterShire" in found[0]["text"]
    assert (await hall.status(first))["state"] == "offered"
    assert hall.bench.engine.asked == []
    found = await take(first, "Yes, pass it on")
    assert found[0]["from"] == "system"
    assert "number 1" in found[0]["text"]
    second = await hall.queue()
    assert await hall.status(second) == {
        "state": "waiting", "place": 2, "adviser": None, "is_typing": False,
    }  # fmt: skip
    await hall.move("claim", first, PRIYA)
    assert (await hall.status(second))["place"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a person?",
        "I want to speak to a human please",
        "speak to an adviser",
        "I'd like to talk to someone",
        "put me through to a person",
        "human please",
        "Hello, can I speak with a real person now?",
    ],
)
async def test_plain_words_work_though_the_engine_is_down(hall: Hall, text: str) -> None:
    hall.bench.engine.fails = True
    await hall.arrive()
    resident = await hall.bench.open()
    found = await say(resident, text)
    assert "Shall I pass it on?" in found[1]["text"]


@pytest.mark.parametrize(
    "text",
    [
        "the person who runs the hall",
        "I want to talk to people my age",
        "a human rights group",
        "person",
    ],
)
async def test_other_words_go_to_the_engine(hall: Hall, text: str) -> None:
    resident = await hall.bench.open()
    await say(resident, text)
    assert [asked for _, asked in hall.bench.engine.asked] == [text]


async def test_the_engine_may_ask_for_a_person(hall: Hall) -> None:
    await hall.arrive()
    hall.bench.engine.replies = [Reply("Call them.", handoff="complaint", subject="find_funding")]
    resident = await hall.bench.open()
    found = await say(resident, "this is about the way I was treated")
    assert "A complaint should be heard by a person." in found[1]["text"]
    assert "Find money" in found[1]["text"]
    assert (await hall.status(resident))["state"] == "offered"


async def test_the_assistant_is_silent_until_it_is_given_back(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    found = await say(resident, "Is there money for a roof?")
    assert found[1]["from"] == "assistant"
    await hall.move("claim", resident, PRIYA)
    assert "Priya" in (await resident.read())[-1]["text"]
    asked = len(hall.bench.engine.asked)
    assert len(await say(resident, "Hello Priya")) == 1
    assert len(await say(resident, "👍")) == 1
    assert len(await say(resident, "talk to a person")) == 1
    assert len(hall.bench.engine.asked) == asked
    await hall.move("reply", resident, PRIYA, Reply("Hello, I am here."))
    last = (await resident.read())[-1]
    assert (last["from"], last["name"], last["text"]) == ("adviser", "Priya", "Hello, I am here.")
    await hall.move("give_back", resident, PRIYA)
    assert (await say(resident, "And a hall?"))[1]["from"] == "assistant"
    assert (await hall.status(resident))["state"] == "given_back"


async def test_danger_comes_first_in_every_state(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    assert "999" in (await say(resident, "I want to kill myself"))[1]["text"]
    await hall.move("claim", resident, PRIYA)
    found = await say(resident, "I want to kill myself")
    assert [message["from"] for message in found] == ["resident", "assistant"]
    assert (await hall.status(resident))["state"] == "with_adviser"
    assert hall.bench.rows("SELECT reason FROM handoff") == [("danger",)]


async def test_an_answer_that_comes_after_the_adviser_is_not_said(make_hall: MakeHall) -> None:
    hall = await make_hall(hours=HOURS)
    await hall.arrive()
    resident = await hall.queue()

    async def claim_first(_message: str) -> None:
        await hall.move("claim", resident, PRIYA)

    hall.bench.engine.before_answer = claim_first
    found = await say(resident, "Is there money for a roof?")
    assert [message["from"] for message in found] == ["resident", "system"]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "tomorrow, Wednesday 25 November, at 9am"),
        (datetime(2026, 12, 24, 18, 0, tzinfo=UTC), "on Tuesday 29 December at 9am"),
    ],
)
async def test_out_of_hours_the_truth(hall: Hall, at: datetime, says: str) -> None:
    hall.bench.clock.at = at
    await hall.arrive()
    resident = await hall.bench.open()
    found = await say(resident, "talk to a person")
    assert says in found[1]["text"]
    assert [choice["label"] for choice in found[1]["choices"]] == [
        "Ask for a call back", "No, carry on here",
    ]  # fmt: skip
    assert (await say(resident, "Is there money for a roof?"))[1]["from"] == "assistant"


async def test_hours_not_known_and_nobody_there(make_hall: MakeHall) -> None:
    hall = await make_hall()
    resident = await hall.bench.open()
    found = await say(resident, "talk to a person")
    assert "I have not been given their hours" in found[1]["text"]
    await hall.arrive(is_available=False)
    assert "No adviser" in (await say(resident, "talk to a person"))[1]["text"]
    await hall.arrive()
    assert "Shall I pass it on?" in (await say(resident, "talk to a person"))[1]["text"]


async def test_after_the_wait_limit_the_truth_and_the_place_is_kept(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    await hall.room.watch.round()
    before = len(await resident.read())
    hall.bench.clock.move(minutes=3, seconds=1)
    await hall.arrive()
    await hall.room.watch.round()
    await hall.room.watch.round()
    found = await resident.read()
    assert len(found) == before + 1
    assert "number 1" in found[-1]["text"]
    assert (await hall.status(resident))["state"] == "waiting"
    await take(resident, "Leave the queue")
    assert (await hall.status(resident))["state"] == "with_assistant"


async def test_when_nobody_is_there_any_more_the_wait_ends_with_the_truth(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    hall.bench.clock.move(minutes=4)
    await hall.room.watch.round()
    assert "Ask for a call back" in [c["label"] for c in (await resident.read())[-1]["choices"]]
    assert (await hall.status(resident))["state"] == "offered"


async def test_an_adviser_whose_line_dropped_lets_go_and_the_place_is_kept(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    await hall.move("claim", resident, PRIYA)
    hall.bench.clock.move(seconds=60)
    later = await hall.queue_after(SAM)
    hall.bench.clock.move(seconds=40)
    await hall.room.watch.round()
    assert "connection was lost" in (await resident.read())[-1]["text"]
    assert await hall.status(resident) == {
        "state": "waiting", "place": 1, "adviser": None, "is_typing": False,
    }  # fmt: skip
    assert (await hall.status(later))["place"] == 2
    assert (await say(resident, "Hello?"))[1]["from"] == "assistant"


async def test_everything_outlives_the_process(make_hall: MakeHall) -> None:
    hall = await make_hall(hours=HOURS)
    await hall.arrive()
    resident = await hall.queue()
    again = await make_hall(hours=HOURS)
    resident.bench = again.bench
    assert (await again.status(resident))["place"] == 1
    await again.move("claim", resident, PRIYA)
    assert len(await say(resident, "Hello?")) == 1


async def test_typing_is_shown_for_some_seconds(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    await hall.move("claim", resident, PRIYA)

    def types(session: Session) -> None:
        row = store.find_or_add(session, resident.id, at=hall.bench.clock())
        row.adviser_typing_at = hall.bench.clock()

    await hall.do(types)
    assert (await hall.status(resident))["is_typing"]
    hall.bench.clock.move(seconds=7)
    assert not (await hall.status(resident))["is_typing"]
    answer = await hall.bench.client.post(f"{resident.address}/typing", headers=resident.headers)
    assert answer.status_code == 204
    assert hall.bench.rows("SELECT resident_typing_at IS NOT NULL FROM handoff") == [(1,)]


async def test_the_transcript_is_a_text_to_take_away(hall: Hall) -> None:
    await hall.arrive()
    resident = await hall.queue()
    await hall.move("claim", resident, PRIYA)
    await hall.move("reply", resident, PRIYA, Reply("Hello, I am here."))
    answer = await hall.bench.client.get(f"{resident.address}/transcript", headers=resident.headers)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Priya, 24/11/2026 09:30\nHello, I am here." in answer.text


async def test_midnight_between_hours(make_hall: MakeHall) -> None:
    late = {"tuesday": ["20:00-24:00"], "thursday": ["20:00-24:00"]}
    hall = await make_hall(hours=late)
    hall.bench.clock.at = datetime(2026, 11, 24, 23, 58, tzinfo=UTC)
    await hall.arrive()
    resident = await hall.queue()
    hall.bench.clock.move(minutes=3, seconds=30)
    await hall.arrive()
    await hall.room.watch.round()
    last = (await resident.read())[-1]
    assert "again tomorrow, Thursday 26 November, at 8pm" in last["text"]
    assert (await hall.status(resident))["state"] == "offered"
    assert (await say(resident, "a roof"))[1]["from"] == "assistant"


async def test_a_chat_is_kept_as_a_page_and_a_file(hall: Hall) -> None:
    client = hall.bench.client
    await client.post("/chat", data={"text": "a roof"})
    page = await client.get("/chat/transcript")
    assert "24 November 2026, 09:30" in page.text
    assert "Send it to your own" not in page.text
    text = await client.get("/chat/transcript.txt")
    assert "You, 24/11/2026 09:30\na roof" in text.text
    assert (await client.post("/chat/transcript", data={"email": "a@b.org"})).status_code == 404
