"""One process works for a bot: a lease in the database, renewed while it lives."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.telegram.models import TelegramLease
from bot.transactions import Transactions

LEASE_SECONDS = 30


class Lease:
    """The lease of one bot, as this process sees it.

    Args:
        transactions: The way to the database.
        bot_id: The bot.
        clock: The time.
    """

    def __init__(self, transactions: Transactions, bot_id: int, clock: Clock) -> None:
        self._transactions = transactions
        self._bot_id = bot_id
        self._clock = clock
        self._holder = str(uuid.uuid4())

    async def take(self) -> bool:
        """Takes or renews the lease for half a minute; says whether it is ours.

        Raises:
            Unavailable: When the database cannot be asked.
        """
        return await self._transactions.do(self._take)

    def _take(self, session: Session) -> bool:
        at = self._clock()
        until = at + timedelta(seconds=LEASE_SECONDS)
        taken = session.execute(
            update(TelegramLease)
            .where(
                TelegramLease.bot_id == self._bot_id,
                or_(TelegramLease.holder == self._holder, TelegramLease.until_at < at),
            )
            .values(holder=self._holder, until_at=until)
        )
        if taken.rowcount:  # type: ignore[attr-defined]
            return True
        if session.get(TelegramLease, self._bot_id) is not None:
            return False
        try:
            with session.begin_nested():
                session.add(TelegramLease(bot_id=self._bot_id, holder=self._holder, until_at=until))
        except IntegrityError:
            return False
        return True

    async def give_back(self) -> None:
        """Lets another process take over at once."""

        def work(session: Session) -> None:
            session.execute(
                delete(TelegramLease).where(
                    TelegramLease.bot_id == self._bot_id, TelegramLease.holder == self._holder
                )
            )

        await self._transactions.do(work)
