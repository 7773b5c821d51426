"""Finds the records of a list: what fits for sure, then what may, then what nearly does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from knowledge.finding.asked import asked_for
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import Facts
from knowledge.finding.notes import notes_of
from knowledge.finding.opening import is_open_at
from knowledge.finding.ranking import Ranked, by_words
from knowledge.finding.reading import without_criteria
from knowledge.finding.steps import Step, Steps
from knowledge.finding.where import Where, where_of
from knowledge.gazetteer import PlaceName

if TYPE_CHECKING:
    from knowledge.directory import Directory

LISTED = 4
"""How many records a list shows."""

_LESS_FOR_OLD = 0.25
_LEAST_BEHIND = 2.5
"""What is old stands a quarter of the list later, and at least two places."""
_RINGS = 3
"""Within a third of how near it must be, the words decide and not the distance."""
_FIRST_FEW = slice(LISTED)
_WITHOUT_NEARNESS = frozenset({"fund", "guidance", "legal_form"})


@dataclass(frozen=True)
class FoundRecord:
    """One record of a list.

    Attributes:
        slug: Its name.
        notes: Why it fits, how far it is, whether it is open now, and what is not known.
        is_sure: Whether it fits in everything that was asked for.
    """

    slug: str
    notes: tuple[str, ...] = ()
    is_sure: bool = True


@dataclass(frozen=True)
class FoundList:
    """What was found for a list.

    Attributes:
        records: Best first.
        said: What a person must know about how it was found; empty when everything fits.
        criteria: What was asked for.
        step: The last step that was taken: `strict`, `maybe`, `further`, `without ...`, `beside`
            or `nothing`.
        has_more: Whether there are more than are listed.
        where: Where it is about.
        total: How many records there are in all that fit or may.
        sure: How many of them fit for sure; 0 after a later step.
    """

    records: tuple[FoundRecord, ...]
    said: str
    criteria: Criteria
    step: str
    has_more: bool = False
    where: Where = field(default_factory=Where)
    total: int = 0
    sure: int = 0

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the records, in their order."""
        return tuple(record.slug for record in self.records)

    @property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """The notes of the records, by slug."""
        return {record.slug: record.notes for record in self.records}


def find_records(
    directory: Directory,
    text: str,
    criteria: Criteria,
    place: PlaceName | None = None,
    *,
    districts: Sequence[str] = (),
    without: Collection[str] = (),
    limit: int = LISTED,
) -> FoundList:
    """Finds the records of a list.

    First what fits in everything; where that is not enough, what nothing speaks against; where
    there is nothing at all, what is further away, then what lacks one thing, then what lies in the
    neighbouring areas. Closed funds and what is not offered are never in it; the same thing is in
    it once; what is old comes later.

    Args:
        directory: Where to look.
        text: The words; those that `criteria_in` reads are passed over.
        criteria: What is asked for beside the subject.
        place: Where it is about.
        districts: All council areas that the place's words may mean; its own when empty.
        without: Slugs that were shown already.
        limit: The most records.
    """
    search, facts = directory.searchable()
    if criteria.kinds and criteria.kinds <= _WITHOUT_NEARNESS:
        # Money has no address: near means for people here.
        criteria = criteria.anywhere
    where = where_of(search.gazetteer, place, criteria, tuple(districts))
    words = without_criteria(text)
    ranked = by_words(search, facts, words, place, is_open=criteria.anywhere.is_open)
    now = directory.now()
    steps = Steps(facts, criteria, where, directory.today())
    return take_steps(
        steps, facts, criteria, where, ranked, now, without=without, shown=slice(limit)
    )


def take_steps(
    steps: Steps,
    facts: Facts,
    criteria: Criteria,
    where: Where,
    ranked: Ranked,
    now: datetime,
    *,
    without: Collection[str] = (),
    shown: slice = _FIRST_FEW,
    old_later: bool = True,
) -> FoundList:
    """Takes the steps of a list until there is something.

    Args:
        steps: The steps.
        facts: What is known of the records.
        criteria: What is asked for.
        where: Where it is about.
        ranked: Puts the rows of a mask in order, and leaves out what is not about the words.
        now: The moment, for what is open.
        without: Slugs to leave out.
        shown: Which of the records found are given.
        old_later: Whether what is old stands later.
    """
    left = np.ones(facts.size, dtype=np.bool_)
    left[[facts.row_of[slug] for slug in without if slug in facts.row_of]] = False

    def rows_of(step: Step) -> list[int]:
        rows = _each_once(facts, ranked(step.mask & left))
        return _in_order(rows, facts, steps, criteria, now, old_later=old_later)

    surely = steps.sure().mask
    step, rows = steps.maybe(), rows_of(steps.maybe())
    sure = [row for row in rows if surely[row]]
    rows = [*sure, *(row for row in rows if not surely[row])]
    if not rows:
        nothing = Step("nothing", surely, f"I found nothing {asked_for(criteria, where)}.")
        tried = ((step, rows_of(step)) for step in steps.weaker())
        step, rows = next(((step, found) for step, found in tried if found), (nothing, []))
    given = rows[shown]
    found = tuple(
        FoundRecord(
            facts.facts[row].slug,
            notes_of(facts, row, steps.fits, criteria, where, now),
            is_sure=bool(surely[row]),
        )
        for row in given
    )
    name = "strict" if found and all(record.is_sure for record in found) else step.name
    said = step.said or steps.said(sure[: len(given)], has_others=name == "maybe")
    has_more = bool(rows[shown.stop :]) if shown.stop is not None else False
    return FoundList(found, said, criteria, name, has_more, where, len(rows), len(sure))


def _each_once(facts: Facts, rows: Sequence[int]) -> list[int]:
    seen: dict[int, int] = {}
    for row in rows:
        kept = seen.setdefault(int(facts.groups[row]), row)
        # Of a body and its service of the same name, the service says more.
        if facts.facts[kept].kind != "service" and facts.facts[row].kind == "service":
            seen[int(facts.groups[row])] = row
    return list(seen.values())


def _in_order(
    rows: list[int],
    facts: Facts,
    steps: Steps,
    criteria: Criteria,
    now: datetime,
    *,
    old_later: bool,
) -> list[int]:
    """Puts rows in order: open first or nearest first where asked, and what is old later."""
    old = facts.old(steps.today) if old_later else np.zeros(facts.size, dtype=np.bool_)
    behind = max(_LEAST_BEHIND, len(rows) * _LESS_FOR_OLD)
    late = {row: at + (behind if old[row] else 0) for at, row in enumerate(rows)}
    ring = 0.1 if criteria.nearest_first else max(1.0, criteria.reach_km / _RINGS)

    def key(row: int) -> tuple[bool, int, float, float]:
        week = facts.week_of(row)
        is_open = criteria.open_first and week is not None and is_open_at(week, now)
        km = float(steps.distances[row])
        far = km // ring if steps.by_distance and km == km else float("inf")
        return (not is_open, steps.unknown(row), far, late[row])

    return sorted(rows, key=key)
