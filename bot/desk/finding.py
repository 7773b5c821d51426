"""Finds records of the directory for a reply, in the database itself: nothing is held in memory.

Every word must stand in a record's name, in the ways of asking for it, or in its summary; when none
has them all, any will do. Names count most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.cards import card_of
from knowledge.models import Link, Record
from knowledge.replies import Card
from knowledge.wording import full_text

MOST = 8
_MOST_WORDS = 8
_LITTLE = frozenset(
    ["a", "an", "and", "for", "of", "the", "to", "in", "on", "is", "are", "how", "what", "i", "my"]
)


@dataclass(frozen=True)
class Found:
    """One record as the desk lists it."""

    slug: str
    name: str
    summary: str
    kind: str


@dataclass(frozen=True)
class Insert:
    """One record as it goes into a reply: the card, and the text that says the same."""

    card: Card
    text: str


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+", text.casefold())
    return ([word for word in found if word not in _LITTLE] or found)[:_MOST_WORDS]


def _holds(word: str) -> ColumnElement[bool]:
    # A word's ending is left open, so that 'grants' finds 'grant'.
    stem = word[:-1] if len(word) > 4 and word.endswith("s") else word
    return or_(
        Record.name.icontains(stem, autoescape=True),
        Record.summary.icontains(stem, autoescape=True),
        func.lower(cast(Record.also_asked, Text)).contains(stem, autoescape=True),
    )


def _count(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[int]:
    """How many of the conditions a record meets."""
    return reduce(add, (case((condition, 1), else_=0) for condition in conditions))


def find_records(session: Session, text: str) -> list[Found]:
    """Returns the records that fit some words best, at most eight; none for no words.

    Withheld records are left out, and places, which answer nothing by themselves.
    """
    words = _words(text)
    if not words:
        return []
    in_name = _count(Record.name.icontains(word, autoescape=True) for word in words)
    hits = _count(_holds(word) for word in words)
    is_shown = and_(
        or_(Record.status.is_(None), Record.status != "withheld"),
        Record.lifecycle != "inactive",
        Record.kind != "place",
    )
    for join in (and_, or_):
        query = (
            select(Record.slug, Record.name, Record.summary, Record.kind)
            .where(is_shown, join(*(_holds(word) for word in words)))
            .order_by(hits.desc(), in_name.desc(), func.length(Record.name), Record.name)
            .limit(MOST)
        )
        found = [Found(*row) for row in session.execute(query)]
        if found:
            return found
    return []


def inserts_of(session: Session, slugs: list[str], today: date) -> list[Insert]:
    """Returns records for a reply, in the order given; unknown and withheld ones are left out."""
    found = session.scalars(
        select(Record)
        .where(Record.slug.in_(slugs[:MOST]))
        .options(selectinload(Record.links).options(joinedload(Link.target)))
    ).unique()
    by_slug = {record.slug: record for record in found if not record.is_withheld}
    inserts = []
    for slug in dict.fromkeys(slugs):
        if slug in by_slug:
            record = by_slug[slug]
            card = card_of(record, today, record.contacts)
            inserts.append(Insert(card, full_text(record, card, record.contacts)))
    return inserts
