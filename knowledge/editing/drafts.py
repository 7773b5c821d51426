"""A record that an editor adds: held to the same schema as the content files.

It becomes a change that adds a record, and goes the way of every change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.content_checks import NATIONS
from knowledge.content_records import record_of
from knowledge.content_schema import SCHEMAS
from knowledge.editing.fields import Field, fields_of, read_value, said_of
from knowledge.editing.proposing import WAITING
from knowledge.errors import InvalidInput
from knowledge.models import (
    CONTENT,
    Link,
    Organisation,
    Place,
    Record,
    RecordChange,
    record_id,
)
from knowledge.spreadsheets.lists import id_from

KIND = "kind"
"""The key that only a change that adds a record has."""

WRITTEN_HERE = "written in the console"
"""What stands as the file of a record that no file holds."""

NEW_KINDS = {
    "guidance": "A question and its answer",
    "service": "A service",
    "opportunity": "A chance to volunteer",
    "fund": "A fund",
    "organisation": "An organisation",
}
"""What an editor may add, by kind, as it is called."""

_SLUGS = {
    "guidance": "g",
    "service": "svc",
    "opportunity": "vol",
    "fund": "fund",
    "organisation": "org",
}
_GUIDANCE = (
    Field("name", "The question, as a resident would ask it", "line"),
    Field("also_asked", "Other ways of asking, one a line", "lines"),
    Field("short_answer", "The answer in short", "text"),
    Field("answer", "The whole answer", "text"),
)
_NAME = Field("name", "Name", "line")
_PROVIDER = Field("provider", "Who gives it", "line")
_OWNERS = {
    "service": ("provider", "organisation_id"),
    "opportunity": ("organisation", "organisation_id"),
    "fund": ("funder", "funder_id"),
}
"""Under which key the name of the organisation behind a record is typed, and the link to it."""

_NOT_ASKED = {
    "fund": ("opening_hours", "eligibility", "cost", "languages", "accessibility"),
}
"""What a form for a new record leaves out, by kind: a fund says who can apply, and has no hours."""

_LABELS = {
    "topics": "Subjects",
    "areas": "Where it holds",
    "source_urls": "The page where you saw it",
    "source_date": "The date of that page",
}
_WRONG = "Some of this cannot be right."
_LONGEST_SLUG = 74


@dataclass(frozen=True)
class Draft:
    """A record as it was typed.

    Attributes:
        kind: Which kind, of `NEW_KINDS`.
        typed: What was typed for each of `new_fields_of`, by its key.
        topics: Subjects.
        area: Where it holds: one of `areas_of`.
        source_url: The page where it was seen.
        source_date: The date of that page, or `unknown`.
    """

    kind: str
    typed: dict[str, str]
    topics: Sequence[str] = ()
    area: str = ""
    source_url: str = ""
    source_date: str = ""


def new_fields_of(kind: str) -> list[Field]:
    """Returns what is asked about a new record of a kind, in the order of the form."""
    if kind == "guidance":
        return list(_GUIDANCE)
    _, *found = fields_of(kind)
    others = [field for field in found if field.key not in _NOT_ASKED.get(kind, ())]
    return [_NAME, _PROVIDER, *others] if kind == "service" else [_NAME, *others]


def is_needed(kind: str, key: str) -> bool:
    """Says whether a new record of a kind cannot do without a key."""
    return key in SCHEMAS[kind].model_fields and (
        SCHEMAS[kind].model_fields[key].is_required() and (kind, key) != ("guidance", "answer")
    )


def areas_of(session: Session) -> list[str]:
    """Returns the areas that a record may hold for, by name, countries last."""
    places = session.scalars(select(Place).where(Place.place_kind == "district"))
    return [*sorted({area for place in places for area in place.areas}), *NATIONS]


def new_entry(session: Session, draft: Draft) -> tuple[str, dict[str, Any]]:
    """Returns the slug of a record that is to be added, and what it says.

    Where the organisation behind it has a record under the name that was typed, it is linked.

    Raises:
        InvalidInput: With everything that cannot be right, in plain words.
    """
    if draft.kind not in NEW_KINDS:
        raise InvalidInput("Please choose what you want to add.")
    said, problems = _read(draft)
    name = said.get("name") or ""
    slug = _free_slug(session, draft.kind, name)
    problems += _named_alike(session, draft.kind, name)
    said |= {
        "topics": list(draft.topics),
        "areas": [draft.area] if draft.area in areas_of(session) else [],
        "source_urls": [draft.source_url] if draft.source_url else [],
        "source_date": draft.source_date,
        "confidence": "medium",
    }
    said |= _owner(session, draft.kind, said)
    entry = {key: value for key, value in said.items() if value not in (None, "", [])}
    problems += _problems(draft.kind, {**entry, "id": slug, "kind": draft.kind})
    if not draft.source_url:
        problems.append(f"{_LABELS['source_urls']}: this cannot be empty")
    if problems:
        raise InvalidInput(_WRONG, list(dict.fromkeys(problems)))
    return slug, {KIND: draft.kind, **entry}


def _read(draft: Draft) -> tuple[dict[str, Any], list[str]]:
    """What was typed as the content holds it, and what cannot be read."""
    said: dict[str, Any] = {}
    problems: list[str] = []
    for field in new_fields_of(draft.kind):
        try:
            said[field.key] = read_value(field, draft.typed.get(field.key, ""))
        except InvalidInput as error:
            problems += error.problems
    if draft.kind == "guidance":
        short = " ".join((said["short_answer"] or "").split())
        said |= {"short_answer": short, "summary": short, "answer": said["answer"] or short}
    return said, problems


def _owner(session: Session, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """The link to the organisation behind it, in place of a name where both cannot be."""
    name_key, link_key = _OWNERS.get(kind, ("", ""))
    name = said.get(name_key)
    if not name:
        return {}
    query = select(Organisation.slug).where(func.lower(Organisation.name) == name.lower())
    found = session.scalars(query.where(Organisation.origin == CONTENT).limit(2)).all()
    if len(found) != 1:
        return {}
    return {link_key: found[0]} | ({name_key: None} if kind == "service" else {})


def _problems(kind: str, entry: dict[str, Any]) -> list[str]:
    try:
        SCHEMAS[kind].model_validate(entry)
    except ValidationError as error:
        labels = {field.key: field.label for field in new_fields_of(kind)} | _LABELS
        # The summary of guidance is its short answer: one problem is said once.
        return [
            f"{labels[key]}: {said_of(item['type'], item['msg'])}"
            for item in error.errors()
            if (key := str(item["loc"][0]) if item["loc"] else "") in labels
        ] or [str(error.errors()[0]["msg"])]
    return []


def _free_slug(session: Session, kind: str, name: str) -> str:
    """A slug made of the name that no record, and no change that waits, has."""
    words = id_from(name)
    if not words:
        label = new_fields_of(kind)[0].label
        raise InvalidInput(_WRONG, [f"{label}: this cannot be empty"])
    base = f"{_SLUGS[kind]}-{words}"[:_LONGEST_SLUG].rstrip("-")
    taken = set(session.scalars(select(Record.slug).where(Record.slug.startswith(base))))
    taken |= set(
        session.scalars(select(RecordChange.slug).where(RecordChange.slug.startswith(base)))
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _named_alike(session: Session, kind: str, name: str) -> list[str]:
    """What is wrong where a record of the kind has the name, or a change that waits gives it one.

    Residents could not tell the two apart.
    """
    label = new_fields_of(kind)[0].label
    there = select(Record.slug).where(Record.kind == kind, func.lower(Record.name) == name.lower())
    if session.scalars(there.limit(1)).first():
        return [f"{label}: this is here already. Find it and change it, or say what is different"]
    waiting = session.scalars(select(RecordChange).where(RecordChange.state.in_(WAITING)))
    names = [one.after.get("name", "") for one in waiting if one.after.get(KIND) == kind]
    if name.lower() in [str(other).lower() for other in names]:
        return [f"{label}: somebody has proposed this already. Look under Changes"]
    return []


def new_record(session: Session, slug: str, after: dict[str, Any], at: datetime) -> Record:
    """Returns the record that a change adds, not yet in the session."""
    kind = str(after[KIND])
    entry = SCHEMAS[kind].model_validate(after | {"id": slug})
    record = record_of(entry, WRITTEN_HERE)
    record.modified_at = at
    _, link_key = _OWNERS.get(kind, ("", ""))
    owner = session.get(Record, record_id(after[link_key])) if after.get(link_key) else None
    if owner is not None:
        record.links = [Link(role=link_key, position=0, target_id=owner.id)]
    return record
