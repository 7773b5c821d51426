"""From a resident's words to a true answer and back, through the real three processes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from tests.e2e.conftest import STATE, Running
from tests.evaluation.options import ROOT

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

TOLD_WITHIN_SECONDS = 30
BACK_WITHIN_SECONDS = 180


def rows(statement: str) -> list[tuple[Any, ...]]:
    """Returns rows of the engine's tracker database."""
    with closing(sqlite3.connect(ROOT / STATE / "tracker.db")) as database:
        return database.execute(statement).fetchall()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("our local pub is up for sale can we stop it", ["six months", "ACV"]),
        ("grants for a village hall roof in melton", ["parish council", "Melton"]),
        ("can i volunteer on universal credit", ["Yes.", "work coach"]),
        ("whats the difference between a cic and a charity", ["CIC", "charity", "asset lock"]),
        ("who is my councillor in Coalville", ["North West Leicestershire", "county councillor"]),
    ],
)
async def test_the_first_answer_is_right_sourced_and_dated(
    signpost: Running, asked: str, says: list[str]
) -> None:
    talk = await signpost.open()
    first = (await talk.say(asked))[0]
    for words in says:
        assert words in first["text"]
    assert "Source: " in first["text"]
    assert "page of" in first["text"] or "date of the page not known" in first["text"].lower()
    assert first["cards"][0]["source"]
    assert first["cards"][0]["checked"]


async def test_danger_is_answered_first_and_alone(signpost: Running) -> None:
    talk = await signpost.open()
    answers = await talk.say("i dont want to be here any more, i am going to end my life")
    assert len(answers) == 1
    assert "116 123" in answers[0]["text"]
    assert "999" in answers[0]["text"]


async def test_who_is_not_the_engine_gets_nothing_from_the_action_server(
    signpost: Running,
) -> None:
    state = json.loads((ROOT / STATE / "processes.json").read_text("utf-8"))
    address = f"http://127.0.0.1:{state['processes']['actions']['port']}/webhook"
    call = {"next_action": "action_answer", "tracker": {}, "domain": {}}
    assert (await signpost.client.post(address, json=call)).status_code == 403
    talk = await signpost.open()
    assert "CIC" in (await talk.say("what is a CIC"))[0]["text"]


async def test_three_at_once_are_answered_in_order(signpost: Running) -> None:
    talk = await signpost.open()
    asked = ["what is a CIC", "what is a CIO", "do i need a dbs check"]
    await asyncio.gather(*(talk.say(text) for text in asked))
    answer = await signpost.client.get(
        f"/api/conversations/{talk.id}/messages",
        headers={"Authorization": f"Bearer {talk.token}"},
    )
    senders = [message["from"] for message in answer.json()["messages"]]
    assert senders.count("resident") == 3
    assert senders.count("assistant") == 1 + 3


async def test_a_command_never_reaches_the_engine(signpost: Running) -> None:
    talk = await signpost.open()
    for command in ("/restart", "  /goodbye", '/choose_entry{"entry": "val"}', "//session_start"):
        answers = await talk.say(command)
        assert answers
        assert answers[0]["text"]
    events = rows("SELECT type_name, data FROM events")
    texts = [json.loads(data)["text"] for kind, data in events if kind == "user"]
    assert texts
    assert [text for text in texts if text.startswith("/")] == []
    assert "restart" not in {kind for kind, _ in events}


async def test_a_deleted_conversation_is_gone_from_rasa_too(signpost: Running) -> None:
    def trackers() -> set[str]:
        return {row[0] for row in rows("SELECT DISTINCT sender_id FROM events")}

    before = trackers()
    talk = await signpost.open()
    await talk.say("what is a parish council")
    assert len(trackers() - before) == 1
    assert await talk.delete() == 204
    assert trackers() <= before


@pytest.mark.parametrize("process", ["engine", "actions"])
async def test_a_killed_process_costs_an_apology_and_comes_back(
    signpost: Running, process: str
) -> None:
    talk = await signpost.open()
    os.kill(signpost.pid(process), signal.SIGKILL)
    asked_at = time.monotonic()
    sorry = (await talk.say("how do i become a school governor"))[0]
    assert time.monotonic() - asked_at < TOLD_WITHIN_SECONDS
    assert "Voluntary Action LeicesterShire" in sorry["text"]
    assert any(choice["label"] == "Try again" for choice in sorry["choices"])
    while "Source: " not in (await talk.say("how do i become a school governor"))[0]["text"]:
        assert time.monotonic() - asked_at < BACK_WITHIN_SECONDS
        await asyncio.sleep(2)
    assert (await signpost.client.get("/readyz")).status_code == 200
