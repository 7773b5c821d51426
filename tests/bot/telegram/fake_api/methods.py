"""The methods of the Bot API that the bot uses, in Telegram's shapes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from tests.bot.telegram.fake_api.chats import BOT, Chats, Shown
from tests.bot.telegram.fake_api.shapes import COMMAND, SECRET, Refusal, keyboard, shown_text

Parameters = dict[str, str]
Method = Callable[[Parameters], Awaitable[Any]]


class Methods:
    """Answers the calls of one bot."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.about: dict[str, str] = {}
        self.webhook: dict[str, Any] = {}
        self.actions: list[tuple[int, str]] = []
        self.polls = 0
        self.most_polls_at_once = 0
        self.allowed: list[str] = []

    def find(self, name: str) -> Method | None:
        return getattr(self, f"_{name}", None)

    async def _getMe(self, _said: Parameters) -> Any:
        return BOT

    async def _getUpdates(self, said: Parameters) -> Any:
        if self.webhook.get("url"):
            raise Refusal(
                409, "Conflict: can't use getUpdates method while webhook is active; use delete"
            )
        self.allowed = json.loads(said.get("allowed_updates", "[]"))
        offset, limit = int(said.get("offset", "0")), int(said.get("limit", "100"))
        self.polls += 1
        self.most_polls_at_once = max(self.most_polls_at_once, self.polls)
        try:
            self._chats.pending[:] = [
                update for update in self._chats.pending if update["update_id"] >= offset
            ]
            if not self._chats.pending:
                self._chats.arrived.clear()
                try:
                    async with asyncio.timeout(float(said.get("timeout", "0"))):
                        await self._chats.arrived.wait()
                except TimeoutError:
                    return []
            return self._chats.pending[:limit]
        finally:
            self.polls -= 1

    async def _setWebhook(self, said: Parameters) -> Any:
        parts = urlsplit(said["url"])
        if parts.scheme != "https" or parts.port not in {None, 443, 80, 88, 8443}:
            raise Refusal(400, "Bad Request: bad webhook: an HTTPS URL must be provided")
        if "secret_token" in said and not SECRET.match(said["secret_token"]):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.allowed = json.loads(said.get("allowed_updates", "[]"))
        self.webhook = {"url": said["url"], "secret": said.get("secret_token")}
        return True

    async def _deleteWebhook(self, _said: Parameters) -> Any:
        self.webhook = {}
        return True

    async def _getWebhookInfo(self, _said: Parameters) -> Any:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._chats.pending),
        }

    async def _setMyCommands(self, said: Parameters) -> Any:
        menu = json.loads(said["commands"])
        for item in menu:
            if not COMMAND.match(item["command"]) or not 1 <= len(item["description"]) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands[said.get("language_code", "")] = menu
        return True

    async def _setMyDescription(self, said: Parameters) -> Any:
        if len(said["description"]) > 512:
            raise Refusal(400, "Bad Request: BOT_DESCRIPTION_TOO_LONG")
        self.about["full"] = said["description"]
        return True

    async def _setMyShortDescription(self, said: Parameters) -> Any:
        if len(said["short_description"]) > 120:
            raise Refusal(400, "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG")
        self.about["short"] = said["short_description"]
        return True

    def _chat_of(self, said: Parameters) -> int:
        chat_id = int(said["chat_id"])
        if chat_id not in self._chats.types:
            raise Refusal(400, "Bad Request: chat not found")
        if chat_id in self._chats.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat_id

    async def _sendMessage(self, said: Parameters) -> Any:
        chat_id = self._chat_of(said)
        text = shown_text(said.get("text", ""), said.get("parse_mode"))
        shown = Shown(
            id=self._chats.next_message(),
            chat_id=chat_id,
            text=text,
            source=said["text"],
            rows=keyboard(said.get("reply_markup")),
            at=asyncio.get_running_loop().time(),
        )
        self._chats.shown[chat_id].append(shown)
        return self._chats.as_message(shown)

    def _sent(self, said: Parameters) -> Shown:
        chat_id, message_id = self._chat_of(said), int(said["message_id"])
        for shown in self._chats.shown[chat_id]:
            if shown.id == message_id:
                return shown
        raise Refusal(400, "Bad Request: message to edit not found")

    async def _editMessageText(self, said: Parameters) -> Any:
        shown = self._sent(said)
        text = shown_text(said.get("text", ""), said.get("parse_mode"))
        rows = keyboard(said.get("reply_markup"))
        if (text, rows) == (shown.text, shown.rows):
            raise Refusal(400, "Bad Request: message is not modified")
        shown.text, shown.source, shown.rows, shown.is_edited = text, said["text"], rows, True
        return self._chats.as_message(shown)

    async def _editMessageReplyMarkup(self, said: Parameters) -> Any:
        shown = self._sent(said)
        rows = keyboard(said.get("reply_markup"))
        if rows == shown.rows:
            raise Refusal(400, "Bad Request: message is not modified")
        shown.rows, shown.is_edited = rows, True
        return self._chats.as_message(shown)

    async def _answerCallbackQuery(self, said: Parameters) -> Any:
        if len(said.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self._chats.answered[said["callback_query_id"]] = said.get("text", "")
        return True

    async def _sendChatAction(self, said: Parameters) -> Any:
        self.actions.append((self._chat_of(said), said["action"]))
        return True
