"""Finds uv, the program that makes environments: the person's own, else a private one."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass

from launch.commands import run_logged, says
from launch.layout import Layout
from launch.problems import Problem
from launch.progress import Progress

# The oldest release that knows every option used here.
OLDEST = (0, 8, 4)


@dataclass
class Uv:
    """uv, looked for only when something has to be made.

    Attributes:
        layout: Where things lie.
        progress: Where to show the installation of a private uv.
    """

    layout: Layout
    progress: Progress
    _found: str | None = None

    def program(self) -> str:
        """Returns the path of a uv that runs.

        Raises:
            Problem: There is none and a private one could not be installed.
        """
        if self._found is None:
            private = str(self.layout.environments / "uv" / "bin" / "uv")
            usable = (name for name in (shutil.which("uv"), private) if name and is_usable(name))
            self._found = next(usable, None) or self._install(private)
        return self._found

    def _install(self, private: str) -> str:
        folder = self.layout.environments / "uv"
        python = str(folder / "bin" / "python")
        log = self.layout.logs / "uv.log"
        if says([sys.executable, "-c", "import ensurepip, venv"]) is None:
            raise Problem(
                "uv is not installed and this Python cannot make an environment to install it "
                "in: install uv, or Python's venv module (on Debian: apt-get install python3-venv)."
            )
        steps = (
            ("Making a place for uv", [sys.executable, "-m", "venv", "--clear", str(folder)]),
            ("Installing uv", [python, "-m", "pip", "install", *self._pip_options()]),
        )
        for title, command in steps:
            run_logged(command, title=title, log=log, root=self.layout.root, progress=self.progress)
        if not is_usable(private):
            raise Problem(f"uv was installed and does not run; see {self.layout.shown(log)}.")
        return private

    def _pip_options(self) -> list[str]:
        pinned = str(self.layout.requirements / "uv.txt")
        return ["--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", pinned]


def is_usable(program: str) -> bool:
    """Tells whether `program` is a uv that runs and is new enough; a broken shim is not."""
    said = says([program, "--version"]) if os.access(program, os.X_OK) else None
    numbers = re.match(r"uv (\d+)\.(\d+)\.(\d+)", said or "")
    return numbers is not None and tuple(map(int, numbers.groups())) >= OLDEST
