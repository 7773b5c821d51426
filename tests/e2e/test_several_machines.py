"""Two applications and two engines on PostgreSQL and Redis behind nginx: one of each is killed.

Residents keep talking meanwhile, and send what was not answered again under the same name, as the
page does. Nothing they said may be lost or doubled.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import bindparam, create_engine, text

from bot.operations.moving import move
from tests.databases import Cluster, RedisServer
from tests.e2e.fleet import Fleet, empty, fleet
from tests.evaluation.options import ROOT

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

RESIDENTS = 8
MESSAGES = 5
GIVES_UP_SECONDS = 90
ASKED = (
    "what is a CIC",
    "grants for a village hall roof in melton",
    "can i volunteer on universal credit",
    "do i need a dbs check",
    "our local pub is up for sale can we stop it",
    "who is my councillor in Coalville",
    "what is a parish council",
    "how do i become a school governor",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def machines(postgresql: Cluster, redis_server: RedisServer) -> AsyncIterator[Fleet]:
    url = postgresql.new_database()
    folder = empty(ROOT / "var" / "e2e-fleet")
    with fleet(folder, postgresql, redis_server, url) as running:
        # What is in the directory comes along from SQLite, as when a small Signpost has grown.
        await asyncio.to_thread(
            move, f"sqlite:///{ROOT / 'var' / 'signpost.db'}", url, lambda _: None
        )
        for name in ("actions", "app-1", "app-2"):
            running.start(name)
        await running.ready("engine-1", "engine-2", "actions", "nginx", "app-1", "app-2")
        yield running


class Resident:
    """One conversation through nginx; keeps sending a message until it is answered."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.id = ""
        self.headers: dict[str, str] = {}
        self.sent: list[str] = []
        self.slowest = 0.0

    async def _until_taken(self, path: str, body: dict[str, str]) -> httpx.Response:
        began = time.monotonic()
        while True:
            try:
                answer = await self._client.post(path, json=body, headers=self.headers)
                if answer.status_code < 500:
                    return answer
            except httpx.HTTPError:
                pass
            assert time.monotonic() - began < GIVES_UP_SECONDS
            await asyncio.sleep(0.3)

    async def open(self) -> None:
        answer = await self._until_taken("/api/conversations", {})
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["id"]
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    async def say(self, words: str) -> list[dict[str, Any]]:
        name = uuid.uuid4().hex
        self.sent.append(name)
        began = time.monotonic()
        body = {"text": words, "client_id": name}
        answer = await self._until_taken(f"/api/conversations/{self.id}/messages", body)
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert answer.status_code == 200, answer.text
        found = [item for item in answer.json()["messages"] if item["from"] != "resident"]
        assert found, "it was taken and nothing was said to it"
        return found

    async def read(self) -> list[dict[str, Any]]:
        answer = await self._client.get(
            f"/api/conversations/{self.id}/messages", headers=self.headers
        )
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


async def _talk(resident: Resident, done: Counter[str], turn: int) -> None:
    await resident.open()
    for number in range(MESSAGES):
        await resident.say(ASKED[(turn + number) % len(ASKED)])
        done["messages"] += 1


async def _reached(done: Counter[str], share: float, talks: asyncio.Future[Any]) -> None:
    while done["messages"] < share * RESIDENTS * MESSAGES and not talks.done():
        await asyncio.sleep(0.05)


async def test_one_of_each_is_killed_and_nobody_is_lost_or_doubled(machines: Fleet) -> None:
    done: Counter[str] = Counter()
    limits = httpx.Limits(max_connections=RESIDENTS)
    async with httpx.AsyncClient(
        base_url=machines.address, timeout=30, trust_env=False, limits=limits
    ) as client:
        residents = [Resident(client) for _ in range(RESIDENTS)]
        talks = asyncio.ensure_future(
            asyncio.gather(*(_talk(one, done, turn) for turn, one in enumerate(residents)))
        )
        await _reached(done, 0.15, talks)
        machines.kill("app-1")
        await _reached(done, 0.35, talks)
        machines.start("app-1")
        machines.kill("engine-2")
        await _reached(done, 0.6, talks)
        machines.redis.stop()
        await _reached(done, 0.75, talks)
        machines.redis.start()
        await talks
        for resident in residents:
            messages = await resident.read()
            said = [item for item in messages if item["from"] == "resident"]
            assert [item["client_id"] for item in said] == resident.sent
            _check_answers(messages)
    _check_database(machines, [resident.id for resident in residents], RESIDENTS * MESSAGES)
    await machines.ready("app-1")


