"""The Bot API as the channel uses it: python-telegram-bot's client, with each outcome named.

What matters of a failure is whether the message may have been taken. A connection that was never
made, a 429 and a 5xx took nothing; an answer that did not come in time says nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import httpx
from telegram import BotCommand, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.client import Client
from bot.telegram.pace import Pace

log = logging.getLogger("signpost.telegram")

_NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_CHAT_GONE = ("chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Outcome(Enum):
    """What became of a message that was handed over."""

    SENT = "sent"
    NOT_SENT = "not sent"
    UNCLEAR = "unclear"
    BLOCKED = "blocked"
    REFUSED = "refused"


@dataclass(frozen=True)
class Chat:
    """Where to write.

    Attributes:
        key: The name under which we keep it.
        id: Its number at Telegram.
    """

    key: str
    id: int


class Transport:
    """Writes to chats at the allowed pace.

    Args:
        bot: The client.
        pace: Gives the turns.
    """

    def __init__(self, bot: Client, pace: Pace) -> None:
        self.bot = bot
        self._pace = pace

    async def turn(self, chat_key: str) -> None:
        """Waits for the chat's turn; what follows it may write once."""
        await self._pace.turn(chat_key)

    async def send(
        self, chat: Chat, html: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> Outcome:
        """Sends one message after `turn`; where Telegram cannot read our HTML, as plain text."""
        try:
            await self._send(chat, html, keyboard, ParseMode.HTML)
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                return self._outcome(error)
            try:
                await self._send(chat, html, keyboard, None)
            except TelegramError as again:
                return self._outcome(again)
        except TelegramError as error:
            return self._outcome(error)
        finally:
            self._pace.sent(chat.key)
        return Outcome.SENT

    async def _send(
        self, chat: Chat, text: str, keyboard: InlineKeyboardMarkup | None, mode: str | None
    ) -> None:
        await self.bot.send_message(
            chat.id,
            text,
            parse_mode=mode,
            reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW,
        )

    def _outcome(self, error: TelegramError) -> Outcome:
        """Names what happened, and keeps the pace when Telegram says so."""
        if isinstance(error, RetryAfter):
            self._pace.hold(seconds_of(error))
            return Outcome.NOT_SENT
        if isinstance(error, Forbidden):
            return Outcome.BLOCKED
        if isinstance(error, BadRequest):
            text = str(error).lower()
            return Outcome.BLOCKED if any(x in text for x in _CHAT_GONE) else Outcome.REFUSED
        if isinstance(error, NetworkError):
            cause = error.__cause__
            is_clear = not isinstance(cause, httpx.HTTPError) or isinstance(cause, _NOT_BEGUN)
            return Outcome.NOT_SENT if is_clear else Outcome.UNCLEAR
        return Outcome.NOT_SENT

    async def retire(self, chat: Chat, message_id: int, html: str) -> None:
        """Takes the buttons from a message and adds what was chosen; a failure costs nothing."""
        await self._turn_to_edit(chat)
        await self._try(
            self.bot.edit_message_text(
                html,
                chat_id=chat.id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
            )
        )

    async def take_buttons(self, chat: Chat, message_id: int) -> None:
        """Takes the buttons from a message; a failure costs nothing."""
        await self._turn_to_edit(chat)
        await self._try(self.bot.edit_message_reply_markup(chat_id=chat.id, message_id=message_id))

    async def _turn_to_edit(self, chat: Chat) -> None:
        """Changes keep a pace of their own: the answer to a press need not wait for them."""
        await self._pace.turn(f"changes {chat.key}")

    async def answer_press(self, query_id: str, notice: str = "") -> None:
        """Ends the spinning of a pressed button, with a notice of at most 200 characters."""
        await self._try(self.bot.answer_callback_query(query_id, text=notice[:200] or None))

    async def show_typing(self, chat: Chat) -> None:
        """Shows for five seconds that somebody is typing."""
        await self._try(self.bot.send_chat_action(chat.id, ChatAction.TYPING))

    async def _try(self, call: Any) -> None:
        try:
            await call
        except TelegramError as error:
            self._outcome(error)
            log.info("Telegram did not take a courtesy: %s.", type(error).__name__)

    async def introduce(
        self, menus: dict[str | None, list[BotCommand]], full: str, short: str
    ) -> None:
        """Sets the menus by language and what Telegram shows before a chat begins."""
        for language, menu in menus.items():
            await self.bot.set_my_commands(menu, language_code=language)
        await self.bot.set_my_description(full)
        await self.bot.set_my_short_description(short)


def seconds_of(error: RetryAfter) -> float:
    """Returns how long Telegram wants us to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
