"""The round that deletes what is too old: here, in the engine's store, and among the exports.

Runs once a day in every application, and by command. Doing it twice, or in two processes at once,
does no harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anyio import to_thread
from sqlalchemy import CursorResult, Text, column, func, inspect, select, table, update
from sqlalchemy.orm import Session

from bot.accounts.models import AccountEvent, StoredAccount
from bot.clock import Clock
from bot.conversations import store as conversations
from bot.conversations.clock_guard import leap_at, why_held
from bot.conversations.models import Conversation
from bot.privacy.plan import PLAN, all_tables
from bot.privacy.rules import Moment
from bot.sealing import MARK, Keys, keys_of
from bot.tracker import Tracker
from bot.transactions import Transactions
from knowledge.errors import NotFound, Unavailable
from knowledge.settings import Settings

log = logging.getLogger("signpost.privacy")

FIRST_SECONDS, ROUND_SECONDS = 300.0, 86_400.0
_AT_ONCE = 200
_ORPHAN_DAYS = 1

_SEALED = (
    ("handoff_contact", ("conversation_id",), ("name", "value")),
    ("handoff_note", ("id",), ("text",)),
    ("callback_attempt", ("id",), ("note",)),
    ("handoff", ("conversation_id",), ("outcome_note",)),
    ("handoff_outgoing", ("id",), ("target", "body")),
)


@dataclass(frozen=True)
class Forgetting:
    """What a round works with."""

    transactions: Transactions
    tracker: Tracker
    clock: Clock
    settings: Settings

    async def keep(self) -> None:
        """Does a round some minutes after the start and then every day, until cancelled."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                found = await self.round()
                log.info("What is too old was deleted: %d rows and files.", sum(found.values()))
            except Unavailable as error:
                log.warning("Deleting what is too old is put off: %s", error)
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> dict[str, int]:
        """Deletes everything that is too old.

        Returns:
            How many rows of each table, events of the engine's store and files went.

        Raises:
            Unavailable: When the database cannot be used, what was deleted before stays deleted;
                or when the clock is not believed, nothing is deleted then.
        """
        moment = Moment(self.clock(), self.settings)
        await self.transactions.do(lambda session: _ask_clock(session, moment))
        found = {"conversation": await self._conversations(moment)}
        found |= await self.transactions.do(lambda session: forget_rows(session, moment))
        found["engine's store"] = await self._trackers(moment)
        found["exports"] = await to_thread.run_sync(forget_files, moment)
        keys = keys_of(self.settings)
        await self.transactions.do(lambda session: seal_anew(session, keys, only_plain=True))
        await self.transactions.tidy()
        return found

    async def _conversations(self, moment: Moment) -> int:
        """Deletes old conversations as their residents would, so that the engine forgets too."""
        before, total = moment.before("RETENTION_DAYS"), 0

        def work(session: Session) -> list[str]:
            old = conversations.list_expired(session, before=before, limit=_AT_ONCE)
            gone = []
            for one in old:
                # Another process may have been first.
                with suppress(NotFound):
                    gone.append(conversations.delete_conversation(session, one, at=moment.at))
            return gone

        while engine_ids := await self.transactions.do(work):
            for engine_id in engine_ids:
                await self.tracker.erase(engine_id)
            total += len(engine_ids)
        return total

    async def _trackers(self, moment: Moment) -> int:
        """Deletes from the engine's store what belongs to no conversation any more."""
        old = await self.tracker.list_quiet(moment.before(_ORPHAN_DAYS))
        gone = 0
        for at in range(0, len(old), _AT_ONCE):
            part = old[at : at + _AT_ONCE]
            known = await self.transactions.do(_known(part))
            for sender in part:
                if sender not in known:
                    await self.tracker.erase(sender)
                    gone += 1
        return gone


def _ask_clock(session: Session, moment: Moment) -> None:
    believed = leap_at(session, moment.at, moment.settings.retention_days)
    if believed is not None:
        raise Unavailable(why_held(believed, moment.at))


def _known(engine_ids: list[str]) -> Callable[[Session], set[str]]:
    query = select(Conversation.engine_id).where(Conversation.engine_id.in_(engine_ids))
    return lambda session: set(session.scalars(query))


def forget_rows(session: Session, moment: Moment) -> dict[str, int]:
    """Applies every rule of the plan; returns how many rows each table lost or had emptied.

    Does not commit. Tables that are not in this database are left out.
    """
    there = set(inspect(session.connection()).get_table_names())
    tables = {name: table for name, table in all_tables().items() if name in there}
    found: dict[str, int] = {}
    for name, kept in PLAN.items():
        if name not in tables:
            continue
        for rule in kept.rules:
            for statement in rule.statements(tables[name], tables, moment):
                done = session.execute(statement)
                count = done.rowcount if isinstance(done, CursorResult) else 0
                found[name] = found.get(name, 0) + max(count, 0)
    found["account"] = _forget_accounts(session, moment.before("RETENTION_STAFF_DAYS"))
    return found


def _forget_accounts(session: Session, before: datetime) -> int:
    """Deletes closed accounts that nothing in the record of deeds names any more."""
    named = select(AccountEvent.account_id).where(AccountEvent.account_id.is_not(None))
    targets = set(
        session.scalars(select(AccountEvent.object_id).where(AccountEvent.object_kind == "account"))
    )
    last = func.coalesce(StoredAccount.last_signed_in_at, StoredAccount.created_at)
    query = select(StoredAccount).where(
        StoredAccount.is_active.is_(False), last < before, StoredAccount.id.not_in(named)
    )
    old = [account for account in session.scalars(query) if str(account.id) not in targets]
    for account in old:
        session.delete(account)
    session.flush()
    return len(old)


def seal_anew(session: Session, keys: Keys, *, only_plain: bool = False) -> int:
    """Seals with the newest key what is plain, or everything; returns how many values changed.

    Does not commit.
    """
    changed = 0
    for name, keys_of_row, columns in _SEALED:
        # As plain texts: the columns' own type would open what it reads.
        raw = table(
            name, *(column(key) for key in keys_of_row), *(column(c, Text) for c in columns)
        )
        for one in columns:
            query = select(*(raw.c[key] for key in keys_of_row), raw.c[one])
            for *key, kept in session.execute(query.where(raw.c[one] != "")).all():
                if not (only_plain and kept.startswith(MARK)):
                    is_same = [raw.c[k] == v for k, v in zip(keys_of_row, key, strict=True)]
                    new = update(raw).where(*is_same, raw.c[one] == kept)
                    session.execute(new.values({one: keys.renewed(kept)}))
                    changed += 1
    return changed


def forget_files(moment: Moment) -> int:
    """Deletes the files of the exports' folder that are too old; returns how many."""
    folder = Path(moment.settings.exports_folder)
    if not folder.is_dir():
        return 0
    before = moment.before("RETENTION_EXPORTS_DAYS").timestamp()
    old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
