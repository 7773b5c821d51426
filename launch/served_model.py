"""Keeps the model that the engine serves whole: a copy of its own, looked at before every start.

A model file can be damaged on the disk while the engine runs and only be noticed when it starts
again. Rasa then starts without a model and answers nothing. So the engine is given a copy, there is
a second one, and the one that is not as it was made is replaced.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launch import fingerprints
from launch.layout import Layout

_STAMP = "model.json"


@dataclass(frozen=True)
class ServedModel:
    """The model as the engine of one Signpost serves it.

    Attributes:
        layout: Where the trained model and its stamp lie, and the state of this Signpost.
    """

    layout: Layout

    @property
    def path(self) -> Path:
        """The file that the engine is told to serve."""
        return self.layout.state / "model" / self.layout.model.name

    @property
    def _spare(self) -> Path:
        return self.path.with_name(f"spare-{self.path.name}")

    def mend(self) -> str:
        """Puts a whole model in its place, the newest that was trained.

        Returns:
            A sentence for whoever looks after the machine when one was damaged, otherwise ''.
        """
        trained = fingerprints.of_file(self.layout.model)
        wanted = self._made()
        if wanted in (None, trained):
            # Trained here and whole, or brought here ready made.
            was_damaged = self._is_damaged(self.path)
            self._replace_all(trained)
            return "The model had been damaged; it was put right." if was_damaged else ""
        for kept in (self.path, self._spare):
            if kept.is_file() and not self._is_damaged(kept):
                self._replace(kept, self.path)
                return "The trained model is damaged; the one before it is served."
        return "The trained model is damaged and there is no other: stop, and run make train."

    def _made(self) -> str | None:
        """What the training remembers of the model that it made, or None."""
        try:
            stamp = json.loads((self.layout.stamps / _STAMP).read_text(encoding="utf-8"))
            name = self.layout.model.relative_to(self.layout.root).as_posix()
            return str(stamp["outputs"][name])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _is_damaged(self, copy: Path) -> bool:
        """Whether a copy is there and no longer what was copied."""
        note = _note_of(copy)
        return note.is_file() and fingerprints.of_file(copy) != note.read_text("ascii").strip()

    def _replace_all(self, trained: str) -> None:
        for copy in (self.path, self._spare):
            if fingerprints.of_file(copy) != trained:
                self._replace(self.layout.model, copy)

    def _replace(self, source: Path, target: Path) -> None:
        """Copies whole or not at all; a full disk leaves what is there."""
        if source == target:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_suffix(".new")
        try:
            shutil.copyfile(source, new)
            note = _note_of(target)
            note.write_text(fingerprints.of_file(new), encoding="ascii")
            new.replace(target)
        except OSError:
            with suppress(OSError):
                new.unlink()


def _note_of(copy: Path) -> Path:
    return copy.with_suffix(".sha256")
