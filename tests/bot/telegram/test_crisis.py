"""Words about danger are answered first, at once, whatever else happens."""

from __future__ import annotations

import pytest

from bot.transactions import Transactions
from knowledge.errors import Unavailable
from tests.bot.conftest import Bench
from tests.bot.telegram.conftest import PUBLIC, Runner
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.waiting import eventually

DANGER = "I want to kill myself"
HELP = "116 123"
GREETING = "Hello. I am"


async def test_it_is_the_first_thing_that_somebody_new_reads(
    either_way: Bench, fake: FakeTelegram
) -> None:
    lee = fake.person(41)
    lee.says(DANGER)
    await lee.waits_for(GREETING)
    assert HELP in lee.texts[0]
    assert GREETING not in lee.texts[0]
    assert len(lee.sees) == 2
    assert either_way.engine.asked == []


async def test_it_does_not_wait_for_an_answer_that_is_slow(
    polling: Bench, fake: FakeTelegram
) -> None:
    lee = fake.person(42)
    lee.says("hello")
    await lee.waits_for("An answer. (hello)")
    polling.engine.delay_seconds = 2.5
    lee.says("a slow question")
    lee.says(DANGER)
    await lee.waits_for("An answer. (a slow question)")
    assert HELP in lee.texts[-2]


@pytest.mark.parametrize("command", ["/help", "/start", "/forget", "/nothing"])
async def test_it_is_read_behind_a_command(
    polling: Bench, fake: FakeTelegram, command: str
) -> None:
    lee = fake.person(45)
    lee.says(f"{command} {DANGER}")
    await lee.waits_for(GREETING)
    assert HELP in lee.texts[0]


async def test_it_is_read_under_a_picture(polling: Bench, fake: FakeTelegram) -> None:
    lee = fake.person(43)
    lee.sends(photo=[{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}],
              caption=DANGER)  # fmt: skip
    await lee.waits_for(GREETING)
    assert any(HELP in text for text in lee.texts[:2])


async def test_it_is_answered_once_while_nothing_can_be_kept(
    runner: Runner, fake: FakeTelegram
) -> None:
    async with runner.run(PUBLIC_ADDRESS=PUBLIC) as bench:
        await eventually(lambda: bool(fake.methods.webhook))
        works = Transactions.do

        async def fails(self: Transactions, work: object) -> object:
            raise Unavailable("The records are away.")

        runner.patch.setattr(Transactions, "do", fails)
        fake.push_to(bench.client)
        lee = fake.person(44)
        lee.says(DANGER)
        await lee.waits_for(HELP)
        await eventually(lambda: len(fake.pushes) >= 3)
        assert set(fake.pushes) == {503}
        assert len(lee.sees) == 1
        runner.patch.setattr(Transactions, "do", works)
        await lee.waits_for(GREETING)
        await eventually(lambda: 200 in fake.pushes)
