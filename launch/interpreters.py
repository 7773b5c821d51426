"""Finds the two interpreters: the one running now for the application, a real 3.10 for Rasa.

A name on the PATH proves nothing (a version manager's shim may refuse to run), so every candidate
is run and asked before it is believed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from launch.commands import run_logged, says
from launch.problems import Problem
from launch.uv import Uv

ENGINE_VERSION = "3.10"
APPLICATION_OLDEST = (3, 11)

# Rasa and its tracker store need these parts, which a home-made build can lack.
_QUESTION = (
    "import ctypes, sqlite3, ssl, struct, sys, zlib; "
    "assert struct.calcsize('P') == 8; "
    "print('%d.%d' % sys.version_info[:2]); print(sys.executable)"
)


def application_python() -> Path:
    """Returns the interpreter that runs now.

    Raises:
        Problem: It is older than 3.11, or lacks a part that the application needs.
    """
    if sys.version_info < APPLICATION_OLDEST:
        raise Problem(
            f"Signpost needs Python 3.11 or newer and this is {sys.version.split()[0]}: "
            "name a newer one, as in: make run PYTHON=python3.12"
        )
    if says([sys.executable, "-c", _QUESTION]) is None:
        raise Problem(
            f"This Python ({sys.version.split()[0]}) was built without sqlite3, ssl or ctypes: "
            "name a complete one, as in: make run PYTHON=/usr/bin/python3"
        )
    return Path(sys.executable)


def engine_python(uv: Uv, environ: Mapping[str, str] = os.environ) -> Path:
    """Returns a Python 3.10 that works, by ENGINE_PYTHON, PATH, pyenv or uv, in this order.

    Args:
        uv: Downloads one when none is found; it needs the network then.
        environ: The environment to look in.

    Raises:
        Problem: None was found and none could be downloaded, or ENGINE_PYTHON is not a 3.10.
    """
    if named := environ.get("ENGINE_PYTHON"):
        if found := working_python(named):
            return found
        raise Problem(
            f"ENGINE_PYTHON is '{named}', which is not a working Python {ENGINE_VERSION} "
            "with sqlite3 and ssl."
        )
    for candidate in candidates(environ):
        if found := working_python(str(candidate)):
            return found
    return _from_uv(uv)


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yields where a Python 3.10 may lie: every folder of the PATH, then pyenv's, newest first."""
    name = f"python{ENGINE_VERSION}"
    for folder in environ.get("PATH", "").split(os.pathsep):
        if folder and (Path(folder) / name).exists():
            yield Path(folder) / name
    roots = [environ.get("PYENV_ROOT"), str(Path(environ.get("HOME", "~")).expanduser() / ".pyenv")]
    for root in dict.fromkeys(root for root in roots if root):
        versions = Path(root, "versions").glob(f"{ENGINE_VERSION}.*")
        for version in sorted(versions, key=_patch_level, reverse=True):
            yield version / "bin" / name


def working_python(program: str) -> Path | None:
    """Returns the interpreter's own path if `program` runs as a complete Python 3.10, else None."""
    lines = (says([program, "-I", "-c", _QUESTION]) or "").splitlines()
    return Path(lines[1]) if len(lines) == 2 and lines[0] == ENGINE_VERSION else None


def _from_uv(uv: Uv) -> Path:
    find = [uv.program(), "python", "find", "--managed-python", "--no-project", ENGINE_VERSION]
    found = says(find)
    if found is None:
        with suppress(Problem):
            run_logged(
                [uv.program(), "python", "install", "--no-bin", ENGINE_VERSION],
                title=f"Fetching Python {ENGINE_VERSION} for the engine",
                log=uv.layout.logs / "python.log",
                root=uv.layout.root,
                progress=uv.progress,
            )
        found = says(find)
    working = working_python(found) if found else None
    if working is None:
        raise Problem(
            f"The engine needs Python {ENGINE_VERSION}, which is not on this machine and could "
            f"not be downloaded: install it (for example: pyenv install {ENGINE_VERSION}) or "
            "name one, as in: make run ENGINE_PYTHON=/path/to/python3.10"
        )
    return working


def _patch_level(version: Path) -> int:
    last = version.name.rpartition(".")[2]
    return int(last) if last.isdigit() else -1
