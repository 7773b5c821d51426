"""The fixed texts for people in a crisis, read from the content and never made up.

They lie in a file of their own, so that they can be given when the database, the engine and the
action server are all down.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import knowledge
from bot.crisis.text import read_file
from knowledge import overrides
from knowledge.replies import Choice, Reply

REPLIES_FILE = Path(knowledge.__file__).parent / "content" / "crisis" / "replies.yml"

NOT_CLEAR = "not_clear"
"""The reply for when something is badly wrong and it is not clear what."""

TALK_TO_A_PERSON = Choice("Talk to a person", "/talk_to_person")


@dataclass(frozen=True)
class CrisisReply(Reply):
    """A reply that goes out at once, before and without anything else.

    Attributes:
        category: The class that was found; its text leads.
        also: Further classes that were found, each with its one line.
        is_acute: True: these lines and nothing else. False: the lines, and the resident may go on
            looking for help.
        found_by: `phrase` or `meaning`: which net found it. For counts; it says nothing about what
            was typed.
    """

    category: str = ""
    also: tuple[str, ...] = ()
    is_acute: bool = True
    found_by: str = "phrase"

    def as_dict(self) -> dict[str, Any]:
        """Returns the reply as plain JSON values: `{text, cards, choices}`, as every reply."""
        return Reply(self.text, self.cards, self.choices).as_dict()


@dataclass(frozen=True)
class CrisisText:
    """One entry of the reply file.

    Attributes:
        category: Its class.
        text: What is said, lines and list, without the closing.
        in_short: One line, for when the class is found beside another.
        is_acute: Whether nothing else may stand beside it.
        sources: The ids of the entries that the numbers are from.
        source_date: The date that the sources themselves show, or `unknown`.
        checked: How old the numbers are, in a resident's words.
        to_check: What an editor must still confirm.
        choices: What can be tapped; empty for acute classes.
    """

    category: str
    text: str
    in_short: str
    is_acute: bool
    sources: tuple[str, ...]
    source_date: str
    checked: str
    to_check: str
    choices: tuple[Choice, ...]


class CrisisTexts:
    """All fixed texts, in the order in which they lead: the acute ones first.

    Args:
        data: The parsed reply file.

    Raises:
        KeyError: When an entry lacks a part.
        ValueError: When an acute entry offers choices (it must hold its lines and nothing else) or
            stands below one that is not acute.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self.closing: str = data["closing"]
        self._texts = {name: _text(name, entry) for name, entry in data["replies"].items()}
        if NOT_CLEAR not in self._texts:
            raise KeyError(NOT_CLEAR)
        acute = [text.is_acute for text in self._texts.values()]
        if acute != sorted(acute, reverse=True):
            raise ValueError("An acute crisis reply stands below one that is not.")

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that can be found, the first to lead first; without `not_clear`."""
        return tuple(name for name in self._texts if name != NOT_CLEAR)

    def __getitem__(self, category: str) -> CrisisText:
        return self._texts[category]

    def reply(
        self, found: Sequence[str], lead: str | None = None, *, found_by: str = "phrase"
    ) -> CrisisReply:
        """Returns the reply to the classes that were found.

        Args:
            found: At least one class, in any order.
            lead: The one of them whose text leads; by default the one first in the file.
            found_by: Which net found them.
        """
        ordered = [name for name in self._texts if name in found]
        first = self._texts[lead or ordered[0]]
        rest = [name for name in ordered if name != first.category]
        shorts = "\n".join(f"- {self._texts[name].in_short}" for name in rest)
        parts = [first.text, f"{self.closing} {first.checked}"]
        if shorts:
            parts.insert(1, f"Also:\n{shorts}")
        return CrisisReply(
            text="\n\n".join(parts),
            choices=list(first.choices),
            category=first.category,
            also=tuple(rest),
            is_acute=first.is_acute,
            found_by=found_by,
        )


def _text(name: str, entry: dict[str, Any]) -> CrisisText:
    offered = tuple(
        Choice(item["label"], f"/choose_entry{json.dumps({'entry': item['entry']})}")
        for item in entry.get("choices", [])
    )
    if entry["acute"] and offered:
        raise ValueError(f"The crisis reply {name!r} is acute and offers choices.")
    return CrisisText(
        category=name,
        text=entry["text"].strip(),
        in_short=entry["in_short"],
        is_acute=entry["acute"],
        sources=tuple(entry["sources"]),
        source_date=str(entry["source_date"]),
        checked=entry["checked"],
        to_check=entry["to_check"],
        choices=() if entry["acute"] else (*offered, TALK_TO_A_PERSON),
    )


def texts_in_force() -> CrisisTexts:
    """Returns the fixed texts with what editors have changed and a second person approved.

    Raises:
        OSError, KeyError, ValueError: When the file is not there or not whole.
    """
    file = read_file(REPLIES_FILE)
    changed: dict[str, str] = {}
    for key in overrides.of(overrides.CRISIS):
        said = _at(file, key)
        if isinstance(said, str):
            changed[key] = overrides.in_force(overrides.CRISIS, key, said.strip())
    return CrisisTexts(overrides.nested(file, changed))


def _at(file: dict[str, Any], key: str) -> Any:
    here: Any = file
    for part in key.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return here


@lru_cache(maxsize=1)
def crisis_texts() -> CrisisTexts:
    """Returns the fixed texts, read once.

    Raises:
        OSError: When the file is not there.
        KeyError, ValueError: When it is not whole.
    """
    return CrisisTexts(read_file(REPLIES_FILE))
