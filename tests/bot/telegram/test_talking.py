"""A resident talks with the assistant on a phone: the same bot, asking and being pushed to."""

from __future__ import annotations

import asyncio

from bot.operations.switches import TELEGRAM, switch
from bot.telegram.plans import Plan, Planner
from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, Bench
from tests.bot.telegram.conftest import PUBLIC, Runner
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


async def test_with_a_public_address_the_greeting_links_to_the_privacy_page(
    runner: Runner, fake: FakeTelegram
) -> None:
    async with runner.run(PUBLIC_ADDRESS=PUBLIC) as bench:
        fake.push_to(bench.client)
        priya = fake.person(13)
        priya.says("/start")
        await priya.waits_for(f"{PUBLIC}/privacy")


async def test_what_cannot_be_taken_is_said(runner: Runner, fake: FakeTelegram) -> None:
    async with runner.run(RATE_MESSAGES_PER_MINUTE=2) as bench:
        priya = fake.person(14)
        priya.says("word " * 300)
        await priya.waits_for("Your message is too long")
        for number in range(3):
            priya.says(f"question {number}")
        shown = await priya.waits_for("very fast")
        assert shown.labels == ["What can I ask?", "Talk to a person"]
        assert len(bench.engine.asked) == 2


async def test_when_the_engine_is_down_the_apology_can_be_tried_again(
    polling: Bench, fake: FakeTelegram
) -> None:
    polling.engine.fails = True
    priya = fake.person(15)
    priya.says("hello")
    shown = await priya.waits_for("I could not look that up just now")
    assert shown.labels == ["Try again", "Talk to a person"]
    polling.engine.fails = False
    priya.presses(shown, "Try again")
    await priya.waits_for("An answer. (hello)")


async def test_a_fault_of_ours_ends_in_an_apology_and_does_not_stop_the_next(
    runner: Runner, fake: FakeTelegram
) -> None:
    works, faults = Planner.of_text, list[str]()

    def fails(self: Planner, text: str) -> Plan:
        if text == "the bad one":
            faults.append(text)
            raise ZeroDivisionError
        return works(self, text)

    runner.patch.setattr(Planner, "of_text", fails)
    async with runner.run():
        priya = fake.person(16)
        priya.says("the bad one")
        priya.says("the good one")
        await priya.waits_for("An answer. (the good one)")
        assert "The fault is ours" in priya.texts[1]
        assert len(faults) == 3


async def test_switched_off_it_says_whom_to_call_once_an_hour_and_still_forgets(
    either_way: Bench, fake: FakeTelegram
) -> None:
    await either_way.app.state.conversations.transactions.do(
        lambda session: switch(
            session, TELEGRAM, is_on=False, account_id=None, at=either_way.clock()
        )
    )
    while not await either_way.app.state.switches.is_off(TELEGRAM):
        await asyncio.sleep(0.05)
    ada = fake.person(41)
    ada.says("Where can I volunteer?")
    await eventually(lambda: any("switched off" in seen.text for seen in ada.sees))
    assert "116 123" in ada.sees[-1].text
    ada.says("And in Melton?")
    ada.says("i want to kill myself")
    await eventually(lambda: any("85258" in seen.text for seen in ada.sees))
    assert len([seen for seen in ada.sees if "switched off" in seen.text]) == 1
    ada.says("/forget")
    await eventually(lambda: any("deleted" in seen.text.lower() for seen in ada.sees))
    assert either_way.engine.asked == []
