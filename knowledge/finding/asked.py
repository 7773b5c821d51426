"""Says back what was asked of a list, in the words that people use."""

from __future__ import annotations

from dataclasses import replace

from knowledge.finding.criteria import (
    PARTS,
    Criteria,
    days_in_words,
    joined_with_or,
    miles_in_words,
)
from knowledge.finding.where import Where

_FIELDS = {
    "when": ("days", "parts"),
    "cost": ("cost",),
    "access": ("is_accessible",),
    "online": ("is_online",),
    "age": ("age",),
}


def asked_for(criteria: Criteria, where: Where, *, in_place: bool = True) -> str:
    """Says what was asked for, such as `free on Saturdays within 5 miles of Syston`.

    `like that` where nothing was asked for.
    """
    words = [named(name, criteria) for name in ("cost", "access", "online", "age", "when")]
    if in_place:
        words.append(_place(criteria, where))
    return " ".join(word for word in words if word) or "like that"


def named(name: str, criteria: Criteria) -> str:
    """Says one thing that was asked for, by its name in `Facts.fit`; empty where it was not."""
    if name == "cost":
        return criteria.cost or ""
    if name == "access":
        return "accessible for disabled people" if criteria.is_accessible else ""
    if name == "online":
        return "online or from home" if criteria.is_online else ""
    if name == "age":
        return f"for age {criteria.age}" if criteria.age is not None else ""
    days = days_in_words(criteria.days) if criteria.days else ""
    parts = [part for part in PARTS if part in criteria.parts]
    if days and parts:
        return f"{days} in the {joined_with_or(parts)}"
    return days or (f"in the {joined_with_or(parts)}" if parts else "")


def without(criteria: Criteria, name: str) -> Criteria:
    """Returns the criteria without one thing that was asked for."""
    unset = Criteria()
    return replace(criteria, **{field: getattr(unset, field) for field in _FIELDS[name]})


def _place(criteria: Criteria, where: Where) -> str:
    name = where.name or ("you" if where.position else None)
    if name is None:
        return ""
    if criteria.is_near and where.position is not None:
        return f"within {miles_in_words(criteria.reach_km)} of {name}"
    return f"for {name}"
