"""The first look: which records are worth a close one, found cheaply among very many.

Every record gets the score that the ranker would give it if all that its texts mean were one short
vector, the middle of them. Those with the highest, those with the best words alone and those
nearest in meaning alone are looked at closely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder import DIMENSIONS
from knowledge.search.features import KINDS_AND_PLACES, NAMES, kinds_and_places
from knowledge.search.index import Index, Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LIKELY = 128
"""How many records with the highest rough score are looked at closely."""

ALONE = 32
"""How many are looked at closely for their words alone, and for their meaning alone."""

_WIDTH = 64
_SAMPLE = 20_000
_SAMPLED_SCORES = 4096
_MEANING = {
    "ask": ("ask_cosine", "centre_cosine", "projected_ask", "projected_centre"),
    "gist": ("gist_cosine",),
    "body": ("body_cosine",),
}
_WORDS = ("ask_words", "single_ask_words", "all_words", "name_words", "related_words")
_COVERAGE = ("ask_coverage", "all_coverage")


@dataclass(frozen=True)
class FirstLook:
    """What a first look at every record gave; one number a record each.

    Attributes:
        score: Roughly what the ranker would say.
        words: The full-text score.
        meaning: The likeness to the middle of the record's texts; in a story, of the nearest
            sentence.
    """

    score: NDArray[np.float32]
    words: NDArray[np.float32]
    meaning: NDArray[np.float32]


class Candidates:
    """Chooses records of one index.

    Args:
        index: The index.
        slopes: By how much a score rises with each column of `features`.
    """

    def __init__(self, index: Index, slopes: NDArray[np.float64]) -> None:
        self._index = index
        self._slopes = slopes.astype(np.float32)
        weights = {field: self._slope(names) for field, names in _MEANING.items()}
        self._basis = _basis(_middles(index, weights, every=1 + index.size // _SAMPLE))
        # One direction after the other: a first look goes through them in this order.
        self._middles = np.zeros((_WIDTH, index.size), dtype=np.float32)
        for records, middles in _middles(index, weights):
            self._middles[:, records] = (middles @ self._basis).T

    def look(self, queries: Sequence[Query]) -> FirstLook:
        """Looks at every record.

        Args:
            queries: The whole message first, then its sentences, if it has any.
        """
        whole = queries[0]
        everything = self._index.lexicons["everything"]
        words = everything.scores(whole.stems)
        coverage = everything.coverage(whole.stems)
        toward = np.array([query.vector for query in queries]) @ self._basis
        meaning = (toward @ self._middles).max(axis=0)
        examples, alike = self._index.alike
        fixed = kinds_and_places(self._index, whole, examples) @ self._slopes[KINDS_AND_PLACES]
        score = fixed[alike]
        score += meaning
        score += self._slope(_COVERAGE) * coverage
        score += self._slope(_WORDS) / max(float(words.max(initial=0.0)), 1e-9) * words
        words += everything.scores(whole.related, weight=0.5)
        return FirstLook(score, words, meaning)

    def choose(
        self, look: FirstLook, allowed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int32]:
        """Returns the records that are worth a close look, ascending.

        Args:
            look: What the first look gave.
            allowed: Only these; all when None.
        """
        rows = None if allowed is None else np.flatnonzero(allowed)
        worded = look.words > 0 if allowed is None else (look.words > 0) & allowed
        chosen = [
            highest(look.score, rows, MOST_LIKELY),
            highest(look.words, np.flatnonzero(worded), ALONE),
            highest(look.meaning, rows, ALONE),
        ]
        return np.unique(np.concatenate(chosen)).astype(np.int32)

    def _slope(self, names: Sequence[str]) -> float:
        return float(sum(self._slopes[NAMES.index(name)] for name in names))


def highest(
    scores: NDArray[np.float32], rows: NDArray[np.int64] | None, count: int
) -> NDArray[np.int64]:
    """Returns the rows with the highest scores, in no order; all rows where there are no more."""
    own = scores if rows is None else scores[rows]
    found = np.arange(len(own)) if len(own) <= count else _positions(own, count)
    return found if rows is None else rows[found]


def _positions(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Returns the positions of the highest scores; a sample says below what none of them lies."""
    step = max(1, len(scores) // _SAMPLED_SCORES)
    sample = scores[::step]
    above = 2 * count // step + 8
    likely = np.arange(len(scores))
    if above < len(sample):
        least = np.partition(sample, len(sample) - above)[-above]
        enough = np.flatnonzero(scores >= least)
        if len(enough) >= count:
            likely = enough
    if len(likely) == count:
        return likely
    return likely[np.argpartition(scores[likely], len(likely) - count)[-count:]]


def _middles(
    index: Index, weights: Mapping[str, float], every: int = 1
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Yields, for some records at a time, the weighed middles of what their texts mean."""
    parts = [index.fields[name].parts(every) for name in weights]
    for fields in zip(*parts, strict=True):
        records = fields[0][0]
        total = np.zeros((records.stop - records.start, DIMENSIONS), dtype=np.float32)
        for (_, grouped, vectors), weight in zip(fields, weights.values(), strict=True):
            sums = grouped.sums(vectors)
            lengths = np.linalg.norm(sums, axis=1, keepdims=True)
            total += weight * sums / np.maximum(lengths, 1e-9)
        yield records, total


def _basis(middles: Iterable[tuple[slice, NDArray[np.float32]]]) -> NDArray[np.float32]:
    """Returns the directions along which the middles are longest, shape `(384, _WIDTH)`."""
    spread = np.zeros((DIMENSIONS, DIMENSIONS))
    for _, part in middles:
        spread += part.T @ part
    _, axes = np.linalg.eigh(spread)
    return np.ascontiguousarray(axes[:, -_WIDTH:], dtype=np.float32)
