"""What the Telegram channel needs to know, read from the settings; None when it is off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from knowledge.settings import SettingError, Settings

WEBHOOK_PATH = "/telegram/webhook"

_TOKEN = re.compile(r"^(\d{3,20}):[A-Za-z0-9_-]{30,80}$", re.ASCII)
# The only ports that Telegram pushes to; an address without a port means 443.
_PORTS = {None, 443, 80, 88, 8443}


@dataclass(frozen=True)
class TelegramSettings:
    """The settings of a channel that is on.

    Attributes:
        token: What BotFather gave; whoever has it is the bot, so it is never shown.
        bot_id: The bot's own number, the part of the token that is no secret.
        secret: What keys are derived from.
        api_url: Where the Bot API answers, without a slash at the end.
        webhook_url: Where Telegram pushes to, or None when we ask it ourselves (polling).
        public_address: The address of the website, or an empty text.
    """

    token: str = field(repr=False)
    bot_id: int
    secret: str = field(repr=False)
    api_url: str
    webhook_url: str | None
    public_address: str

    @property
    def is_local_api(self) -> bool:
        """Whether the Bot API runs on this machine, so that no proxy is asked."""
        return urlsplit(self.api_url).hostname in {"127.0.0.1", "localhost", "::1"}


def telegram_settings(settings: Settings) -> TelegramSettings | None:
    """Returns the channel's settings, or None when there is no token.

    Polling is the default; a public address with https switches the webhook on.

    Raises:
        SettingError: When the token does not look like one; the message does not repeat it.
    """
    token = settings.telegram_bot_token
    if not token:
        return None
    found = _TOKEN.match(token)
    if found is None:
        raise SettingError(
            "The setting TELEGRAM_BOT_TOKEN is not a token. It looks like 123456:ABC-DEF... and"
            " BotFather shows it whole."
        )
    return TelegramSettings(
        token=token,
        bot_id=int(found.group(1)),
        secret=settings.telegram_secret or token,
        api_url=settings.telegram_api_url,
        webhook_url=_webhook_url(settings.public_address),
        public_address=settings.public_address,
    )


def _webhook_url(public_address: str) -> str | None:
    parts = urlsplit(public_address)
    if parts.scheme != "https" or parts.port not in _PORTS:
        return None
    return public_address + WEBHOOK_PATH
