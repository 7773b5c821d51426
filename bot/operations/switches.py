"""Switches for the channels: what is off, since when. Every application looks each second.

Who switched what is noted in the record of deeds, in the same transaction.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.accounts.events import note_event
from bot.conversations.models import Base, UtcTime
from bot.metrics import CHANNEL_OFF
from bot.transactions import Transactions
from knowledge.errors import InvalidInput, Unavailable

WEB, TELEGRAM, HANDOFF, EVERYTHING = "web", "telegram", "handoff", "everything"

CHANNELS: dict[str, str] = {
    EVERYTHING: "The whole assistant",
    WEB: "The chat on the website and in the widget",
    TELEGRAM: "Telegram",
    HANDOFF: "The way to a person",
}
"""Every switch with what it is for people."""

_FRESH_SECONDS = 1.0


class ChannelOff(Base):
    """A channel that is switched off; one that is on has no row.

    Attributes:
        channel: A key of `CHANNELS`.
        since_at: When it was switched off.
    """

    __tablename__ = "channel_off"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcTime)


def list_off(session: Session) -> dict[str, datetime]:
    """Returns what is off, and since when."""
    return {row.channel: row.since_at for row in session.scalars(select(ChannelOff))}


def is_off(session: Session, channel: str) -> bool:
    """Says whether a channel is off, by itself or with everything."""
    found = session.scalar(
        select(ChannelOff.channel).where(ChannelOff.channel.in_([channel, EVERYTHING])).limit(1)
    )
    return found is not None


def switch(
    session: Session, channel: str, *, is_on: bool, account_id: int | None, at: datetime
) -> bool:
    """Switches a channel on or off and notes who did it; says whether anything changed.

    Args:
        session: The session; not committed.
        channel: A key of `CHANNELS`.
        is_on: What it is to be.
        account_id: Who does it; None for the command.
        at: When.

    Raises:
        InvalidInput: When there is no such channel.
    """
    if channel not in CHANNELS:
        raise InvalidInput(f"There is no such switch. There are: {', '.join(CHANNELS)}.")
    if is_on == (session.get(ChannelOff, channel) is None):
        return False
    if is_on:
        session.execute(delete(ChannelOff).where(ChannelOff.channel == channel))
    else:
        session.add(ChannelOff(channel=channel, since_at=at))
    word = "on" if is_on else "off"
    note_event(
        session, account_id, f"switched_{word}", at=at, object_kind="channel", object_id=channel
    )
    session.flush()
    return True


@dataclass
class Switches:
    """What is off, as this application knows it: at most a second old.

    While the database cannot be asked, what was known last goes on.
    """

    transactions: Transactions
    _off: frozenset[str] = frozenset()
    _looked_at: float | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def is_off(self, channel: str) -> bool:
        """Says whether a channel is off, by itself or with everything."""
        off = await self.look()
        return channel in off or EVERYTHING in off

    async def look(self) -> frozenset[str]:
        """Returns what is off."""
        now = asyncio.get_running_loop().time()
        if self._looked_at is not None and now - self._looked_at < _FRESH_SECONDS:
            return self._off
        if self._lock.locked() and self._looked_at is not None:
            # Somebody is asking: nobody else waits for the answer.
            return self._off
        async with self._lock:
            with suppress(Unavailable):
                self._off = frozenset(await self.transactions.do(list_off))
            self._looked_at = asyncio.get_running_loop().time()
            for channel in CHANNELS:
                CHANNEL_OFF.labels(channel).set(channel in self._off)
        return self._off
