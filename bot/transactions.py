"""Does database work in a thread, in one transaction, and says plainly when it cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.database")

Result = TypeVar("Result")


class Transactions:
    """The one way to the database from asynchronous code."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_sqlite = database.engine.dialect.name == "sqlite"
        if self._is_sqlite:
            event.listen(database.engine, "connect", _overwrite_deleted)

    async def do(self, work: Callable[[Session], Result]) -> Result:
        """Runs the work in a thread; commits when it returns, rolls back when it raises.

        Raises:
            Unavailable: When the database is down, locked or broken.
        """
        return await to_thread.run_sync(self._in_transaction, work)

    def _in_transaction(self, work: Callable[[Session], Result]) -> Result:
        try:
            with self._database.session() as session, session.begin():
                session.expire_on_commit = False
                return work(session)
        except SQLAlchemyError as error:
            # Its words hold the statement with what was typed: only its kind is told.
            log.error("The database failed: %s", type(error).__name__)
            raise Unavailable("Sorry, we cannot reach our records just now.") from None

    async def tidy(self) -> None:
        """Lets nothing deleted linger in SQLite's log of changes; elsewhere does nothing."""
        if self._is_sqlite:
            checkpoint = text("PRAGMA wal_checkpoint(TRUNCATE)")
            await self.do(lambda session: session.execute(checkpoint).first())

    async def is_alive(self) -> bool:
        """Says whether the database answers a question."""
        try:
            await self.do(
                lambda session: session.execute(text("SELECT 1 FROM conversation")).first()
            )
        except Unavailable:
            return False
        return True


def _overwrite_deleted(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
