"""The columns of a list, one for each key of an entry: made from the content schema, never by hand.

What a key means stands in `meanings.yml`; the kinds of value and the words allowed come from the
schema itself, so that template, check and documentation cannot drift apart.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from knowledge.content_schema import SCHEMAS

SEPARATOR = ";"
"""Parts the values of a list within one cell; a new line does so too."""

PART_SEPARATOR = "|"
"""Parts the keys of one item, such as what, length and law of a time limit."""

_MEANINGS = Path(__file__).parent / "meanings.yml"
_NO_COLUMN = frozenset({"kind", "merged_from"})
_OTHER_HEADINGS = {
    "title": "name",
    "description": "summary",
    "telephone": "phone",
    "telephonenumber": "phone",
    "phonenumber": "phone",
    "tel": "phone",
    "emailaddress": "email",
    "website": "url",
    "webaddress": "url",
    "webpage": "url",
    "link": "url",
    "postalcode": "postcode",
    "hours": "opening_hours",
    "openingtimes": "opening_hours",
    "area": "areas",
    "topic": "topics",
    "notes": "note",
    "source": "source_note",
    "sourceurl": "source_urls",
}


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Attributes:
        name: The key of the entry, which is also its heading.
        holds: `text`, `number`, `decimal`, `day`, `yes or no`, `list`, `pairs` (name: text),
            `prices` (name: number) or `table` (items of several keys).
        is_needed: Whether every row must fill it, or say it for the whole list.
        choices: The words allowed, in their order; empty for any.
        parts: For a table, the keys of one item in order.
        meaning: One sentence for the person who fills it in.
    """

    name: str
    holds: str
    is_needed: bool
    choices: tuple[str, ...]
    parts: tuple[str, ...]
    meaning: str

    @property
    def how(self) -> str:
        """How to write a value, in words."""
        if self.choices:
            words = ", ".join(self.choices)
            return f"one or more of: {words}" if self.holds == "list" else f"one of: {words}"
        return {
            "text": "text",
            "number": "a whole number",
            "decimal": "a number",
            "day": "a whole date, such as 2026-03-31 or 31/03/2026",
            "yes or no": "yes or no",
            "list": f"one or more, parted by {SEPARATOR}",
            "pairs": f"name: text, parted by {SEPARATOR}",
            "prices": f"name: number, parted by {SEPARATOR}",
            "table": f"{f' {PART_SEPARATOR} '.join(self.parts)}, one item a line",
        }[self.holds]


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """Returns the columns of a kind of entry, in the order of the schema."""
    meanings = _meanings()
    return tuple(
        _column(name, field.annotation, field.is_required(), meanings.get(name, ""))
        for name, field in SCHEMAS[kind].model_fields.items()
        if name not in _NO_COLUMN
    )


def column_named(kind: str, heading: str) -> Column | None:
    """Returns the column that a heading means: its key in any spelling, or a usual other word."""
    wanted = plain(heading)
    wanted = plain(_OTHER_HEADINGS.get(wanted, wanted))
    for column in columns_of(kind):
        if plain(column.name) == wanted:
            return column
    return None


def plain(text: str) -> str:
    """Returns a heading or a word as it is compared: letters and digits only, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    return dict(yaml.safe_load(_MEANINGS.read_text("utf-8")))


def _column(name: str, annotation: Any, is_required: bool, meaning: str) -> Column:
    inner = _without_none(annotation)
    # An id is made from the name where it is left out; the rest the schema decides.
    needed = is_required and name != "id"
    if get_origin(inner) is list:
        (item,) = get_args(inner)
        item = _without_none(item)
        if isinstance(item, type) and issubclass(item, BaseModel):
            parts = tuple(item.model_fields)
            return Column(name, "table", needed, (), parts, meaning)
        return Column(name, "list", needed, _choices(item), (), meaning)
    if get_origin(inner) is dict:
        is_number = _without_none(get_args(inner)[1]) is int
        return Column(name, "prices" if is_number else "pairs", needed, (), (), meaning)
    kinds = {bool: "yes or no", int: "number", float: "decimal", date: "day"}
    holds = kinds.get(inner, "text")
    return Column(name, holds, needed, _choices(inner), (), meaning)


def _without_none(annotation: Any) -> Any:
    """Takes off `Annotated` and `| None`, however they are nested."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(item for item in get_args(annotation) if item is not type(None))
        else:
            return annotation


def _choices(annotation: Any) -> tuple[str, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()
