"""A clock that leaps deletes nothing, until a person says that it is right."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.conversations.clock_guard import most_leap
from bot.metrics import REGISTRY
from bot.privacy.__main__ import main
from knowledge.errors import Unavailable
from tests.bot.conftest import Bench, Opened


def _held() -> float | None:
    return REGISTRY.get_sample_value("signpost_deleting_held")


async def _talk(bench: Bench) -> Opened:
    talk = await bench.open()
    await talk.send(text="hello")
    await bench.app.state.conversations.housekeeping.round()
    return talk


@pytest.mark.parametrize("days", [31, 400, 20_000])
async def test_a_leap_deletes_no_chat_and_says_so_once(
    bench: Bench, caplog: pytest.LogCaptureFixture, days: int
) -> None:
    rounds = bench.app.state.conversations.housekeeping
    talk = await _talk(bench)
    bench.clock.move(days=days)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            await rounds.round()
        with pytest.raises(Unavailable, match="trust-clock"):
            await bench.app.state.forgetting.round()
    assert len(await talk.read()) == 3
    said = [record for record in caplog.records if "Nothing that is old" in record.message]
    assert len(said) == 1
    assert _held() == 1


async def test_what_is_said_after_the_leap_does_not_make_it_believed(bench: Bench) -> None:
    """New rows with wrong times are no proof of the time."""
    talk = await _talk(bench)
    bench.clock.move(days=400)
    other = await bench.open()
    await other.send(text="hello")
    await bench.app.state.conversations.housekeeping.round()
    assert len(await talk.read()) == 3


async def test_a_clock_that_is_put_right_goes_on_by_itself(bench: Bench) -> None:
    rounds = bench.app.state.conversations.housekeeping
    talk = await _talk(bench)
    bench.clock.move(days=400)
    await rounds.round()
    bench.clock.move(days=-399)
    await rounds.round()
    assert _held() == 0
    for _ in range(11):
        bench.clock.move(days=2.9)
        await rounds.round()
    answer = await bench.client.get(f"{talk.address}/messages", headers=talk.headers)
    assert answer.status_code == 404


async def test_going_back_is_no_leap(bench: Bench) -> None:
    rounds = bench.app.state.conversations.housekeeping
    talk = await _talk(bench)
    bench.clock.move(days=-3000)
    await rounds.round()
    bench.clock.move(days=3000)
    await rounds.round()
    assert _held() == 0
    assert len(await talk.read()) == 3


async def test_a_person_says_that_the_clock_is_right(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await _talk(bench)
    # The real clock is what the command believes, and what the application has then.
    monkeypatch.setattr("bot.clock.now", lambda: bench.clock.at)
    monkeypatch.setenv("DATABASE_URL", bench.settings.database_url)
    monkeypatch.setenv("TRACKER_DATABASE_URL", bench.settings.tracker_database_url)
    bench.clock.move(days=31)
    assert await asyncio.to_thread(main, ["forget"]) == 1
    assert "trust-clock" in capsys.readouterr().err
    assert await asyncio.to_thread(main, ["trust-clock"]) == 0
    await bench.app.state.conversations.housekeeping.round()
    assert bench.rows("SELECT count(*) FROM conversation") == [(0,)]


def test_how_far_time_may_go() -> None:
    assert most_leap(30) == timedelta(days=3)
    assert most_leap(2) == timedelta(days=1)
