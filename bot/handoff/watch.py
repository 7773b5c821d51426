"""What happens by itself: a wait that lasts too long, an adviser whose line dropped, closing time.

Each round may be repeated and may run in several processes at once: a change that another process
made first is left to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.conversations.bell import Bell
from bot.handoff import moves, presence, store, words
from bot.handoff.machine import State
from bot.handoff.models import Handoff
from bot.handoff.notices import Announcer
from bot.handoff.outgoing import Sender
from bot.handoff.presence import Availability
from bot.transactions import Transactions
from knowledge.errors import Conflict, NotFound, Unavailable

log = logging.getLogger("signpost.handoff")

ROUND_SECONDS = 2.0
LOOK_SECONDS = 30.0
# Who still waits hears the truth again after so many times the wait limit.
_TOLD_EVERY = 5


@dataclass(frozen=True)
class Watch:
    """Looks after the queue and the advisers' lines.

    Attributes:
        looks: Whom to ask who is there, at another desk.
    """

    transactions: Transactions
    announcer: Announcer
    bell: Bell
    clock: Clock
    ring: Callable[[], None]
    sender: Sender
    looks: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def run(self) -> None:
        """Does a round every two seconds, until cancelled; a slow mail server delays no round."""
        await asyncio.gather(
            self._repeat(self.round, ROUND_SECONDS),
            self._repeat(self.sender.send_due, ROUND_SECONDS),
            *(self._repeat(look, LOOK_SECONDS) for look in self.looks),
        )

    async def _repeat(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        while True:
            try:
                await work()
            except Unavailable as error:
                log.warning("Looking after the queue is put off: %s", error)
            await asyncio.sleep(seconds)

    async def round(self) -> None:
        """Looks at the queue and at the advisers' lines once."""
        rows = await self.transactions.do(self._due)
        for row in rows:
            try:
                await self.transactions.do(partial(self._settle, seen=row))
            except (Conflict, NotFound):
                continue
            self.bell.ring(row.conversation_id)
        if rows:
            self.ring()

    def _due(self, session: Session) -> list[Handoff]:
        """Those about whom something must be done now."""
        at, is_ready = self.clock(), self._is_ready(session)
        span = timedelta(minutes=self.announcer.site.desk.wait_limit_minutes)
        waiting = [
            row
            for row in store.list_waiting(session)
            if row.waiting_at is not None
            and row.waiting_at <= at - span
            and (not is_ready or row.told_at is None or row.told_at <= at - span * _TOLD_EVERY)
        ]
        lost = [
            row
            for row in store.list_owned(session)
            if row.adviser_id is not None and presence.is_gone(session, row.adviser_id, at=at)
        ]
        return [*waiting, *lost]

    def _is_ready(self, session: Session) -> bool:
        found = presence.availability(session, self.announcer.site.desk, at=self.clock())
        return found is Availability.READY

    def _settle(self, session: Session, seen: Handoff) -> None:
        at = self.clock()
        row = store.find_or_add(session, seen.conversation_id, at=at)
        if row.version != seen.version or row.told_at != seen.told_at:
            return
        if row.state == State.WITH_ADVISER:
            moves.release(session, self.announcer, row, "lost", by="system", at=at)
        elif self._is_ready(session):
            row.told_at = at
            place = store.place_of(session, row) or 1
            moves.utter(session, row, words.slow(self.announcer.site, place), at=at)
        else:
            moves.send_away(session, self.announcer, row, at=at)
