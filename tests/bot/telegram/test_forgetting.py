"""/forget deletes everything that is held; so does blocking the bot end what is sent."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Bench
from tests.bot.telegram.conftest import Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.waiting import eventually, quiet

TABLES = ("conversation", "message", "choice", "telegram_chat", "telegram_press")


def _held(bench: Bench) -> dict[str, int]:
    return {name: bench.rows(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}


@pytest.mark.parametrize("how", ["command", "words", "button"])
async def test_everything_is_deleted_and_said_so(
    polling: Bench, fake: FakeTelegram, how: str
) -> None:
    kim, other = fake.person(51), fake.person(52)
    for person in (kim, other):
        person.says("a private matter")
        await person.waits_for("An answer. (a private matter)")
    if how == "command":
        kim.says("/forget")
    else:
        kim.says("Forget me.")
        asked = await kim.waits_for("Shall I delete it?")
        if how == "words":
            kim.says("yes please")
        else:
            kim.presses(asked, "Yes, delete it all")
    shown = await kim.waits_for("All that we held about this chat is deleted")
    assert "Telegram still shows" in shown.text
    assert list(_held(polling).values())[:2] == [1, 3]
    waiting = "SELECT count(*) FROM telegram_update WHERE sealed IS NOT NULL OR chat_key <> ''"
    await eventually(lambda: polling.rows(waiting) == [(0,)])
    await quiet()
    assert kim.texts[-1] == shown.text
    kim.says("hello again")
    await kim.waits_for("automated service", count=2)


async def test_a_button_forgets_too_and_old_buttons_then_say_so(
    polling: Bench, fake: FakeTelegram
) -> None:
    kim = fake.person(53)
    kim.says("/privacy")
    shown = await kim.waits_for("What I keep:")
    kim.presses(shown, "Delete all you hold about this chat")
    await kim.waits_for("Done. All that we held")
    assert set(_held(polling).values()) == {0}
    old = kim.presses(kim.sees[0], "Find volunteering")
    await eventually(lambda: old["callback_query"]["id"] in fake.chats.answered)
    assert "too old" in fake.chats.answered[old["callback_query"]["id"]]
    await eventually(lambda: kim.sees[0].rows == [])
    assert set(_held(polling).values()) == {0}


async def test_a_chat_that_is_too_old_is_forgotten_with_its_number(
    runner: Runner, fake: FakeTelegram
) -> None:
    async with runner.run() as bench:
        kim = fake.person(54)
        kim.says("hello")
        await kim.waits_for("An answer. (hello)")
        bench.clock.move(days=31)
        await bench.trust_clock()
        await bench.app.state.conversations.housekeeping.round()
        assert set(_held(bench).values()) == {0}


@pytest.mark.parametrize("says_so", [True, False])
async def test_somebody_who_blocks_the_bot_is_left_alone(
    polling: Bench, fake: FakeTelegram, says_so: bool
) -> None:
    kim, other = fake.person(55), fake.person(56)
    kim.says("hello")
    await kim.waits_for("An answer. (hello)")
    polling.engine.delay_seconds = 0.3
    if not says_so:
        kim.says("one more")
    kim.blocks(says_so=says_so)
    await eventually(lambda: _held(polling)["telegram_chat"] == 0)
    told = "SELECT text FROM message WHERE sender = 'system'"
    assert "no longer reach them" in polling.rows(told)[0][0]
    sent = fake.count("sendMessage")
    await quiet(0.6)
    assert fake.count("sendMessage") == sent
    other.says("still here?")
    await other.waits_for("An answer. (still here?)")
    fake.chats.blocked.clear()
    kim.says("/start")
    await kim.waits_for("automated service", count=2)
