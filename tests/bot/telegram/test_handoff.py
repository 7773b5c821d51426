"""A person takes over in the same chat: queue, name, typing, words both ways, and the end of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.handoff import moves, store
from bot.handoff.moves import Adviser
from knowledge.replies import Reply
from tests.bot.handoff.conftest import HOURS, PRIYA, SAM, Hall, site_file
from tests.bot.telegram.conftest import Runner
from tests.bot.telegram.fake_api import FakeTelegram, Person
from tests.bot.telegram.waiting import eventually, quiet


@pytest.fixture
async def hall(runner: Runner) -> AsyncIterator[Hall]:
    """A desk with its hours, and one adviser at it."""
    path = site_file(runner.folder, hours=HOURS)
    async with runner.run(SITE_FILE=str(path)) as bench:
        made = Hall(bench)
        await made.arrive()
        yield made


async def _queue(hall: Hall, person: Person) -> None:
    """Queues somebody behind those who wait already."""
    hall.bench.clock.move(seconds=1)
    person.says("/human")
    shown = await person.waits_for("Shall I pass it on?")
    person.presses(shown, "Yes, pass it on")
    await person.waits_for("in the queue")


def _conversations(hall: Hall) -> list[str]:
    """In the order in which they were opened."""
    rows = hall.bench.rows(
        "SELECT conversation_id FROM message GROUP BY conversation_id ORDER BY min(id)"
    )
    return [conversation_id for (conversation_id,) in rows]


async def _move(hall: Hall, name: str, conversation_id: str, *args: Any) -> None:
    def work(session: Any) -> Any:
        at = hall.bench.clock()
        row = store.find_or_add(session, conversation_id, at=at)
        first = (session, row) if name == "reply" else (session, hall.room.announcer, row)
        return getattr(moves, name)(*first, *args, at=at)

    await hall.do(work)


async def _noted(hall: Hall, place: int) -> None:
    """Waits until the channel has seen the last place in the queue."""
    places = "SELECT max(told_place) FROM telegram_chat"
    await eventually(lambda: hall.bench.rows(places) == [(place,)])


async def _state(hall: Hall, conversation_id: str) -> str:
    status = await hall.bench.app.state.conversations.status(conversation_id)
    return str(status.state)


@pytest.fixture
async def both(hall: Hall, fake: FakeTelegram) -> tuple[Person, Person]:
    """Two residents, the first with Priya and the second with Sam."""
    await hall.arrive(SAM)
    ann, ben = fake.person(81), fake.person(82)
    await _queue(hall, ann)
    await _queue(hall, ben)
    assert "number 1 in the queue" in ann.texts[-1]
    assert "number 2 in the queue" in ben.texts[-1]
    await _noted(hall, 2)
    first, second = _conversations(hall)
    await _move(hall, "claim", first, PRIYA)
    await ann.waits_for("Priya from VAL has joined")
    await ben.waits_for("You are number 1 in the queue.")
    await _move(hall, "claim", second, SAM)
    await ben.waits_for("Sam from VAL has joined")
    return ann, ben


async def test_two_residents_and_two_advisers_and_nothing_is_mixed(
    hall: Hall, both: tuple[Person, Person]
) -> None:
    (ann, ben), (first, second) = both, _conversations(hall)
    await _move(hall, "reply", first, PRIYA, Reply("Hello Ann."))
    await _move(hall, "reply", second, SAM, Reply("Hello Ben."))
    shown = await ann.waits_for("Hello Ann.")
    assert shown.text == "Priya, VAL\nHello Ann."
    assert shown.source.startswith("<b>Priya, VAL</b>")
    assert (await ben.waits_for("Hello Ben.")).text == "Sam, VAL\nHello Ben."
    await quiet()
    assert not any("Hello Ben" in text for text in ann.texts)
    assert not any("Hello Ann" in text for text in ben.texts)


async def test_what_is_typed_goes_to_the_adviser_until_the_chat_is_given_back(
    hall: Hall, both: tuple[Person, Person]
) -> None:
    ann, first = both[0], _conversations(hall)[0]
    ann.says("help")
    kept = f"SELECT count(*) FROM message WHERE text = 'help' AND conversation_id = '{first}'"
    await eventually(lambda: hall.bench.rows(kept) == [(1,)])
    await quiet()
    assert not any("/volunteer" in text for text in ann.texts)
    assert hall.bench.engine.asked == []
    await _move(hall, "give_back", first, PRIYA)
    ann.says("and now?")
    await ann.waits_for("An answer. (and now?)")


async def test_typing_is_shown_while_the_adviser_types(hall: Hall, fake: FakeTelegram) -> None:
    ann = fake.person(83)
    await _queue(hall, ann)
    (conversation_id,) = _conversations(hall)
    await _move(hall, "claim", conversation_id, PRIYA)
    await ann.waits_for("has joined")
    assert fake.methods.actions == []

    def types(session: Any) -> None:
        row = store.find_or_add(session, conversation_id, at=hall.bench.clock())
        row.adviser_typing_at = hall.bench.clock()

    await hall.do(types)
    await eventually(lambda: fake.methods.actions == [(83, "typing")])


@pytest.mark.parametrize("adviser", [PRIYA, None])
async def test_who_blocks_the_bot_frees_the_adviser_or_the_place(
    hall: Hall, fake: FakeTelegram, adviser: Adviser | None
) -> None:
    ann, ben = fake.person(84), fake.person(85)
    await _queue(hall, ann)
    await _queue(hall, ben)
    await _noted(hall, 2)
    first, second = _conversations(hall)
    if adviser is not None:
        await _move(hall, "claim", first, adviser)
        await ann.waits_for("has joined")
    ann.blocks()
    state = "given_back" if adviser else "with_assistant"
    told = f"SELECT text FROM message WHERE conversation_id = '{first}' ORDER BY id"
    await eventually(lambda: "no longer reach them" in hall.bench.rows(told)[-1][0])
    assert await _state(hall, first) == state
    await ben.waits_for("You are number 1 in the queue.")
    assert await _state(hall, second) == "waiting"


async def test_a_call_back_is_booked_and_its_number_is_shown_to_nobody_else(
    hall: Hall, fake: FakeTelegram
) -> None:
    ann = fake.person(86)
    ann.says("/human")
    shown = await ann.waits_for("Shall I pass it on?")
    ann.presses(shown, "Ask for a call back")
    await ann.waits_for("How should VAL reach you?")
    ann.says("0116 496 0123")
    shown = await ann.waits_for("What first name")
    ann.presses(shown, "Skip")
    shown = await ann.waits_for("When is the best time?")
    ann.presses(shown, "In the morning")
    shown = await ann.waits_for("What is it about?")
    ann.says("the roof of our hall")
    shown = await ann.waits_for("Shall I book it?")
    ann.presses(shown, "Yes, book it")
    shown = await ann.waits_for("Your reference is")
    assert "496 0123" not in repr(hall.bench.rows("SELECT text FROM message"))
    assert hall.bench.unsealed("SELECT value FROM handoff_contact")[0][0].replace(" ", "") == (
        "01164960123"
    )
    ann.presses(shown, "Cancel the call back")
    await eventually(lambda: hall.bench.rows("SELECT state FROM callback") == [("cancelled",)])
