"""Talks with a running Signpost as a resident's browser does: through the public interface."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx

from tests.evaluation.judge import Answer, Shown

LONGEST_WAIT_SECONDS = 65.0


class NotReachable(Exception):
    """Signpost does not answer, or will not answer us; says what to do about it."""


class Conversation:
    """One conversation; the newest choices can be taken by their label."""

    def __init__(self, client: httpx.AsyncClient, conversation_id: str, token: str) -> None:
        self._client = client
        self._path = f"/api/conversations/{conversation_id}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._choices: list[dict[str, str]] = []

    async def say(self, text: str) -> Answer:
        """Sends what a resident types and returns all that the assistant says to it."""
        return await self._send({"text": text})

    async def choose(self, pattern: str) -> Answer:
        """Takes the first choice of the last reply whose label matches."""
        for choice in self._choices:
            if re.search(pattern, choice["label"], re.IGNORECASE):
                return await self._send({"choice": choice["id"]})
        return Answer("", broken=f"there is no choice like {pattern!r}")

    async def close(self) -> None:
        """Deletes the conversation, here and there."""
        await self._client.delete(self._path, headers=self._headers)

    async def _send(self, body: dict[str, str]) -> Answer:
        try:
            response = await _patiently(self._client, f"{self._path}/messages", body, self._headers)
        except httpx.HTTPError as error:
            return Answer("", broken=f"no reply: {type(error).__name__}")
        if response.status_code >= 500:
            return Answer("", broken=f"status {response.status_code}")
        if response.status_code != 200:
            # A polite refusal is said to the resident as well.
            return Answer(str(response.json().get("error", "")))
        messages = [item for item in response.json()["messages"] if item["from"] != "resident"]
        self._choices = [choice for item in messages for choice in item.get("choices", [])]
        return answer_of(messages)


def answer_of(messages: list[dict[str, Any]]) -> Answer:
    """Returns the messages of one turn as one answer."""
    return Answer(
        text="\n\n".join(item["text"] for item in messages),
        cards=tuple(
            Shown(card["kind"], card["title"])
            for item in messages
            for card in item.get("cards", [])
        ),
        choices=tuple(choice["label"] for item in messages for choice in item.get("choices", [])),
    )


async def open_conversation(client: httpx.AsyncClient) -> Conversation:
    """Opens a conversation.

    Raises:
        NotReachable: Signpost does not answer, or lets one address open too few.
    """
    try:
        response = await _patiently(client, "/api/conversations", {}, {})
    except httpx.HTTPError as error:
        raise NotReachable(f"Nothing answers at {client.base_url}: {error}") from error
    if response.status_code != 201:
        raise NotReachable(
            f"Opening a conversation was answered with {response.status_code}. When it is 429, "
            "start Signpost with a higher RATE_CONVERSATIONS_PER_HOUR and "
            "RATE_REQUESTS_PER_MINUTE, or let this command start its own."
        )
    opened = response.json()
    return Conversation(client, opened["id"], opened["token"])


async def _patiently(
    client: httpx.AsyncClient, path: str, body: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    """Posts, and waits once when it is told to wait no longer than a minute."""
    response = await client.post(path, json=body, headers=headers)
    wait = float(response.headers.get("Retry-After", "inf"))
    if response.status_code == 429 and wait <= LONGEST_WAIT_SECONDS:
        await asyncio.sleep(wait)
        response = await client.post(path, json=body, headers=headers)
    return response
