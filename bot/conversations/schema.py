"""Brings the tables of conversations up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

from knowledge.database import create_database
from knowledge.errors import Unavailable

VERSION_TABLE = "alembic_version_bot"
"""Where the state of these tables stands; the knowledge room keeps its own beside it."""

_MIGRATIONS = Path(__file__).parents[1] / "migrations"


def migrations_config() -> Config:
    """Returns the settings of the migrations; put a connection into `attributes["connection"]`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the tables to a revision, from empty or from any earlier one.

    Raises:
        InvalidInput: When the address cannot be used.
        Unavailable: When the database cannot be reached or is not a database.
    """
    database = create_database(url)
    try:
        with database.engine.begin() as connection:
            config = migrations_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except SQLAlchemyError as error:
        raise Unavailable(
            f"The tables of conversations cannot be made: {type(error).__name__}. "
            "Check the setting DATABASE_URL."
        ) from None
    finally:
        database.close()
