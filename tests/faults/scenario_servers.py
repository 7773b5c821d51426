"""The servers that several machines share: PostgreSQL and Redis die, and come back later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.operations.moving import move
from tests.databases import Cluster, RedisServer
from tests.evaluation.options import ROOT
from tests.faults.breaking import HELD_SECONDS, Break
from tests.faults.report import judge
from tests.faults.running import Running, running
from tests.faults.scenario import play

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_servers(postgresql: Cluster, redis_server: RedisServer) -> AsyncIterator[Running]:
    """One Signpost that keeps everything in PostgreSQL, trackers too, and shares by Redis."""
    url = postgresql.new_database()
    source = f"sqlite:///{ROOT / 'var' / 'signpost.db'}"
    await asyncio.to_thread(move, source, url, lambda _: None)
    where = {
        "DATABASE_URL": url,
        "TRACKER_DATABASE_URL": postgresql.new_database(),
        "REDIS_URL": redis_server.url,
    }
    async with running("servers", where) as started:
        yield started


def _away(*servers: tuple[Callable[[], None], Callable[[], None]]) -> Break:
    """Each is killed, stays away for a while, and is started again by somebody."""

    async def fault(_signpost: Running) -> None:
        for kill, _ in servers:
            await asyncio.to_thread(kill)
        await asyncio.sleep(HELD_SECONDS)
        for _, start in servers:
            await asyncio.to_thread(start)

    return fault


@pytest.mark.parametrize("names", ["PostgreSQL", "Redis", "PostgreSQL and Redis"])
async def test_nothing_is_lost_when_it_is_killed(
    on_servers: Running, postgresql: Cluster, redis_server: RedisServer, names: str
) -> None:
    ways = {
        "PostgreSQL": (postgresql.kill, postgresql.start),
        "Redis": (redis_server.stop, redis_server.start),
    }
    fault = _away(*(way for name, way in ways.items() if name in names))
    judge(await play(f"{names} killed, back after 15 s", on_servers, fault))
