"""Erases a conversation from the engine's own short-lived store.

Knows one table of it, `events`, and two columns, `sender_id` and `timestamp`; the table may not
exist yet.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from anyio import to_thread
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from knowledge.database import keep_none_read_only, read_address
from knowledge.errors import InvalidInput

log = logging.getLogger("signpost.tracker")


class Tracker:
    """The engine's tracker database.

    Args:
        url: Its SQLAlchemy address; nothing is opened before it is needed.

    Raises:
        InvalidInput: When the address cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = create_engine(
                read_address(url), hide_parameters=True, pool_pre_ping=True
            )
        except (ArgumentError, ImportError):
            raise InvalidInput("The setting TRACKER_DATABASE_URL cannot be used.") from None
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
            keep_none_read_only(self._engine)

    async def erase(self, engine_id: str) -> bool:
        """Deletes every event of one conversation.

        Returns:
            False when the database could not be reached; erasing it again later does no harm.
        """
        return await to_thread.run_sync(self._erase, engine_id)

    def _erase(self, engine_id: str) -> bool:
        try:
            with self._engine.begin() as connection:
                if inspect(connection).has_table("events"):
                    statement = text("DELETE FROM events WHERE sender_id = :sender")
                    connection.execute(statement, {"sender": engine_id})
        except SQLAlchemyError as error:
            log.warning("The tracker database cannot be reached: %s", type(error).__name__)
            return False
        return True

    async def list_quiet(self, before: datetime) -> list[str]:
        """Returns whose events are all older; empty when the database cannot be reached."""
        return await to_thread.run_sync(self._list_quiet, before.timestamp())

    def _list_quiet(self, before: float) -> list[str]:
        query = text("SELECT sender_id FROM events GROUP BY sender_id HAVING max(timestamp) < :end")
        try:
            with self._engine.connect() as connection:
                if not inspect(connection).has_table("events"):
                    return []
                return list(connection.execute(query, {"end": before}).scalars())
        except SQLAlchemyError as error:
            log.warning("The tracker database cannot be reached: %s", type(error).__name__)
            return []

    def close(self) -> None:
        """Lets go of connections."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Waits for the engine's writes, and overwrites what is deleted."""
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA secure_delete = ON")
