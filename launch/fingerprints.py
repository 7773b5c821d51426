"""Says in a short text what something was made from, so that it is made again only when needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def of_file(path: Path) -> str:
    """Returns the sha256 of a file's bytes, or 'missing'."""
    if not path.is_file():
        return "missing"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_inputs(root: Path, patterns: Iterable[str], extra: Iterable[str] = ()) -> str:
    """Returns one sha256 over the names and contents of files and some further words.

    Args:
        root: The folder the patterns start from.
        patterns: Files, folders' contents (`nlu/**/*`) or other globs; a file that is named without
            a glob counts as 'missing' when it is not there, so its coming and going shows.
        extra: Further words, such as the command.

    Note:
        Compiled files and editors' leavings never count.
    """
    digest = hashlib.sha256(json.dumps(list(extra)).encode())
    for path in files(root, patterns):
        digest.update(f"{path.relative_to(root).as_posix()}\0{of_file(path)}\n".encode())
    return digest.hexdigest()


def files(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Returns the files that the patterns mean, each once, in the order of their names."""
    return sorted({path for pattern in patterns for path in _matching(root, pattern)})


def _matching(root: Path, pattern: str) -> Iterator[Path]:
    if not any(sign in pattern for sign in "*?["):
        yield root / pattern
        return
    for path in root.glob(pattern):
        hidden = path.suffix == ".pyc" or path.name.endswith("~") or path.name.startswith(".")
        if path.is_file() and not hidden and not _LEFT_OUT.intersection(path.parts):
            yield path
