"""A stored record as the entry that it came from, for comparing it and for giving it out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.content_schema import SCHEMAS
from knowledge.models import Record

REFERENCES: Mapping[str, bool] = {
    "who_to_contact": True,
    "organisation_id": False,
    "funder_id": False,
}
"""The keys that name other entries, and whether they hold several."""


def values_of(record: Record) -> dict[str, Any]:
    """Returns the keys and values of a record's entry; every key of its kind, None where unknown.

    Reads the record's links, and the records that they lead to.
    """
    values: dict[str, Any] = {}
    for key in SCHEMAS[record.kind].model_fields:
        if key == "id":
            values[key] = record.slug
        elif key in REFERENCES:
            names = [link.target.slug for link in record.links if link.role == key]
            values[key] = names if REFERENCES[key] else next(iter(names), None)
        else:
            values[key] = getattr(record, key)
    return values
