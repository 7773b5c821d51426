"""The ways of breaking a Signpost: each returns when nothing more is done to it."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from tests.evaluation.options import ROOT
from tests.faults.running import Running

Break = Callable[[Running], Awaitable[None]]

HELD_SECONDS = 15.0
"""How long a hindrance from outside lasts before it goes."""

PROGRAMS = ("engine", "actions", "application")


def killing(*names: str) -> Break:
    """Programs end as by a crash."""

    async def fault(signpost: Running) -> None:
        signpost.kill(*names)

    return fault


def one_after_the_other(pause_seconds: float) -> Break:
    """Each program is killed, and the next while the one before is still coming back."""

    async def fault(signpost: Running) -> None:
        for name in PROGRAMS:
            signpost.kill(name)
            await asyncio.sleep(pause_seconds)

    return fault


def hanging(name: str) -> Break:
    """A program stands still and does not end."""

    async def fault(signpost: Running) -> None:
        signpost.hang(name)

    return fault


async def lock_database(signpost: Running) -> None:
    """Another program holds the database for writing, and lets it go at last."""
    await asyncio.to_thread(_hold, signpost.database)


def _hold(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        _sleep(HELD_SECONDS)
        other.execute("ROLLBACK")


def _sleep(seconds: float) -> None:
    subprocess.run(["sleep", str(seconds)], check=True)


async def fill_disk(signpost: Running) -> None:
    """Everything writes to a disk that has no room, until somebody makes some."""
    rubbish = signpost.folder / "rubbish"
    await asyncio.to_thread(_fill, rubbish)
    await asyncio.sleep(HELD_SECONDS)
    rubbish.unlink()


def _fill(rubbish: Path) -> None:
    with rubbish.open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            block = b"\0" * size
            try:
                while True:
                    file.write(block)
            except OSError:
                continue


def read_only(disk: Path) -> Break:
    """Everything ends, and comes back on a disk that cannot be written, until it can again."""

    async def fault(signpost: Running) -> None:
        for _ in range(100):
            signpost.kill(*PROGRAMS)
            if remount(disk, "ro"):
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("the disk could not be made read-only")
        await asyncio.sleep(HELD_SECONDS)
        assert remount(disk, "rw")

    return fault


def remount(disk: Path, how: str) -> bool:
    """Makes a mounted disk read-only or writable; returns whether that was done."""
    command = ["mount", "-o", f"remount,{how}", str(disk)]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


async def damage_model(signpost: Running) -> None:
    """The model file is damaged on the disk, and the engine ends."""
    model = signpost.folder / "model" / "signpost.tar.gz"
    model.write_bytes(model.read_bytes()[:1000] + b"rubbish")
    signpost.kill("engine")


def set_clock(offset_file: Path, seconds: int) -> None:
    """Lets the time of day be so many seconds from the truth; see `clock.c`."""
    offset_file.touch()
    with offset_file.open("r+b") as file:
        file.write(struct.pack("=q", seconds))


def jumping_clock(offset_file: Path) -> Break:
    """The time of day leaps an hour on, then to half an hour before the truth, then by 400 days.

    The last leap stays long enough for a round of what is deleted for its age.
    """

    async def fault(signpost: Running) -> None:
        for offset, lasts in ((3600, 10), (-1800, 10), (400 * 86_400, 65), (0, 0)):
            set_clock(offset_file, offset)
            await asyncio.sleep(lasts)

    return fault


def dying_import(feed: Path) -> Break:
    """Two thousand services are brought in, and that ends in the middle of writing them."""

    async def fault(signpost: Running) -> None:
        process = bring_in(feed, signpost)
        try:
            async with asyncio.timeout(120):
                while not await asyncio.to_thread(_is_writing, signpost.database):
                    assert process.poll() is None, "the import was over before it could be ended"
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    return fault


def bring_in(feed: Path, signpost: Running) -> subprocess.Popen[bytes]:
    """Starts the command that brings a feed into the running Signpost's directory."""
    with (signpost.folder / "import.log").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "knowledge.openreferral.feed", str(feed), "--name", "invented",
             "--title", "An invented council", "--licence", "https://example.org/licence"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{signpost.database}"},
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip


def _is_writing(database: Path) -> bool:
    """Whether somebody holds the database for writing for longer than a turn does."""
    with closing(sqlite3.connect(database, timeout=0.8, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    _sleep(0.05)
    return False
