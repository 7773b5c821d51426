"""Says which version of everything is at hand: content, tables, encoder, vectors.

Standard library only and parses nothing, so that a start with nothing to do costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from knowledge.errors import Unavailable

TO_CONFIRM_FILE = "to-confirm.yml"
"""The one file of the content folder that holds tasks and not entries."""

_ROOM = Path(__file__).parent
_OTHER_FOLDERS = frozenset({"crisis", "deciders", "practice", "words"})
# When one of these changes, the same files may become other rows, or other texts of a row.
_ROW_CODE = (
    *("content_schema.py", "content_values.py", "content_store.py", "models/records.py"),
    *("openreferral/parts.py", "openreferral/geography.py", "openreferral/phones.py"),
    "openreferral/service-types.yml",
)
_TEXT_CODE = (
    *("search/texts.py", "search/words.py", "words/synonyms.yml", "words/misspellings.yml"),
    "content/words/local.yml",
)
_SQLITE = "sqlite:///"


def content_paths(folder: str | Path) -> list[Path]:
    """Returns the files that hold entries, in order of their path below `folder`."""
    root = Path(folder)
    return [
        path
        for path in sorted(root.rglob("*.yml"))
        if path.name != TO_CONFIRM_FILE and not _OTHER_FOLDERS & set(path.relative_to(root).parts)
    ]


def content_fingerprint(folder: str | Path) -> str:
    """Returns 64 hexadecimal digits that change when any content file does."""
    root = Path(folder)
    digest = hashlib.sha256()
    for path in [*content_paths(root), root / TO_CONFIRM_FILE]:
        if path.is_file():
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def content_version(folder: str | Path) -> str:
    """Returns 64 hexadecimal digits that change with the content files or the code for them."""
    return _with_code(content_fingerprint(folder), _ROW_CODE)


def vectors_version(content: str, encoder: str) -> str:
    """Returns 64 hexadecimal digits for all vectors of a content version under an encoder."""
    return _with_code(f"{content}\n{encoder}", _TEXT_CODE)


def encoder_version(folder: str | Path) -> str:
    """Returns the version of the built encoder, without loading it.

    Raises:
        Unavailable: When it was not built.
    """
    try:
        return str(json.loads((Path(folder) / "built.json").read_text("utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        raise Unavailable(f"The sentence encoder is not in {folder}: run `make run`.") from None


def newest_revision() -> str:
    """Returns the newest revision of the migrations: they are numbered in their file names."""
    names = sorted(path.name for path in (_ROOM / "migrations" / "versions").glob("[0-9]*.py"))
    return names[-1].split("_")[0]


def is_up_to_date(database_url: str, content_folder: str, encoder_folder: str) -> bool:
    """Says whether tables, content and vectors of a SQLite file need nothing.

    Opens the file read-only with the standard library, because SQLAlchemy alone takes most of a
    second to import. False, too, for every other database and for whatever cannot be read.
    """
    if not database_url.startswith(_SQLITE) or "?" in database_url:
        return False
    path = Path(database_url.removeprefix(_SQLITE))
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            tables = connection.execute("SELECT version_num FROM alembic_version_knowledge")
            revision = tables.fetchone()
            state = connection.execute(
                "SELECT version, vectors_version FROM content_state"
            ).fetchone()
        content = content_version(content_folder)
        wanted = (content, vectors_version(content, encoder_version(encoder_folder)))
    except (sqlite3.Error, OSError, Unavailable):
        return False
    return (revision, state) == ((newest_revision(),), wanted)


def _with_code(text: str, names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(text.encode())
    for name in names:
        digest.update((_ROOM / name).read_bytes())
    return digest.hexdigest()
