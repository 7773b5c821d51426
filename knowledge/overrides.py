"""What editors have changed in fixed texts, as this process knows it: files are the defaults.

Holds no database: whoever has one reads the changes and hands them over (`take`). A change holds as
long as the file says what it said when the change was made; when the file says something new, the
file is right. Standard library only, so that every reader of a file can ask it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REPLIES, SYNONYMS, CRISIS, SITE, CANNED = "reply", "synonym", "crisis", "site", "canned"
"""The families of texts: one for each file that can be changed so."""


@dataclass(frozen=True)
class Override:
    """A changed text: what the file said then, and what holds while it says so."""

    file_says: Any
    value: Any


@dataclass(frozen=True)
class Overrides:
    """All changed texts.

    Attributes:
        version: Another text whenever any of them changes; empty when there was never one.
        texts: By family and key.
    """

    version: str = ""
    texts: Mapping[str, Mapping[str, Override]] = field(default_factory=dict)


class _Kept:
    """What this process knows."""

    def __init__(self) -> None:
        self.now = Overrides()
        self.generation = 0


_kept = _Kept()


def take(overrides: Overrides) -> None:
    """Lets these hold from now on, in this process; one assignment, so readers see all or none."""
    _kept.now = overrides
    _kept.generation += 1


def generation() -> int:
    """Returns how often something was taken: what whoever keeps something made of it asks."""
    return _kept.generation


def version() -> str:
    """Returns the version of what holds, to compare with the database's."""
    return _kept.now.version


def of(family: str) -> Mapping[str, Override]:
    """Returns the changed texts of a family by key."""
    return _kept.now.texts.get(family, {})


def in_force(family: str, key: str, file_says: Any) -> Any:
    """Returns what holds for a text: the change, or what the file says."""
    found = of(family).get(key)
    return found.value if found is not None and found.file_says == file_says else file_says


def with_changes(family: str, file: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the texts of a flat file with the changes; one changed to None is left out.

    Args:
        family: Which family.
        file: What the file says, by key.
    """
    found = {key: in_force(family, key, value) for key, value in file.items()}
    added = {
        key: change.value
        for key, change in of(family).items()
        if key not in file and change.file_says is None
    }
    return {key: value for key, value in (found | added).items() if value is not None}


def nested(file: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a copy of a nested file in which the texts at dotted keys say something else."""
    copy = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in file.items()
    }
    for key, value in changed.items():
        *folders, last = key.split(".")
        here: dict[str, Any] = copy
        for folder in folders:
            here[folder] = dict(here[folder])
            here = here[folder]
        here[last] = value
    return copy
