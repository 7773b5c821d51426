"""Does database work in a thread, in one transaction, and says plainly when it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from sqlalchemy import event, text
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.errors import InvalidInput, Unavailable

log = logging.getLogger("signpost.database")

Result = TypeVar("Result")


_SORRY = (
    "Sorry, we cannot reach our records just now. The fault is ours. Please try again in a moment."
)
# A resident is told the truth within ten seconds also when three steps of a turn have to wait.
_BUSY_MS = 3000
_WAIT_SECONDS = 2.0
_AT_ONCE = 15


class Transactions:
    """The one way to the database from asynchronous code.

    As many at once as the database's connections, in threads of their own: a database that stands
    still keeps nobody from what needs none, such as the check for danger.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._threads = CapacityLimiter(_AT_ONCE)
        self._is_sqlite = database.engine.dialect.name == "sqlite"
        if self._is_sqlite:
            event.listen(database.engine, "connect", _prepare_sqlite)

    async def do(self, work: Callable[[Session], Result]) -> Result:
        """Runs the work in a thread; commits when it returns, rolls back when it raises.

        Raises:
            InvalidInput: When something that was sent fits into no database.
            Unavailable: When the database is down, locked or broken, or everybody waits for it.
        """
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            log.error("The database keeps too many waiting.")
            raise Unavailable(_SORRY) from None
        try:
            return await to_thread.run_sync(self._in_transaction, work, limiter=self._threads)
        finally:
            self._places.release()

    def _in_transaction(self, work: Callable[[Session], Result]) -> Result:
        try:
            with self._database.session() as session, session.begin():
                session.expire_on_commit = False
                return work(session)
        except (DataError, OverflowError, UnicodeEncodeError):
            # A number that no column holds, half a character: databases differ in what they refuse.
            raise InvalidInput("We could not read something of what was sent.") from None
        except SQLAlchemyError as error:
            # Its words hold the statement with what was typed: only its kind is told.
            log.error("The database failed: %s", type(error).__name__)
            raise Unavailable(_SORRY) from None

    async def tidy(self) -> None:
        """Lets nothing deleted linger in SQLite's log of changes; elsewhere does nothing."""
        if self._is_sqlite:
            checkpoint = text("PRAGMA wal_checkpoint(TRUNCATE)")
            await self.do(lambda session: session.execute(checkpoint).first())

    async def has_content(self) -> bool:
        """Says whether there is something to answer from: content was loaded, and its vectors."""
        statement = text("SELECT 1 FROM content_state WHERE vectors_version IS NOT NULL")
        try:
            return await self.do(lambda session: session.execute(statement).first()) is not None
        except Unavailable:
            return False

    async def is_alive(self) -> bool:
        """Says whether the database answers a question."""
        try:
            await self.do(
                lambda session: session.execute(text("SELECT 1 FROM conversation")).first()
            )
        except Unavailable:
            return False
        return True


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Waits for other writers as long as a resident can, and overwrites what is deleted."""
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA secure_delete = ON")
