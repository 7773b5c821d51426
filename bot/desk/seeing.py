"""Whoever uses any page of those who work here is still here, not only whoever has the desk open.

An adviser who looks something up for a caller, or whose browser runs no script, gives no other
sign.
It keeps somebody here and brings nobody back: for that they open the desk.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.accounts.roles import ADVISER, Account
from bot.handoff import presence
from bot.handoff.room import HandoffRoom
from knowledge.errors import Unavailable

_OFTEN_ENOUGH = timedelta(seconds=15)


class SignsOfLife:
    """Notes that an adviser asked for something, at most every 15 seconds for each.

    Args:
        room: The hand-off, with its clock and its database.
    """

    def __init__(self, room: HandoffRoom) -> None:
        self._room = room
        self._noted_at: dict[int, datetime] = {}

    async def __call__(self, account: Account) -> None:
        """Notes it; a database that is away is for the page itself to tell of."""
        at = self._room.clock()
        before = self._noted_at.get(account.id)
        if not account.may(ADVISER) or (before and abs(at - before) < _OFTEN_ENOUGH):
            return
        self._noted_at[account.id] = at
        try:
            await self._room.transactions.do(
                lambda session: presence.keep(session, str(account.id), at=at)
            )
        except Unavailable:
            del self._noted_at[account.id]
