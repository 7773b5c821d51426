"""What the assistant says that is not an answer: read from `knowledge/words/replies.yml`.

Names of council and adviser come from the site file, so another council changes no text here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge import overrides
from knowledge.local_words import local_entries
from knowledge.replies import Choice
from knowledge.site import Site

SUBJECTS = (
    Choice("Find ways to volunteer", "/find_volunteering"),
    Choice("Find money for a group", "/find_funding"),
    Choice("Save a building or land", "/save_building"),
    Choice("Set up a group or social enterprise", "/choose_structure"),
    Choice("Have my say", "/have_say"),
    Choice("Find local help", "/find_local_help"),
)
"""The subjects as choices, in the order that residents see them."""

PERSON = Choice("Talk to a person", "/talk_to_person")
"""The way to a person, always in the same words."""


@dataclass(frozen=True)
class Door:
    """What is said to a message that is not ours.

    Attributes:
        text: The reply.
        entries: Slugs of the records that say where to go.
        council: Whether the resident's own council is shown too, when the place is known.
    """

    text: str
    entries: tuple[str, ...]
    council: bool


@lru_cache(maxsize=1)
def replies_of_file() -> dict[str, Any]:
    """Returns what the file itself says; nobody may change it."""
    path = Path(__file__).parent / "words" / "replies.yml"
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return data


def changeable_replies() -> dict[str, str]:
    """Returns the texts of the file that editors may change, by dotted key, in its order."""
    found: dict[str, str] = {}
    for name, value in replies_of_file().items():
        if isinstance(value, str):
            found[name] = value.strip()
        elif name in ("doors", "openings"):
            found |= {f"{name}.{key}.text": said["text"].strip() for key, said in value.items()}
    return found


def _replies() -> dict[str, Any]:
    return _replies_in_force(overrides.generation())


@lru_cache(maxsize=1)
def _replies_in_force(_generation: int) -> dict[str, Any]:
    file, changed = changeable_replies(), overrides.of(overrides.REPLIES)
    said = {
        key: overrides.in_force(overrides.REPLIES, key, file[key]) for key in changed if key in file
    }
    return overrides.nested(replies_of_file(), said)


def phrase(name: str, site: Site, **values: object) -> str:
    """Returns a reply by its name, with names filled in.

    Args:
        name: A key of the file.
        site: Whose Signpost this is.
        values: Further values that this reply names, such as `place`.
    """
    return _filled(str(_replies()[name]), site, values)


def door(name: str, site: Site) -> Door | None:
    """Returns what to say to a message of that class, or None for an unknown class."""
    found = _replies()["doors"].get(name)
    if found is None:
        return None
    entries = (*local_entries("doors", name), *found["entries"])
    return Door(_filled(found["text"], site, {}), entries, bool(found.get("council")))


def door_texts(site: Site) -> tuple[str, ...]:
    """Returns what is said at each door to elsewhere, names filled in."""
    return tuple(_filled(found["text"], site, {}) for found in _replies()["doors"].values())


def opening_words(task: str) -> tuple[str, tuple[str, ...]] | None:
    """Returns the first question of a task and the slugs of records to offer, or None."""
    found = _replies()["openings"].get(task)
    return None if found is None else (found["text"].strip(), tuple(found["entries"]))


def judgement_wanted(slug: str) -> str:
    """Returns why a person's judgement is wanted beside a record, or an empty text."""
    for why, slugs in _replies()["judgement"].items():
        if slug in slugs:
            return str(why)
    return ""


def _filled(text: str, site: Site, values: dict[str, object]) -> str:
    return text.strip().format(**(_common_values(site) | values))


def _common_values(site: Site) -> dict[str, object]:
    return {
        "service": site.service.name,
        "council": site.council.name,
        "adviser": site.adviser.short_name,
        "adviser_name": site.adviser.name,
        "adviser_address": site.adviser.address,
        "adviser_url": site.adviser.url,
        "county": site.areas.county,
    }


COMMON_VALUES = frozenset(
    ["service", "council", "adviser", "adviser_name", "adviser_address", "adviser_url", "county"]
)
"""The names that any reply may have in curly brackets."""
