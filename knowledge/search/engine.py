"""One entry point for finding records: a message in, ranked hits of any kind out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from knowledge.gazetteer import Gazetteer, Mention, PlaceName
from knowledge.search.candidates import Candidates, FirstLook
from knowledge.search.features import NAMES, Best, plain_features
from knowledge.search.index import Index, Query
from knowledge.search.library import Library
from knowledge.search.projection import Projection
from knowledge.search.ranker import CANDIDATES, Ranker
from knowledge.search.shortlist import Shortlist
from knowledge.search.tempering import Tempering
from knowledge.search.understanding import Understanding, Understood
from knowledge.search.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WHOLE_SHARE = 0.5
_ASKED_BONUS = 2.0
"""What a part of a story gains over the other parts for each sign that it is the question."""

_SUBJECT_BONUS = 0.7
_NAME_BONUS = 6.0
_ALL_WORDS, _ALL_WORDS_BONUS, _A_FEW_STEMS = 0.99, 1.5, 4
"""Among records of one kind, one that holds every word typed is likelier the one that is meant:
'volunteer with' and the whole name of a body that several chances to volunteer share."""
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
        likeness: The cosine of the message, or of a part of a long one, to its nearest way of
            asking, -1 to 1; comparable between searches.
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
        asked: In a long story the question that led to the first hit, as typed; else empty.
    """

    hits: tuple[Hit, ...]
    mentions: tuple[Mention, ...]
    kinds: frozenset[str]
    asked: str = ""


@dataclass(frozen=True)
class _Reading:
    """What was understood of a message and what a close look at its likeliest records showed.

    `plain` are the reasons of `rows` before shares are taken, and `best` what they are shares of,
    one of each for every query.
    """

    understood: Understood
    look: FirstLook
    rows: NDArray[np.int32]
    plain: list[NDArray[np.float32]]
    best: list[Best]


