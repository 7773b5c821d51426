"""The lines beside a record in a list: why it fits, how far, whether open, what is not known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from knowledge.finding.asked import named
from knowledge.finding.criteria import Criteria
from knowledge.finding.facts import UNKNOWN, YES, Fact, Facts
from knowledge.finding.opening import hours_in_words
from knowledge.finding.where import Where, how_far

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WITH_HOURS = frozenset({"service", "contact"})


def notes_of(
    facts: Facts,
    row: int,
    fits: dict[str, NDArray[np.int8]],
    criteria: Criteria,
    where: Where,
    now: datetime,
) -> tuple[str, ...]:
    """Returns the lines of a record, each a label and its words.

    Args:
        facts: What is known.
        row: The record.
        fits: Yes, no or not known for each thing that was asked for.
        criteria: What was asked for.
        where: Where it is about.
        now: The moment, for its hours.
    """
    fact = facts.facts[row]
    sure = [named(name, criteria) for name, values in fits.items() if values[row] == YES]
    unknown = [named(name, criteria) for name in fits if _is_unknown(name, fits, row)]
    lines = [
        f"Fits: {', '.join(sure)}" if sure else "",
        f"Not known: whether it is {' and '.join(unknown)}. Ask first." if unknown else "",
        _distance(facts, row, criteria, where),
        f"Ages: {_ages(fact)}" if criteria.age is not None and _ages(fact) else "",
        f"Access: {fact.access}" if criteria.is_accessible and fact.access else "",
        _hours(fact, criteria, now) if not _is_unknown("when", fits, row) else "",
    ]
    return tuple(line for line in lines if line)


def _is_unknown(name: str, fits: dict[str, NDArray[np.int8]], row: int) -> bool:
    return name in fits and fits[name][row] == UNKNOWN


def _distance(facts: Facts, row: int, criteria: Criteria, where: Where) -> str:
    spot = facts.nearest_spot(row, where.position)
    far = how_far(spot, where) if spot else None
    if far:
        return f"Where: {far}"
    if criteria.is_near and where.position is not None:
        return "How far: not known. It serves your area."
    return ""


def _ages(fact: Fact) -> str:
    least, most = fact.ages
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    if least is not None:
        return f"{least:g} and over"
    return f"up to {most:g}" if most is not None else ""


def _hours(fact: Fact, criteria: Criteria, now: datetime) -> str:
    if fact.kind not in _WITH_HOURS:
        return ""
    if fact.times.week is not None:
        return f"Now: {hours_in_words(fact.times.week, now)}"
    if fact.has_hours and not (criteria.open_first or criteria.days or criteria.parts):
        return ""
    first = "Ring first." if fact.has_phone else "Look at its page first."
    return f"Hours: not known for sure. {first}"
