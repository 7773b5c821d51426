"""python-telegram-bot's client, with the one call of ours that it has not."""

from __future__ import annotations

import os
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.telegram.pace import Timing
from bot.telegram.settings import TelegramSettings

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of update that we ask Telegram for."""

# More than 28 messages a second need; the library looks at each of them for every request.
_MOST_CONNECTIONS = 16


class Client(Bot):
    """The bot, as Telegram knows it."""

    @property
    def name_or_nothing(self) -> str:
        """The bot's name at Telegram, or an empty text before Telegram was reached."""
        return self.username if self._bot_user is not None else ""

    async def updates(self, offset: int | None, timing: Timing) -> list[dict[str, Any]]:
        """Waits for updates and returns them as Telegram's JSON, at most 100.

        `get_updates` would give up all of them for one that the library cannot read.

        Args:
            offset: The first update wanted; those before it are thereby acknowledged.
            timing: How long to wait.
        """
        asked: dict[str, Any] = {"timeout": timing.poll, "limit": 100, "allowed_updates": WANTED}
        if offset is not None:
            asked["offset"] = offset
        found = await self._post("getUpdates", asked, read_timeout=timing.poll + timing.answer)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def make_client(settings: TelegramSettings, timing: Timing) -> Client:
    """Returns the client; nothing is opened before it is used."""
    # The library's own switch: waiting times as spans, not as bare numbers, without a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    request = HTTPXRequest(
        connection_pool_size=_MOST_CONNECTIONS,
        read_timeout=timing.answer,
        write_timeout=timing.answer,
        pool_timeout=timing.answer,
        # A council's proxy leads to the world, not to this machine.
        httpx_kwargs={"trust_env": not settings.is_local_api},
    )
    return Client(settings.token, base_url=f"{settings.api_url}/bot", request=request)
