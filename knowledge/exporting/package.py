"""The whole of what the knowledge room holds in one file, and back in again, row by row the same.

The file is a zip: `manifest.json` names the format, the revision of the tables and, for each
table, how many rows it has and their fingerprint; `tables/<name>.jsonl` holds a row a line, in
order of the key. It holds everything, also what residents must not be shown, but no conversations:
those are not this room's.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, InvalidInput
from knowledge.exporting.rows import decode_row, encode_row
from knowledge.files import whole_file
from knowledge.models import Base
from knowledge.versions import newest_revision

FORMAT = 1
"""Rises when an older reader could no longer read the file."""

MANIFEST = "manifest.json"
DERIVED = ("text_vector",)
"""Tables that `python -m knowledge.load` makes anew from the others."""

_ROWS_A_PIECE = 500
_LONGEST_LINE = 50_000_000
# The same rows make the same file: a zip would otherwise keep the time of writing.
_EPOCH = (1980, 1, 1, 0, 0, 0)

Progress = Callable[[Iterable[Any], str, int], Iterator[Any]]


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself.

    Attributes:
        revision: The revision of the tables that it was written from.
        rows: How many rows each table has, in the order in which they go back in.
        digests: The SHA-256 of each table's file.
        created_at: When it was written, as text.
    """

    revision: str
    rows: dict[str, int]
    digests: dict[str, str]
    created_at: str


def _plainly(items: Iterable[Any], _title: str, _total: int) -> Iterator[Any]:
    return iter(items)


def tables(*, with_derived: bool = True) -> list[Table]:
    """Returns the tables of this room, each after those that it refers to."""
    return [
        table for table in Base.metadata.sorted_tables if with_derived or table.name not in DERIVED
    ]


