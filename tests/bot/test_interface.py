"""The public interface, line by line of its contract."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from knowledge.replies import Reply
from tests.bot.conftest import Bench, StandInEngine


async def test_opening_gives_id_token_and_a_greeting_that_says_what_this_is(bench: Bench) -> None:
    answer = await bench.client.post("/api/conversations", json={})
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"id", "token", "messages"}
    (greeting,) = body["messages"]
    assert greeting["from"] == "assistant"
    for words in ("automated service", "not a person", "Talk to a person", "Newarke Street"):
        assert words in greeting["text"]
    labels = [choice["label"] for choice in greeting["choices"]]
    assert labels[-1] == "Talk to a person"
    assert len(labels) == 7
    assert all(set(choice) == {"id", "label"} for choice in greeting["choices"])


@pytest.mark.parametrize("body", [b"", b"{}", b'{"unknown": 1}'])
async def test_opening_needs_nothing_and_ignores_unknown_keys(bench: Bench, body: bytes) -> None:
    assert (await bench.client.post("/api/conversations", content=body)).status_code == 201


async def test_a_message_is_answered_with_itself_and_all_that_followed(
    bench: Bench, rich_reply: Reply
) -> None:
    bench.engine.replies = [rich_reply, Reply("And more.")]
    talk = await bench.open()
    answer = await talk.send(text="a roof")
    assert answer.status_code == 200
    mine, first, second = answer.json()["messages"]
    assert set(mine) == {
        *("id", "from", "at", "text", "cards", "choices", "name", "client_id", "language"),
    }
    assert (mine["from"], mine["text"]) == ("resident", "a roof")
    assert mine["at"] == "2026-11-24T09:30:00Z"
    assert first["from"] == second["from"] == "assistant"
    assert set(first["cards"][0]) == {
        "kind", "title", "summary", "details", "url", "source", "checked", "ref",
    }  # fmt: skip
    assert [set(choice) for choice in first["choices"]] == [{"id", "label"}]
    assert int(mine["id"]) < int(first["id"]) < int(second["id"])


async def test_a_choice_sends_its_payload_and_the_browser_never_sees_it(
    bench: Bench, rich_reply: Reply
) -> None:
    bench.engine.replies = [rich_reply]
    talk = await bench.open()
    answer = await talk.send(text="a roof")
    assert "choose_entry" not in answer.text.replace("(a roof)", "")
    choice = answer.json()["messages"][1]["choices"][0]
    taken = await talk.send(choice=choice["id"])
    assert taken.json()["messages"][0]["text"] == "Tell me more"
    assert bench.engine.asked[-1][1] == '/choose_entry{"entry": "x"}'


async def test_the_ways_to_start_send_the_intents_of_their_names(bench: Bench) -> None:
    talk = await bench.open()
    for choice in talk.greeting[0]["choices"]:
        await talk.send(choice=choice["id"])
    assert [message for _, message in bench.engine.asked] == [
        "/find_volunteering", "/find_funding", "/save_building", "/choose_structure",
        "/have_say", "/find_local_help",
    ]  # fmt: skip
    assert "adviser" in (await talk.read())[-1]["text"]


async def test_the_engine_knows_a_random_name_and_not_the_id(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="hello")
    await talk.send(text="hello")
    names = {sender for sender, _ in bench.engine.asked}
    assert len(names) == 1
    assert talk.id not in names.pop()


async def test_a_choice_of_another_conversation_is_refused(bench: Bench) -> None:
    one, other = await bench.open(), await bench.open()
    answer = await one.send(choice=other.greeting[0]["choices"][0]["id"])
    assert answer.status_code == 422
    assert bench.engine.asked == []


async def test_reading_after_an_id_gives_only_what_is_newer(bench: Bench) -> None:
    talk = await bench.open()
    sent = (await talk.send(text="one")).json()["messages"]
    await talk.send(text="two")
    everything = await talk.read()
    assert [message["text"] for message in everything[1:]] == [
        "one", "An answer. (one)", "two", "An answer. (two)",
    ]  # fmt: skip
    assert await talk.read(sent[-1]["id"]) == everything[3:]
    assert await talk.read(everything[-1]["id"]) == []


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 40, "١"])
async def test_reading_after_nonsense_is_refused(bench: Bench, after: str) -> None:
    talk = await bench.open()
    answer = await bench.client.get(
        f"{talk.address}/messages", params={"after": after}, headers=talk.headers
    )
    assert answer.status_code == 422


async def test_three_sent_at_once_are_all_answered_in_order_one_at_a_time(bench: Bench) -> None:
    bench.engine.delay_seconds = 0.05
    talk = await bench.open()
    answers = await asyncio.gather(*(talk.send(text=word) for word in ("one", "two", "three")))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert bench.engine.most_at_once == 1
    said = [message for message in await talk.read() if message["from"] == "resident"]
    replies = [message for message in (await talk.read())[1:] if message["from"] == "assistant"]
    order = [message["text"] for message in said]
    assert sorted(order) == ["one", "three", "two"]
    assert [message["text"] for message in replies] == [f"An answer. ({word})" for word in order]
    assert [message for _, message in bench.engine.asked] == order
    for word, answer in zip(("one", "two", "three"), answers, strict=True):
        texts = [message["text"] for message in answer.json()["messages"]]
        assert texts[0] == word
        assert f"An answer. ({word})" in texts


async def test_conversations_do_not_wait_for_each_other(make_bench: Any) -> None:
    bench: Bench = await make_bench(StandInEngine(delay_seconds=0.3))
    talks = [await bench.open() for _ in range(4)]
    await asyncio.gather(*(talk.send(text="hello") for talk in talks))
    assert bench.engine.most_at_once == 4


async def test_a_turn_ends_though_the_caller_went_away(bench: Bench) -> None:
    bench.engine.delay_seconds = 0.1
    talk = await bench.open()
    request = asyncio.create_task(talk.send(text="are you there"))
    await asyncio.sleep(0.04)
    request.cancel()
    await asyncio.sleep(0.15)
    assert [message["text"] for message in (await talk.read())[1:]] == [
        "are you there",
        "An answer. (are you there)",
    ]
    assert bench.rows("SELECT state FROM message WHERE sender = 'resident'") == [("answered",)]


async def test_the_token_is_not_kept(bench: Bench) -> None:
    talk = await bench.open()
    assert talk.token.encode() not in (bench.folder / "signpost.db").read_bytes()
    assert bench.rows("SELECT length(token_hash) FROM conversation") == [(64,)]
