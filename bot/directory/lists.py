"""One page of a list of the directory: what fits, what may, and what is said about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.directory.filters import Filters, place_of
from bot.directory.kinds import SERVICES, Kind
from bot.directory.known import Known
from bot.directory.views import Shown, shown_record, shown_service
from knowledge.finding.records import FoundList, take_steps
from knowledge.finding.steps import Steps
from knowledge.finding.where import where_of
from knowledge.models import Attribute, Record, TaxonomyTerm
from knowledge.openreferral.ordering import by_name
from knowledge.openreferral.out import service_out
from knowledge.openreferral.queries import about_words, tagged_with
from knowledge.openreferral.roles import is_open
from knowledge.openreferral.shelf import Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAGE_SIZE = 20


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Attributes:
        records: What is on it.
        total: How many there are in all.
        sure: How many of them fit for sure.
        number: Which page it is, from 1.
        pages: How many there are, at least 1.
        said: What must be said about how they were found, or an empty text.
    """

    records: list[Shown]
    total: int
    sure: int
    number: int
    pages: int
    said: str


def page_of(
    session: Session, known: Known, kind: Kind, asked: Filters, today: date, now: datetime
) -> Page:
    """Returns the page that is asked for; with a problem, that of the whole list.

    Args:
        session: An open session.
        known: What lists can be narrowed by.
        kind: Which list.
        asked: What is asked for; a place that is not known becomes a problem of it.
        today: The day to reckon the age of sources from.
        now: The moment, for what is open.
    """
    place_of(session, known.gazetteer, asked)
    if asked.problems:
        asked = Filters(dict.fromkeys(asked.values, ""))
    found = _found(session, known, kind, asked, today, now)
    pages = max(1, math.ceil(found.total / PAGE_SIZE))
    records = _shown(session, kind, found, today)
    return Page(records, found.total, found.sure, asked.page, pages, _said(found, asked))


def _said(found: FoundList, asked: Filters) -> str:
    """Says how the records of all pages were found; what is not known stands beside each."""
    if not asked.is_narrowed or not found.total or found.total == found.sure:
        return ""
    if found.step not in ("strict", "maybe"):
        return found.said
    if not found.sure:
        return "None is sure to fit. These may: what is not known is said beside each."
    fits = "first one fits" if found.sure == 1 else f"first {found.sure:,} fit"
    return f"The {fits} for sure. The others may: what is not known is said beside each."


def _found(
    session: Session, known: Known, kind: Kind, asked: Filters, today: date, now: datetime
) -> FoundList:
    criteria = replace(asked.criteria, kinds=kind.kinds)
    where = where_of(known.gazetteer, asked.place, criteria)
    steps = Steps(known.facts, criteria, where, today, shut_too=True)
    rows = _rows(session, known, kind, asked)

    def ranked(mask: NDArray[np.bool_]) -> list[int]:
        return [row for row in rows if mask[row]]

    first = (asked.page - 1) * PAGE_SIZE
    return take_steps(
        steps, known.facts, criteria, where, ranked, now,
        shown=slice(first, first + PAGE_SIZE), old_later=False,
    )  # fmt: skip


def _rows(session: Session, known: Known, kind: Kind, asked: Filters) -> list[int]:
    """Returns the rows of the list that have the words, by name."""
    conditions = [kind.is_in(), is_open(), *about_words(asked.values["search"])]
    if asked.values["service_type"]:
        conditions.append(tagged_with(asked.values["service_type"]))
    columns = Record.__table__.c
    slugs = session.scalars(
        select(columns.slug).where(*conditions).order_by(by_name(Record.name), Record.id)
    )
    rows = known.facts.row_of
    return [rows[slug] for slug in slugs if slug in rows]


def _shown(session: Session, kind: Kind, found: FoundList, today: date) -> list[Shown]:
    by_slug = {
        record.slug: record
        for record in session.scalars(select(Record).where(Record.slug.in_(found.slugs)))
    }
    records = [by_slug[slug] for slug in found.slugs if slug in by_slug]
    if kind is not SERVICES:
        return [shown_record(one, today, found.notes[one.slug], whole=False) for one in records]
    shelf = Shelf(session, records, whole=True)
    return [
        shown_service(
            one, service_out(one, shelf, whole=True), today, found.notes[one.slug], whole=False
        )
        for one in records
    ]


def service_types(session: Session) -> list[tuple[str, str]]:
    """Returns number and name of the service types that open services have, by name."""
    rows = session.execute(
        select(TaxonomyTerm.code, TaxonomyTerm.name)
        .join(Attribute, Attribute.term_id == TaxonomyTerm.id)
        .join(Record, Record.id == Attribute.record_id)
        .where(Attribute.link_type == "service_type", is_open(), TaxonomyTerm.code.is_not(None))
        .distinct()
        .order_by(TaxonomyTerm.name)
    )
    return [(str(code), name) for code, name in rows]


def topics_of(known: Known, kind: Kind, today: date) -> list[str]:
    """Returns the topics that offered records of a kind have, in the order of the alphabet."""
    here = known.facts.offered(today) & known.facts.of_kinds(kind.kinds)
    return sorted(
        {topic for row in np.flatnonzero(here) for topic in known.facts.facts[row].topics}
    )
