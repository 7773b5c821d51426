"""One real Signpost for all tests of this folder: engine, action server and application."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

from tests.evaluation.options import ROOT
from tests.evaluation.own_signpost import own_signpost

STATE = Path("var/e2e")


@dataclass(frozen=True)
class Talk:
    """One conversation with the running Signpost."""

    client: httpx.AsyncClient
    id: str
    token: str

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Sends a message; returns what the assistant said to it, in order."""
        answer = await self.client.post(
            f"/api/conversations/{self.id}/messages",
            json={"text": text},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert answer.status_code == 200, answer.text
        return [item for item in answer.json()["messages"] if item["from"] != "resident"]

    async def delete(self) -> int:
        """Deletes the conversation; returns the status."""
        answer = await self.client.delete(
            f"/api/conversations/{self.id}", headers={"Authorization": f"Bearer {self.token}"}
        )
        return answer.status_code


@dataclass(frozen=True)
class Running:
    """The running Signpost."""

    client: httpx.AsyncClient

    async def open(self) -> Talk:
        """Opens a conversation."""
        answer = await self.client.post("/api/conversations", json={})
        assert answer.status_code == 201, answer.text
        return Talk(self.client, answer.json()["id"], answer.json()["token"])

    def pid(self, process: str) -> int:
        """Returns the process id of `engine`, `actions` or `application`, as it is now."""
        state = json.loads((ROOT / STATE / "processes.json").read_text("utf-8"))
        return int(state["processes"][process]["pid"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def signpost() -> AsyncIterator[Running]:
    """Starts the three processes once and stops them at the end."""
    async with (
        own_signpost(STATE) as address,
        httpx.AsyncClient(base_url=address, timeout=30) as client,
    ):
        yield Running(client)
