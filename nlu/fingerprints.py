"""What a component was made from, beyond what Rasa sees.

Rasa hashes the source of a component's class, its settings and its inputs. It does not see helper
modules or data files; the components add those with `fingerprint_addon`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_files(paths: Iterable[Path | str]) -> str:
    """Returns one sha256 over the names and bytes of files.

    Args:
        paths: Files and folders; of a folder every file below it counts, compiled ones excepted.
            What is not there counts as missing, so its coming and going shows.
    """
    digest = hashlib.sha256()
    for path in sorted({file for given in paths for file in _files(Path(given))}):
        content = path.read_bytes() if path.is_file() else b"missing"
        digest.update(f"{path.name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = path.rglob("*")
    return [file for file in found if file.is_file() and "__pycache__" not in file.parts]
