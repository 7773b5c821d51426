"""The hand-off of one running application, put together."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import httpx

from bot.clock import Clock
from bot.conversations.bell import Bell
from bot.handoff.notices import Announcer
from bot.handoff.outgoing import Sender
from bot.handoff.reception import FrontDesk
from bot.handoff.watch import Watch
from bot.transactions import Transactions
from knowledge.settings import Settings
from knowledge.site import Site

DESKS = "desks"
"""What the bell is rung for when any desk may have to look again."""


@dataclass(frozen=True)
class HandoffRoom:
    """The parts of the hand-off.

    Attributes:
        reception: What turns ask.
        watch: What happens by itself.
    """

    transactions: Transactions
    bell: Bell
    clock: Clock
    announcer: Announcer
    reception: FrontDesk
    watch: Watch

    def ring(self) -> None:
        """Wakes the desks of this process."""
        self.bell.ring(DESKS)

    async def run(self) -> None:
        """Looks after the queue until cancelled."""
        await self.watch.run()

    async def close(self, task: asyncio.Task[None]) -> None:
        """Ends the work that `run` does in a task, and closes connections."""
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await self.watch.sender.aclose()


def open_handoff(
    settings: Settings,
    site: Site,
    transactions: Transactions,
    bell: Bell,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> HandoffRoom:
    """Puts the hand-off together; nothing runs yet.

    Args:
        settings: Every setting.
        site: Whose Signpost this is.
        transactions: The way to the database.
        bell: Tells conversations and desks that something was written.
        clock: The time.
        transport: How requests go out; the network when None.
    """

    def ring() -> None:
        bell.ring(DESKS)

    announcer = Announcer(site, settings)
    client = httpx.AsyncClient(transport=transport, trust_env=False)
    sender = Sender(transactions, settings, clock, client)
    watch = Watch(transactions, announcer, bell, clock, ring, sender)
    reception = FrontDesk(announcer, clock, ring)
    return HandoffRoom(transactions, bell, clock, announcer, reception, watch)
