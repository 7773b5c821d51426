"""A faithful fake of the calls of Chatwoot that the bridge uses, as its interface documents them.

Contacts, conversations, messages and the toggle of a status take and give what is documented, and
refuse what is not; its webhook tells what the documentation says that it tells.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx

TOKEN = "invented-token"
API = "/api/v1/accounts/1"


@dataclass
class FakeChatwoot:
    """One account with one inbox, number 2."""

    is_down: bool = False
    availability: str = "online"
    contacts: list[dict[str, Any]] = field(default_factory=list)
    conversations: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down")
        if request.headers.get("api_access_token") != TOKEN:
            return httpx.Response(401, json={"errors": ["Invalid Access Token"]})
        assert request.url.path.startswith(API)
        path = request.url.path.removeprefix(API)
        body = json.loads(request.content) if request.content else {}
        if (request.method, path) == ("GET", "/agents"):
            return httpx.Response(200, json=[{"id": 7, "availability_status": self.availability}])
        if (request.method, path) == ("POST", "/contacts"):
            return self._contact(body)
        if (request.method, path) == ("POST", "/conversations"):
            return self._conversation(body)
        match = re.match(r"^/conversations/(\d+)/(messages|toggle_status)$", path)
        assert match is not None, path
        assert request.method == "POST"
        number = int(match[1])
        if number not in self.conversations:
            return httpx.Response(404, json={"error": "Resource could not be found"})
        return self._message(number, body) if match[2] == "messages" else self._toggle(number, body)

    def _contact(self, body: dict[str, Any]) -> httpx.Response:
        assert body["inbox_id"] == 2
        contact = {"id": len(self.contacts) + 11, "name": body["name"]}
        self.contacts.append(contact | {"identifier": body["identifier"]})
        inbox = {"source_id": f"source-{contact['id']}", "inbox": {"id": 2}}
        payload = {"contact": contact, "contact_inbox": inbox}
        return httpx.Response(200, json={"payload": payload})

    def _conversation(self, body: dict[str, Any]) -> httpx.Response:
        assert body["source_id"] == f"source-{body['contact_id']}"
        assert body["status"] in {"open", "resolved", "pending"}
        number = len(self.conversations) + 101
        self.conversations[number] = {"id": number, "status": body["status"], "inbox_id": 2}
        self.messages[number] = []
        return httpx.Response(200, json={"id": number, "account_id": 1, "inbox_id": 2})

    def _message(self, number: int, body: dict[str, Any]) -> httpx.Response:
        assert body["message_type"] in {"incoming", "outgoing"}
        assert isinstance(body["content"], str)
        message = {"id": 1000 + sum(map(len, self.messages.values())), **body}
        self.messages[number].append(message)
        return httpx.Response(200, json=message)

    def _toggle(self, number: int, body: dict[str, Any]) -> httpx.Response:
        assert body["status"] in {"open", "resolved", "pending", "snoozed"}
        self.conversations[number]["status"] = body["status"]
        payload = {"success": True, "current_status": body["status"], "conversation_id": number}
        return httpx.Response(200, json={"meta": {}, "payload": payload})

    def said_there(self, number: int, text: str, **more: Any) -> dict[str, Any]:
        """What the webhook tells when an agent writes."""
        return {
            "event": "message_created",
            "id": 5000 + len(text),
            "content": text,
            "message_type": "outgoing",
            "content_type": "text",
            "private": False,
            "sender": {"id": 7, "name": "Robin Invented", "type": "user"},
            "conversation": {"id": number, "status": "open", "inbox_id": 2},
            "account": {"id": 1, "name": "An account"},
        } | more

    def turned(self, number: int, status: str) -> dict[str, Any]:
        """What the webhook tells when a status changes: a conversation with the event's name."""
        return {
            "event": "conversation_status_changed",
            "id": number,
            "status": status,
            "inbox_id": 2,
        }
