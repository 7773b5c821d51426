"""What Telegram sent, reduced to what we need.

A position becomes the name of the nearest place here, before anything is stored. Text stays as it
was typed, for a telephone number may be wanted for a call back; it waits sealed, and it is masked
where every message is, before it becomes part of a conversation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.telegram.client import Client

NearestPlace = Callable[[float, float], str]
"""Returns the name of the place at a latitude and longitude; empty when it is not in our area."""

_COMMAND = re.compile(r"^/([A-Za-z0-9_]{1,32})(@\w{1,64})?(?:\s+(.*))?$", re.DOTALL)
_MEDIA = (
    *("voice", "audio", "video_note", "video", "photo", "animation", "document", "sticker"),
    *("contact", "poll", "dice", "game", "story", "checklist", "paid_media"),
)
_GONE = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}


@dataclass(frozen=True)
class Incoming:
    """One update as we keep it while it waits.

    Attributes:
        update_id: Telegram's number of it.
        chat_id: The chat's number at Telegram.
        kind: `text`, `command`, `press`, `position`, `media`, `group` or `left`.
        text: What was typed; the key of a pressed button; the name of a command; the kind of
            media; the place of a position.
        more: The argument of a command, or the words under a picture.
        message_id: Telegram's number of the message.
        query_id: Telegram's number of the press, for answering it.
        is_edit: Whether it is a new wording of an earlier message.
    """

    update_id: int
    chat_id: int
    kind: str
    text: str = ""
    more: str = ""
    message_id: int = 0
    query_id: str = ""
    is_edit: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether each part is what it should be: a number that can be stored, or a text."""
        numbers = (self.update_id, self.chat_id, self.message_id)
        texts = (self.kind, self.text, self.more, self.query_id)
        return all(type(one) is int and abs(one) < 2**53 for one in numbers) and all(
            isinstance(one, str) for one in texts
        )

    def as_json(self) -> str:
        """Returns it as text, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Incoming:
        """Returns what `as_json` gave."""
        return cls(**json.loads(text))


class Reader:
    """Reads updates.

    Args:
        bot: Who was written to.
        nearest_place: Names the place of a position.
    """

    def __init__(self, bot: Client, nearest_place: NearestPlace) -> None:
        self._bot = bot
        self._nearest_place = nearest_place

    def read(self, data: Any) -> Incoming | None:
        """Returns the update in Telegram's JSON, or None when there is nothing of ours in it.

        The library makes its objects of whatever stands there, so that a number may be a text.
        """
        try:
            found = self._read(Update.de_json(data, self._bot))
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, OSError):
            return None
        return found if found and found.is_sound else None

    def _read(self, update: Update) -> Incoming | None:
        if update.callback_query:
            return _press(update.update_id, update.callback_query)
        if update.my_chat_member:
            return _membership(update.update_id, update.my_chat_member)
        message = update.message or update.edited_message
        if message is None or (message.from_user and message.from_user.is_bot):
            return None
        is_edit = update.message is None
        if message.chat.type != ChatType.PRIVATE:
            return None if is_edit else self._of_group(update.update_id, message)
        return self._of_message(update.update_id, message, is_edit)

    def _of_group(self, update_id: int, message: Message) -> Incoming | None:
        """In a group only what is meant for us, whatever the privacy mode lets through."""
        text = message.text or message.caption or ""
        username = self._bot.name_or_nothing
        replied = message.reply_to_message
        to_us = bool(replied and replied.from_user and self._is_us(replied.from_user.id))
        named = bool(username) and f"@{username}".lower() in text.lower()
        if not (to_us or named or text.startswith("/")):
            return None
        return Incoming(update_id, message.chat.id, "group", text)

    def _is_us(self, user_id: int) -> bool:
        return user_id == int(self._bot.token.partition(":")[0])

    def _of_message(self, update_id: int, message: Message, is_edit: bool) -> Incoming | None:
        kind, text, more = self._content(message)
        # The position of somebody who moves is sent every few seconds.
        if not kind or (is_edit and kind not in {"text", "command"} and not more):
            return None
        return Incoming(
            update_id,
            message.chat.id,
            kind,
            text,
            more,
            message_id=message.message_id,
            is_edit=is_edit,
        )

    def _content(self, message: Message) -> tuple[str, str, str]:
        if message.text:
            command = _COMMAND.match(message.text)
            if command:
                return "command", command.group(1).lower(), command.group(3) or ""
            return "text", message.text, ""
        place = message.location or (message.venue and message.venue.location)
        if place:
            return "position", self._nearest_place(place.latitude, place.longitude), ""
        for media in _MEDIA:
            if getattr(message, media, None):
                return "media", media, message.caption or ""
        return "", "", ""


def _press(update_id: int, query: CallbackQuery) -> Incoming:
    chat_id = query.message.chat.id if query.message else query.from_user.id
    message_id = query.message.message_id if query.message else 0
    return Incoming(
        update_id,
        chat_id,
        "press",
        (query.data or "")[:64],
        message_id=message_id,
        query_id=query.id,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    """A private chat that was blocked, or a group that we were put into."""
    chat: Chat = change.chat
    is_gone = change.new_chat_member.status in _GONE
    if chat.type == ChatType.PRIVATE:
        return Incoming(update_id, chat.id, "left") if is_gone else None
    is_new = not is_gone and change.old_chat_member.status in _GONE
    return Incoming(update_id, chat.id, "group") if is_new else None
