"""Answers arrive whole, in order, once, through everything that the network does."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.telegram.pace import Pace, Timing
from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, Bench
from tests.bot.telegram.conftest import Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.fake_api.server import Fault
from tests.bot.telegram.fake_api.shapes import Refusal
from tests.bot.telegram.waiting import eventually, quiet


async def test_it_is_escaped_and_the_names_of_records_stand_out(
    polling: Bench, fake: FakeTelegram
) -> None:
    polling.engine.replies = [Reply(f"Less <b>than</b> 5 & more:\n\n{CARD.title}\nRoofs", [CARD])]
    ola = fake.person(61)
    ola.says("hello")
    shown = await ola.waits_for("Less <b>than</b> 5 & more:")
    assert f"<b>{CARD.title}</b>" in shown.source
    assert "&lt;b&gt;" in shown.source


async def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(
    polling: Bench, fake: FakeTelegram
) -> None:
    paragraphs = [f"Paragraph {n}. " + "Words and more words. " * 20 for n in range(30)]
    polling.engine.replies = [Reply("\n\n".join(paragraphs), [], [Choice("More", "/more")])]
    ola = fake.person(62)
    ola.says("hello")
    await ola.waits_for("(hello)")
    parts = ola.sees[1:]
    assert len(parts) >= 4
    assert all(len(part.text) <= 4096 for part in parts)
    assert [bool(part.rows) for part in parts] == [False] * (len(parts) - 1) + [True]
    whole = "\n\n".join(part.text for part in parts)
    assert [line.split(".")[0] for line in whole.split("\n\n")] == [
        f"Paragraph {n}" for n in range(30)
    ]


async def test_choices_with_long_labels_stand_in_the_text(
    polling: Bench, fake: FakeTelegram
) -> None:
    long = "The right to challenge how a council service is run, in short"
    polling.engine.replies = [Reply("Pick.", [], [Choice(long, "/a"), Choice("No", "/b")])]
    ola = fake.person(63)
    ola.says("hello")
    shown = await ola.waits_for(f"1. {long}\n2. No")
    assert shown.labels[0].startswith("1. The right to challenge")
    assert len(shown.labels[0]) <= 40
    ola.presses(shown, shown.labels[0])
    await ola.waits_for(f"You chose: {long}")


@pytest.mark.parametrize(
    "fault",
    [
        Refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        Refusal(502, "Bad Gateway"),
        Refusal(500, "Internal Server Error"),
    ],
)
async def test_what_was_not_taken_is_sent_again_and_once(
    polling: Bench, fake: FakeTelegram, fault: Refusal
) -> None:
    ola = fake.person(64)
    fake.fails("sendMessage", Fault(fault), Fault(fault))
    ola.says("hello")
    await ola.waits_for("An answer. (hello)")
    await quiet()
    assert len(ola.sees) == 2
    assert not any("sent again" in text for text in ola.texts)
    if fault.code == 429:
        times = fake.times("sendMessage", 64)
        assert times[1] - times[0] >= 1.0
        assert times[2] - times[1] >= 1.0


async def test_what_may_have_been_taken_is_sent_again_and_says_so(
    runner: Runner, fake: FakeTelegram
) -> None:
    runner.faster(answer=2.0)
    ola = fake.person(65)
    fake.fails("sendMessage", Fault(late_seconds=4.0))
    async with runner.run():
        ola.says("hello")
        await ola.waits_for("An answer. (hello)")
    assert "sent again" not in ola.texts[0]
    assert ola.texts[1].startswith("This is sent again, in case")
    assert "automated service" in ola.texts[1]
    assert "sent again" not in ola.texts[2]


async def test_html_that_telegram_cannot_read_is_sent_as_it_is(
    polling: Bench, fake: FakeTelegram
) -> None:
    ola = fake.person(66)
    fake.fails("sendMessage", Fault(Refusal(400, "Bad Request: can't parse entities: x")))
    ola.says("hello")
    await ola.waits_for("An answer. (hello)")
    assert len(ola.sees) == 2


async def test_a_message_that_is_refused_does_not_stop_the_next(
    polling: Bench, fake: FakeTelegram
) -> None:
    ola = fake.person(67)
    fake.fails("sendMessage", Fault(Refusal(400, "Bad Request: something new")))
    ola.says("hello")
    await ola.waits_for("An answer. (hello)")
    assert len(ola.sees) == 1


async def test_a_long_loss_of_the_network_loses_and_doubles_nothing(
    polling: Bench, fake: FakeTelegram
) -> None:
    people = [fake.person(number) for number in range(600, 606)]
    for person in people:
        person.says("before")
    for person in people:
        await person.waits_for("An answer. (before)")
    polling.engine.delay_seconds = 0.4
    for person in people:
        person.says("asked just before")
    await eventually(lambda: len(polling.engine.asked) >= 8)
    await fake.vanish()
    for person in people:
        person.says("asked meanwhile")
    await quiet(3.0)
    await fake.start()
    for person in people:
        await person.waits_for("An answer. (asked meanwhile)", seconds=20)
    await quiet()
    for person in people:
        said = [text.split("\n")[-1] for text in person.texts[1:]]
        assert said == [f"An answer. ({x})" for x in ("before", "asked just before",
                                                      "asked meanwhile")]  # fmt: skip


async def test_it_starts_without_a_network_and_finds_it_later(
    runner: Runner, fake: FakeTelegram
) -> None:
    await fake.vanish()
    async with runner.run() as bench:
        assert (await bench.client.get("/healthz")).status_code == 200
        await quiet()
        await fake.start()
        ola = fake.person(68)
        ola.says("hello")
        await ola.waits_for("An answer. (hello)")


async def test_one_message_a_second_in_a_chat(runner: Runner, fake: FakeTelegram) -> None:
    runner.faster(chat_gap=1.0)
    async with runner.run() as bench:
        bench.engine.replies = [Reply("One."), Reply("Two.")]
        people = [fake.person(number) for number in range(700, 705)]
        for person in people:
            person.says("hello")
        for person in people:
            await person.waits_for("Two. (hello)")
            assert all(b - a >= 1.0 for a, b in pairwise(shown.at for shown in person.sees))


async def test_not_too_many_messages_a_second_over_all_chats() -> None:
    pace, times = Pace(Timing(per_second=50.0)), list[float]()

    async def write(number: int) -> None:
        await pace.turn(f"chat {number}")
        times.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(write(number) for number in range(30)))
    assert all(b - a >= 0.019 for a, b in pairwise(times))
    pace.hold(0.5)
    await write(99)
    assert times[-1] - times[-2] >= 0.5


async def test_typing_is_shown_while_an_answer_takes_its_time(
    polling: Bench, fake: FakeTelegram
) -> None:
    ola = fake.person(69)
    ola.says("quick")
    await ola.waits_for("An answer. (quick)")
    assert fake.methods.actions == []
    polling.engine.delay_seconds = 1.2
    ola.says("slow")
    await ola.waits_for("An answer. (slow)")
    assert fake.methods.actions == [(69, "typing")]
