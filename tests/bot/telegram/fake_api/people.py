"""A person (invented) who writes to the bot from a phone."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from tests.bot.telegram.fake_api.chats import BOT, Chats, Shown


class Person:
    """One person in one chat, private unless said otherwise."""

    def __init__(self, chats: Chats, number: int, kind: str = "private") -> None:
        self._chats = chats
        self.id = number
        self.chat_id = number if kind == "private" else -number
        chats.types[self.chat_id] = kind
        chats.shown.setdefault(self.chat_id, [])

    @property
    def _from(self) -> dict[str, Any]:
        name = f"Person {self.id}"
        return {"id": self.id, "is_bot": False, "first_name": name, "language_code": "en"}

    def _message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": self._chats.next_message(),
            "from": self._from,
            "chat": self._chats.chat(self.chat_id),
            "date": int(time.time()),
            **content,
        }

    def sends(self, **content: Any) -> dict[str, Any]:
        """Sends any kind of message, in Telegram's shape."""
        return self._chats.add_update(message=self._message(**content))

    def says(self, text: str) -> dict[str, Any]:
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.sends(**content)

    def edits(self, update: dict[str, Any], **content: Any) -> dict[str, Any]:
        changed = {**update["message"], **content, "edit_date": int(time.time())}
        return self._chats.add_update(edited_message=changed)

    def presses(self, message: Shown, label: str) -> dict[str, Any]:
        return self.presses_key(message, message.key(label))

    def presses_key(self, message: Shown, key: str) -> dict[str, Any]:
        return self._chats.add_update(
            callback_query={
                "id": f"q{self._chats.last_update + 1}",
                "from": self._from,
                "message": self._chats.as_message(message),
                "chat_instance": "3141592653589793238",
                "data": key,
            }
        )

    def blocks(self, *, says_so: bool = True) -> None:
        """Blocks the bot; Telegram tells the bot, unless the test wants it to find out."""
        self._chats.blocked.add(self.chat_id)
        if says_so:
            self.membership("member", "kicked")

    def membership(self, old: str, new: str) -> None:
        until = {"until_date": 0} if new == "kicked" else {}
        self._chats.add_update(
            my_chat_member={
                "chat": self._chats.chat(self.chat_id),
                "from": self._from,
                "date": int(time.time()),
                "old_chat_member": {"user": BOT, "status": old},
                "new_chat_member": {"user": BOT, "status": new, **until},
            }
        )

    @property
    def sees(self) -> list[Shown]:
        """What the bot wrote here, oldest first."""
        return self._chats.shown[self.chat_id]

    @property
    def texts(self) -> list[str]:
        return [shown.text for shown in self.sees]

    async def waits_for(self, words: str, *, count: int = 1, seconds: float = 30.0) -> Shown:
        """Returns the newest message with these words, when there are that many of them."""
        found: list[Shown] = []
        for _ in range(int(seconds / 0.02)):
            found = [shown for shown in self.sees if words in shown.text]
            if len(found) >= count:
                return found[-1]
            await asyncio.sleep(0.02)
        raise AssertionError(f"{len(found)} of {count} with {words!r} among {self.texts}")
