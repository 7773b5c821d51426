"""Finds the records that editors work on."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.models import Record


def find_record(session: Session, slug: str) -> Record:
    """Returns a record of any kind but a place, shown to residents or not.

    Raises:
        NotFound: When there is none.
    """
    found = session.scalar(select(Record).where(Record.slug == slug, Record.kind != "place"))
    if found is None:
        raise NotFound("There is no such record.")
    return found


def find_records(session: Session, words: str, *, limit: int = 30) -> list[Record]:
    """Returns records whose name or slug holds all the words, by name, at most `limit`."""
    query = select(Record).where(Record.kind != "place").order_by(Record.name).limit(limit)
    for word in words.split()[:8]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        query = query.where(or_(Record.name.ilike(like), Record.slug.ilike(like)))
    return list(session.scalars(query))
