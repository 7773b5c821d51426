"""What speaks for each record as the answer to a question, as numbers.

One row a record, one column a reason; the ranker weighs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.index import Index, Query
from knowledge.search.projection import Projection

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

_EVERYWHERE = frozenset({"England", "UK"})
_NEAR = 0.6
_SAME = 0.8


def features(index: Index, projection: Projection, query: Query) -> NDArray[np.float32]:
    """Returns the reasons for every record of the index.

    Returns:
        Shape `(index.size, len(NAMES))`, float32. Word scores are shares of the best record's, so
        that long and short questions compare.
    """
    ask_field = index.fields["ask"]
    ask = ask_field.best(query.vector)
    projected = projection.apply(query.vector[None, :])[0]
    projected_ask = projection.asks.best(projected)
    projected_centre = projection.centres @ projected
    stems = query.stems
    single = ask_field.rows.best(index.single_asks.scores(stems))
    words = index.everything.scores(stems)
    columns = [
        ask,
        index.centres @ query.vector,
        index.fields["gist"].best(query.vector),
        index.fields["body"].best(query.vector),
        projected_ask,
        projected_centre,
        _share(index.asks.scores(stems)),
        _share(single),
        _share(words),
        _share(index.names.scores(stems)),
        _share(words + index.everything.scores(query.related, weight=0.5)),
        index.asks.coverage(stems),
        index.everything.coverage(stems),
        np.maximum(ask - _NEAR, 0),
        np.maximum(ask - _SAME, 0),
        _softmax(projected_centre * 20),
        ask_field.rows.best(index.single_asks.overlap(stems)),
    ]
    return np.column_stack([*columns, _kinds_and_places(index, query)]).astype(np.float32)


def _kinds_and_places(index: Index, query: Query) -> NDArray[np.float32]:
    rows = np.zeros((index.size, 10), dtype=np.float32)
    if query.kinds:
        asked_for = np.isin(index.kinds, list(query.kinds))
        rows[:, 0], rows[:, 1] = asked_for, ~asked_for
    if query.districts:
        rows[:, 2:5] = _places(index, query)
    for column, kind in enumerate(("guidance", "fund", "opportunity", "case_study"), start=5):
        rows[:, column] = index.kinds == kind
    rows[:, 9] = index.is_closed
    return rows


def _places(index: Index, query: Query) -> NDArray[np.float32]:
    """Says of each record: serves the place by name, as part of a wider area, or not at all."""
    by_name = index.serving(frozenset(query.districts))
    as_part = index.serving(_EVERYWHERE | query.counties) & ~by_name
    return np.column_stack([by_name, as_part, ~(by_name | as_part)]).astype(np.float32)


def _share(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0 else scores


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)
