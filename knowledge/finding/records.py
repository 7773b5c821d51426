"""Finds the records of a list: what fits for sure, then what may, then what nearly does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from knowledge.finding.asked import asked_for
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import Facts
from knowledge.finding.notes import notes_of
from knowledge.finding.opening import is_open_at
from knowledge.finding.reading import without_criteria
from knowledge.finding.steps import Step, Steps
from knowledge.finding.where import Where, where_of
from knowledge.gazetteer import PlaceName
from knowledge.search.engine import Hit, Search
from knowledge.search.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.directory import Directory

LISTED = 4
"""How many records a list shows."""

_LOOKED_AT = 12
_LIKE_SOMETHING = 0.38
_COVERS_SOMETHING = 0.4
_CLEAR = 5.0
_BEHIND_A_CLEAR_ONE = 7.0
_BEHIND_AN_UNCLEAR_ONE = 2.5
"""How many logits a record may lie behind the best and still be about the same."""
_LESS_FOR_OLD = 0.25
_LEAST_BEHIND = 2.5
"""What is old stands a quarter of the list later, and at least two places."""
_RINGS = 3
"""Within a third of how near it must be, the words decide and not the distance."""
_WITHOUT_NEARNESS = frozenset({"fund", "guidance", "legal_form"})
_LIST_WORDS = frozenset(
    stems("any anything something somewhere ones one thing things find show want looking help")
)

Ranked = Callable[["NDArray[np.bool_]"], list[int]]
"""Gives the rows of a mask, those that fit the words best first and without those that do not."""


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
    """

    records: tuple[FoundRecord, ...]
    said: str
    criteria: Criteria
    step: str
    has_more: bool = False
    where: Where = field(default_factory=Where)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of the records, in their order."""
        return tuple(record.slug for record in self.records)


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
        criteria = replace(criteria, is_near=False, within_km=None, nearest_first=False)
    where = where_of(search.gazetteer, place, criteria, tuple(districts))
    words = without_criteria(text)
    ranked = _by_words(search, facts, words, place)
    now = directory.now()
    steps = Steps(facts, criteria, where, directory.today())
    return take_steps(steps, facts, criteria, where, ranked, now, without=without, limit=limit)


def take_steps(
    steps: Steps,
    facts: Facts,
    criteria: Criteria,
    where: Where,
    ranked: Ranked,
    now: datetime,
    *,
    without: Collection[str] = (),
    limit: int | None = None,
) -> FoundList:
    """Takes the steps of a list until there is enough; all that fits or may when `limit` is None.

    Args:
        steps: The steps.
        facts: What is known of the records.
        criteria: What is asked for.
        where: Where it is about.
        ranked: Puts the rows of a mask in order, and leaves out what is not about the words.
        now: The moment, for what is open.
        without: Slugs to leave out.
        limit: The most records.
    """
    left = np.ones(facts.size, dtype=np.bool_)
    left[[facts.row_of[slug] for slug in without if slug in facts.row_of]] = False

    def rows_of(step: Step) -> list[int]:
        rows = _each_once(facts, ranked(step.mask & left))
        return _in_order(rows, facts, steps, criteria, now)

    surely = steps.sure().mask
    step, rows = steps.maybe(), rows_of(steps.maybe())
    sure = [row for row in rows if surely[row]]
    rows = [*sure, *(row for row in rows if not surely[row])]
    if not rows:
        nothing = Step("nothing", surely, f"I found nothing {asked_for(criteria, where)}.")
        tried = ((step, rows_of(step)) for step in steps.weaker())
        step, rows = next(((step, found) for step, found in tried if found), (nothing, []))
    shown = rows if limit is None else rows[:limit]
    found = [
        FoundRecord(
            facts.facts[row].slug,
            notes_of(facts, row, steps.fits, criteria, where, now),
            is_sure=bool(surely[row]),
        )
        for row in shown
    ]
    name = "strict" if shown and found[-1].is_sure else step.name
    said = step.said or steps.said(sure[: len(shown)], has_others=name == "maybe")
    return FoundList(tuple(found), said, criteria, name, len(rows) > len(shown), where)


def _by_words(search: Search, facts: Facts, words: str, place: PlaceName | None) -> Ranked:
    bare = _without_places(search, words)
    if not set(stems(bare)) - _LIST_WORDS:
        return lambda mask: [int(row) for row in np.flatnonzero(mask)]

    def ranked(mask: NDArray[np.bool_]) -> list[int]:
        hits = search.find(words, place=place, among=mask, limit=_LOOKED_AT).hits
        return [facts.row_of[hit.slug] for hit in _relevant(hits)]

    return ranked


def _relevant(hits: Sequence[Hit]) -> list[Hit]:
    """Leaves out what is far behind the best; everything where even that is like nothing."""
    if not hits or (hits[0].likeness < _LIKE_SOMETHING and hits[0].covered < _COVERS_SOMETHING):
        return []
    best = hits[0].score
    if best >= _CLEAR:
        return [hit for hit in hits if hit.score >= best - _BEHIND_A_CLEAR_ONE]
    return [
        hit
        for hit in hits
        if hit.score >= best - _BEHIND_AN_UNCLEAR_ONE
        and (hit.likeness >= _LIKE_SOMETHING or hit.covered >= _COVERS_SOMETHING)
    ]


def _without_places(search: Search, words: str) -> str:
    for mention in reversed(search.gazetteer.find(words)):
        words = f"{words[: mention.start]}{words[mention.end :]}"
    return words


def _each_once(facts: Facts, rows: Sequence[int]) -> list[int]:
    seen: dict[int, int] = {}
    for row in rows:
        kept = seen.setdefault(int(facts.groups[row]), row)
        # Of a body and its service of the same name, the service says more.
        if facts.facts[kept].kind != "service" and facts.facts[row].kind == "service":
            seen[int(facts.groups[row])] = row
    return list(seen.values())


def _in_order(
    rows: list[int], facts: Facts, steps: Steps, criteria: Criteria, now: datetime
) -> list[int]:
    """Puts rows in order: open first or nearest first where asked, and what is old later."""
    old = facts.old(steps.today)
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
