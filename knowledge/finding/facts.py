"""What is known of every record that a list can be narrowed by, as arrays: one pass answers.

Made once for each state of the directory. Three values stand for yes, no and not known, because
'not known to be free' is not 'not free'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.finding.criteria import PARTS, Criteria
from knowledge.finding.hours import Week
from knowledge.finding.texts import Times, slot
from knowledge.freshness import DAYS_OLD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Kinds = NDArray[np.int8]

Position = tuple[float, float]
"""Degrees north and east, WGS84."""

YES, NO, UNKNOWN = 1, 0, -1
EVERYWHERE = ("England", "UK")
_EARTH_RADIUS_KM = 6371.0
_NEVER = 0
_FOR_EVER = date.max.toordinal()


@dataclass(frozen=True)
class Spot:
    """One place where something is.

    Attributes:
        latitude: Degrees north, WGS84.
        longitude: Degrees east, WGS84.
        town: The town or village, or None where only the position is known.
        is_rough: Whether the position is only the town's middle or that of a postcode's first half.
    """

    latitude: float
    longitude: float
    town: str | None
    is_rough: bool

    def km_from(self, position: Position) -> float:
        """Returns how far it is from a position, in km as the crow flies."""
        return float(_km(np.radians(self.latitude), np.radians(self.longitude), position))


@dataclass(frozen=True)
class Fact:
    """What is known of one record; None is not known.

    Attributes:
        slug: Its name.
        kind: Its kind.
        title: What it is called.
        owner: Who is behind it, or None.
        topics: Its topics.
        areas: The areas that it serves.
        is_closed: Whether it is closed or no longer offered.
        is_shut: Whether it is closed for the time being.
        starts_on: The first day that it holds.
        ends_on: The last day that it holds.
        source_on: The first day that the date of its source can mean.
        assured_on: When a team last checked it.
        ages: The least and the greatest age.
        is_free: Whether it costs nothing.
        is_cheap: Whether it costs at most a few pounds.
        times: When it is on.
        is_online: Whether it is done online or from home.
        access: What is known of access for disabled people, in words.
        has_hours: Whether its hours are known at least in words.
        has_phone: Whether it can be rung.
        spots: Where it is; empty where that is not known.
    """

    slug: str
    kind: str
    title: str
    owner: str | None = None
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    is_closed: bool = False
    is_shut: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    source_on: date | None = None
    assured_on: date | None = None
    ages: tuple[float | None, float | None] = (None, None)
    is_free: bool | None = None
    is_cheap: bool | None = None
    times: Times = field(default_factory=Times)
    is_online: bool | None = None
    access: str | None = None
    has_hours: bool = False
    has_phone: bool = False
    spots: tuple[Spot, ...] = ()


class Facts:
    """The facts of every record, in the order of the rows of every result.

    Args:
        facts: In the order of the search's records.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self.size = len(self.facts)
        self.row_of = {fact.slug: row for row, fact in enumerate(self.facts)}
        self._kinds = _rows((fact.kind,) for fact in self.facts)
        self._topics = _rows(fact.topics for fact in self.facts)
        self._areas = _rows(fact.areas for fact in self.facts)
        self._free = self._known(lambda fact: fact.is_free)
        self._cheap = self._known(lambda fact: fact.is_cheap)
        self._online = self._known(lambda fact: fact.is_online)
        self._accessible = self._known(lambda fact: True if fact.access else None)
        self._ages = np.array(
            [[np.nan if age is None else age for age in fact.ages] for fact in self.facts]
            or [[0, 0]]
        )
        self._sure = np.array([fact.times.sure for fact in self.facts], dtype=np.int32)
        self._maybe = np.array([fact.times.maybe for fact in self.facts], dtype=np.int32)
        self._closed = np.array([fact.is_closed for fact in self.facts], dtype=np.bool_)
        self._shut = np.array([fact.is_shut for fact in self.facts], dtype=np.bool_)
        self._starts = _ordinals((fact.starts_on for fact in self.facts), _NEVER)
        self._ends = _ordinals((fact.ends_on for fact in self.facts), _FOR_EVER)
        self._sources = _ordinals((fact.source_on for fact in self.facts), _NEVER)
        self._assured = _ordinals((fact.assured_on for fact in self.facts), _NEVER)
        groups: dict[tuple[str, str], int] = {}
        self.groups = np.array([groups.setdefault(_key(fact), len(groups)) for fact in self.facts])
        self._place_spots()

    def _place_spots(self) -> None:
        spots = [(row, spot) for row, fact in enumerate(self.facts) for spot in fact.spots]
        self._spot_rows = np.array([row for row, _ in spots], dtype=np.int64)
        self._north = np.radians([spot.latitude for _, spot in spots])
        self._east = np.radians([spot.longitude for _, spot in spots])

    def _known(self, of: Callable[[Fact], bool | None]) -> Kinds:
        values = (of(fact) for fact in self.facts)
        return np.array([UNKNOWN if item is None else int(item) for item in values], dtype=np.int8)

    def week_of(self, row: int) -> Week | None:
        """Returns the hours of a record, where every one is known."""
        return self.facts[row].times.week

    def offered(self, today: date, *, shut_too: bool = False) -> Mask:
        """Says what is offered on a day: not closed, begun, and not over.

        Args:
            today: The day.
            shut_too: Whether what is closed for the time being counts.
        """
        day = today.toordinal()
        closed = self._closed if shut_too else self._closed | self._shut
        return np.asarray(~closed & (self._starts <= day) & (self._ends >= day))

    def old(self, today: date) -> Mask:
        """Says whose facts are over a year old or of no known date, as freshness has it."""
        day = today.toordinal()
        spoken = np.where(self._assured == _NEVER, self._sources, self._assured)
        return np.asarray((day - spoken) >= DAYS_OLD)

    def of_kinds(self, kinds: Iterable[str]) -> Mask:
        """Says which records are of these kinds; all when there is none."""
        return self._named(self._kinds, kinds)

    def on_topics(self, topics: Iterable[str]) -> Mask:
        """Says which records have one of these topics; all when there is none."""
        return self._named(self._topics, topics)

    def serving(self, areas: Iterable[str]) -> Mask:
        """Says which records name one of these areas; all when there is none."""
        return self._named(self._areas, areas)

    def _named(self, rows: Mapping[str, NDArray[np.int64]], names: Iterable[str]) -> Mask:
        wanted = list(names)
        mask = np.full(self.size, not wanted)
        for name in wanted:
            mask[rows.get(name, np.zeros(0, dtype=np.int64))] = True
        return mask

    def fit(self, criteria: Criteria) -> dict[str, Kinds]:
        """Returns yes, no or not known for each thing that is asked for, but for places."""
        found: dict[str, Kinds] = {}
        if criteria.cost:
            found["cost"] = self._free if criteria.cost == "free" else self._cheap
        if criteria.age is not None:
            found["age"] = self._for_age(criteria.age)
        if criteria.days or criteria.parts:
            found["when"] = self._on(criteria)
        if criteria.is_online:
            found["online"] = self._online
        if criteria.is_accessible:
            found["access"] = self._accessible
        return found

    def _for_age(self, age: int) -> Kinds:
        least, most = self._ages[: self.size, 0], self._ages[: self.size, 1]
        outside = (least > age) | (most < age)
        unknown = np.isnan(least) & np.isnan(most)
        return np.where(outside, NO, np.where(unknown, UNKNOWN, YES)).astype(np.int8)

    def _on(self, criteria: Criteria) -> Kinds:
        parts = [PARTS.index(name) for name in criteria.parts] or range(len(PARTS))
        wanted = 0
        for day in criteria.days or range(7):
            for part in parts:
                wanted |= slot(day, part)
        is_sure = (self._sure & wanted) != 0
        knows = (self._sure | self._maybe) != 0
        may = ~knows | ((self._maybe & wanted) != 0)
        return np.where(is_sure, YES, np.where(may, UNKNOWN, NO)).astype(np.int8)

    def distances(self, position: Position) -> NDArray[np.float64]:
        """Returns how far each record's nearest spot is, in km; NaN where none is known."""
        found = np.full(self.size, np.inf)
        if len(self._spot_rows):
            np.minimum.at(found, self._spot_rows, _km(self._north, self._east, position))
        return np.where(np.isinf(found), np.nan, found)

    def nearest_spot(self, row: int, position: Position | None) -> Spot | None:
        """Returns the spot of a record that is nearest to a position, else its first, or None."""
        spots = self.facts[row].spots
        if not spots or position is None:
            return spots[0] if spots else None
        return min(spots, key=lambda spot: spot.km_from(position))


def _km(north: Any, east: Any, position: Position) -> NDArray[np.float64]:
    """Returns distances along the earth in km; `north` and `east` in radians."""
    other_north, other_east = np.radians(position)
    chord = (
        np.sin((north - other_north) / 2) ** 2
        + np.cos(other_north) * np.cos(north) * np.sin((east - other_east) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)))


def _rows(names: Iterable[Iterable[str]]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for row, own in enumerate(names):
        for name in own:
            found.setdefault(name, []).append(row)
    return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}


def _ordinals(days: Iterable[date | None], missing: int) -> NDArray[np.int64]:
    return np.array([day.toordinal() if day else missing for day in days], dtype=np.int64)


def _key(fact: Fact) -> tuple[str, str]:
    """Names what is one thing: the same title of the same body, or a body called as its service."""
    title = " ".join(fact.title.casefold().split())
    if fact.kind in ("service", "organisation", "contact"):
        return title, " ".join((fact.owner or fact.title).casefold().split())
    return title, f"{fact.kind}:{fact.owner or ''}"
