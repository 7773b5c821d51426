"""Beyond what can be answered in time: a sentence with a way on, never for danger or a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.conversations.words import STARTS
from knowledge.replies import Reply
from tests.bot.conftest import Bench, MakeBench, Opened

NAME = "0123456789abcdef"


@asynccontextmanager
async def full(make_bench: MakeBench) -> AsyncIterator[tuple[Bench, Opened]]:
    """An application with room for one turn, and one that does not end within the block."""
    bench: Bench = await make_bench(TURNS_AT_ONCE=1)
    gate = asyncio.Event()

    async def wait(_message: str) -> None:
        await gate.wait()

    bench.engine.replies = [Reply("An answer.")]
    bench.engine.before_answer = wait
    first = await bench.open()
    turn = asyncio.create_task(first.send(text="a roof", client_id=NAME))
    while not bench.engine.asked:
        await asyncio.sleep(0.01)
    try:
        yield bench, first
    finally:
        gate.set()
        assert (await turn).status_code == 200


async def test_one_too_many_is_told_when_to_come_back_and_what_else_to_do(
    make_bench: MakeBench,
) -> None:
    async with full(make_bench) as (bench, _):
        talk = await bench.open()
        answer = await talk.send(text="a hall")
        assert answer.status_code == 503
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        body = answer.json()
        assert (body["ok"], body["status"]) == (False, 503)
        for words in ("half a minute", "Talk to a person", "call you back"):
            assert words in body["error"]
        assert len(await talk.read()) == 1
    assert (await talk.send(text="a hall")).status_code == 200


async def test_the_page_says_it_and_keeps_the_words(make_bench: MakeBench) -> None:
    async with full(make_bench) as (bench, _):
        page = await bench.client.post("/chat", data={"text": "a hall with a leak"})
        assert page.status_code == 503
        assert page.headers["Retry-After"]
        assert "Very many people are asking" in page.text
        assert "a hall with a leak" in page.text


async def test_danger_is_answered_all_the_same(make_bench: MakeBench) -> None:
    async with full(make_bench) as (bench, _):
        talk = await bench.open()
        answer = await talk.send(text="I want to kill myself")
        assert answer.status_code == 200
        assert "999" in answer.json()["messages"][1]["text"]


async def test_the_way_to_a_person_stays_open(make_bench: MakeBench) -> None:
    async with full(make_bench) as (bench, _):
        talk = await bench.open()
        names = [choice["label"] for choice in talk.greeting[0]["choices"]]
        person = talk.greeting[0]["choices"][names.index(STARTS[-1].label)]["id"]
        answer = await talk.send(choice=person)
        assert answer.status_code == 200
        call_back = answer.json()["messages"][1]["choices"][0]
        assert "call" in call_back["label"].lower()
        asked = await talk.send(choice=call_back["id"])
        assert asked.status_code == 200
        assert len(asked.json()["messages"]) == 2


async def test_what_is_under_way_is_not_refused_when_it_is_sent_again(
    make_bench: MakeBench,
) -> None:
    async with full(make_bench) as (bench, first):
        again = asyncio.create_task(first.send(text="a roof", client_id=NAME))
        await asyncio.sleep(0.05)
    assert (await again).status_code == 200
    assert len(bench.engine.asked) == 1
