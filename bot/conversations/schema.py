"""Brings the tables of conversations up to date."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from anyio import to_thread
from sqlalchemy.exc import InternalError, OperationalError, SQLAlchemyError

from knowledge.database import create_database, one_at_a_time
from knowledge.errors import InvalidInput, Unavailable

VERSION_TABLE = "alembic_version_bot"
"""Where the state of these tables stands; the knowledge room keeps its own beside it."""

log = logging.getLogger("signpost.database")

_AGAIN_SECONDS = 1.0
_MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrations_config() -> Config:
    """Returns the settings of the migrations; put a connection into `attributes["connection"]`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the tables to a revision, from empty or from any earlier one.

    Raises:
        InvalidInput: When the address cannot be used, or is not one of a database.
        Unavailable: When the database cannot be reached, is locked, full or not to be written.
    """
    database = create_database(url)
    try:
        with database.engine.begin() as connection:
            one_at_a_time(connection)
            config = migrations_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except (OperationalError, InternalError) as error:
        raise Unavailable(
            f"The tables of conversations cannot be reached: {type(error).__name__}."
        ) from None
    except SQLAlchemyError as error:
        raise InvalidInput(
            f"The tables of conversations cannot be made: {type(error).__name__}. "
            "Check the setting DATABASE_URL."
        ) from None
    finally:
        database.close()


@asynccontextmanager
async def upgraded(url: str) -> AsyncIterator[None]:
    """Brings the tables up to date, now or as soon as the database lets it.

    An application that waited outside could not even say whom to call instead.

    Raises:
        InvalidInput: When the address cannot be used, or is not one of a database.
    """
    waiting: asyncio.Task[None] | None = None
    try:
        await to_thread.run_sync(upgrade, url)
    except Unavailable as error:
        log.error("%s It is tried again until it can be.", error)
        waiting = asyncio.create_task(_until_upgraded(url))
    try:
        yield
    finally:
        if waiting is not None:
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting


async def _until_upgraded(url: str) -> None:
    while True:
        await asyncio.sleep(_AGAIN_SECONDS)
        try:
            await to_thread.run_sync(upgrade, url)
        except Unavailable:
            continue
        log.info("The tables are up to date.")
        return
