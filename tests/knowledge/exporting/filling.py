"""A database in which every table holds something: the real content, lists, grants and the rest."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Table, func, insert, select
from sqlalchemy.orm import Session

from knowledge.assurance.demand import note_shown
from knowledge.assurance.records import Word, assure
from knowledge.content_files import load_content
from knowledge.content_records import MODELS
from knowledge.content_store import replace_content
from knowledge.models import Base, Organisation, Record, TextVector, UtcDateTime
from tests.knowledge.records import make_record_of

CONTENT = Path(__file__).parents[3] / "knowledge" / "content"
NOW = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
ODD = "é “q” \\ \t \u2028 🙂 '; drop"


def fill(session: Session) -> None:
    """Fills every table, with the real content among it; does not commit."""
    replace_content(session, load_content(CONTENT), "v" * 64, NOW)
    fill_little(session)


def fill_little(session: Session) -> None:
    """Gives every table that is empty a row; does not commit."""
    if session.scalar(select(Record.id).where(Record.slug == "val")) is None:
        session.add_all(make_record_of(model, slug=slug) for slug, model in _SOME.items())
        session.flush()
    assure(session, Word("val", "Invented team", NOW.date()), NOW)
    note_shown(session, ["val", "val"], NOW.date())
    session.add(TextVector(text_hash="h" * 64, encoder_version="e", vector=bytes(range(256))))
    session.flush()
    for table in Base.metadata.sorted_tables:
        if not session.scalar(select(func.count()).select_from(table)):
            session.execute(insert(table).values(_row(session, table)))


_SOME: dict[str, type[Record]] = {
    "val": Organisation,
    **{kind: model for kind, model in MODELS.items() if kind != "organisation"},
}


def _row(session: Session, table: Table) -> dict[str, Any]:
    return {column.name: _value(session, column) for column in table.columns}


def _value(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return session.scalar(select(key.column).order_by(key.column))
    if isinstance(column.type, JSON):
        return {"list": [1, 2.5, None, True, ODD], "empty": {}}
    if isinstance(column.type, UtcDateTime):
        return NOW
    kind = column.type.python_type
    made: dict[type, Any] = {
        uuid.UUID: uuid.uuid4(),
        date: NOW.date(),
        int: 7,
        float: 52.63459,
        bool: True,
        Decimal: Decimal("12345.60"),
        bytes: b"\x00\xff",
    }
    length = getattr(column.type, "length", None) or 100
    return made.get(kind, ODD[:length])


def whole(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Returns every row of every table, in order of the key."""
    return {
        table.name: [
            dict(row)
            for row in session.execute(
                select(table).order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in Base.metadata.sorted_tables
    }
