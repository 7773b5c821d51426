"""Does database work in a thread, in one transaction, and says plainly when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.errors import Unavailable

Result = TypeVar("Result")


class Desk:
    """The one way to the database from asynchronous code."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        except (DBAPIError, SQLAlchemyError) as error:
            raise Unavailable("We cannot reach our records just now.") from error

    async def is_alive(self) -> bool:
        """Says whether the database answers a question."""
        try:
            await self.do(
                lambda session: session.execute(text("SELECT 1 FROM conversation")).first()
            )
        except Unavailable:
            return False
        return True
