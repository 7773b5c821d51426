"""Puts the records of a list in order by its words, and leaves out what is not about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.finding.facts import Facts
from knowledge.gazetteer import PlaceName
from knowledge.search.engine import Hit, Search
from knowledge.search.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOKED_AT = 60
_CLEAR = 5.0
_SHARE_OF_THE_LIKEST = 0.65
_COVERS_ALL = 0.8
"""A record whose ways of asking are unlike the words may yet hold nearly all of them."""
_WITHOUT_A_WORD = 0.45
"""How like the words a record must be that has none of them; nonsense comes near something too."""

_LIST_WORDS = frozenset(
    stems("any anything something somewhere ones one thing things find show want looking help")
)


_KIND_WORDS = frozenset(
    stems(
        "volunteer volunteering volunteers grant grants fund funds funding money service services"
    )
)
"""Words that only say what kind of thing is wanted: all of that kind are about them."""


@dataclass(frozen=True)
class _Bar:
    """How much a record must have to do with the words; differences are in logits of the score."""

    likeness: float
    covered: float
    behind_a_clear_one: float
    behind_an_unclear_one: float
    is_loose: bool = False
    share: float = _SHARE_OF_THE_LIKEST

    def is_like(self, hit: Hit) -> bool:
        enough = self.likeness if hit.covered else _WITHOUT_A_WORD
        return hit.likeness >= enough or hit.covered >= self.covered


_ALL_THAT_MAY_SUIT = _Bar(0.36, 0.2, 6.0, 4.0, is_loose=True)
_ONLY_THE_SAME = _Bar(0.38, 0.4, 7.0, 2.5)
"""Once something is asked for beside the subject, a list may not stray from the subject to fit."""

Ranked = Callable[["NDArray[np.bool_]"], list[int]]
"""Gives the rows of a mask, those that fit the words best first and without those that do not."""


def by_words(
    search: Search, facts: Facts, words: str, place: PlaceName | None, *, is_open: bool
) -> Ranked:
    """Returns what puts records in order by how much they have to do with the words.

    Args:
        search: The search.
        facts: Its facts, in the order of its slugs.
        words: The words, without those that are criteria.
        place: Where it is about.
        is_open: Whether nothing else is asked for: then what may suit is enough.
    """
    bar = _ALL_THAT_MAY_SUIT if is_open else _ONLY_THE_SAME
    said = set(stems(_without_places(search, words)))
    if not said - _LIST_WORDS:
        return lambda mask: [int(row) for row in np.flatnonzero(mask)]
    is_subject = bool(said - _LIST_WORDS - _KIND_WORDS)

    def ranked(mask: NDArray[np.bool_]) -> list[int]:
        limit = _LOOKED_AT if is_subject else int(mask.sum())
        hits: Sequence[Hit] = search.find(words, place=place, among=mask, limit=limit).hits
        if is_subject and hits:
            # Of what was shown already too: else a list that goes on would lower its bar.
            kinds = frozenset(hit.kind for hit in hits)
            likest = search.find(words, place=place, kinds=kinds, limit=limit).hits
            hits = _relevant(hits, bar, max(hit.likeness for hit in (*hits, *likest)))
        return [facts.row_of[hit.slug] for hit in hits]

    return ranked


def _relevant(hits: Sequence[Hit], bar: _Bar, likest: float) -> Sequence[Hit]:
    """Leaves out what is far behind the best; everything where even that is like nothing.

    Args:
        hits: Best first.
        bar: How much they must have to do with the words.
        likest: The likeness of the likest record of these kinds, -1 to 1.
    """
    if not hits or not bar.is_like(hits[0]):
        return []
    least_like = bar.share * likest
    hits = [hit for hit in hits if hit.likeness >= least_like or hit.covered >= _COVERS_ALL]
    if not hits:
        return []
    best = hits[0].score
    if best >= _CLEAR:
        return [hit for hit in hits if hit.score >= best - bar.behind_a_clear_one]
    least = best - bar.behind_an_unclear_one
    return [hit for hit in hits if hit.score >= least and (bar.is_loose or bar.is_like(hit))]


def _without_places(search: Search, words: str) -> str:
    for mention in reversed(search.gazetteer.find(words)):
        words = f"{words[: mention.start]}{words[mention.end :]}"
    return words
