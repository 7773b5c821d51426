"""What a table of figures is, and how its labels read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.phrases import SUBJECTS

MOST_ROWS = 15
_NOT_KNOWN = "not known"
_SUBJECTS = {choice.payload.removeprefix("/"): choice.label for choice in SUBJECTS}

Numbers = tuple[int | None, ...]


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        key: Its name in addresses.
        title: What it shows.
        columns: The heads: first that of the labels.
        rows: A label and numbers; None is a number that is not told because it is small.
        note: What must be known to read it, in a sentence or two; may be empty.
        plotted: Which numbers the plot shows, one or two of them, from 0.
        is_time: Whether the rows follow one another in time.
        is_demo: Whether the numbers are invented.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, Numbers]]
    note: str = ""
    plotted: tuple[int, ...] = (0,)
    is_time: bool = False
    is_demo: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been counted: no row, or nought everywhere."""
        return all(number == 0 for _, numbers in self.rows for number in numbers)


def in_words(label: str) -> str:
    """Returns a subject such as `find_funding` as people read it."""
    if label in _SUBJECTS:
        return _SUBJECTS[label]
    words = (label or _NOT_KNOWN).replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
