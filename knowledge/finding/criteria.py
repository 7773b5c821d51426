"""What a list must fit, beside being about the subject: cost, age, day, place, online, access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("morning", "afternoon", "evening")
"""The parts of a day: before noon, noon to five, from five on."""

KM_A_MILE = 1.609344
NEAR_KM = 8.0
"""How far 'near' reaches where nobody said how far: about five miles."""


@dataclass(frozen=True)
class Criteria:
    """What is asked for; None, False and empty ask for nothing.

    Attributes:
        kinds: Kinds of record, such as `service`.
        topics: Topics, one of which a record must have.
        area: A council area that it must serve, by name; the place of the question when None.
        is_near: Whether nearness to the place counts, and not which area it serves.
        within_km: How near, in km; `NEAR_KM` where `is_near` and nobody said.
        position: Degrees north and east to be near to; the place's when None.
        age: The person's age in years.
        cost: `free`, or `cheap` for at most £5 a time.
        days: Days on which it must be open, 0 for Monday; any one of them is enough.
        parts: Parts of the day, of `PARTS`; any one of them is enough.
        is_online: Whether it must be possible online or from home.
        is_accessible: Whether access for disabled people must be described.
        nearest_first: Whether the nearest comes first, whatever the words say.
        open_first: Whether what is open now comes first.
    """

    kinds: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    area: str | None = None
    is_near: bool = False
    within_km: float | None = None
    position: tuple[float, float] | None = None
    age: int | None = None
    cost: str | None = None
    days: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    is_online: bool = False
    is_accessible: bool = False
    nearest_first: bool = False
    open_first: bool = False

    @property
    def reach_km(self) -> float:
        """How near a record must be, in km."""
        return NEAR_KM if self.within_km is None else self.within_km

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked for beyond kinds, topics and area."""
        return replace(self, kinds=frozenset(), topics=frozenset(), area=None) == Criteria()

    @property
    def anywhere(self) -> Criteria:
        """The same without nearness."""
        return replace(self, is_near=False, within_km=None, nearest_first=False)

    def with_more(self, more: Criteria) -> Criteria:
        """Returns these with whatever the others ask for put in its place or added."""
        unset = Criteria()
        changed = {
            item.name: getattr(more, item.name)
            for item in fields(self)
            if getattr(more, item.name) != getattr(unset, item.name)
        }
        return replace(self, **changed)

    def as_dict(self) -> dict[str, Any]:
        """Returns plain JSON values, without what is not asked for."""
        unset = asdict(Criteria())
        return {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in asdict(self).items()
            if value != unset[name]
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Criteria:
        """Reads what `as_dict` gave; unknown names are passed over."""
        known = {item.name for item in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        for name in ("kinds", "topics", "days", "parts"):
            kept[name] = frozenset(kept.get(name) or ())
        if kept.get("position"):
            north, east = kept["position"]
            kept["position"] = (float(north), float(east))
        return cls(**kept)


def days_in_words(days: frozenset[int]) -> str:
    """Returns `on Saturdays`, `at weekends`, `on weekdays` or `on Mondays or Tuesdays`."""
    if days == frozenset({5, 6}):
        return "at weekends"
    if days == frozenset(range(5)):
        return "on weekdays"
    return "on " + joined_with_or([f"{DAYS[day]}s" for day in sorted(days)])


def joined_with_or(words: list[str]) -> str:
    """Returns `a`, `a or b`, `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def miles_in_words(km: float) -> str:
    """Returns a distance as people here say it, such as `5 miles` or `1 mile`."""
    miles = km / KM_A_MILE
    number = f"{miles:.1f}".removesuffix(".0") if miles < 10 else f"{miles:.0f}"
    return f"{number} mile" if number == "1" else f"{number} miles"
