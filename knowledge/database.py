"""Opens the database, and brings its tables up to date.

Knows nothing of what the tables hold.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from knowledge.errors import InvalidInput, Unavailable

VERSION_TABLE = "alembic_version_knowledge"
"""Where the state of these tables stands; other rooms keep their own in the same database."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 5000
_UPGRADE_LOCK = 5_160_091
"""A number of our own among PostgreSQL's advisory locks."""

_OPTIONS: dict[str, dict[str, Any]] = {
    # A server that was restarted is noticed before it is asked, and nobody waits long for one.
    "postgresql": {
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 20,
        "pool_timeout": 5,
        "connect_args": {"connect_timeout": 3},
    }
}


@dataclass(frozen=True)
class Database:
    """An open database.

    Attributes:
        engine: SQLAlchemy's engine, for those who need it.
    """

    engine: Engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Gives a session and closes it; does not commit, so what is not committed is undone."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def read_address(url: str) -> URL:
    """Returns a database's address; a PostgreSQL without a driver gets the one that we have.

    Raises:
        ArgumentError: When it is none.
    """
    address = make_url(url)
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    return address


def one_at_a_time(connection: Connection) -> None:
    """Makes processes that bring tables up to date wait for each other, until the transaction ends.

    SQLite lets only one write in any case.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})


def create_database(url: str) -> Database:
    """Opens the database at an SQLAlchemy address; connects only when it is first used.

    A SQLite file is made together with its folder, for its owner's eyes alone, with write-ahead
    log, foreign keys checked, and up to 5 seconds of waiting for another writer.

    Raises:
        InvalidInput: When the address cannot be used.
    """
    try:
        address = read_address(url)
        if address.get_backend_name() == "sqlite" and address.database not in (
            None,
            "",
            ":memory:",
        ):
            _make_private(Path(str(address.database)))
        engine = create_engine(address, **_OPTIONS.get(address.get_backend_name(), {}))
    except (ArgumentError, ImportError, OSError) as error:
        raise InvalidInput(f"The database address cannot be used: {error}") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        keep_none_read_only(engine)
    return Database(engine)


def keep_none_read_only(engine: Engine) -> None:
    """Opens no SQLite file that cannot be written just now, and keeps no connection to one.

    SQLite opens a file that it may not write for reading alone, and stays with that as long as any
    connection of the process lasts, for they share the index of the log: every change would be
    refused long after the disk is well.
    """

    def look(context: ExceptionContext) -> None:
        if "readonly database" in str(context.original_exception):
            # The whole pool is opened anew; the change that failed is told of as ever.
            context.is_disconnect = True

    def ask(_dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
        # Asked by name: to open and close the file would lose SQLite its locks.
        file = str(arguments[0]) if arguments else ""
        if Path(file).exists() and not os.access(file, os.W_OK):
            raise sqlite3.OperationalError("attempt to write a readonly database")

    event.listen(engine, "handle_error", look)
    event.listen(engine, "do_connect", ask)


def _make_private(file: Path) -> None:
    """Makes a database file that no other user of the machine can read; leaves one that is there.

    SQLite gives its log and its index of the log the rights of the file itself.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def migrations_config() -> Config:
    """Returns the settings of the migrations, for whoever writes a new one.

    Put an open SQLAlchemy connection into `attributes["connection"]` before use.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _connected(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except DatabaseError as error:
        raise Unavailable(f"The database cannot be opened: {error.orig}") from None


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the tables of the knowledge room to a revision, from empty or from any earlier one.

    Raises:
        InvalidInput: When the address cannot be used.
        Unavailable: When the database cannot be reached or is not a database.
    """
    database = create_database(url)
    try:
        connection = _connected(database.engine)
        with connection, connection.begin():
            one_at_a_time(connection)
            config = migrations_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except OperationalError as error:
        raise Unavailable(f"The tables cannot be brought up to date: {error.orig}") from None
    finally:
        database.close()
