"""How a resident speaks with each assistant: Signpost's public interface, Rasa's REST channel."""

from __future__ import annotations

import httpx

from bot.conversations.words import TRY_AGAIN


class SignpostSpeaker:
    """One conversation with Signpost."""

    def __init__(self, client: httpx.AsyncClient, opened: dict[str, str]) -> None:
        self._client = client
        self._path = f"/api/conversations/{opened['id']}/messages"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    @classmethod
    async def opened(cls, client: httpx.AsyncClient, _number: int) -> SignpostSpeaker:
        """Opens a conversation."""
        response = await client.post("/api/conversations", json={})
        response.raise_for_status()
        return cls(client, response.json())

    async def say(self, text: str) -> str | None:
        """Types a line; an apology for a failed turn counts as an error."""
        response = await self._client.post(self._path, json={"text": text}, headers=self._headers)
        if response.status_code != httpx.codes.OK:
            return f"status {response.status_code}"
        messages = [item for item in response.json()["messages"] if item["from"] != "resident"]
        if not messages:
            return "no reply"
        is_apology = any(
            choice["label"] == TRY_AGAIN.label for item in messages for choice in item["choices"]
        )
        return "an apology in place of an answer" if is_apology else None


class StarterSpeaker:
    """One conversation with a Rasa server; its replies need no looking at, only to be there."""

    def __init__(self, client: httpx.AsyncClient, number: int) -> None:
        self._client = client
        self._sender = f"resident-{number}"

    @classmethod
    async def opened(cls, client: httpx.AsyncClient, number: int) -> StarterSpeaker:
        """Begins a conversation, which costs nothing there."""
        return cls(client, number)

    async def say(self, text: str) -> str | None:
        """Types a line; a reply without words is taken for an answer, to be fair."""
        response = await self._client.post(
            "/webhooks/rest/webhook", json={"sender": self._sender, "message": text}
        )
        return None if response.status_code == httpx.codes.OK else f"status {response.status_code}"
