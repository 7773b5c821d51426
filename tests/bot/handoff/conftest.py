"""Factories for the hand-off: hours, advisers who are there, residents who ask for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.handoff import moves, presence, store
from bot.handoff.moves import Adviser
from bot.handoff.room import HandoffRoom
from tests.bot.conftest import SITE_FILE, Bench, MakeBench, Opened

# Invented people.
PRIYA, SAM = Adviser("1", "Priya"), Adviser("2", "Sam")
HOURS = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


def site_file(folder: Path, **desk: Any) -> Path:
    """Writes a site file with these settings of the desk."""
    data = yaml.safe_load(SITE_FILE.read_text("utf-8"))
    data["desk"] = data["desk"] | desk
    path = folder / "site.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


@dataclass
class Hall:
    """A running application with a desk."""

    bench: Bench

    @property
    def room(self) -> HandoffRoom:
        room: HandoffRoom = self.bench.app.state.handoff
        return room

    async def do(self, work: Callable[[Any], Any]) -> Any:
        return await self.room.transactions.do(work)

    async def arrive(self, adviser: Adviser = PRIYA, *, is_available: bool = True) -> None:
        await self.do(
            lambda session: presence.sign_in(
                session, adviser.id, adviser.name, at=self.bench.clock(), is_available=is_available
            )
        )

    async def move(self, name: str, resident: Opened, *args: Any) -> Any:
        """Does one of the moves of an adviser in a transaction."""

        def work(session: Any) -> Any:
            at = self.bench.clock()
            row = store.find_or_add(session, resident.id, at=at)
            first = (session, row) if name in {"reply", "add_note"} else (
                session, self.room.announcer, row,
            )  # fmt: skip
            return getattr(moves, name)(*first, *args, at=at)

        return await self.do(work)

    async def status(self, resident: Opened) -> dict[str, Any]:
        answer = await self.bench.client.get(f"{resident.address}/status", headers=resident.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def queue_after(self, adviser: Adviser) -> Opened:
        """The same, after another adviser has come."""
        await self.arrive(adviser)
        return await self.queue()

    async def queue(self) -> Opened:
        """Opens a conversation whose resident is in the queue."""
        # Nobody comes at the very same moment as somebody else.
        self.bench.clock.move(milliseconds=1)
        resident = await self.bench.open()
        await resident.send(text="I want to talk to a person please")
        await take(resident, "Yes, pass it on")
        assert (await self.status(resident))["state"] == "waiting"
        return resident


async def take(resident: Opened, label: str) -> list[dict[str, Any]]:
    """Takes the newest choice of this label; returns what came after it."""
    offered = [
        choice
        for message in await resident.read()
        for choice in message["choices"]
        if choice["label"] == label
    ]
    assert offered, f"{label!r} was not offered"
    answer = await resident.send(choice=offered[-1]["id"])
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages[1:]


async def say(resident: Opened, text: str) -> list[dict[str, Any]]:
    """Types something; returns the resident's own message and what came after it."""
    answer = await resident.send(text=text)
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


MakeHall = Callable[..., Any]


@pytest.fixture
def make_hall(make_bench: MakeBench, tmp_path: Path) -> MakeHall:
    """Returns a maker of desks; the settings of the desk by keyword."""

    async def make(settings: dict[str, Any] | None = None, **desk: Any) -> Hall:
        path = site_file(tmp_path, **desk)
        return Hall(await make_bench(SITE_FILE=str(path), **(settings or {})))

    return make


@pytest.fixture
async def hall(make_hall: MakeHall) -> Hall:
    """A desk with hours on weekdays; it is Tuesday, half past nine."""
    made: Hall = await make_hall(hours=HOURS)
    return made
