"""Residents who talk while something breaks, and who do what our own page does for them.

A message keeps its name until it is answered. Lost on the way, it is sent again under that name; an
apology is answered with 'Try again'; a refusal is read, and the message sent again a little later.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.conversations.words import TRY_AGAIN

PAGE_WAITS_SECONDS = 9.0
"""After so long without an answer our page says so itself, keeps the message and asks again."""

_AGAIN_SECONDS = 3.0
_LOOK_SECONDS = 1.0

LINES = (
    "where can I volunteer with animals",
    "I need money to mend the roof of a village hall",
    "how do we set up a community interest company",
    "our pub is closing, can we buy it",
    "is there a warm place to go in Coalville",
    "help with shopping for my mum in Melton",
    "grants for a youth club",
    "how do I become a trustee",
    "food bank in Hinckley",
    "I want to have my say about a planning plan",
    "volunteer driver in Market Harborough",
    "what is a charitable incorporated organisation",
    "someone to talk to, I feel lonely",
    "can we take over the library",
    "money for a community garden",
    "walking groups near Loughborough",
)


@dataclass
class Line:
    """One message that a resident wanted to send.

    Attributes:
        client_id: Its name, the same at every try.
        sent_at: When it was first sent; all times on one steady clock, in seconds.
        told_at: When its resident first read something true about it; None for never.
        told: What that was: `answer`, `apology`, a status, or `no connection` and `slow`, which
            the page says by itself.
        answered_at: When a real answer came; None for never.
        tries: How often it was sent, 'Try again' included.
    """

    text: str
    client_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    sent_at: float = 0.0
    told_at: float | None = None
    told: str = ""
    answered_at: float | None = None
    tries: int = 0

    def tell(self, what: str) -> None:
        """Notes the first true thing that its resident reads."""
        if self.told_at is None:
            self.told_at, self.told = time.monotonic(), what


class Resident:
    """One resident with one conversation.

    Args:
        client: The way to Signpost.
        number: Who; chooses what is said and when.
        pause_seconds: About how long between an answer and the next message.
    """

    def __init__(self, client: httpx.AsyncClient, number: int, pause_seconds: float) -> None:
        self._client = client
        self._chance = random.Random(number)
        self._pause = pause_seconds
        self.lines: list[Line] = []
        self._address, self._headers = "", {"Authorization": ""}

    async def open(self) -> None:
        """Opens the conversation, however long that takes."""
        while True:
            answer = await self._request("POST", "/api/conversations", json={})
            if isinstance(answer, httpx.Response) and answer.status_code == 201:
                opened = answer.json()
                self._address = f"/api/conversations/{opened['id']}/messages"
                self._headers = {"Authorization": f"Bearer {opened['token']}"}
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def talk(self, until: float) -> None:
        """Says one line after another; begins none after `until`."""
        await asyncio.sleep(self._chance.random() * self._pause)
        while time.monotonic() < until:
            self.lines.append(Line(self._chance.choice(LINES)))
            await self.say(self.lines[-1])
            await asyncio.sleep(self._pause * (0.5 + self._chance.random()))

    async def say(self, line: Line) -> None:
        """Sends a line until it is answered; the scenario ends what takes for ever."""
        line.sent_at = time.monotonic()
        body, name = {"text": line.text}, line.client_id
        while line.answered_at is None:
            line.tries += 1
            answer = await self._request(
                "POST", self._address, json={**body, "client_id": name}, headers=self._headers
            )
            if isinstance(answer, str):
                line.tell(answer)
            elif answer.status_code != httpx.codes.OK:
                line.tell(f"status {answer.status_code}")
            else:
                again = await self._take(line, answer.json()["messages"])
                if again:
                    body, name = {"choice": again}, uuid.uuid4().hex
            if line.answered_at is None:
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _take(self, line: Line, messages: list[dict[str, Any]]) -> str:
        """Reads what came; returns the choice that tries again, or an empty text."""
        own = int(messages[0]["id"])
        while not (replies := [one for one in messages if one["from"] == "assistant"]):
            # Stored, and its answer is on its way: the page hears of it by its stream.
            if time.monotonic() - line.sent_at > PAGE_WAITS_SECONDS:
                line.tell("slow")
            await asyncio.sleep(_LOOK_SECONDS)
            messages = await self.read(after=own) or []
        for choice in replies[-1]["choices"]:
            if choice["label"] == TRY_AGAIN.label:
                line.tell("apology")
                return str(choice["id"])
        line.tell("answer")
        line.answered_at = time.monotonic()
        return ""

    async def read(self, after: int = 0) -> list[dict[str, Any]] | None:
        """Returns the conversation's messages, or None when they cannot be had now."""
        answer = await self._request(
            "GET", self._address, params={"after": after}, headers=self._headers
        )
        if isinstance(answer, str) or answer.status_code != httpx.codes.OK:
            return None
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    async def _request(self, method: str, address: str, **options: Any) -> httpx.Response | str:
        """Returns the answer, or what the page says when there is none."""
        try:
            async with asyncio.timeout(PAGE_WAITS_SECONDS):
                return await self._client.request(method, address, **options)
        except TimeoutError:
            return "slow"
        except httpx.HTTPError:
            return "no connection"
