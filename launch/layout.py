"""Where things lie: every folder and file that the launcher reads or makes.

Paths only; nothing here touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The project's folders, all below one root.

    Attributes:
        root: The folder that holds the Makefile.
        state: The folder of logs and of the list of running processes; `var` by default, another
            one when a second Signpost runs from the same clone (the tests do that).
    """

    root: Path
    state: Path

    @classmethod
    def of(cls, root: Path, state: Path | None = None) -> Layout:
        """Returns the layout below `root`; a relative `state` is taken from there."""
        return cls(root, root / (state or "var"))

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.state / "logs"

    @property
    def processes(self) -> Path:
        """The file that lists what is running, by name, process id and port."""
        return self.state / "processes.json"

    @property
    def stamps(self) -> Path:
        """The folder that remembers what each step was last made from."""
        return self.root / "var" / "stamps"

    @property
    def environments(self) -> Path:
        """The folder of the Python environments."""
        return self.root / ".venv"

    @property
    def requirements(self) -> Path:
        """The folder of the pinned requirement files."""
        return self.root / "requirements"

    @property
    def model(self) -> Path:
        """The trained Rasa model that the engine serves."""
        return self.root / "models" / "signpost.tar.gz"

    def python(self, environment: str) -> Path:
        """Returns the interpreter of one of the environments, `application` or `engine`."""
        return self.environments / environment / "bin" / "python"

    def shown(self, path: Path) -> str:
        """Returns `path` as a person types it from the root, for messages."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
