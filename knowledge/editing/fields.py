"""Which keys of a record editors may change, what they are called, and what they may say.

A value is checked by the same schema as the content files; what is wrong is said in plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from knowledge.content_schema import SCHEMAS
from knowledge.errors import InvalidInput
from knowledge.models import Record

Shape = Literal["line", "text", "lines", "number", "choice"]

CHOICES = {"open": "Open", "closed": "Closed", "unknown": "Not known"}
"""What a field to choose in may hold, and what it is called."""

_COMMON: dict[str, tuple[str, Shape]] = {
    "name": ("Name, or the question", "line"),
    "summary": ("What it is, in a sentence or two", "text"),
    "also_asked": ("Other ways of asking, one a line", "lines"),
    "phone": ("Telephone", "line"),
    "email": ("E-mail", "line"),
    "address": ("Address", "line"),
    "postcode": ("Postcode", "line"),
    "opening_hours": ("When it is open", "text"),
    "eligibility": ("Who it is for", "text"),
    "cost": ("Cost", "text"),
    "languages": ("Languages", "line"),
    "accessibility": ("Access", "text"),
    "url": ("Page to read more", "line"),
}
_OWN: dict[str, dict[str, tuple[str, Shape]]] = {
    "guidance": {
        "short_answer": ("The answer in short", "text"),
        "answer": ("The whole answer", "text"),
        "steps": ("Steps, one a line", "lines"),
        "law": ("The law", "text"),
    },
    "fund": {
        "status": ("Is it open to applications?", "choice"),
        "funder": ("Who gives the money", "line"),
        "min_amount_gbp": ("Least amount, in pounds", "number"),
        "max_amount_gbp": ("Most, in pounds", "number"),
        "who_can_apply": ("Who can apply", "text"),
        "for_what": ("What for", "text"),
        "not_for": ("Not for", "text"),
        "match_funding": ("Their own share", "text"),
        "deadline": ("Deadline", "text"),
        "how_to_apply": ("How to apply", "text"),
    },
    "opportunity": {
        "organisation": ("With whom", "line"),
        "role": ("What a volunteer would do", "text"),
        "commitment": ("When", "text"),
        "min_age": ("Youngest age", "number"),
        "place": ("Where", "line"),
        "how_to_apply": ("How to apply", "text"),
    },
    "case_study": {
        "place": ("Where", "line"),
        "what_they_did": ("What they did", "text"),
        "how_it_was_funded": ("How it was paid for", "text"),
        "lesson": ("What they learned", "text"),
    },
}


@dataclass(frozen=True)
class Field:
    """One key that may be changed: its name in the content, its label, and how it is typed."""

    key: str
    label: str
    shape: Shape


def fields_of(kind: str) -> list[Field]:
    """Returns the keys of a kind of record that may be changed, in the order of the form."""
    found = _COMMON | _OWN.get(kind, {})
    return [Field(key, label, shape) for key, (label, shape) in found.items()]


def typed_value(record: Record, field: Field) -> str:
    """Returns what a record says as it stands in a form."""
    value = getattr(record, field.key)
    if field.shape == "lines":
        return "\n".join(value or [])
    return "" if value is None else str(value)


def read_value(field: Field, text: str) -> Any:
    """Returns what was typed as the content holds it; nothing is None, or an empty list.

    Raises:
        InvalidInput: When a number is none.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r", "").split("\n")]
    if field.shape == "lines":
        return [line for line in lines if line]
    if field.shape in ("line", "choice"):
        return " ".join(" ".join(lines).split()) or None
    text = "\n".join(lines).strip()
    if field.shape == "text":
        return text or None
    digits = text.replace(",", "").removeprefix("£").strip()
    if digits and not (digits.isdecimal() and len(digits) < 12):
        raise InvalidInput("", [f"{field.label}: please type a whole number"])
    return int(digits) if digits else None


def read_changes(record: Record, typed: dict[str, str]) -> dict[str, Any]:
    """Returns the keys of a form whose value is not what the record says.

    Raises:
        InvalidInput: With every value that cannot be right, by the label of its key.
    """
    changes: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields_of(record.kind):
        if field.key not in typed:
            continue
        try:
            value = read_value(field, typed[field.key])
        except InvalidInput as error:
            problems += error.problems
            continue
        if value != read_value(field, typed_value(record, field)):
            changes[field.key] = value
    problems += _problems_of(record, changes)
    if problems:
        raise InvalidInput("Some of this cannot be right.", problems)
    return changes


def _problems_of(record: Record, changes: dict[str, Any]) -> list[str]:
    """What the schema of the content says about the changed keys, in plain words."""
    schema = SCHEMAS[record.kind]
    labels = {field.key: field.label for field in fields_of(record.kind)}
    stored = {key: getattr(record, key, None) for key in schema.model_fields}
    # A key that is not known is left out of an entry.
    entry = {key: value for key, value in (stored | changes).items() if value not in (None, [], {})}
    entry |= {"id": record.slug, "kind": record.kind, "source_urls": record.source_urls}
    try:
        schema.model_validate(entry)
    except ValidationError as error:
        found: dict[str, None] = {}
        for item in error.errors():
            key = str(item["loc"][0])
            if key in changes:
                found[f"{labels[key]}: {said_of(item['type'], item['msg'])}"] = None
        return list(found)
    return []


def said_of(kind: str, message: str) -> str:
    """Returns what a schema says is wrong, in plain words: its kind of error and its message."""
    if kind == "missing":
        return "this cannot be empty"
    if kind == "literal_error":
        return "please choose one of the list"
    return message.removeprefix("Value error, ")
