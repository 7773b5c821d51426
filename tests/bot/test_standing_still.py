"""A database that is locked, busy or gone: told at once, in words; danger is answered anyway."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import transactions
from bot.app import create_app
from bot.conversations import schema
from bot.transactions import Transactions
from knowledge import database as knowledge_database
from knowledge.database import create_database
from knowledge.errors import Unavailable
from tests.bot.conftest import Bench, MakeBench, StandInEngine, running, settings_for


@contextmanager
def locked(folder: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes and does not end."""
    with closing(sqlite3.connect(folder / "signpost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "_BUSY_MS", 50)
    monkeypatch.setattr(knowledge_database, "_BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(schema, "_AGAIN_SECONDS", 0.02)


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_is_told_and_danger_is_answered(make_bench: MakeBench) -> None:
    bench: Bench = await make_bench()
    talk = await bench.open()
    with locked(bench.folder):
        answer = await talk.send(text="a roof", client_id="0123456789")
        assert answer.status_code == 503
        assert "try again in a moment" in answer.json()["error"]
        danger = await talk.send(text="I want to kill myself")
        assert "999" in danger.json()["error"]
    again = await talk.send(text="a roof", client_id="0123456789")
    assert [one["from"] for one in again.json()["messages"]] == ["resident", "assistant"]


@pytest.mark.usefixtures("impatient")
async def test_it_starts_without_its_database_and_goes_on_when_it_is_there(
    tmp_path: Path, empty_database: Path
) -> None:
    app = create_app(settings_for(tmp_path), engine_client=StandInEngine())
    with closing(sqlite3.connect(tmp_path / "signpost.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with running(app):
            assert not await app.state.conversations.transactions.is_alive()
            other.execute("ROLLBACK")
            async with asyncio.timeout(20):
                while not await app.state.conversations.transactions.is_alive():
                    await asyncio.sleep(0.02)


async def test_nobody_waits_long_for_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "_WAIT_SECONDS", 0.05)
    database = create_database(f"sqlite:///{tmp_path / 'signpost.db'}")
    held = Transactions(database)
    gate = threading.Event()

    def stand(_session: object) -> None:
        gate.wait(20)

    standing = [asyncio.create_task(held.do(stand)) for _ in range(transactions._AT_ONCE)]
    await asyncio.sleep(0)
    try:
        with pytest.raises(Unavailable, match="records"):
            await held.do(_one)
    finally:
        gate.set()
        await asyncio.gather(*standing)
    assert await held.do(_one) == 1
    database.close()


def _one(session: object) -> int:
    execute: Callable[..., object] = session.execute  # type: ignore[attr-defined]
    return int(execute(text("SELECT 1")).scalar())  # type: ignore[attr-defined]
