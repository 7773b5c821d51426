"""Makes invented records of any kind."""

from __future__ import annotations

from typing import Any, TypeVar

from knowledge.models import Record, record_id
from tests.knowledge.factories import entry_data

Made = TypeVar("Made", bound=Record)
_REFERENCES = frozenset({"id", "kind", "who_to_contact", "organisation_id", "funder_id"})


def make_record_of(model: type[Made], **changes: Any) -> Made:
    """Returns an invented record of a model, in no database yet, with every list filled in."""
    kind = str(model.__mapper__.polymorphic_identity)
    values = {key: value for key, value in entry_data(kind).items() if key not in _REFERENCES}
    values |= {"slug": f"invented-{kind}", "content_file": "entries.yml"}
    for column in model.__mapper__.columns:
        if column.key not in values and not column.nullable and column.default is None:
            values[column.key] = []
    values |= changes
    values["id"] = record_id(values["slug"])
    values.pop("kind", None)
    return model(**values)
