"""`make lock`: turns the short lists of what is wanted into pinned files with every hash."""

from __future__ import annotations

from launch.commands import run_logged
from launch.interpreters import ENGINE_VERSION
from launch.layout import Layout
from launch.progress import Progress
from launch.uv import Uv

# What each list is resolved for. Rasa's own pins hold for Linux only, so the engine's list does.
_FOR = {
    "application": ("--universal", "--python-version", "3.11"),
    "engine": ("--python-platform", "linux", "--python-version", ENGINE_VERSION),
    "build": ("--universal", "--python-version", ENGINE_VERSION),
    "uv": ("--universal", "--python-version", "3.11"),
}


def lock(layout: Layout, progress: Progress) -> int:
    """Renews every pinned file within what its list allows; returns 0.

    Neither this machine's paths nor the address of a registry get into the files.
    """
    uv = Uv(layout, progress)
    for name, options in _FOR.items():
        run_logged(
            [
                *(uv.program(), "pip", "compile", "--quiet", "--upgrade", "--generate-hashes"),
                *("--no-emit-index-url", "--no-emit-find-links"),
                *("--overrides", "requirements/overrides.txt"),
                *(*options, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"),
            ],
            title=f"Pinning the packages of requirements/{name}.in",
            log=layout.logs / f"lock-{name}.log",
            root=layout.root,
            progress=progress,
            extra={"UV_CUSTOM_COMPILE_COMMAND": "make lock"},
        )
    return 0
