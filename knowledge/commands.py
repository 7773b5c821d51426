"""What every command of this room does alike: settings, an open database, errors in plain words.

A command that fails says why on standard error and returns 1; nothing that it did not commit stays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from knowledge.database import create_database, upgrade
from knowledge.errors import InvalidInput, SignpostError, Unavailable
from knowledge.settings import SettingError, Settings

MOST_PROBLEMS_SAID = 200
"""A file that is wrong throughout is not told line by line to its end."""

STOPPED = 130
"""What a command returns that a person has stopped."""

Item = TypeVar("Item")


def say(line: str) -> None:
    """Writes one line for the person at the keyboard."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run_command(work: Callable[[Settings], None]) -> int:
    """Runs the work of a command with the settings of the environment.

    Returns:
        0; 1 after saying on standard error what is wrong; 130 when a person stopped it.
    """
    try:
        work(Settings.from_environment())
    except (SignpostError, SettingError) as error:
        problems = error.problems if isinstance(error, InvalidInput) else []
        told = problems[:MOST_PROBLEMS_SAID]
        if len(problems) > len(told):
            told.append(f"... and {len(problems) - len(told):,} more")
        sys.stderr.write("\n".join([str(error), *told]) + "\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was not finished is not kept.\n")
        return STOPPED
    return 0


@contextmanager
def open_session(settings: Settings) -> Iterator[Session]:
    """Gives a session of the database, its tables up to date; what is not committed is undone.

    Raises:
        Unavailable: When the database cannot be reached, is locked, or its disk is full.
    """
    upgrade(settings.database_url)
    database = create_database(settings.database_url)
    try:
        with database.session() as session:
            yield session
    except OperationalError as error:
        # Locked by another writer, or no disk left: the person can act on it, a traceback not.
        raise Unavailable(f"The database cannot be used: {error.orig}") from None
    finally:
        database.close()


def with_progress(items: Iterable[Item], title: str, total: int | None = None) -> Iterator[Item]:
    """Yields the items and shows on a terminal how far along they are; elsewhere shows nothing."""
    # Slow to import beside the commands that need none.
    from tqdm import tqdm

    yield from tqdm(items, desc=title, total=total, disable=None, leave=False, unit="")
