"""When things break: an honest apology in time, nothing lost, and the truth about readiness."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

import pytest

from bot.conversations.housekeeping import LOST_AFTER
from tests.bot.conftest import Bench, StandInEngine


def _labels(message: dict[str, Any]) -> list[str]:
    return [choice["label"] for choice in message["choices"]]


async def test_a_failed_engine_gets_an_apology_with_ways_to_go_on(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    answer = await talk.send(text="grants for a roof")
    assert answer.status_code == 200
    mine, sorry = answer.json()["messages"]
    assert mine["text"] == "grants for a roof"
    for words in (
        "could not look that up", "Voluntary Action LeicesterShire", "9 Newarke Street",
        "https://valonline.org.uk/",
    ):  # fmt: skip
        assert words in sorry["text"]
    assert _labels(sorry) == ["Try again", "Talk to a person"]
    assert bench.rows("SELECT state FROM message WHERE sender = 'resident'") == [("failed",)]


async def test_trying_again_sends_the_kept_text(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    sorry = (await talk.send(text="/ grants for a roof")).json()["messages"][1]
    again = {"choice": sorry["choices"][0]["id"]}
    twice = (await talk.send(**again)).json()["messages"]
    assert [message["text"] for message in twice][0] == "Try again"
    bench.engine.fails = False
    answer = (await talk.send(choice=twice[1]["choices"][0]["id"])).json()["messages"]
    assert answer[1]["text"] == "An answer. (grants for a roof)"
    assert {asked for _, asked in bench.engine.asked} == {"grants for a roof"}


async def test_trying_again_after_a_choice_sends_its_payload(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    taken = await talk.send(choice=talk.greeting[0]["choices"][1]["id"])
    await talk.send(choice=taken.json()["messages"][1]["choices"][0]["id"])
    assert [asked for _, asked in bench.engine.asked] == ["/find_funding", "/find_funding"]


async def test_talking_to_a_person_works_without_the_engine(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    answer = await talk.send(choice=talk.greeting[0]["choices"][-1]["id"])
    text = answer.json()["messages"][1]["text"]
    assert "9 Newarke Street" in text
    assert "https://valonline.org.uk/" in text


async def test_a_hung_engine_keeps_nobody_waiting_however_many_wait(make_bench: Any) -> None:
    engine = StandInEngine(delay_seconds=30)
    bench: Bench = await make_bench(engine, ENGINE_TIMEOUT_SECONDS="0.5")
    talk = await bench.open()
    began = time.monotonic()
    answers = await asyncio.gather(*(talk.send(text=f"question {n}") for n in range(3)))
    assert time.monotonic() - began < engine.delay_seconds / 2
    assert all("could not look" in answer.text for answer in answers)
    replies = [message for message in await talk.read() if "could not" in message["text"]]
    assert len(replies) == 3


async def test_words_about_danger_are_answered_while_the_engine_hangs(make_bench: Any) -> None:
    bench: Bench = await make_bench(StandInEngine(delay_seconds=5), ENGINE_TIMEOUT_SECONDS="9")
    talk = await bench.open()
    waiting = asyncio.create_task(talk.send(text="grants for a roof"))
    await asyncio.sleep(0.1)
    answer = await talk.send(text="i want to kill myself")
    assert not waiting.done()
    assert "116 123" in answer.json()["messages"][1]["text"]
    assert [asked for _, asked in bench.engine.asked] == ["grants for a roof"]
    await waiting


async def test_words_about_danger_are_answered_with_everything_down(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    with bench.app.state.conversations.transactions._database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE conversation RENAME TO conversation_away")
    answer = await talk.send(text="i want to kill myself")
    assert answer.status_code == 503
    assert "116 123" in answer.json()["error"]
    page = await bench.client.post("/chat", data={"text": "i want to kill myself"})
    assert page.status_code == 503
    assert "116 123" in page.text


async def test_a_disk_that_can_be_written_again_is_written_again(bench: Bench) -> None:
    """SQLite stays with reading for as long as a connection lasts that was opened for it."""
    talk = await bench.open()
    engine = bench.app.state.conversations.transactions._database.engine
    connections = [engine.raw_connection() for _ in range(4)]
    for connection in connections:
        connection.execute("PRAGMA query_only = ON")
        connection.close()
    first = await talk.send(text="grants for a roof")
    assert first.status_code == 503
    assert first.json()["error"].startswith("Sorry, we cannot reach our records")
    second = await talk.send(text="grants for a roof")
    assert second.status_code == 200, second.text
    assert second.json()["messages"][1]["text"] == "An answer. (grants for a roof)"


async def test_nothing_is_opened_while_the_disk_cannot_be_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await bench.open()
    bench.app.state.conversations.transactions._database.engine.dispose()
    with monkeypatch.context() as disk:
        disk.setattr(os, "access", lambda _path, _mode: False)
        assert (await talk.send(text="grants for a roof")).status_code == 503
        danger = await talk.send(text="i want to kill myself")
        assert "116 123" in danger.text
    assert (await talk.send(text="grants for a roof")).status_code == 200
    assert len(await talk.read()) == 3


async def test_words_about_danger_are_never_too_long_or_too_many(make_bench: Any) -> None:
    bench: Bench = await make_bench(RATE_MESSAGES_PER_MINUTE=1)
    talk = await bench.open()
    for _ in range(3):
        assert (await talk.send(text="i want to kill myself")).status_code == 200
    long = await talk.send(text="i want to kill myself " + "because " * 200)
    assert long.status_code == 422
    assert "116 123" in long.json()["error"]


async def test_a_message_that_was_lost_with_its_process_gets_an_apology(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="hello")
    with bench.app.state.conversations.transactions._database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM message WHERE text LIKE 'An answer%'")
        connection.exec_driver_sql("UPDATE message SET state = 'received' WHERE text = 'hello'")
    rounds = bench.app.state.conversations.housekeeping
    await rounds.round()
    assert len(await talk.read()) == 2
    bench.clock.at += LOST_AFTER * 1.1
    await rounds.round()
    await rounds.round()
    *_, sorry = await talk.read()
    assert len(await talk.read()) == 3
    assert "interrupted" in sorry["text"]
    answer = await talk.send(choice=sorry["choices"][0]["id"])
    assert answer.json()["messages"][1]["text"] == "An answer. (hello)"


async def test_health_and_readiness_tell_the_truth(bench: Bench) -> None:
    assert (await bench.client.get("/healthz")).json() == {"ok": True}
    ready = await bench.client.get("/readyz")
    assert ready.status_code == 503
    parts = {"database": True, "engine": True, "actions": False, "content": False}
    assert ready.json() == {"ok": False, "crisis": "phrases"} | parts
    bench.clock.move(seconds=2)
    bench.engine.fails = True
    with bench.app.state.conversations.transactions._database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE conversation RENAME TO conversation_away")
    ready = await bench.client.get("/readyz")
    parts = {"database": False, "engine": False, "actions": False, "content": False}
    assert ready.json() == {"ok": False, "crisis": "phrases"} | parts
    assert (await bench.client.get("/healthz")).status_code == 200


async def test_an_engine_that_answers_nothing_is_not_ready_for_half_a_minute(bench: Bench) -> None:
    talk = await bench.open()
    bench.engine.fails = True
    await talk.send(text="hello")
    bench.engine.fails = False
    assert (await bench.client.get("/readyz")).json()["engine"] is False
    bench.clock.move(seconds=31)
    assert (await bench.client.get("/readyz")).json()["engine"] is True
