"""What a client sends again under the same name after a lost connection is taken once."""

from __future__ import annotations

import asyncio

import pytest

from knowledge.replies import Choice, Reply
from tests.bot.conftest import Bench

NAME = "0123456789abcdef"


async def test_the_same_name_is_taken_once_and_answered_twice(bench: Bench) -> None:
    talk = await bench.open()
    first = (await talk.send(text="a roof", client_id=NAME)).json()["messages"]
    again = (await talk.send(text="a roof", client_id=NAME)).json()["messages"]
    assert first == again
    assert [message["client_id"] for message in first] == [NAME, None]
    assert len(bench.engine.asked) == 1
    assert len(await talk.read()) == 3


async def test_at_the_same_time_it_is_taken_once_too(bench: Bench) -> None:
    bench.engine.delay_seconds = 0.2
    talk = await bench.open()
    both = await asyncio.gather(*(talk.send(text="a roof", client_id=NAME) for _ in range(2)))
    assert [answer.status_code for answer in both] == [200, 200]
    assert len(bench.engine.asked) == 1
    assert len(await talk.read()) == 3


async def test_a_choice_is_taken_once(bench: Bench) -> None:
    bench.engine.replies = [Reply("Which?", choices=[Choice("This", "/this")])]
    talk = await bench.open()
    choice = (await talk.send(text="a roof")).json()["messages"][-1]["choices"][0]["id"]
    for _ in range(2):
        assert (await talk.send(choice=choice, client_id=NAME)).status_code == 200
    assert [said for _, said in bench.engine.asked] == ["a roof", "/this"]


async def test_another_conversation_may_use_the_same_name(bench: Bench) -> None:
    one, other = await bench.open(), await bench.open()
    for talk in (one, other):
        assert (await talk.send(text="a roof", client_id=NAME)).status_code == 200
    assert len(bench.engine.asked) == 2


@pytest.mark.parametrize("name", ["", "short", "x" * 41, "with spaces here", "é" * 10, 12345678])
async def test_a_name_that_is_none_is_refused(bench: Bench, name: object) -> None:
    talk = await bench.open()
    answer = await talk.send(text="a roof", client_id=name)
    assert answer.status_code == 422
    assert answer.json()["errors"][0].startswith("client_id")
    assert bench.engine.asked == []
