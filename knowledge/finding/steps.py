"""From what fits for sure to what may, to what nearly does: the steps, and how each is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from knowledge.finding.asked import asked_for, named
from knowledge.finding.criteria import Criteria, joined_with_or
from knowledge.finding.facts import NO, YES, Facts
from knowledge.finding.where import WITHIN_PLACE_KM, Where

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Fits = dict[str, NDArray[np.int8]]

DROPPED_FIRST = ("when", "cost", "access", "online", "age")
"""In which order something that was asked for is given up."""


@dataclass(frozen=True)
class Step:
    """Some records, and what is said before they are shown.

    Attributes:
        name: `strict`, `maybe`, `further`, `without ...` or `beside`.
        mask: Which records.
        said: What a person must know about it, or an empty text where they fit for sure.
        dropped: What was given up, by its name in `Facts.fit`; None for nothing.
    """

    name: str
    mask: Mask
    said: str = ""
    dropped: str | None = None


class Steps:
    """The steps of one list.

    Args:
        facts: What is known of the records.
        criteria: What is asked for.
        where: Where it is about.
        today: The day on which it must be offered.
        shut_too: Whether what is closed for the time being is given too.
    """

    def __init__(
        self,
        facts: Facts,
        criteria: Criteria,
        where: Where,
        today: date,
        *,
        shut_too: bool = False,
    ) -> None:
        self._criteria = criteria
        self._where = where
        self._facts = facts
        self.today = today
        self.fits: Fits = facts.fit(criteria)
        self._base = (
            facts.offered(today, shut_too=shut_too)
            & facts.of_kinds(criteria.kinds)
            & facts.on_topics(criteria.topics)
        )
        self._serving = facts.serving(where.areas)
        self._is_placed = where.position is not None
        self.distances = (
            np.full(facts.size, np.nan)
            if where.position is None
            else facts.distances(where.position)
        )

    def sure(self) -> Step:
        """Returns what fits in everything that was asked for."""
        return Step("strict", self._base & self._here() & self._all_yes(self.fits))

    def maybe(self) -> Step:
        """Returns what fits for sure, and with it what nothing speaks against."""
        near = self._here()
        if self.by_distance:
            near = near | (np.isnan(self.distances) & self._serving)
        return Step("maybe", self._base & near & self._none_no(self.fits))

    def unknown(self, row: int) -> int:
        """Returns how much of what was asked for is not known of a record; an age counts twice."""
        count = sum(
            (2 if name == "age" else 1) for name, values in self.fits.items() if values[row] != YES
        )
        if self.by_distance:
            count += int(np.isnan(self.distances[row]))
        return count

    def said(self, sure: list[int], *, has_others: bool) -> str:
        """Says what a person must know of the records that fit or may fit.

        Args:
            sure: Those shown that fit for sure.
            has_others: Whether others are shown that only may fit.
        """
        asked = asked_for(self._criteria, self._where)
        parts = [self._said_of_elsewhere(sure)]
        if has_others and sure:
            only = "first one fits" if len(sure) == 1 else f"first {len(sure)} fit"
            parts.append(f"Only the {only} for sure. I do not know if the others are {asked}.")
        elif has_others:
            parts.append(f"I know of nothing that is surely {asked}. These may be: ask them first.")
        return " ".join(part for part in parts if part)

    def _said_of_elsewhere(self, sure: list[int]) -> str:
        if self._criteria.is_near or not self.fits or not self._where.is_settlement or not sure:
            return ""
        if not self._is_placed or (self.distances[sure] <= WITHIN_PLACE_KM).any():
            return ""
        asked = asked_for(self._criteria, self._where, in_place=False)
        return (
            f"I found nothing {asked} in {self._where.name} itself, so these are in the rest of "
            f"{self._where.districts[0]} or serve it from elsewhere."
        )

    def weaker(self) -> Iterator[Step]:
        """Yields what fits less and less, the least change first; to be tried when nothing fits."""
        asked = f"I found nothing {self._asked()}"
        if self.by_distance:
            mask = self._base & ~np.isnan(self.distances) & self._none_no(self.fits)
            yield Step("further", mask, f"{asked}, so these are the nearest that I know of.")
        for name in DROPPED_FIRST:
            if name in self.fits:
                others = {key: value for key, value in self.fits.items() if key != name}
                near = self._here() | (self._serving if self.by_distance else False)
                said = f"{asked}. {self._without(name)}"
                mask = self._base & near & self._none_no(others)
                yield Step(f"without {name}", mask, said, name)
        if self._where.beside:
            mask = self._base & self._facts.serving(self._where.beside) & self._none_no(self.fits)
            names = joined_with_or(sorted(self._where.beside))
            said = f"{asked}, so these are next to it, in {names}. Ask if they take people from "
            yield Step("beside", mask, f"{said}{self._where.name}.")

    def _asked(self) -> str:
        return asked_for(self._criteria, self._where)

    def _without(self, name: str) -> str:
        what = named(name, self._criteria)
        return f"These are not surely {what}: some are not, or I do not know. Ask them first."

    @property
    def by_distance(self) -> bool:
        """Whether nearness decides, for the place and whoever asked know where they are."""
        return self._criteria.is_near and self._is_placed

    def _here(self) -> Mask:
        if not self.by_distance:
            return self._serving
        return np.asarray(self.distances <= self._criteria.reach_km)

    def _all_yes(self, fits: Fits) -> Mask:
        return _every([values == YES for values in fits.values()], self._facts.size)

    def _none_no(self, fits: Fits) -> Mask:
        return _every([values != NO for values in fits.values()], self._facts.size)


def _every(masks: list[Mask], size: int) -> Mask:
    return np.asarray(np.logical_and.reduce([np.ones(size, dtype=np.bool_), *masks]))
