"""Several engines lock a conversation together; without Redis one engine locks for itself."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

from nlu.lock_store import SharedLockStore
from tests.databases import RedisServer


def test_the_endpoints_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    config = read_endpoint_config("endpoints.yml", "lock_store")
    assert isinstance(LockStore.create(config), SharedLockStore)


async def _most_at_once(stores: list[SharedLockStore]) -> int:
    inside, most = 0, 0

    async def work(store: SharedLockStore) -> None:
        nonlocal inside, most
        async with store.lock("invented", lock_lifetime=60, wait_time_in_seconds=0.02):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    await asyncio.gather(*(work(store) for store in stores))
    return most


async def test_two_engines_work_one_conversation_one_after_the_other(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    stores = [SharedLockStore(EndpointConfig()) for _ in range(2)]
    assert await _most_at_once(stores * 2) == 1


@pytest.mark.parametrize("url", ["", "redis://127.0.0.1:9/0"])
async def test_without_redis_an_engine_locks_for_itself(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    assert await _most_at_once([SharedLockStore()] * 3) == 1
