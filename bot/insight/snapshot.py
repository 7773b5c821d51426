"""Everything that the insight pages are made of, read once: counts of a span, real or invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from knowledge.assurance.demand import monday_of

WEEKS = 13
"""A quarter of a year, in whole weeks."""

Part = Literal["subject", "district", "channel"]
_PLACE_IN_KEY: dict[Part, int] = {"subject": 1, "district": 2, "channel": 3}


@dataclass(frozen=True)
class Period:
    """Whole weeks up to a day.

    Attributes:
        last: The last day.
        weeks: How many weeks, the one of the last day among them.
    """

    last: date
    weeks: int = WEEKS

    @property
    def first(self) -> date:
        """The Monday on which it begins."""
        return monday_of(self.last) - timedelta(weeks=self.weeks - 1)

    @property
    def said(self) -> str:
        """The period in words."""
        begin = f"{self.first.day} {self.first:%B}"
        year = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{begin}{year} to {self.last.day} {self.last:%B %Y}"

    @property
    def mondays(self) -> list[date]:
        """The Mondays of its weeks, oldest first."""
        return [self.first + timedelta(weeks=number) for number in range(self.weeks)]

    @property
    def before(self) -> Period:
        """As many weeks, just before."""
        return Period(self.first - timedelta(days=1), self.weeks)


@dataclass
class Supply:
    """How many records there are on a subject for an area.

    Attributes:
        local: Records by subject and the area that they name.
        wide: Records by subject that serve the county or more.
        services: Services by the area that they name, whatever they are about.
    """

    local: Counter[tuple[str, str]] = field(default_factory=Counter)
    wide: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)


@dataclass
class RecordCount:
    """How often one record was pointed to.

    Attributes:
        name: Its name now.
        kind: Its kind, such as `fund`.
        shown: In how many answers it stood.
        given: How often staff gave it to a caller.
    """

    name: str
    kind: str
    shown: int = 0
    given: int = 0


@dataclass
class Snapshot:
    """What happened in a period, and how things stand on its last day.

    Attributes:
        counts: By measure, subject, district and channel.
        by_week: By Monday and measure.
        unmet: Searches that found nothing good, by subject and district.
        records: Funds, services and the like that were pointed to.
        signposts: Pointers that staff gave, by subject and what became of them.
        supply: What there is.
        wait_minutes: The median wait for an adviser in the last 30 days; None for too few.
        late_callbacks: Calls back that are late now.
        tiers: Records by how lately a person checked them.
        checked: How many records need no check, and of how many.
        queue: What has lain with the editors for over a week.
    """

    period: Period
    counts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    by_week: Counter[tuple[date, str]] = field(default_factory=Counter)
    unmet: Counter[tuple[str, str]] = field(default_factory=Counter)
    records: list[RecordCount] = field(default_factory=list)
    signposts: dict[str, Counter[str]] = field(default_factory=dict)
    supply: Supply = field(default_factory=Supply)
    wait_minutes: float | None = None
    late_callbacks: int = 0
    tiers: Counter[str] = field(default_factory=Counter)
    checked: tuple[int, int] = (0, 0)
    queue: int = 0
    is_demo: bool = False

    @property
    def is_new(self) -> bool:
        """Whether nobody has asked, searched or pointed anywhere in the period."""
        return not (self.counts or self.unmet or self.records or self.signposts)

    def total(self, *measures: str) -> int:
        """Returns how often any of some things happened."""
        return sum(count for key, count in self.counts.items() if key[0] in measures)

    def by(self, part: Part, measure: str) -> Counter[str]:
        """Returns how often something happened, by one part of the key."""
        place = _PLACE_IN_KEY[part]
        found: Counter[str] = Counter()
        for key, count in self.counts.items():
            if key[0] == measure:
                found[key[place]] += count
        return found

    def by_subject_and_district(self, measures: Collection[str]) -> Counter[tuple[str, str]]:
        """Returns how often any of some things happened, by subject and district."""
        found: Counter[tuple[str, str]] = Counter()
        for (measure, subject, district, _), count in self.counts.items():
            if measure in measures:
                found[subject, district] += count
        return found

    def add(self, day: date, key: tuple[str, str, str, str], count: int) -> None:
        """Adds a count to both ways of looking at it."""
        self.counts[key] += count
        self.by_week[monday_of(day), key[0]] += count
