"""The whole application with a Telegram of the tests' own beside it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import create_app
from bot.telegram import channel
from bot.telegram.pace import Timing
from knowledge.database import create_database
from knowledge.database import upgrade as upgrade_knowledge
from knowledge.models import Place
from tests.bot.conftest import BASE, Bench, FrozenClock, StandInEngine, running, settings_for
from tests.bot.telegram.fake_api import FakeTelegram
from tests.bot.telegram.fake_api.chats import TOKEN
from tests.knowledge.factories import record_of

QUICK = Timing(
    per_second=500.0,
    chat_gap=0.0,
    look=0.05,
    poll=2,
    answer=15.0,
    first_wait=0.1,
    longest_wait=0.3,
    end=15.0,
    renew=0.2,
)
"""A channel that loses no time; the rates have their own tests."""

_NO_LISTS: dict[str, Any] = {
    name: []
    for name in ("other_names", "other_outcodes", "districts", "county_districts", "candidates",
                 "candidate_districts", "checked_against")
}  # fmt: skip

PUBLIC = "https://signpost.test"


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A Bot API on a free port."""
    telegram = FakeTelegram()
    await telegram.start()
    yield telegram
    await telegram.stop()


@dataclass
class Runner:
    """Runs applications against the fake: one after another, or several at once.

    Attributes:
        timing: How the channel spends its time.
        engine: What answers, in all of them.
        clock: The time, in all of them.
    """

    fake: FakeTelegram
    folder: Path
    empty: Path
    engine: StandInEngine
    clock: FrozenClock
    patch: pytest.MonkeyPatch
    timing: Timing = QUICK

    @asynccontextmanager
    async def run(self, **changes: Any) -> AsyncIterator[Bench]:
        """Runs one application from its beginning to its end."""
        if not (self.folder / "signpost.db").exists():
            shutil.copy(self.empty, self.folder / "signpost.db")
        self.patch.setattr(channel, "TIMING", self.timing)
        told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.fake.url}
        settings = settings_for(self.folder, **(told | changes))
        app = create_app(settings, engine_client=self.engine, clock=self.clock)
        transport = httpx.ASGITransport(app=app, client=("192.0.2.1", 4000))
        async with (
            running(app),
            httpx.AsyncClient(transport=transport, base_url=BASE) as client,
        ):
            yield Bench(app, client, self.engine, self.clock, settings, self.folder)

    def faster(self, **changes: Any) -> None:
        """Changes how the channel spends its time."""
        self.timing = replace(self.timing, **changes)


@pytest.fixture
def runner(
    fake: FakeTelegram, tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> Runner:
    """Runs applications against the fake."""
    return Runner(fake, tmp_path, empty_database, StandInEngine(), FrozenClock(), monkeypatch)


@pytest.fixture(params=["polling", "webhook"])
async def either_way(request: pytest.FixtureRequest, runner: Runner) -> AsyncIterator[Bench]:
    """A running application, once asking Telegram and once being pushed to."""
    changes = {"PUBLIC_ADDRESS": PUBLIC} if request.param == "webhook" else {}
    async with runner.run(**changes) as bench:
        if changes:
            runner.fake.push_to(bench.client)
        yield bench


@pytest.fixture
async def polling(runner: Runner) -> AsyncIterator[Bench]:
    """A running application that asks Telegram."""
    async with runner.run() as bench:
        yield bench


@pytest.fixture
def placed(tmp_path: Path, runner: Runner) -> None:
    """Lets the database hold two places, as the knowledge room keeps them."""
    shutil.copy(runner.empty, tmp_path / "signpost.db")
    address = f"sqlite:///{tmp_path / 'signpost.db'}"
    upgrade_knowledge(address)
    database = create_database(address)
    with database.session() as session, session.begin():
        for slug, name, latitude, longitude in (
            ("place-a", "Market Harborough", 52.478, -0.921),
            ("place-b", "Melton Mowbray", 52.765, -0.886),
        ):
            place = record_of(
                Place, slug=slug, name=name, latitude=latitude, longitude=longitude, **_NO_LISTS
            )
            session.add(place)
    database.close()
