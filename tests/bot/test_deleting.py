"""Deleting: gone from our tables and from the engine's, whatever is under way, and for good."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from bot.conversations.housekeeping import ERASE_UNTIL
from tests.bot.conftest import Bench, StandInEngine

_TABLES = ("conversation", "message", "choice")


def _count(bench: Bench) -> list[int]:
    return [bench.rows(f"SELECT count(*) FROM {table}")[0][0] for table in _TABLES]


def _tracker(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "tracker.db")
    connection.execute("CREATE TABLE IF NOT EXISTS events (id INTEGER, sender_id TEXT, data TEXT)")
    return connection


def _write_event(folder: Path, sender: str) -> None:
    with _tracker(folder) as connection:
        connection.execute("INSERT INTO events VALUES (1, ?, 'what was said')", (sender,))


def _senders(folder: Path) -> list[str]:
    with _tracker(folder) as connection:
        return [row[0] for row in connection.execute("SELECT sender_id FROM events")]


async def test_deleting_empties_our_tables_and_the_engines(bench: Bench) -> None:
    talk, other = await bench.open(), await bench.open()
    await talk.send(text="hello")
    engine_id = bench.engine.asked[0][0]
    _write_event(bench.folder, engine_id)
    _write_event(bench.folder, "somebody else")
    answer = await bench.client.delete(talk.address, headers=talk.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert _count(bench) == [1, 1, 7]
    assert _senders(bench.folder) == ["somebody else"]
    assert (await bench.client.delete(talk.address, headers=talk.headers)).status_code == 404
    assert (await talk.send(text="hello")).status_code == 404
    assert len(await other.read()) == 1


async def test_deleting_works_before_the_engine_made_its_table(bench: Bench) -> None:
    talk = await bench.open()
    assert (await bench.client.delete(talk.address, headers=talk.headers)).status_code == 204


async def test_deleting_works_when_the_tracker_cannot_be_reached(make_bench: Any) -> None:
    bench: Bench = await make_bench(TRACKER_DATABASE_URL="sqlite:////nowhere/at/all/tracker.db")
    talk = await bench.open()
    assert (await bench.client.delete(talk.address, headers=talk.headers)).status_code == 204
    assert _count(bench) == [0, 0, 0]
    assert len(bench.rows("SELECT * FROM erasure")) == 1


async def test_a_turn_under_way_does_not_bring_anything_back(make_bench: Any) -> None:
    bench: Bench = await make_bench(StandInEngine(delay_seconds=0.2))
    talk = await bench.open()
    sending = asyncio.create_task(talk.send(text="hello"))
    await asyncio.sleep(0.1)
    assert (await bench.client.delete(talk.address, headers=talk.headers)).status_code == 204
    engine_id = bench.engine.asked[0][0]
    _write_event(bench.folder, engine_id)
    answer = await sending
    assert answer.status_code == 404
    assert answer.json()["ok"] is False
    assert _count(bench) == [0, 0, 0]
    assert _senders(bench.folder) == []


async def test_what_the_engine_writes_late_is_erased_later(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="hello")
    engine_id = bench.engine.asked[0][0]
    await bench.client.delete(talk.address, headers=talk.headers)
    _write_event(bench.folder, engine_id)
    rounds = bench.app.state.conversations.housekeeping
    await rounds.round()
    assert _senders(bench.folder) == []
    assert len(bench.rows("SELECT * FROM erasure")) == 1
    bench.clock.at += ERASE_UNTIL * 1.1
    await rounds.round()
    assert bench.rows("SELECT * FROM erasure") == []


async def test_deleted_words_are_in_no_file(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="a very particular sentence")
    await bench.client.delete(talk.address, headers=talk.headers)
    await bench.app.state.conversations.housekeeping.round()
    for file in bench.folder.glob("signpost.db*"):
        assert b"very particular" not in file.read_bytes()


async def test_a_conversation_is_forgotten_after_its_days(make_bench: Any) -> None:
    bench: Bench = await make_bench(RETENTION_DAYS=30)
    old = await bench.open()
    await old.send(text="hello")
    _write_event(bench.folder, bench.engine.asked[0][0])
    bench.clock.move(days=20)
    young = await bench.open()
    bench.clock.move(days=10, seconds=1)
    await bench.trust_clock()
    await bench.app.state.conversations.housekeeping.round()
    answer = await bench.client.get(f"{old.address}/messages", headers=old.headers)
    assert answer.status_code == 404
    assert _senders(bench.folder) == []
    assert len(await young.read()) == 1
