"""One thing found in a text, and how overlapping ones are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# What covers the same characters: the kind that stands first wins.
_STRONGEST_FIRST = ("postcode", "amount", "date", "age")


@dataclass(frozen=True)
class Found:
    """A thing in a text.

    Attributes:
        kind: place, postcode, organisation, age, amount or date; or elsewhere, for a place or
            a postcode that the county does not serve.
        start: Where it begins, in characters.
        end: Where it ends, exclusive.
        value: What it stands for: the slug of a place or an organisation, a postcode in its usual
            form, whole years, whole pounds, or a date (see `nlu.entities.dates`).
    """

    kind: str
    start: int
    end: int
    value: str | int

    def overlaps(self, other: Found) -> bool:
        """Says whether the two share a character."""
        return self.start < other.end and other.start < self.end


def settled(found: Iterable[Found]) -> list[Found]:
    """Returns what remains of overlapping finds, in the order of the text.

    Of one kind the longest remains. Numbers (postcode, amount, date, age) share no character. A
    place may lie inside an organisation's name: both are true.
    """
    kept: list[Found] = []
    for one in sorted(found, key=_strength):
        if not any(_rules_out(other, one) and other.overlaps(one) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end, one.kind))


def _strength(one: Found) -> tuple[int, int, int]:
    is_number = one.kind in _STRONGEST_FIRST
    rank = _STRONGEST_FIRST.index(one.kind) if is_number else len(_STRONGEST_FIRST)
    return rank, one.start - one.end, one.start


def _rules_out(stronger: Found, weaker: Found) -> bool:
    numbers = stronger.kind in _STRONGEST_FIRST and weaker.kind in _STRONGEST_FIRST
    return numbers or stronger.kind == weaker.kind
