"""What speaks for some records as the answer to a question, as numbers.

One row a record, one column a reason; the ranker weighs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.index import Index, Query
from knowledge.search.projection import Projection
from knowledge.search.shortlist import Shortlist

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = (
    "ask_cosine",
    "centre_cosine",
    "gist_cosine",
    "body_cosine",
    "projected_ask",
    "projected_centre",
    "ask_words",
    "single_ask_words",
    "all_words",
    "name_words",
    "related_words",
    "ask_coverage",
    "all_coverage",
    "near_ask",
    "same_ask",
    "projected_centre_share",
    "ask_overlap",
    "kind_asked_for",
    "kind_not_asked_for",
    "serves_place",
    "serves_county",
    "elsewhere",
    "is_guidance",
    "is_fund",
    "is_opportunity",
    "is_case_study",
    "is_closed",
)
"""The columns of `features`, in order."""

MAY_SPEAK_AGAINST = frozenset(
    {
        "kind_not_asked_for",
        "elsewhere",
        "is_guidance",
        "is_fund",
        "is_opportunity",
        "is_case_study",
        "is_closed",
    }
)
"""The columns that may lower a score; every other reason can only speak for a record."""

KINDS_AND_PLACES = slice(NAMES.index("kind_asked_for"), len(NAMES))
"""The columns that need no look at what a record says."""

_SHARES = tuple(
    NAMES.index(name)
    for name in ("ask_words", "single_ask_words", "all_words", "name_words", "related_words")
)
_CENTRE_SHARE = NAMES.index("projected_centre_share")
_EVERYWHERE = frozenset({"England", "UK"})
_NEAR = 0.6
_SAME = 0.8
_STEEPNESS = 20


@dataclass(frozen=True)
class Best:
    """What the best records have, of which every other's numbers are shares.

    Attributes:
        words: The best score of each column that is a share of it.
        total: The sum over the records of the raised centre cosines.
    """

    words: NDArray[np.float32]
    total: float

    @classmethod
    def among(cls, reasons: NDArray[np.float32]) -> Best:
        """Finds them among the records of `plain_features`."""
        best = reasons[:, _SHARES].max(axis=0, initial=0.0)
        return cls(
            np.where(best > 0, best, np.float32(1)), float(reasons[:, _CENTRE_SHARE].sum()) or 1.0
        )

    def shares(self, reasons: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the same reasons with shares where they are shares."""
        found = reasons.copy()
        found[:, _SHARES] /= self.words
        found[:, _CENTRE_SHARE] /= self.total
        return found


def features(
    shortlist: Shortlist, projection: Projection, query: Query, best: Best | None = None
) -> NDArray[np.float32]:
    """Returns the reasons for every record of a shortlist.

    Args:
        shortlist: The records.
        projection: Of the same index.
        query: What was asked.
        best: What word scores are shares of, so that long and short questions compare; the best of
            the shortlist when None.

    Returns:
        Shape `(len(shortlist.rows), len(NAMES))`, float32.
    """
    plain = plain_features(shortlist, projection, query)
    return (best or Best.among(plain)).shares(plain)


def plain_features(
    shortlist: Shortlist, projection: Projection, query: Query
) -> NDArray[np.float32]:
    """Returns the reasons before shares are taken."""
    index, rows, asks = shortlist.index, shortlist.rows, shortlist.fields["ask"]
    cosines = asks.cosines(query.vector)
    ask = asks.grouped.best(cosines)
    projected_ask, projected_centre = projection.cosines(shortlist, query.vector)
    single = index.lexicons["single_asks"].at(asks.rows, query.stems)
    joined = index.lexicons["asks"].at(rows, query.stems)
    words = index.lexicons["everything"].at(rows, query.stems)
    related = index.lexicons["everything"].at(rows, query.related)
    columns = [
        ask,
        asks.grouped.sums(cosines) / index.centre_lengths[rows],
        shortlist.fields["gist"].best(query.vector),
        shortlist.fields["body"].best(query.vector),
        projected_ask,
        projected_centre,
        joined.scores,
        asks.grouped.best(single.scores),
        words.scores,
        index.lexicons["names"].at(rows, query.stems).scores,
        words.scores + 0.5 * related.scores,
        joined.coverage,
        words.coverage,
        np.maximum(ask - _NEAR, 0),
        np.maximum(ask - _SAME, 0),
        np.exp(projected_centre * _STEEPNESS),
        asks.grouped.best(single.overlap),
    ]
    fixed = kinds_and_places(index, query, rows)
    return np.column_stack([*columns, fixed]).astype(np.float32)


def kinds_and_places(
    index: Index, query: Query, rows: NDArray[np.int32] | None = None
) -> NDArray[np.float32]:
    """Returns the columns `KINDS_AND_PLACES` of some records, or of all when None."""
    found = np.zeros((index.size if rows is None else len(rows), 10), dtype=np.float32)
    if query.kinds:
        asked_for = index.kinds.which(query.kinds.__contains__, rows)
        found[:, 0], found[:, 1] = asked_for, ~asked_for
    if query.districts:
        found[:, 2:5] = _places(index, query, rows)
    for column, kind in enumerate(("guidance", "fund", "opportunity", "case_study"), start=5):
        found[:, column] = index.kinds.which(kind.__eq__, rows)
    found[:, 9] = index.is_closed if rows is None else index.is_closed[rows]
    return found


def _places(index: Index, query: Query, rows: NDArray[np.int32] | None) -> NDArray[np.float32]:
    """Says of each record: serves the place by name, as part of a wider area, or not at all."""
    named, wider = frozenset(query.districts), _EVERYWHERE | query.counties
    by_name = index.areas.which(lambda served: not named.isdisjoint(served), rows)
    as_part = index.areas.which(lambda served: not wider.isdisjoint(served), rows) & ~by_name
    return np.column_stack([by_name, as_part, ~(by_name | as_part)]).astype(np.float32)
