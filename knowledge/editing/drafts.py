"""New guidance written in the console: held to the same schema as the content files.

It becomes a change that adds a record, and goes the way of every change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_checks import NATIONS
from knowledge.content_schema import SCHEMAS
from knowledge.editing.fields import said_of
from knowledge.errors import InvalidInput
from knowledge.models import CONTENT, Guidance, Place, Record, RecordChange, record_id
from knowledge.spreadsheets.lists import id_from

KIND = "kind"
"""The key that only a change that adds a record has."""

WRITTEN_HERE = "written in the console"
"""What stands as the file of a record that no file holds."""

_LABELS = {
    "name": "The question",
    "also_asked": "Other ways of asking",
    "short_answer": "The answer in short",
    "answer": "The whole answer",
    "summary": "The answer in short",
    "topics": "Subjects",
    "areas": "Where it holds",
    "source_urls": "The page where you saw it",
    "source_date": "The date of that page",
}
_LONGEST_SLUG = 74


@dataclass(frozen=True)
class Draft:
    """Guidance as it was typed.

    Attributes:
        name: The question as a resident would ask it.
        also_asked: Other ways of asking.
        short_answer: The answer in at most 40 words.
        answer: The whole answer; the short one when empty.
        topics: Subjects.
        area: Where it holds: one of `areas_of`.
        source_url: The page where it was seen.
        source_date: The date of that page, or `unknown`.
    """

    name: str
    also_asked: tuple[str, ...] = ()
    short_answer: str = ""
    answer: str = ""
    topics: tuple[str, ...] = ()
    area: str = ""
    source_url: str = ""
    source_date: str = ""


def areas_of(session: Session) -> list[str]:
    """Returns the areas that guidance may hold for, by name, countries last."""
    places = session.scalars(select(Place).where(Place.place_kind == "district"))
    return [*sorted({area for place in places for area in place.areas}), *NATIONS]


def new_guidance(session: Session, draft: Draft) -> tuple[str, dict[str, Any]]:
    """Returns the slug of a record that is to be added, and what it says.

    Raises:
        InvalidInput: With everything that cannot be right, in plain words.
    """
    slug = _free_slug(session, draft.name)
    said: dict[str, Any] = {
        "name": " ".join(draft.name.split()),
        "also_asked": list(draft.also_asked),
        "summary": draft.short_answer,
        "topics": list(draft.topics),
        "areas": [draft.area] if draft.area in areas_of(session) else [],
        "short_answer": draft.short_answer,
        "answer": draft.answer or draft.short_answer,
        "source_urls": [draft.source_url] if draft.source_url else [],
        "source_date": draft.source_date,
        "confidence": "medium",
    }
    entry = {key: value for key, value in said.items() if value not in ("", [])}
    try:
        SCHEMAS["guidance"].model_validate(entry | {"id": slug, "kind": "guidance"})
    except ValidationError as error:
        raise InvalidInput("Some of this cannot be right.", _problems(error)) from None
    if not draft.source_url:
        raise InvalidInput(
            "Some of this cannot be right.", [f"{_LABELS['source_urls']}: this cannot be empty"]
        )
    return slug, {KIND: "guidance", **entry}


def _problems(error: ValidationError) -> list[str]:
    found: dict[str, None] = {}
    for item in error.errors():
        key = str(item["loc"][0]) if item["loc"] else ""
        found[f"{_LABELS.get(key, key)}: {said_of(item['type'], item['msg'])}"] = None
    return list(found)


def _free_slug(session: Session, name: str) -> str:
    """A slug made of the question that no record, and no change that waits, has."""
    base = f"g-{id_from(name)}"[:_LONGEST_SLUG].rstrip("-")
    if base == "g":
        raise InvalidInput(
            "Some of this cannot be right.", [f"{_LABELS['name']}: this cannot be empty"]
        )
    taken = set(session.scalars(select(Record.slug).where(Record.slug.startswith(base))))
    taken |= set(
        session.scalars(select(RecordChange.slug).where(RecordChange.slug.startswith(base)))
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def new_record(slug: str, after: dict[str, Any], at: datetime) -> Record:
    """Returns the record that a change adds, not yet in a session."""
    said = {key: value for key, value in after.items() if key != KIND}
    entry = SCHEMAS["guidance"].model_validate(said | {"id": slug, "kind": "guidance"})
    return Guidance(
        id=record_id(slug),
        slug=slug,
        content_file=WRITTEN_HERE,
        origin=CONTENT,
        lifecycle="active",
        modified_at=at,
        **entry.model_dump(exclude={"id", "kind", "who_to_contact"}),
    )
