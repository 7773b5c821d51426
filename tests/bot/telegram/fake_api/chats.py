"""The chats of the fake: who is in them, what was said, what waits to be fetched."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

TOKEN = "123456789:AAFakeTokenOfTheTests_0123456789abcdef"
BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Signpost (test)",
    "username": "signpost_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


@dataclass
class Shown:
    """A message as it stands in a chat.

    Attributes:
        text: What a person reads.
        source: What the bot sent.
        rows: The buttons under it.
        at: When it was sent, on the clock of the event loop.
        is_edited: Whether the bot changed it afterwards.
    """

    id: int
    chat_id: int
    text: str
    source: str
    rows: list[list[dict[str, Any]]]
    at: float
    is_edited: bool = False

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def key(self, label: str) -> str:
        for button in (button for row in self.rows for button in row):
            if button["text"] == label:
                return str(button["callback_data"])
        raise AssertionError(f"no button {label!r} among {self.labels}")


@dataclass
class Chats:
    """Everything that Telegram's side of the tests knows."""

    types: dict[int, str] = field(default_factory=dict)
    shown: dict[int, list[Shown]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    pending: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)
    last_update: int = 0
    last_message: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def chat(self, chat_id: int) -> dict[str, Any]:
        kind = self.types[chat_id]
        named = {"first_name": f"Person {chat_id}"} if kind == "private" else {"title": "A group"}
        return {"id": chat_id, "type": kind, **named}

    def next_message(self) -> int:
        self.last_message += 1
        return self.last_message

    def add_update(self, **parts: Any) -> dict[str, Any]:
        self.last_update += 1
        update = {"update_id": self.last_update, **parts}
        self.pending.append(update)
        self.arrived.set()
        return update

    def as_message(self, shown: Shown) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": shown.id,
            "from": {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")},
            "chat": self.chat(shown.chat_id),
            "date": int(time.time()),
            "text": shown.text,
        }
        if shown.rows:
            message["reply_markup"] = {"inline_keyboard": shown.rows}
        return message
