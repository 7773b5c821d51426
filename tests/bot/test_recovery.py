"""A message whose turn was lost is answered once: when its sender asks again, and by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from bot.conversations.housekeeping import LOST_AFTER
from bot.conversations.recovery import Recovery
from tests.bot.conftest import Bench, MakeBench, Opened, StandInEngine

NAME = "0123456789abcdef"
UNCLEAR = "nobody would miss me anyway"


async def _lost(bench: Bench, *texts: str) -> Opened:
    """A conversation whose messages were stored by a process that then died."""
    talk = await bench.open()
    for at, text in enumerate(texts):
        answer = await talk.send(text=text, client_id=f"{NAME}{at}")
        assert answer.status_code == 200
    _forget_answers(bench)
    bench.engine.asked.clear()
    return talk


def _forget_answers(bench: Bench) -> None:
    database = bench.app.state.conversations.transactions._database
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM message WHERE text LIKE 'An answer%'")
        connection.exec_driver_sql("UPDATE message SET state='received' WHERE sender='resident'")


def _recovery(bench: Bench) -> Recovery:
    turns = bench.app.state.conversations.turns
    return Recovery(turns._parts, turns)


async def test_at_the_start_what_was_lost_is_answered_in_order(bench: Bench) -> None:
    talk = await _lost(bench, "a roof", "a hall")
    await _recovery(bench).round(timedelta(0))
    _, *texts = [one["text"] for one in await talk.read()]
    assert texts == ["a roof", "a hall", "An answer. (a roof)", "An answer. (a hall)"]
    await _recovery(bench).round(timedelta(0))
    assert len(await talk.read()) == 5


async def test_a_new_process_answers_what_the_last_one_left(
    make_bench: MakeBench,
) -> None:
    first: Bench = await make_bench()
    talk = await _lost(first, "a roof")
    second: Bench = await make_bench()
    async with asyncio.timeout(20):
        while len(await talk.read()) < 3:
            await asyncio.sleep(0.02)
    assert [said for _, said in second.engine.asked] == ["a roof"]


async def test_what_is_under_way_is_left_alone_while_it_may_still_be_answered(
    bench: Bench,
) -> None:
    await _lost(bench, "a roof")
    age = _recovery(bench)._age
    bench.clock.at += age / 2
    await _recovery(bench).round(age)
    assert bench.engine.asked == []
    bench.clock.at += age
    await _recovery(bench).round(age)
    assert len(bench.engine.asked) == 1


async def test_what_is_too_old_to_be_answered_is_left_to_the_apology(bench: Bench) -> None:
    await _lost(bench, "a roof")
    bench.clock.at += LOST_AFTER
    await _recovery(bench).round(timedelta(0))
    assert bench.engine.asked == []


async def test_a_turn_and_its_recovery_give_one_answer(bench: Bench) -> None:
    gate = asyncio.Event()

    async def wait(_message: str) -> None:
        await gate.wait()

    bench.engine.before_answer = wait
    talk = await bench.open()
    turn = asyncio.create_task(talk.send(text="a roof", client_id=NAME))
    while not bench.engine.asked:
        await asyncio.sleep(0.01)
    recovering = asyncio.create_task(_recovery(bench).round(timedelta(0)))
    again = asyncio.create_task(talk.send(text="a roof", client_id=NAME))
    await asyncio.sleep(0.1)
    gate.set()
    await asyncio.gather(turn, recovering, again)
    assert len(bench.engine.asked) == 1
    assert len(await talk.read()) == 3
    assert turn.result().json() == again.result().json()


async def test_an_engine_that_fails_at_recovery_is_apologised_for_once(bench: Bench) -> None:
    talk = await _lost(bench, "a roof")
    bench.engine.fails = True
    await _recovery(bench).round(timedelta(0))
    await _recovery(bench).round(timedelta(0))
    *_, sorry = await talk.read()
    assert len(await talk.read()) == 3
    assert sorry["choices"][0]["label"] == "Try again"


async def test_words_that_may_be_about_danger_are_answered_once_also_when_sent_again(
    make_bench: MakeBench, monkeypatch: Any
) -> None:
    bench: Bench = await make_bench(StandInEngine(delay_seconds=0.3))
    from bot.crisis.replies import NOT_CLEAR, CrisisReply

    unclear = CrisisReply("Are you safe?", category=NOT_CLEAR)
    turns = bench.app.state.conversations.turns
    monkeypatch.setattr(turns, "check_crisis", _always(unclear))
    talk = await bench.open()
    first = asyncio.create_task(talk.send(text=UNCLEAR, client_id=NAME))
    while not bench.engine.asked:
        await asyncio.sleep(0.01)
    await asyncio.gather(first, talk.send(text=UNCLEAR, client_id=NAME))
    texts = [one["text"] for one in await talk.read()]
    assert texts[1:] == [UNCLEAR, "Are you safe?", f"An answer. ({UNCLEAR})"]


def _always(reply: Any) -> Any:
    async def check(_text: str) -> Any:
        return reply

    return check
