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
            names every mistake, in order of file and line.
    """
    root = Path(folder)
    fingerprint = content_fingerprint(root)
    located: list[Located] = []
    to_confirm: list[ToConfirm] = []
    problems: list[str] = []
    for path in content_paths(root):
        _read(path, root, located, problems)
    _read_to_confirm(root, to_confirm, {item.entry.id for item in located}, problems)
    if not located and not problems:
        raise InvalidInput(f"The content folder {root} holds no entries.")
    problems += problems_between(located)
    if problems:
        raise InvalidInput(f"The content files have {len(problems)} mistakes.", problems)
    return Content(tuple(located), tuple(to_confirm), fingerprint)


def _items_of(path: Path, root: Path, problems: list[str]) -> list[tuple[str, int, dict[str, Any]]]:
    file = path.relative_to(root).as_posix()
    try:
        items = read_entries(path)
    except (OSError, UnicodeDecodeError):
        problems.append(f"{file}: the file cannot be read as text")
        return []
    except yaml.YAMLError as error:
        problems.append(f"{file}: {' '.join(str(error).split())}")
        return []
    problems += [
        f"{file}, line {line}: must be an entry of keys and values"
        for line, data in items
        if not isinstance(data, dict)
    ]
    return [(file, line, data) for line, data in items if isinstance(data, dict)]


def _read(path: Path, root: Path, located: list[Located], problems: list[str]) -> None:
    for file, line, data in _items_of(path, root, problems):
        where = f"{file}, line {line}, entry {data.get('id', 'without id')}"
        kind = data.get("kind")
        schema = SCHEMAS.get(str(kind))
        if schema is None:
            problems.append(f"{where}, key kind: must be one of {', '.join(SCHEMAS)}, not {kind!r}")
            continue
        try:
            located.append(Located(schema.model_validate(data), file, line))
        except ValidationError as error:
            problems += [f"{where}, key {problem}" for problem in _problems_of(error)]


def _read_to_confirm(
    root: Path, found: list[ToConfirm], known: set[str], problems: list[str]
) -> None:
    path = root / TO_CONFIRM_FILE
    if not path.is_file():
        return
    for file, line, data in _items_of(path, root, problems):
        try:
            item = ToConfirm.model_validate(data)
        except ValidationError as error:
            problems += [f"{file}, line {line}, key {problem}" for problem in _problems_of(error)]
            continue
        problems += [
            f"{file}, line {line}, key entries: there is no entry {name}"
            for name in item.entries
            if name not in known
        ]
        found.append(item)


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
