"""Factories for the tests of this room: an application with a stand-in engine and its own files."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.app import create_app
from bot.conversations import clock_guard
from bot.conversations.schema import upgrade
from bot.sealing import keys_of
from knowledge.errors import Unavailable
from knowledge.replies import Card, Choice, Reply
from knowledge.settings import Settings

SITE_FILE = Path(__file__).parents[2] / "site.yml"
BASE = "http://signpost.test"

CARD = Card(
    kind="fund",
    title="A village hall fund",
    summary="Money for roofs of village halls.",
    details=["Up to £5,000", "Who can apply: charities"],
    url="https://example.org/fund",
    source="The funder's website",
    checked="Dated 2026-10. Check before you rely on it.",
)


@dataclass
class StandInEngine:
    """An engine of the test's own: it remembers what it was asked and answers as it is told."""

    replies: list[Reply] = field(default_factory=lambda: [Reply("An answer.")])
    fails: bool = False
    delay_seconds: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    before_answer: Callable[[str], Any] | None = None

    async def ask(self, sender: str, message: str, timeout_seconds: float) -> list[Reply]:
        self.asked.append((sender, message))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            async with asyncio.timeout(timeout_seconds):
                await asyncio.sleep(self.delay_seconds)
                if self.before_answer is not None:
                    await self.before_answer(message)
        except TimeoutError:
            raise Unavailable("The engine did not answer in time.") from None
        finally:
            self.at_once -= 1
        if self.fails:
            raise Unavailable("The engine gave no answer.")
        return [replace(reply, text=f"{reply.text} ({message})") for reply in self.replies]

    async def is_alive(self) -> bool:
        return not self.fails

    async def aclose(self) -> None:
        return None


@dataclass
class FrozenClock:
    """A clock that stands still until it is moved."""

    at: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Bench:
    """One running application with everything that a test looks at."""

    app: Starlette
    client: httpx.AsyncClient
    engine: StandInEngine
    clock: FrozenClock
    settings: Settings
    folder: Path

    async def open(self) -> Opened:
        answer = await self.client.post("/api/conversations", json={})
        assert answer.status_code == 201, answer.text
        return Opened(self, answer.json()["id"], answer.json()["token"], answer.json()["messages"])

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "signpost.db") as connection:
            return connection.execute(statement).fetchall()

    async def trust_clock(self) -> None:
        """As when days went by with a round in each: no leap of the clock."""
        await self.app.state.accounts.transactions.do(
            lambda session: clock_guard.trust(session, self.clock())
        )

    def unsealed(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows as the application reads them: what is sealed is opened."""
        keys = keys_of(self.settings)
        return [
            tuple(keys.unseal(value) if isinstance(value, str) else value for value in row)
            for row in self.rows(statement)
        ]


@dataclass
class Opened:
    """One conversation over the interface."""

    bench: Bench
    id: str
    token: str
    greeting: list[dict[str, Any]]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def address(self) -> str:
        return f"/api/conversations/{self.id}"

    async def send(self, **body: Any) -> httpx.Response:
        return await self.bench.client.post(
            f"{self.address}/messages", json=body, headers=self.headers
        )

    async def read(self, after: str = "0") -> list[dict[str, Any]]:
        answer = await self.bench.client.get(
            f"{self.address}/messages", params={"after": after}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Returns settings with files of the test's own and limits that do not get in the way."""
    values = {
        "DATABASE_URL": f"sqlite:///{folder / 'signpost.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "SITE_FILE": str(SITE_FILE),
        "RATE_MESSAGES_PER_MINUTE": "1000",
        "RATE_REQUESTS_PER_MINUTE": "10000",
        "RATE_CONVERSATIONS_PER_HOUR": "1000",
        "ENGINE_URL": "http://127.0.0.1:9",
        "ACTIONS_PORT": "9",
        # The crisis check has its own tests; here its phrases are enough, and the same everywhere.
        "ENCODER_FOLDER": "no-encoder",
    }
    return Settings.from_environment(values | {name: str(value) for name, value in changes.items()})


@asynccontextmanager
async def running(app: Starlette) -> AsyncIterator[None]:
    """Runs the application's beginning and end around a test."""
    async with app.router.lifespan_context(app):
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with our tables and nothing in them, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "signpost.db"
    upgrade(f"sqlite:///{path}")
    return path


MakeBench = Callable[..., Any]


@pytest.fixture
async def make_bench(tmp_path: Path, empty_database: Path) -> AsyncIterator[MakeBench]:
    """Returns a maker of running applications; keyword arguments are settings."""
    async with AsyncExitStack() as stack:

        async def make(engine: StandInEngine | None = None, **changes: Any) -> Bench:
            if not (tmp_path / "signpost.db").exists():
                shutil.copy(empty_database, tmp_path / "signpost.db")
            settings = settings_for(tmp_path, **changes)
            engine, clock = engine or StandInEngine(), FrozenClock()
            app = create_app(settings, engine_client=engine, clock=clock)
            await stack.enter_async_context(running(app))
            transport = httpx.ASGITransport(app=app, client=("192.0.2.1", 4000))
            client = httpx.AsyncClient(transport=transport, base_url=BASE)
            await stack.enter_async_context(client)
            return Bench(app, client, engine, clock, settings, tmp_path)

        yield make


@pytest.fixture
async def bench(make_bench: MakeBench) -> Bench:
    """A running application with everything at its default."""
    made: Bench = await make_bench()
    return made


@pytest.fixture
def rich_reply() -> Reply:
    """A reply with a card and choices."""
    return Reply("A fund.", [CARD], [Choice("Tell me more", '/choose_entry{"entry": "x"}')])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application served to a real browser; closed with each file."""
    from tests.bot.browsing import serving

    with serving(tmp_path_factory.mktemp("browser")) as served:
        yield served
