"""Makes the two Python environments from hash-pinned files, and leaves alone what is up to date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launch import fingerprints
from launch.commands import run_logged, says
from launch.layout import Layout
from launch.problems import Problem
from launch.progress import Progress
from launch.uv import Uv

STAMP = "signpost.json"
DEFAULTS = "signpost-defaults.pth"
DISK_NEEDED_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Environment:
    """One Python environment.

    Attributes:
        name: Its folder's name, and its requirement file's.
        interpreter: Finds the Python that it is made with; called only when it has to be made.
        defaults: Environment variables that its Python sets at every start unless they are set, so
            that a person's own commands in it find what they need.
    """

    name: str
    interpreter: Callable[[], Path]
    defaults: Mapping[str, str] = field(default_factory=dict)


def ensure(environment: Environment, layout: Layout, uv: Uv, progress: Progress) -> bool:
    """Makes an environment what its requirement file says.

    Returns:
        True when something was done, False when it was up to date: then nothing is run and no
        network is needed.

    Raises:
        Problem: It could not be made.
    """
    folder = layout.environments / environment.name
    wanted = _made_from(environment, layout)
    if _is_up_to_date(folder, wanted):
        return False
    _check_disk(layout)
    (folder / STAMP).unlink(missing_ok=True)
    log = layout.logs / f"environment-{environment.name}.log"
    interpreter = _keep_or_make(environment, folder, layout, uv, progress)
    run_logged(
        _sync_command(environment.name, layout, uv),
        title=f"Installing the packages of the {environment.name}",
        log=log,
        root=layout.root,
        progress=progress,
    )
    _write_defaults(environment, folder)
    stamp = {"requirements": wanted, "interpreter": interpreter}
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return True


def _made_from(environment: Environment, layout: Layout) -> str:
    return fingerprints.of_inputs(
        layout.root,
        [f"requirements/{environment.name}.txt", "requirements/build.txt"],
        [f"{name}={value}" for name, value in sorted(environment.defaults.items())],
    )


def _is_up_to_date(folder: Path, wanted: str) -> bool:
    """Tells whether the environment was made from `wanted` by an interpreter still in its place."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return bool(
            stamp["requirements"] == wanted
            and stamp["interpreter"] == str((folder / "bin" / "python").resolve(strict=True))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _keep_or_make(
    environment: Environment, folder: Path, layout: Layout, uv: Uv, progress: Progress
) -> str:
    """Returns the real interpreter of an environment that is there and works, or of a new one.

    An environment of the right interpreter is kept, so that only the packages that differ move.
    """
    python = folder / "bin" / "python"
    chosen = environment.interpreter()
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    has = says([str(python), "-c", question]) if python.exists() else None
    if has is None or has != says([str(chosen), "-c", question]):
        run_logged(
            [
                *(uv.program(), "venv", "--clear", "--no-project", "--quiet"),
                *("--python", str(chosen), str(folder)),
            ],
            title=f"Making the environment of the {environment.name}",
            log=layout.logs / f"environment-{environment.name}.log",
            root=layout.root,
            progress=progress,
        )
    return str(python.resolve())


def _write_defaults(environment: Environment, folder: Path) -> None:
    """Writes the file that Python runs at every start in this environment."""
    if not environment.defaults:
        return
    line = (
        "import os; "
        f"[os.environ.setdefault(*item) for item in {list(environment.defaults.items())!r}]\n"
    )
    for packages in folder.glob("lib/python*/site-packages"):
        (packages / DEFAULTS).write_text(line, encoding="utf-8")


def _sync_command(name: str, layout: Layout, uv: Uv) -> list[str]:
    return [
        *(uv.program(), "pip", "sync", "--require-hashes"),
        *("--python", str(layout.python(name))),
        *("--build-constraints", str(layout.requirements / "build.txt")),
        str(layout.requirements / f"{name}.txt"),
    ]


def _check_disk(layout: Layout) -> None:
    free = shutil.disk_usage(layout.root).free
    if free < DISK_NEEDED_BYTES:
        raise Problem(
            f"The disk has {free / 1e9:.1f} GB left, and the environments need about 4 GB: "
            "free some and run the same command again."
        )
