"""Writes files so that a reader finds the whole new one or the whole old one, never a part."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import Unavailable


@contextmanager
def whole_file(path: Path, *, is_private: bool = False) -> Iterator[Path]:
    """Gives a file beside `path` that takes its place when the block ends without an error.

    Args:
        path: Where the file goes.
        is_private: Whether only the user who writes it may read it.

    Raises:
        Unavailable: When the folder cannot be written to or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}") from None
    part = Path(name)
    try:
        yield part
        # What mkstemp makes is the owner's alone; a file that is given out is not.
        part.chmod(0o600 if is_private else 0o644)
        part.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
