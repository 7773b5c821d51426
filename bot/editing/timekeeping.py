"""What goes on beside the pages: changed texts come to hold, and what has its day is carried out.

Both look at the database and nothing else, so any number of processes may run them, and a process
that was down catches up at its start.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from bot.accounts.events import note_event
from bot.accounts.models import StoredAccount
from bot.clock import Clock
from bot.crisis import CrisisCheck
from bot.crisis.replies import texts_in_force
from bot.transactions import Transactions
from knowledge import overrides
from knowledge.editing.schedule import carry_out
from knowledge.editing.text_changes import Renewal
from knowledge.errors import Unavailable
from knowledge.models import RecordEnd
from knowledge.site_texts import LiveSite

log = logging.getLogger("signpost.editing")

_RENEW_SECONDS = 2.0
_ROUNDS_BETWEEN = 15
"""So many looks for changed texts lie between two looks at the calendar: half a minute."""


@dataclass
class Timekeeper:
    """Keeps the texts of this process in step, and carries out what has its day.

    Attributes:
        transactions: The way to the database.
        clock: The time.
        live_site: The site that everything here says.
        crisis: The check whose texts are kept in step.
    """

    transactions: Transactions
    clock: Clock
    live_site: LiveSite
    crisis: CrisisCheck
    _renewal: Renewal = field(default_factory=Renewal)
    _crisis_version: str = ""

    async def renew(self) -> None:
        """Lets hold what editors have changed, in this process.

        Raises:
            Unavailable: When the database is; what held goes on holding.
        """
        await self.transactions.do(lambda session: self._renewal.renew(session, now=True))
        self.live_site.renew()
        if self._crisis_version != overrides.version():
            self._crisis_version = overrides.version()
            try:
                self.crisis.use_texts(texts_in_force())
            except (OSError, KeyError, ValueError) as error:
                log.error("The crisis texts stay as they were: %s", type(error).__name__)

    async def carry_out(self) -> None:
        """Does everything whose day has come.

        Raises:
            Unavailable: When the database is; nothing is half done.
        """
        done = await self.transactions.do(lambda session: _carry_out(session, self.clock()))
        if done:
            log.info("Carried out on its day: %d", done)
            await self.renew()

    async def keep(self) -> None:
        """Goes on until it is cancelled; what fails is tried again."""
        rounds = 0
        while True:
            try:
                await self.renew()
                if rounds % _ROUNDS_BETWEEN == 0:
                    await self.carry_out()
            except Unavailable as error:
                log.warning("Keeping texts and days in step is put off: %s", error)
            rounds += 1
            await asyncio.sleep(_RENEW_SECONDS)


def _carry_out(session: Session, at: datetime) -> int:
    """Carries out and notes it, as the deed of whoever set it."""
    if not inspect(session.connection()).has_table(RecordEnd.__tablename__):
        return 0
    done = carry_out(session, at)
    names = {item.by for item in done}
    rows = session.execute(
        select(StoredAccount.name, StoredAccount.id).where(StoredAccount.name.in_(names))
    )
    ids: dict[str, int] = {row.name: row.id for row in rows}
    for item in done:
        action = f"{item.kind}_{item.what.replace(' ', '_')}"
        note_event(
            session,
            ids.get(item.by),
            "record_taken_down" if item.kind == "record" else action,
            at=at,
            object_kind={"change": "change", "text": "text change"}.get(item.kind, "record"),
            object_id=item.name[:64],
        )
    return len(done)


def timekeeper_of(state: object) -> Timekeeper:
    """Returns the timekeeper of the running application."""
    found: Timekeeper = state.timekeeper  # type: ignore[attr-defined]
    return found