def _check_answers(messages: list[dict[str, Any]]) -> None:
    """Every message has what was said to it, and nothing of that twice."""
    turns: list[list[str]] = []
    for item in messages:
        if item["from"] == "resident":
            turns.append([])
        elif turns:
            turns[-1].append(item["text"])
    for said in turns:
        assert said, "a message without an answer"
        assert len(said) == len(set(said)), "an answer twice"


def _check_database(machines: Fleet, ids: list[str], sent: int) -> None:
    engine = create_engine(machines.database_url)
    with engine.connect() as connection:
        # What somebody said to the copied Signpost before does not count.
        statement = text(
            "SELECT state, count(*) FROM message WHERE sender = 'resident'"
            " AND conversation_id IN :ids GROUP BY state"
        ).bindparams(bindparam("ids", ids, expanding=True))
        states: dict[str, int] = {row[0]: row[1] for row in connection.execute(statement)}
    engine.dispose()
    assert sum(states.values()) == sent, states
    assert "received" not in states, states
    # An apology is the truth, too; but nearly everybody was answered.
    assert states["answered"] >= 0.8 * sent, states


async def test_what_one_application_takes_is_shown_live_by_the_other(machines: Fleet) -> None:
    async with (
        httpx.AsyncClient(base_url=machines.apps[0], timeout=60, trust_env=False) as here,
        httpx.AsyncClient(base_url=machines.apps[1], timeout=60, trust_env=False) as there,
    ):
        resident = Resident(here)
        await resident.open()
        path = f"/api/conversations/{resident.id}/events"
        async with there.stream("GET", path, headers=resident.headers) as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "retry: 3000"
            answers = await resident.say("what is a CIC")
            async with asyncio.timeout(60):
                async for line in lines:
                    if line.startswith("data:") and answers[-1]["id"] in line:
                        break


async def test_rasa_keeps_its_trackers_in_postgresql_and_forgets_what_is_deleted(
    machines: Fleet,
) -> None:
    engine = create_engine(machines.environment["TRACKER_DATABASE_URL"])
    count = text("SELECT count(DISTINCT sender_id) FROM events")
    async with httpx.AsyncClient(base_url=machines.address, timeout=60, trust_env=False) as client:
        resident = Resident(client)
        await resident.open()
        await resident.say("what is a parish council")
        with engine.connect() as connection:
            before = connection.scalar(count)
        answer = await client.delete(f"/api/conversations/{resident.id}", headers=resident.headers)
        assert answer.status_code == 204
        with engine.connect() as connection:
            assert connection.scalar(count) == before - 1
    engine.dispose()


async def test_no_log_of_any_process_holds_what_was_said(machines: Fleet) -> None:
    """The invented person's number is one that Ofcom keeps for drama."""
    personal = "my name is Invented Person, ring 07700 900123 or write to invented@example.org"
    async with httpx.AsyncClient(base_url=machines.address, timeout=60, trust_env=False) as client:
        resident = Resident(client)
        await resident.open()
        await resident.say(personal)
        await resident.say("what is a parish council")
    logs = {path.name: path.read_text("utf-8", "replace") for path in machines.folder.glob("*.log")}
    assert {"app-1.log", "app-2.log", "engine-1.log", "actions.log"} <= set(logs)
    for name, log in logs.items():
        for secret in (*ASKED, "Invented Person", "900123", "invented@example.org", resident.id):
            assert secret not in log, (name, secret)