class Search:
    """Search over one library.

    Args:
        library: The content.
        ranker: The trained weights.
    """

    def __init__(self, library: Library, ranker: Ranker) -> None:
        self.gazetteer: Gazetteer = library.gazetteer
        self._ranker = ranker
        self._index = Index(library.documents, library.vectors or library.encode)
        self._projection = Projection(ranker.projection_mean, ranker.projection, self._index)
        self._candidates = Candidates(self._index, ranker.slopes)
        self._tempering = Tempering(self._index, library.gazetteer.districts, ranker.slopes)
        self._understanding = Understanding(
            self._index.vocabulary, library.gazetteer, library.encode
        )
        self.slugs: tuple[str, ...] = tuple(self._index.slugs)
        """The records that can be found, in the order of `among`."""
        self._read = lru_cache(maxsize=_KEPT_READINGS)(self._reading)

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
        reading = self._read(text, place)
        allowed = self._allowed(kinds, topics, districts, among)
        named = self._index.named(stems(text))
        bonus = self._bonus(subject)
        rows, reasons = self._close_look(reading, allowed, named, bonus)
        if not len(rows):
            return Found((), reading.understood.mentions, reading.understood.kinds)
        by_part = self._by_part(rows, reasons, reading.understood.queries)
        scores = _pooled(by_part)
        if bonus is not None:
            scores += bonus[rows]
        scores[np.isin(rows, named)] += _NAME_BONUS
        if kinds and len(reading.understood.queries[0].stems) >= _A_FEW_STEMS:
            scores[reasons[0][:, _COVERED] >= _ALL_WORDS] += _ALL_WORDS_BONUS
        order = np.argsort(-scores, kind="stable")[:CANDIDATES]
        chances = self._ranker.probabilities(scores[order])
        hits = tuple(
            self._hit(int(rows[at]), float(scores[at]), float(chance), [own[at] for own in reasons])
            for at, chance in zip(order[:limit], chances, strict=False)
        )
        if not any(sign.isalnum() for sign in text):
            # Nothing at all, and a picture too, is near the middle of everything and like none.
            hits = tuple(replace(hit, chance=0.0, likeness=0.0) for hit in hits)
        asked = _question_of(reading.understood.queries, by_part[:, order[0]])
        return Found(hits, reading.understood.mentions, reading.understood.kinds, asked)

    def _reading(self, text: str, place: PlaceName | None) -> _Reading:
        understood = self._understanding.of(text, place)
        look = self._candidates.look(understood.queries)
        shortlist = Shortlist(self._index, self._candidates.choose(look))
        plain = [self._plain(shortlist, query) for query in understood.queries]
        best = [Best.among(reasons) for reasons in plain]
        return _Reading(understood, look, shortlist.rows, plain, best)

    def _plain(self, shortlist: Shortlist, query: Query) -> NDArray[np.float32]:
        return plain_features(shortlist, self._projection, query)

    def _close_look(
        self,
        reading: _Reading,
        allowed: NDArray[np.bool_] | None,
        named: NDArray[np.int32],
        bonus: NDArray[np.float32] | None,
    ) -> tuple[NDArray[np.int32], list[NDArray[np.float32]]]:
        """Returns the records worth a close look, ascending, and their reasons by query.

        Filters come first, so that a filtered search still finds as many as it may.
        """
        look = reading.look
        if bonus is not None:
            look = replace(look, score=look.score + bonus)
        rows = reading.rows
        if allowed is not None or bonus is not None:
            rows = self._candidates.choose(look, allowed)
        own = named if allowed is None else named[allowed[named]]
        rows = np.union1d(rows, own)
        extra = np.setdiff1d(rows, reading.rows, assume_unique=True)
        plain = reading.plain
        if len(extra):
            shortlist = Shortlist(self._index, extra)
            more = [self._plain(shortlist, query) for query in reading.understood.queries]
            plain = [np.concatenate(pair) for pair in zip(plain, more, strict=True)]
        known = np.concatenate([reading.rows, extra])
        order = np.argsort(known)
        where = order[np.searchsorted(known, rows, sorter=order)]
        return rows, [
            best.shares(reasons[where]) for reasons, best in zip(plain, reading.best, strict=True)
        ]

    def _bonus(self, subject: str | None) -> NDArray[np.float32] | None:
        """Returns what each record gains by the subject of the conversation."""
        if subject is None:
            return None
        return np.float32(_SUBJECT_BONUS) * self._index.topics.which(lambda own: subject in own)

    def _by_part(
        self,
        rows: NDArray[np.int32],
        reasons: Sequence[NDArray[np.float32]],
        queries: Sequence[Query],
    ) -> NDArray[np.float64]:
        """Scores the whole message in the first row, and each part of a long story after it.

        A part that asks comes before one that tells: the story leads up to its question.
        """
        scores = np.array([self._ranker.scores(own) for own in reasons])
        scores -= self._tempering.of(rows, reasons, queries)
        asked = np.array([[query.asks] for query in queries[1:]])
        if len(asked):
            scores[1:] += _ASKED_BONUS * asked
        return scores

    def _allowed(
        self,
        kinds: frozenset[str],
        topics: frozenset[str],
        districts: Sequence[str],
        among: NDArray[np.bool_] | None,
    ) -> NDArray[np.bool_] | None:
        filters = [] if among is None else [among]
        if kinds:
            filters.append(self._index.kinds.which(kinds.__contains__))
        if topics:
            filters.append(self._index.topics.which(lambda own: not topics.isdisjoint(own)))
        if districts:
            areas = frozenset(districts) | _EVERYWHERE | self.gazetteer.wider_areas(districts)
            filters.append(self._index.areas.which(lambda own: not areas.isdisjoint(own)))
        return np.logical_and.reduce(filters) if filters else None

    def _hit(
        self, row: int, score: float, chance: float, reasons: Sequence[NDArray[np.float32]]
    ) -> Hit:
        return Hit(
            slug=self._index.slugs[row],
            kind=self._index.kinds.of(row),
            name=self._index.names[row],
            score=score,
            chance=chance,
            # Vectors are kept rounded: of the very same words the cosine may come out above 1.
            likeness=min(1.0, max(float(own[_ASK]) for own in reasons)),
            covered=float(reasons[0][_COVERED]),
        )


def _pooled(by_part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the scores of a message; in a long story its likeliest part counts as the whole."""
    if len(by_part) == 1:
        return np.asarray(by_part[0])
    return np.asarray(_WHOLE_SHARE * by_part[0] + (1 - _WHOLE_SHARE) * by_part[1:].max(axis=0))


def _question_of(queries: Sequence[Query], scores: NDArray[np.float64]) -> str:
    """Returns the part of a long story that speaks most for a record, if it asks something."""
    if len(queries) == 1:
        return ""
    part = queries[1 + int(scores[1:].argmax())]
    return part.said if part.asks else ""
