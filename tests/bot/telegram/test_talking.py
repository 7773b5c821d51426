"""A resident talks with the assistant on a phone: the same bot, asking and being pushed to."""

from __future__ import annotations

from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, Bench
from tests.bot.telegram.conftest import Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.waiting import eventually


async def test_a_question_is_greeted_once_and_answered(
    either_way: Bench, fake: FakeTelegram
) -> None:
    priya = fake.person(11)
    priya.says("Where can I volunteer?")
    await priya.waits_for("An answer. (Where can I volunteer?)")
    priya.says("And in Melton?")
    await priya.waits_for("An answer. (And in Melton?)")
    greeting, first, second = priya.sees
    for words in ("automated service", "not a person", "another company", "not end-to-end"):
        assert words in greeting.text
    assert "Talk to a person" in greeting.text
    assert "/privacy" in greeting.text
    assert "999" in greeting.text
    assert "Find volunteering" in greeting.labels
    assert (first.text, second.text) == (
        "An answer. (Where can I volunteer?)",
        "An answer. (And in Melton?)",
    )


async def test_a_choice_is_a_button_that_works_once(either_way: Bench, fake: FakeTelegram) -> None:
    either_way.engine.replies = [Reply("Pick.", [CARD], [Choice("Tell me more", '/x{"a": "b"}')])]
    sam = fake.person(12)
    sam.says("hello")
    shown = await sam.waits_for("Pick. (hello)")
    assert len(shown.key("Tell me more").encode()) <= 64
    assert "/x" not in shown.key("Tell me more")
    first = sam.presses(shown, "Tell me more")
    second = sam.presses(shown, "Tell me more")
    await sam.waits_for('Pick. (/x{"a": "b"})')
    await sam.waits_for("You chose: Tell me more")
    assert shown.rows == []
    await eventually(lambda: len(fake.chats.answered) == 2)
    assert fake.chats.answered[first["callback_query"]["id"]] == ""
    assert "already" in fake.chats.answered[second["callback_query"]["id"]]
    assert [asked for _, asked in either_way.engine.asked].count('/x{"a": "b"}') == 1


async def test_without_a_token_nothing_of_it_runs(runner: Runner, fake: FakeTelegram) -> None:
    async with runner.run(TELEGRAM_BOT_TOKEN="") as bench:
        answer = await bench.client.post("/telegram/webhook", json={"update_id": 1})
        assert answer.status_code == 404
    assert fake.calls == []


async def test_the_privacy_page_tells_of_telegram_when_it_is_on(runner: Runner) -> None:
    async with runner.run() as bench:
        assert "number of your Telegram chat locked" in (await bench.client.get("/privacy")).text
    async with runner.run(TELEGRAM_BOT_TOKEN="") as bench:
        assert "Telegram" not in (await bench.client.get("/privacy")).text
