"""Reads the content files and refuses them, whole, while anything in them is wrong.

Every mistake is found in one reading and named by file, line, entry and key. Knows nothing of the
database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.content_checks import problems_between
from knowledge.content_schema import SCHEMAS, Entry, ToConfirm
from knowledge.content_yaml import read_entries
from knowledge.errors import InvalidInput
from knowledge.versions import TO_CONFIRM_FILE, content_fingerprint, content_paths


@dataclass(frozen=True)
class Located:
    """An entry and where it stands.

    Attributes:
        entry: What it says.
        file: Its file, from the content folder, with forward slashes.
        line: The line of the file on which it begins, from 1.
    """

    entry: Entry
    file: str
    line: int

    @property
    def where(self) -> str:
        """File, line and id, as every error names them."""
        return f"{self.file}, line {self.line}, entry {self.entry.id}"


@dataclass(frozen=True)
class Content:
    """All entries of a content folder, checked.

    Attributes:
        located: The entries in order of file name, then of their place in the file.
        to_confirm: What a person must confirm, most urgent first.
        fingerprint: Changes when any content file does.
    """

    located: tuple[Located, ...]
    to_confirm: tuple[ToConfirm, ...]
    fingerprint: str

    @property
    def entries(self) -> list[Entry]:
        """The entries alone, in the same order."""
        return [item.entry for item in self.located]


def load_content(folder: str | Path) -> Content:
    """Reads and checks every content file below `folder`.

    Raises:
        InvalidInput: When the folder holds no entries or anything in them is wrong. `problems`
            names every mistake: those within entries in order of file and line, then those between
            them.
    """
    root = Path(folder)
    fingerprint = content_fingerprint(root)
    reading = _Reading(root)
    for path in content_paths(root):
        reading.read_entries(path)
    reading.read_tasks(root / TO_CONFIRM_FILE)
    if not reading.located and not reading.problems:
        raise InvalidInput(f"The content folder {root} holds no entries.")
    if not reading.has_unread_files:
        reading.problems += problems_between(reading.located, reading.broken)
    if reading.problems:
        count = len(reading.problems)
        mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
        raise InvalidInput(f"The content files have {mistakes}.", reading.problems)
    return Content(tuple(reading.located), tuple(reading.tasks), fingerprint)


class _Reading:
    """What was found so far: entries, tasks, mistakes, and what could not be read at all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.located: list[Located] = []
        self.tasks: list[ToConfirm] = []
        self.broken: dict[str, str] = {}
        self.problems: list[str] = []
        self.has_unread_files = False

    def read_entries(self, path: Path) -> None:
        """Reads one file of entries."""
        for file, line, data in self._items_of(path):
            where = f"{file}, line {line}, entry {data.get('id', 'without id')}"
            kind = str(data.get("kind"))
            schema = SCHEMAS.get(kind)
            if schema is None:
                self._note_broken(data)
                kinds = ", ".join(SCHEMAS)
                self.problems.append(f"{where}, key kind: must be one of {kinds}, not {kind!r}")
                continue
            try:
                self.located.append(Located(schema.model_validate(data), file, line))
            except ValidationError as error:
                self._note_broken(data)
                self.problems += [f"{where}, key {problem}" for problem in _problems_of(error)]

    def read_tasks(self, path: Path) -> None:
        """Reads the file of what a person must confirm, after all entries; it may be missing."""
        if not path.is_file():
            return
        known = {item.entry.id for item in self.located} | set(self.broken)
        for file, line, data in self._items_of(path):
            where = f"{file}, line {line}"
            try:
                task = ToConfirm.model_validate(data)
            except ValidationError as error:
                self.problems += [f"{where}, key {problem}" for problem in _problems_of(error)]
                continue
            self.tasks.append(task)
            if not self.has_unread_files:
                self.problems += [
                    f"{where}, key entries: there is no entry {name}"
                    for name in task.entries
                    if name not in known
                ]

    def _note_broken(self, data: dict[str, Any]) -> None:
        self.broken[str(data.get("id"))] = str(data.get("kind"))

    def _items_of(self, path: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
        file = path.relative_to(self.root).as_posix()
        try:
            items = read_entries(path)
        except (OSError, UnicodeDecodeError):
            self.has_unread_files = True
            self.problems.append(f"{file}: the file cannot be read as text")
            return
        except yaml.YAMLError as error:
            self.has_unread_files = True
            self.problems.append(f"{file}: {' '.join(str(error).split())}")
            return
        for line, data in items:
            if isinstance(data, dict):
                yield file, line, data
            else:
                self.problems.append(f"{file}, line {line}: must be an entry of keys and values")


def _problems_of(error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            yield f"{key}: is not a key of this kind of entry"
        elif item["type"] == "missing":
            yield f"{key}: is needed"
        elif item["type"] == "string_type":
            yield f"{key}: must be text, not {item['input']!r}; put it in quotes"
        else:
            yield f"{key}: {item['msg'].removeprefix('Value error, ')}"