def hold_still(session: Session) -> None:
    """Lets the session see the database as it is now until its transaction ends.

    Called before anything is read; whoever writes meanwhile is not kept waiting.
    """
    if session.get_bind().dialect.name == "sqlite":
        # The driver begins no transaction of its own for reading.
        session.connection().exec_driver_sql("BEGIN")
    else:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def write_package(
    session: Session,
    path: Path,
    now: datetime,
    *,
    with_derived: bool = True,
    progress: Progress = _plainly,
) -> Manifest:
    """Writes everything to a package; reads a few hundred rows at a time.

    Args:
        session: An open session, held still if others may be writing; nothing is written to it.
        path: Where the file goes; it is there whole or not at all.
        now: When, aware.
        with_derived: Whether what can be made anew goes with it, so that all is the same at once.
        progress: Shows how far it is.

    Raises:
        Unavailable: When the file cannot be written.
    """
    chosen = tables(with_derived=with_derived)
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    with (
        whole_file(path, is_private=True) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for table in progress(chosen, "Writing tables", len(chosen)):
            with archive.open(_entry(_member(table)), "w", force_zip64=True) as stream:
                rows[table.name], digests[table.name] = _write(session, table, stream)
        said = {
            "format": FORMAT,
            "revision": newest_revision(),
            "created_at": now.isoformat(),
            "tables": {
                name: {"rows": count, "sha256": digests[name]} for name, count in rows.items()
            },
        }
        archive.writestr(_entry(MANIFEST), json.dumps(said, indent=1) + "\n")
    return Manifest(newest_revision(), rows, digests, now.isoformat())


def _member(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _write(session: Session, table: Table, stream: IO[bytes]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for row in ordered_rows(session, table):
        line = json.dumps(encode_row(table, row), ensure_ascii=False, separators=(",", ":"))
        data = f"{line}\n".encode()
        digest.update(data)
        stream.write(data)
        count += 1
    return count, digest.hexdigest()


def ordered_rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """Yields the rows of a table in order of its key, reading some hundred at a time."""
    query = select(table).order_by(*table.primary_key.columns)
    result = session.execute(query.execution_options(yield_per=_ROWS_A_PIECE))
    for row in result.mappings():
        yield dict(row)


def read_manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    """Reads what a package says of itself.

    Raises:
        InvalidInput: When it is no package, is newer than this release, or names tables that this
            release does not have.
    """
    try:
        said = json.loads(archive.read(MANIFEST))
        found = Manifest(
            str(said["revision"]),
            {str(table): int(about["rows"]) for table, about in said["tables"].items()},
            {str(table): str(about["sha256"]) for table, about in said["tables"].items()},
            str(said["created_at"]),
        )
        version = int(said["format"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise InvalidInput(f"{name} is no package that Signpost has written.") from None
    if version > FORMAT or found.revision > newest_revision():
        raise InvalidInput(
            f"{name} was written by a newer release (tables {found.revision}, here"
            f" {newest_revision()}): bring it in with that release."
        )
    unknown = found.rows.keys() - Base.metadata.tables.keys()
    if unknown:
        raise InvalidInput(f"{name} holds tables that nobody knows: {', '.join(sorted(unknown))}.")
    return found


def read_package(
    session: Session, path: Path, *, replace: bool = False, progress: Progress = _plainly
) -> Manifest:
    """Brings everything back; does not commit, so that all of it counts or none.

    The file is checked against its own fingerprints before anything is written.

    Args:
        session: An open session of a database whose tables are up to date.
        path: The package.
        replace: Whether what the database holds now is taken out first.
        progress: Shows how far it is.

    Raises:
        InvalidInput: When the file is damaged, was changed, or holds what cannot be; each fault
            with table and line.
        Conflict: When the database holds anything and may not be replaced.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive, path.name)
            _check(archive, manifest, path.name, progress)
            _make_room(session, replace=replace)
            wanted = [table for table in tables() if table.name in manifest.rows]
            for table in progress(wanted, "Bringing tables in", len(wanted)):
                _bring_in(session, archive, table)
    except FileNotFoundError:
        raise InvalidInput(f"There is no file {path}.") from None
    except (OSError, EOFError, zipfile.BadZipFile):
        raise InvalidInput(f"{path.name} is no package, or it is damaged.") from None
    return manifest


def _check(archive: zipfile.ZipFile, manifest: Manifest, name: str, progress: Progress) -> None:
    problems = []
    for table in progress(list(manifest.rows), "Checking the package", len(manifest.rows)):
        digest, count = hashlib.sha256(), 0
        try:
            with archive.open(_member(Base.metadata.tables[table])) as stream:
                for line in stream:
                    digest.update(line)
                    count += 1
        except KeyError:
            problems.append(f"{table}: is missing")
            continue
        if (count, digest.hexdigest()) != (manifest.rows[table], manifest.digests[table]):
            problems.append(f"{table}: is not as it was written")
    if problems:
        raise InvalidInput(f"{name} is damaged or was changed.", problems)


def _make_room(session: Session, *, replace: bool) -> None:
    filled = [table.name for table in tables() if _has_rows(session, table)]
    if filled and not replace:
        raise Conflict(
            f"The database is not empty (it holds {', '.join(filled[:3])}"
            f"{' ...' if len(filled) > 3 else ''}). Bring the package into a new database, or say"
            " that what is there is to be replaced."
        )
    for table in reversed(tables()):
        session.execute(delete(table))


def _has_rows(session: Session, table: Table) -> bool:
    return bool(session.scalar(select(func.count()).select_from(select(table).limit(1).subquery())))


def _bring_in(session: Session, archive: zipfile.ZipFile, table: Table) -> None:
    with archive.open(_member(table)) as stream:
        for first, rows in _pieces(stream, table):
            try:
                session.execute(insert(table), rows)
            except (IntegrityError, DataError) as error:
                last = first + len(rows) - 1
                raise InvalidInput(
                    f"The rows {first} to {last} of {table.name} cannot be kept: {error.orig}."
                ) from None


def _pieces(stream: IO[bytes], table: Table) -> Iterator[tuple[int, Sequence[dict[str, Any]]]]:
    rows: list[dict[str, Any]] = []
    first = 1
    for number, line in enumerate(stream, start=1):
        rows.append(_row(line, table, number))
        if len(rows) == _ROWS_A_PIECE:
            yield first, rows
            rows, first = [], number + 1
    if rows:
        yield first, rows


def _row(line: bytes, table: Table, number: int) -> dict[str, Any]:
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError("the line is too long")
        said = json.loads(line)
        if not isinstance(said, dict):
            raise ValueError("is no row")
        return decode_row(table, said)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{table.name}, line {number}: {error}.") from None
