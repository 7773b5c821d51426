"""One entry point for finding records: a message in, ranked hits of any kind out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from knowledge.gazetteer import Gazetteer, Mention, PlaceName
from knowledge.search.features import NAMES, features
from knowledge.search.index import Index
from knowledge.search.library import Library
from knowledge.search.projection import Projection
from knowledge.search.ranker import CANDIDATES, Ranker
from knowledge.search.understanding import Understanding, Understood
from knowledge.search.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WHOLE_SHARE = 0.5
_SUBJECT_BONUS = 0.7
_NAME_BONUS = 6.0
_SHORTEST_NAME_STEMS = 2
_KEPT_READINGS = 4
"""One answer asks several times of one message, each time through another filter."""
_ASK = NAMES.index("ask_cosine")
_COVERED = NAMES.index("all_coverage")
_EVERYWHERE = frozenset({"England", "UK"})


@dataclass(frozen=True)
class Hit:
    """One record that was found.

    Attributes:
        slug: Its stable name.
        kind: Its kind.
        name: Its name.
        score: Higher is likelier; comparable within one search only.
        chance: How likely it is the one asked for, 0 to 1, if one of the content is.
        likeness: The cosine to its nearest way of asking, -1 to 1; comparable between searches.
        covered: The share of the question's words, by rarity, that it contains, 0 to 1.
    """

    slug: str
    kind: str
    name: str
    score: float
    chance: float
    likeness: float
    covered: float


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Attributes:
        hits: Best first, at most as many as were asked for.
        mentions: The places named in the message.
        kinds: The kinds of record that its words ask for.
    """

    hits: tuple[Hit, ...]
    mentions: tuple[Mention, ...]
    kinds: frozenset[str]


class Search:
    """Search over one library.

    Args:
        library: The content.
        ranker: The trained weights.
    """

    def __init__(self, library: Library, ranker: Ranker) -> None:
        self.gazetteer: Gazetteer = library.gazetteer
        self._ranker = ranker
        self._index = Index(library.documents, library.encode)
        self._projection = Projection(ranker.projection_mean, ranker.projection, self._index)
        self._understanding = Understanding(self._index, library.gazetteer, library.encode)
        self._topics = [document.topics for document in self._index.documents]
        self._called = _rows_by_name(self._index)
        self._read = lru_cache(maxsize=_KEPT_READINGS)(self._reading)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The records that can be found, in the order of `among`."""
        return tuple(document.slug for document in self._index.documents)

    def find(
        self,
        text: str,
        *,
        kinds: frozenset[str] = frozenset(),
        topics: frozenset[str] = frozenset(),
        place: PlaceName | None = None,
        subject: str | None = None,
        districts: Sequence[str] = (),
        among: NDArray[np.bool_] | None = None,
        limit: int = 10,
    ) -> Found:
        """Finds the records that a message is about.

        Args:
            text: What was typed, any length.
            kinds: Only records of these kinds; all when empty.
            topics: Only records with one of these topics; all when empty.
            place: A place known from before, for a message that names none.
            subject: A topic that the conversation is about; its records are preferred.
            districts: Only records that serve one of these council areas: by name, or as part of
                the county or country; all when empty.
            among: Only the records that this says yes to, in the order of `slugs`; all when None.
            limit: The most hits to return.
        """
        understood, reasons = self._read(text, place)
        scores = self._scores(reasons)
        if subject is not None:
            scores = scores + _SUBJECT_BONUS * self._has_topic(frozenset({subject}))
        scores[self._called.get(tuple(stems(text)), [])] += _NAME_BONUS
        allowed = self._allowed(kinds, topics, districts)
        if among is not None:
            allowed &= among
        rows = np.flatnonzero(allowed)
        if not len(rows):
            return Found((), understood.mentions, understood.kinds)
        order = rows[np.argsort(-scores[rows], kind="stable")][:CANDIDATES]
        chances = self._ranker.probabilities(scores[order])
        hits = tuple(
            self._hit(int(row), float(scores[row]), float(chance), reasons[0][row])
            for row, chance in zip(order[:limit], chances, strict=False)
        )
        return Found(hits, understood.mentions, understood.kinds)

    def _reading(
        self, text: str, place: PlaceName | None
    ) -> tuple[Understood, list[NDArray[np.float32]]]:
        understood = self._understanding.of(text, place)
        reasons = [features(self._index, self._projection, query) for query in understood.queries]
        return understood, reasons

    def _scores(self, reasons: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
        """Scores the whole message; in a long story its likeliest sentence counts as much."""
        whole, *sentences = [self._ranker.scores(rows) for rows in reasons]
        if not sentences:
            return whole
        best = np.max(sentences, axis=0)
        return np.asarray(_WHOLE_SHARE * whole + (1 - _WHOLE_SHARE) * best)

    def _allowed(
        self, kinds: frozenset[str], topics: frozenset[str], districts: Sequence[str]
    ) -> NDArray[np.bool_]:
        allowed = np.ones(self._index.size, dtype=np.bool_)
        if kinds:
            allowed &= np.isin(self._index.kinds, list(kinds))
        if topics:
            allowed &= self._has_topic(topics)
        if districts:
            wider = _EVERYWHERE | self.gazetteer.wider_areas(districts)
            allowed &= self._index.serving(frozenset(districts) | wider)
        return allowed

    def _has_topic(self, topics: frozenset[str]) -> NDArray[np.bool_]:
        return np.array([not topics.isdisjoint(own) for own in self._topics])

    def _hit(self, row: int, score: float, chance: float, reasons: NDArray[np.float32]) -> Hit:
        document = self._index.documents[row]
        return Hit(
            slug=document.slug,
            kind=document.kind,
            name=document.name,
            score=score,
            chance=chance,
            likeness=float(reasons[_ASK]),
            covered=float(reasons[_COVERED]),
        )


def _rows_by_name(index: Index) -> dict[tuple[str, ...], list[int]]:
    """Maps the stems of names to their records: who types a name and no more means its bearer.

    A question is not a name, and one word alone may mean anything.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    for row, document in enumerate(index.documents):
        name = tuple(stems(document.name))
        if document.kind != "guidance" and len(name) >= _SHORTEST_NAME_STEMS:
            found.setdefault(name, []).append(row)
    return found
