"""Two applications that share a Redis: limits, turnstiles and the bell hold over both."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from bot.limits import RateLimit
from bot.sharing.bell import SharedBell
from bot.sharing.limits import SharedLimit
from bot.sharing.link import Link
from bot.sharing.turnstile import Turnstile
from knowledge.errors import InvalidInput, TooMany
from tests.bot.conftest import Bench, FrozenClock, MakeBench, Opened
from tests.databases import RedisServer

NAME = "0123456789abcdef"


@pytest.fixture
async def links(redis_server: RedisServer) -> AsyncIterator[tuple[Link, Link]]:
    found = Link(redis_server.url), Link(redis_server.url)
    await found[0].client.flushall()
    yield found
    for link in found:
        await link.aclose()


@asynccontextmanager
async def bells(*links: Link) -> AsyncIterator[list[SharedBell]]:
    async with AsyncExitStack() as stack:
        made = [SharedBell(link) for link in links]
        for bell in made:
            await stack.enter_async_context(bell.running())
        async with asyncio.timeout(20):
            while (await links[0].client.pubsub_numsub("signpost:bell"))[0][1] < len(links):
                await asyncio.sleep(0.01)
        yield made


async def test_a_limit_counts_over_both(links: tuple[Link, Link]) -> None:
    clock = FrozenClock()
    one, other = (SharedLimit(RateLimit(3, 3600, "Wait.", clock), link, "tests") for link in links)
    for limit in (one, other, one):
        await limit.take("192.0.2.1")
    with pytest.raises(TooMany) as raised:
        await other.take("192.0.2.1")
    assert 1100 < raised.value.retry_after_seconds <= 1200
    await other.take("192.0.2.2")


async def test_a_limit_is_forgotten_when_it_is_full_again_and_names_nobody(
    links: tuple[Link, Link],
) -> None:
    limit = SharedLimit(RateLimit(3, 60, "Wait.", FrozenClock()), links[0], "tests")
    await limit.take("192.0.2.1")
    (key,) = await links[0].client.keys("*")
    assert "192.0.2.1" not in key
    assert 0 < await links[0].client.ttl(key) <= 61


async def test_without_redis_each_counts_for_itself_and_nobody_waits() -> None:
    link = Link("redis://127.0.0.1:9/0")
    limit = SharedLimit(RateLimit(2, 3600, "Wait.", FrozenClock()), link, "tests")
    await limit.take("a")
    await limit.take("a")
    with pytest.raises(TooMany):
        await limit.take("a")
    async with Turnstile(link, "t", 5):
        pass
    await link.aclose()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="REDIS_URL"):
        Link("nonsense")


async def test_one_at_a_time_passes_over_both(links: tuple[Link, Link]) -> None:
    inside, most = 0, 0

    async def pass_through(link: Link) -> None:
        nonlocal inside, most
        async with Turnstile(link, "t", 30):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    await asyncio.gather(*(pass_through(link) for link in links * 3))
    assert most == 1


async def test_a_turnstile_is_held_beyond_its_lease_and_opens_after_its_holder_died(
    links: tuple[Link, Link], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sharing.turnstile.LEASE_SECONDS", 1.0)
    monkeypatch.setattr("bot.sharing.turnstile._RENEW_SECONDS", 0.2)
    held, order = asyncio.Event(), []

    async def hold() -> None:
        async with Turnstile(links[0], "t", 30):
            held.set()
            await asyncio.sleep(2.5)
            order.append("held")

    async def wait() -> None:
        await held.wait()
        async with Turnstile(links[1], "t", 30):
            order.append("waited")

    await asyncio.gather(hold(), wait())
    assert order == ["held", "waited"]
    # Its holder is gone without a word: the lease runs out.
    await links[0].client.set("signpost:turn:t", "somebody", px=500)
    async with asyncio.timeout(25), Turnstile(links[1], "t", 30):
        assert await links[0].client.get("signpost:turn:t") != "somebody"


async def test_a_ring_in_one_is_heard_in_the_other(links: tuple[Link, Link]) -> None:
    async with bells(*links) as (one, other):
        with other.listen("a") as listener, other.listen("b") as apart:
            one.ring("a")
            await listener.wait(30)
            assert await _is_quiet(apart)


async def _is_quiet(listener: object) -> bool:
    return not listener._event.is_set()  # type: ignore[attr-defined]


async def test_the_bell_is_heard_again_after_redis_was_gone(
    redis_server: RedisServer, links: tuple[Link, Link]
) -> None:
    async with bells(*links) as (one, other):
        redis_server.stop()
        redis_server.start()
        with other.listen("a") as listener:
            async with asyncio.timeout(40):
                while await _is_quiet(listener):
                    one.ring("a")
                    await asyncio.sleep(0.1)


async def test_a_message_of_one_application_reaches_a_stream_of_another(
    make_bench: MakeBench, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.conversations.service.POLL_SECONDS", 100.0)
    one: Bench = await make_bench(REDIS_URL=redis_server.url)
    other: Bench = await make_bench(REDIS_URL=redis_server.url)
    talk = await one.open()
    # Only the bell can wake it: the look of every two seconds is put off.
    async with asyncio.timeout(80):
        service = other.app.state.conversations
        found = service.follow(talk.id, int(talk.greeting[-1]["id"]))
        assert await anext(found) is None
        heard = asyncio.create_task(anext(found))
        await talk.send(text="a roof")
        message = await heard
        assert message is not None
        assert message.text == "a roof"
        await found.aclose()


async def test_what_is_sent_to_both_is_taken_once(
    make_bench: MakeBench, redis_server: RedisServer
) -> None:
    one: Bench = await make_bench(REDIS_URL=redis_server.url)
    other: Bench = await make_bench(REDIS_URL=redis_server.url)
    one.engine.delay_seconds = other.engine.delay_seconds = 0.3
    talk = await one.open()
    there = Opened(other, talk.id, talk.token, talk.greeting)
    both = await asyncio.gather(
        *(where.send(text="a roof", client_id=NAME) for where in (talk, there))
    )
    assert [answer.status_code for answer in both] == [200, 200]
    assert len(one.engine.asked) + len(other.engine.asked) == 1
    assert [message["from"] for message in await talk.read()] == [
        "assistant", "resident", "assistant",
    ]  # fmt: skip


async def test_what_an_application_left_unanswered_is_answered_when_it_comes_again(
    make_bench: MakeBench,
) -> None:
    bench: Bench = await make_bench()
    talk = await bench.open()
    await talk.send(text="a roof", client_id=NAME)
    # As if the application had died before it could store the answer.
    with _database(bench) as connection:
        connection.execute("DELETE FROM message WHERE sender = 'assistant' AND id > 1")
        connection.execute("UPDATE message SET state = 'received' WHERE sender = 'resident'")
    again = (await talk.send(text="a roof", client_id=NAME)).json()["messages"]
    assert [message["text"] for message in again] == ["a roof", "An answer. (a roof)"]
    assert len(bench.engine.asked) == 2
    await talk.send(text="a roof", client_id=NAME)
    assert len(bench.engine.asked) == 2


async def test_danger_left_unanswered_is_answered_by_the_fixed_text(
    make_bench: MakeBench,
) -> None:
    bench: Bench = await make_bench()
    talk = await bench.open()
    await talk.send(text="i want to kill myself", client_id=NAME)
    with _database(bench) as connection:
        connection.execute("DELETE FROM message WHERE sender = 'assistant' AND id > 1")
        connection.execute("UPDATE message SET state = 'received' WHERE sender = 'resident'")
    again = (await talk.send(text="i want to kill myself", client_id=NAME)).json()["messages"]
    assert "999" in again[1]["text"]
    assert bench.engine.asked == []


def _database(bench: Bench) -> sqlite3.Connection:
    return sqlite3.connect(bench.folder / "signpost.db")
