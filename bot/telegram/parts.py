"""What every part of the channel works with, handed to them as one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.conversations.service import Conversations
from bot.operations.switches import TELEGRAM, Switches
from bot.telegram.pace import Timing
from bot.telegram.places import Nearest
from bot.telegram.secrecy import Secrecy
from bot.telegram.settings import TelegramSettings
from bot.telegram.transport import Transport
from bot.telegram.words import Words
from bot.transactions import Transactions


@dataclass(frozen=True)
class Parts:
    """The parts of one channel.

    Attributes:
        settings: The settings of the channel.
        conversations: The conversations.
        transport: The way to Telegram.
        secrecy: Names chats, and seals and opens what waits.
        words: What the channel itself says.
        places: The places that we know.
        timing: How the channel spends its time.
        switches: Say whether the channel is off; None when it cannot be switched.
    """

    settings: TelegramSettings
    conversations: Conversations
    transport: Transport
    secrecy: Secrecy
    words: Words
    places: Nearest
    timing: Timing
    switches: Switches | None = None

    @property
    def bot_id(self) -> int:
        """The bot's number at Telegram."""
        return self.settings.bot_id

    @property
    def transactions(self) -> Transactions:
        """The way to the database."""
        return self.conversations.transactions

    @property
    def clock(self) -> Clock:
        """The time."""
        return self.conversations.clock

    async def is_off(self) -> bool:
        """Says whether the channel is switched off."""
        return self.switches is not None and await self.switches.is_off(TELEGRAM)
