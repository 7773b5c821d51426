"""One Signpost, 100 conversations, one fault after the other."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from tests.bench.bringing_in import as_feed
from tests.bench.stores import opened, services_of
from tests.faults import breaking
from tests.faults.breaking import Break
from tests.faults.report import judge
from tests.faults.running import Running
from tests.faults.scenario import play

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVICES = 2000

FAULTS: dict[str, Break] = {
    "the engine is killed": breaking.killing("engine"),
    "the action server is killed": breaking.killing("actions"),
    "the application is killed": breaking.killing("application"),
    "all three are killed at once": breaking.killing(*breaking.PROGRAMS),
    "all three are killed, 4 s apart": breaking.one_after_the_other(4),
    "the engine hangs": breaking.hanging("engine"),
    "the action server hangs": breaking.hanging("actions"),
    "the application hangs": breaking.hanging("application"),
    "the database is locked for 15 s": breaking.lock_database,
    "the model is damaged and the engine killed": breaking.damage_model,
}


@pytest.mark.parametrize("name", FAULTS, ids=lambda name: name.replace(" ", "_"))
async def test_nothing_is_lost_when(signpost: Running, name: str) -> None:
    judge(await play(name, signpost, FAULTS[name]))
    assert _is_whole(signpost)


async def test_nothing_is_lost_when_an_import_dies(signpost: Running) -> None:
    feed = signpost.folder / "feed.json"
    _write_feed(feed, signpost)
    before = _count(signpost)
    judge(await play("an import dies half-way", signpost, breaking.dying_import(feed)))
    assert _is_whole(signpost)
    assert _count(signpost) == before
    assert breaking.bring_in(feed, signpost).wait() == 0
    assert _count(signpost) == before + SERVICES


def _write_feed(feed: Path, signpost: Running) -> None:
    with opened(f"sqlite:///{signpost.database}") as session:
        made = islice(services_of(session, SERVICES), SERVICES)
        feed.write_text(json.dumps([as_feed(one) for one in made]), "utf-8")


def _count(signpost: Running) -> int:
    with closing(sqlite3.connect(signpost.database)) as database:
        query = "SELECT count(*) FROM record WHERE kind = 'service'"
        return int(database.execute(query).fetchone()[0])


def _is_whole(signpost: Running) -> bool:
    with closing(sqlite3.connect(signpost.database)) as database:
        return bool(database.execute("PRAGMA quick_check").fetchone()[0] == "ok")
