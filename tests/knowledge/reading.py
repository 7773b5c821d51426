"""Helpers for reading replies as a resident would."""

from __future__ import annotations

import json
import re

from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.replies import Choice


def place(directory: Directory, name: str) -> PlaceName:
    """Returns the likeliest place of a name."""
    return directory.search().gazetteer.find(name)[0].place


def words(text: str) -> str:
    """Returns the words of a text in lower case, between single spaces."""
    return " ".join(["", *re.findall(r"[^\W_]+", text.lower()), ""])


def says(text: str, part: str | None) -> bool:
    """Whether a text holds the words of a part, in one piece."""
    return words(part or "") in words(text)


def slug_of(choice: Choice) -> str:
    """Returns the record that a choice shows."""
    intent, _, entities = choice.payload.partition("{")
    assert intent == "/choose_entry"
    found: dict[str, str] = json.loads("{" + entities)
    assert set(found) == {"entry"}
    return found["entry"]
