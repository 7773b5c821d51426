"""Rate limits: with low settings and a clock that stands still."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.limits import RateLimit, address_key
from knowledge.errors import TooMany
from tests.bot.conftest import BASE, Bench, FrozenClock


async def test_messages_of_one_conversation_are_limited(make_bench: Any) -> None:
    bench: Bench = await make_bench(RATE_MESSAGES_PER_MINUTE=3)
    talk, other = await bench.open(), await bench.open()
    for _ in range(3):
        assert (await talk.send(text="hello")).status_code == 200
    refused = await talk.send(text="hello")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "20"
    assert refused.json()["status"] == 429
    assert (await other.send(text="hello")).status_code == 200
    assert len(await talk.read()) == 7
    bench.clock.move(seconds=20)
    assert (await talk.send(text="hello")).status_code == 200
    choice = talk.greeting[0]["choices"][0]["id"]
    assert (await talk.send(choice=choice)).status_code == 429


async def test_conversations_of_one_address_are_limited(make_bench: Any) -> None:
    bench: Bench = await make_bench(RATE_CONVERSATIONS_PER_HOUR=2)
    await bench.open()
    await bench.open()
    refused = await bench.client.post("/api/conversations")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1800"
    other = httpx.ASGITransport(app=bench.app, client=("192.0.2.2", 1))
    async with httpx.AsyncClient(transport=other, base_url=BASE) as client:
        assert (await client.post("/api/conversations")).status_code == 201


async def test_requests_of_one_address_are_limited_and_health_is_not(make_bench: Any) -> None:
    bench: Bench = await make_bench(RATE_REQUESTS_PER_MINUTE=2)
    assert (await bench.client.get("/privacy")).status_code == 200
    assert (await bench.client.get("/privacy")).status_code == 200
    refused = await bench.client.get("/privacy")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "30"
    assert "text/html" in refused.headers["content-type"]
    assert (await bench.client.get("/api/openapi.json")).json()["status"] == 429
    assert (await bench.client.get("/healthz")).status_code == 200
    assert (await bench.client.get("/theme.css")).status_code == 200


def test_a_limit_refills_evenly() -> None:
    clock = FrozenClock()
    limit = RateLimit(2, 60, "Wait.", clock)
    limit.use("a")
    limit.use("a")
    clock.move(seconds=29)
    with pytest.raises(TooMany) as raised:
        limit.use("a")
    assert raised.value.retry_after_seconds == 1
    clock.move(seconds=1)
    limit.use("a")


def test_a_clock_that_is_set_back_gives_nothing_and_takes_nothing() -> None:
    clock = FrozenClock()
    limit = RateLimit(1, 60, "Wait.", clock)
    limit.use("a")
    clock.move(hours=-1)
    with pytest.raises(TooMany):
        limit.use("a")


def test_the_memory_of_a_limit_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.limits._MOST_KEYS", 100)
    limit = RateLimit(1, 60, "Wait.", FrozenClock())
    for number in range(1000):
        limit.use(str(number))
    assert len(limit._buckets) <= 101


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("a socket", "a socket"),
    ],
)
def test_the_key_of_an_address(host: str | None, key: str) -> None:
    assert address_key(host) == key
