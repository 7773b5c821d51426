"""One file that holds everything that cannot be made again, and the way back from it.

A backup is a tar file: the database (SQLite's own online copy, or `pg_dump`'s archive) and a note
of what it is with a checksum. It holds conversations: keep it as safe as the database, no longer
than they are kept. Rasa's trackers are not in it: they are short-lived copies, and a conversation
goes on without them. Neither is the key that seals contacts: it is kept apart on purpose.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, delete, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import now
from bot.conversations import store
from bot.conversations.clock_guard import trust
from bot.conversations.models import Conversation
from bot.conversations.schema import upgrade as upgrade_bot
from knowledge.database import create_database, read_address
from knowledge.database import upgrade as upgrade_knowledge
from knowledge.errors import InvalidInput, NotFound, Unavailable

_NOTE = "signpost-backup.json"
_DATA = "database"
_FORM = 1
_SECONDS = 3600


def back_up(url: str, folder: Path, at: datetime) -> Path:
    """Copies the database into a new file, while it is used.

    Args:
        url: The database.
        folder: Where the file goes; made when it is not there.
        at: Names the file.

    Returns:
        The file; only its owner may read it.

    Raises:
        Unavailable: When the database cannot be read or the disk is full; no half file is left.
    """
    address = read_address(url)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"signpost-{at:%Y%m%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(dir=folder) as made:
        data = Path(made) / _DATA
        _dump(address, data)
        note = {"form": _FORM, "kind": _kind(address), "made_at": at.isoformat(),
                "sha256": _checksum(data)}  # fmt: skip
        half = Path(made) / "half.tar"
        half.touch(0o600)
        with tarfile.open(half, "w") as archive:
            _add_note(archive, note)
            archive.add(data, _DATA)
        half.replace(target)
    return target


def restore(url: str, file: Path) -> int:
    """Puts a backup in the place of the database; stop Signpost first.

    What residents had deleted since the backup was made is deleted from it again, as far as the
    database that is replaced still tells.

    Args:
        url: The database that is replaced; of the kind that the backup was made from.
        file: The backup.

    Returns:
        How many conversations were deleted again.

    Raises:
        InvalidInput: When the file is no whole backup, or is one of another kind of database.
        Unavailable: When the database cannot be written.
    """
    address = read_address(url)
    with tempfile.TemporaryDirectory() as opened:
        data, note = _open(file, Path(opened))
        if note["kind"] != _kind(address):
            raise InvalidInput(f"This is a backup of {note['kind']}, not of {_kind(address)}.")
        made_at = datetime.fromisoformat(note["made_at"])
        living = _living(url)
        _load(address, data)
    upgrade_knowledge(url)
    upgrade_bot(url)
    _trust_clock(url)
    return 0 if living is None else _forget_again(url, living, made_at)


def _kind(address: URL) -> str:
    kind = address.get_backend_name()
    if kind not in {"sqlite", "postgresql"}:
        raise InvalidInput("Only SQLite and PostgreSQL are backed up.")
    return kind


def _dump(address: URL, target: Path) -> None:
    if _kind(address) == "sqlite":
        try:
            with (
                closing(sqlite3.connect(f"file:{address.database}?mode=rw", uri=True)) as old,
                closing(sqlite3.connect(target)) as new,
            ):
                old.backup(new)
        except sqlite3.Error as error:
            raise Unavailable(f"The database cannot be copied: {error}") from None
        return
    _run("pg_dump", address, "--format=custom", "--no-owner", "--file", str(target))


def _load(address: URL, data: Path) -> None:
    if _kind(address) == "postgresql":
        _run("pg_restore", address, "--clean", "--if-exists", "--no-owner", "--single-transaction",
             "--dbname", str(address.database), str(data))  # fmt: skip
        return
    target = Path(str(address.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(data)) as new, closing(sqlite3.connect(target)) as old:
            new.backup(old)
    except sqlite3.Error as error:
        raise Unavailable(f"The database cannot be written: {error}") from None


def _run(name: str, address: URL, *options: str) -> None:
    """Runs one of PostgreSQL's programs; the password goes by the environment, seen by nobody."""
    program = _program(name)
    told = {
        "PGHOST": address.host, "PGPORT": str(address.port or 5432), "PGUSER": address.username,
        "PGPASSWORD": address.password, "PGDATABASE": address.database,
    }  # fmt: skip
    environment = {**os.environ, **{key: str(value) for key, value in told.items() if value}}
    done = subprocess.run(  # noqa: S603  # nosec B603 - PostgreSQL's, full path
        [program, *options], env=environment, capture_output=True, text=True, check=False,
        timeout=_SECONDS,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise Unavailable(f"{name} failed: {lines[-1]}")


def _program(name: str) -> str:
    """The newest of the machine's, so that it knows every server's archives."""
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3])
    )
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise Unavailable(f"{name} is not on this machine: install PostgreSQL's client programs.")
    return program


def _checksum(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _add_note(archive: tarfile.TarFile, note: dict[str, Any]) -> None:
    text = json.dumps(note).encode()
    entry = tarfile.TarInfo(_NOTE)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))


def _open(file: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """The database of a backup and its note, once it is sure that both are whole."""
    try:
        with tarfile.open(file, "r:") as archive:
            for name in (_NOTE, _DATA):
                archive.extract(name, folder, filter="data")
        note = json.loads((folder / _NOTE).read_text("utf-8"))
        is_whole = note["form"] == _FORM and note["sha256"] == _checksum(folder / _DATA)
        datetime.fromisoformat(note["made_at"])
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError):
        is_whole = False
    if not is_whole:
        raise InvalidInput(f"{file.name} is not a whole backup of Signpost. Nothing was changed.")
    return folder / _DATA, note


def _living(url: str) -> set[str] | None:
    """The conversations that the database still has; None when it cannot tell."""
    database = create_database(url)
    try:
        if not inspect(database.engine).has_table(Conversation.__tablename__):
            return None
        with database.session() as session:
            return set(session.scalars(select(Conversation.id)))
    except SQLAlchemyError:
        return None
    finally:
        database.close()


def _trust_clock(url: str) -> None:
    """Whoever restores an old backup means it: the time since then is no leap of the clock."""
    database = create_database(url)
    try:
        with database.session() as session, session.begin():
            trust(session, now())
    finally:
        database.close()


def _forget_again(url: str, living: set[str], made_at: datetime) -> int:
    if not living:
        # An empty database is more likely a new one than one in which everybody deleted.
        return 0
    database = create_database(url)
    try:
        with database.session() as session, session.begin():
            restored = set(session.scalars(select(Conversation.id)))
            for conversation_id in restored - living:
                _forget(session, conversation_id, made_at)
            return len(restored - living)
    finally:
        database.close()


def _forget(session: Session, conversation_id: str, at: datetime) -> None:
    try:
        store.delete_conversation(session, conversation_id, at=at)
    except NotFound:
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
