"""Keys: of records, and of the parts that records have in common."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

_RECORDS = uuid.UUID("6d3f2b0e-3c58-5d0f-9a39-0f8a9d2c7b41")
_PARTS = uuid.UUID("b7f0a0d8-6c0d-5e0c-9b43-3f6c9d0d8a52")


def record_id(slug: str) -> uuid.UUID:
    """Returns the id of the record with this slug: the same in every database, for ever."""
    return uuid.uuid5(_RECORDS, slug)


def part_id(owner: uuid.UUID | str, *names: str) -> uuid.UUID:
    """Returns the id of a part: the same for the same owner and names in every database."""
    return uuid.uuid5(_PARTS, "\0".join([str(owner), *names]))


def own_key() -> Mapped[uuid.UUID]:
    """Returns the column of a part's own id."""
    return mapped_column(primary_key=True)


def part_of(table: str) -> Mapped[uuid.UUID]:
    """Returns a column that names the thing without which the part does not exist."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)


def maybe_part_of(table: str) -> Mapped[uuid.UUID | None]:
    """Returns the same for a part that may hang on one of several things."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)
