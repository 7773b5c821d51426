"""Keeps log files from growing without end: the last of each, and one before it."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path

LIMIT_BYTES = 5_000_000
LOOK_SECONDS = 30.0


def turn(log: Path) -> None:
    """Puts a log of an earlier run aside as `<name>.1`, in the place of the one before."""
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))


def trim(log: Path, limit: int = LIMIT_BYTES) -> bool:
    """Copies a log that a program is writing to `<name>.1` and empties it, if it is over `limit`.

    The program goes on writing: it opened the file for appending. Lines written between the copy
    and the emptying are lost, which a log can bear and a restart could not.

    Returns:
        True when the log was emptied.
    """
    if not log.exists() or log.stat().st_size <= limit:
        return False
    # On a full disk there is no room for the copy: then its room is wanted all the more.
    with suppress(OSError):
        shutil.copy(log, log.with_name(f"{log.name}.1"))
    with log.open("r+b") as file:
        file.truncate(0)
    return True


async def keep_trimmed(logs: list[Path]) -> None:
    """Trims the logs again and again until cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for log in logs:
            await asyncio.to_thread(trim, log)
