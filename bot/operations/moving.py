"""Moves everything from one database to another, such as from SQLite to PostgreSQL.

Every table of both rooms is copied row by row; what the new database held before is gone. Rasa's
trackers are not moved: they are short-lived, and a conversation goes on without them. What is
sealed stays sealed, so the new place needs the old key: CONTACT_KEYS, or the key file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.schema import upgrade as upgrade_bot
from bot.operations.every_table import every_table
from bot.sealing import NoKeys, use_keys
from knowledge.database import create_database
from knowledge.database import upgrade as upgrade_knowledge
from knowledge.errors import InvalidInput, Unavailable

_ROWS_AT_ONCE = 500


def move(source_url: str, target_url: str, say: Callable[[str], None]) -> int:
    """Copies every row of one database into another, in one transaction.

    Args:
        source_url: The database that is read; its tables are brought up to date first.
        target_url: The database that is filled, and emptied before.
        say: Tells how far it is.

    Returns:
        How many rows were copied.

    Raises:
        InvalidInput: When both are the same or an address cannot be used.
        Unavailable: When a database cannot be reached; nothing is changed in the new one then.
    """
    if source_url == target_url:
        raise InvalidInput("The old database and the new one are the same.")
    for url in (source_url, target_url):
        upgrade_knowledge(url)
        upgrade_bot(url)
    source, target = create_database(source_url), create_database(target_url)
    for database in (source, target):
        # What is sealed stays sealed: whoever moves it needs no key.
        use_keys(database.engine, NoKeys())
    try:
        with source.engine.connect() as old, target.engine.begin() as new:
            count = _copy_all(old, new, say)
    except SQLAlchemyError as error:
        raise Unavailable(f"The move failed: {type(error).__name__}.") from None
    finally:
        source.close()
        target.close()
    return count


def _copy_all(old: Connection, new: Connection, say: Callable[[str], None]) -> int:
    for table in reversed(every_table()):
        new.execute(delete(table))
    total = 0
    for table in every_table():
        count = _copy(old, new, table)
        total += count
        if count:
            say(f"{table.name}: {count:,}")
    return total


def _copy(old: Connection, new: Connection, table: Table) -> int:
    count = 0
    keys = list(table.primary_key.columns)
    rows = old.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table).order_by(*keys))
    for part in rows.mappings().partitions():
        new.execute(insert(table), [dict(row) for row in part])
        count += len(part)
    if new.dialect.name == "postgresql":
        _count_on(new, table)
    return count


def _count_on(new: Connection, table: Table) -> None:
    """Lets the numbers of new rows go on after the greatest that was copied."""
    column: Any = table.autoincrement_column
    if column is None:
        return
    named = {"table": f'"{table.name}"', "column": column.name}
    sequence = new.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
    if sequence is not None:
        greatest = new.scalar(select(func.max(column))) or 0
        values = {"sequence": sequence, "next": greatest + 1}
        new.execute(text("SELECT setval(:sequence, :next, false)"), values)
