"""The doors that a message outside the content is shown to, read from doors.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.evaluation.expectations import Groups
from tests.evaluation.texts import missing, says

LOST = ("did you mean", "not sure which", "did not understand", "do not understand")


@dataclass(frozen=True)
class Door:
    """What one kind of reply must say, may never say, and may show beside it."""

    says: Groups
    never: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()

    def fault(self, text: str) -> str | None:
        """Returns what is wrong with a reply behind this door, or None."""
        lacking = missing(text, self.says)
        if lacking:
            return f"says none of {lacking[0]}"
        wrong = [word for word in self.never if says(text, word)]
        return f"says {wrong[0]!r}" if wrong else None


@dataclass(frozen=True)
class Doors:
    """All doors by name, and what each class of crisis must hold."""

    doors: dict[str, Door]
    crisis: dict[str, Door]


def read_doors(path: Path) -> Doors:
    """Returns the doors; a reply that only says that it is lost opens none but `gibberish`."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    doors = {}
    for name, item in document["doors"].items():
        lost = () if name == "off_topic.gibberish" else LOST
        never = (*item.get("never", ()), *lost)
        doors[name] = Door(_groups(item["says"]), never, tuple(item.get("cards", ())))
    crisis = {name: Door(_groups(groups)) for name, groups in document["crisis"].items()}
    return Doors(doors, crisis)


def _groups(value: list[list[str]]) -> Groups:
    return tuple(tuple(group) for group in value)
