"""What learned weights cannot say, because no record's own ways of asking teach it.

The weights are learned from questions that each name what they want. So they never see a message
whose place has records of its own and none about its subject, one that looks for a group to join
where the content knows best how to start one, or one that names no place at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from knowledge.search.features import NAMES
from knowledge.search.index import Index, Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MEANING = [NAMES.index(name) for name in ("ask_cosine", "gist_cosine", "body_cosine")]
_COVERED = NAMES.index("all_coverage")
_SERVES, _ELSEWHERE = NAMES.index("serves_place"), NAMES.index("elsewhere")
_ABOUT_SOMETHING = 0.3
_RELEVANT, _BESIDE_THE_POINT = 0.75, 0.5
"""From this share of the likeness of the likest a record keeps all that its place gains it; below
the other, nothing."""

_HOLDS_THE_WORDS = 0.8
"""A record that holds so many of the words, by rarity, is about them whatever its likeness."""

_OFFICES_MORE = 0.3
_MOST_TAKEN = 4.0
_FOR_STARTERS = 5.0
_OF_ONE_PLACE = 4.0
_ELSEWHERE_ALONE = 1.5

_STARTS = re.compile(
    r"\b(?:start|starting|set|setting|open|opening|run|running|launch|begin|organis|host|form|found"
    r"|take|taking)\b",
    re.IGNORECASE,
)
_HOW_WE = re.compile(
    r"^(?:How|Can|Should|Could|We want)\b.{0,12}\b(?:we|I|our|to)\b", re.IGNORECASE
)
_BEGINS = re.compile(
    r"\b(?:start|set|setting|begin|beginning|launch|creat|found|form|establish|run"
    r"|open(?:ing)? (?:a|an|our|up)|tak(?:e|ing) (?:it |this |them )?(?:over|on)|save|buy|new|fancy"
    r"|thinking|want to|could we|can we|how do we|how would we|should we|idea|ourselves"
    r"|our (?:own|group|club)|like to (?:do|have)|grants?|fund\w*|money|cash|sponsor\w*|insur\w*"
    r"|rules?|licen[cs]e\w*|constitution|volunteer\w*)",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:where|anywhere|somewhere|near|nearest|nearby|round|around|local|is there|are there"
    r"|any|find|looking for|look for|join|who (?:does|has|runs)|when is|what time|open|times?"
    r"|for my)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 5


def seeks_to_find(text: str, has_place: bool) -> bool:
    """Says whether a message looks for what there is, and says nothing of starting or funding it.

    'Toddler group Blaby' and 'is there a walking group' look for one; 'walking group' may not.
    """
    if _BEGINS.search(text):
        return False
    return bool(_FINDS.search(text)) or (has_place and len(text.split()) <= _FEW_WORDS)


class Tempering:
    """Takes off scores what a record gains by mistake.

    Args:
        index: The records.
        districts: The names of all council areas.
        slopes: By how much a score rises with each column of `features`.
    """

    def __init__(
        self, index: Index, districts: frozenset[str], slopes: NDArray[np.float64]
    ) -> None:
        is_guidance = index.kinds.which("guidance".__eq__)
        starts = [bool(_HOW_WE.search(n) and _STARTS.search(n)) for n in index.names]
        self._is_guidance = is_guidance
        self._for_starters = is_guidance & np.array(starts, dtype=np.bool_)
        self._of_one_place = is_guidance & index.areas.which(
            lambda own: bool(own) and own <= districts
        )
        self._is_office = index.kinds.which(frozenset(("organisation", "contact")).__contains__)
        self._gain = min(float(slopes[_SERVES]), _MOST_TAKEN)

    def of(
        self,
        rows: NDArray[np.int32],
        reasons: Sequence[NDArray[np.float32]],
        queries: Sequence[Query],
    ) -> NDArray[np.float64]:
        """Returns what is taken off the score of each record, a row for every query; all >= 0.

        Args:
            rows: The records, as rows of the index.
            reasons: Their reasons, for every query.
            queries: The whole message first.
        """
        off = np.zeros((len(queries), len(rows)))
        for part, own in enumerate(reasons):
            off[part] = self._gain * own[:, _SERVES] * _beside_the_point(own, self._is_office[rows])
        whole = queries[0]
        if seeks_to_find(whole.said, bool(whole.districts)):
            off += _FOR_STARTERS * self._for_starters[rows]
        if whole.districts:
            off += _ELSEWHERE_ALONE * (self._is_guidance[rows] & (reasons[0][:, _ELSEWHERE] > 0))
        else:
            off += _OF_ONE_PLACE * self._of_one_place[rows]
        return off


def _beside_the_point(
    reasons: NDArray[np.float32], is_office: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Says from 0 to 1 how much a record is there for its place and not for what was asked.

    The office of a place is the one to ask there about much that its own text does not name.
    """
    likeness = reasons[:, _MEANING].max(axis=1)
    best = float(likeness.max(initial=0.0))
    if best < _ABOUT_SOMETHING:
        return np.zeros(len(reasons), dtype=np.float32)
    likeness = np.where(reasons[:, _COVERED] >= _HOLDS_THE_WORDS, best, likeness)
    share = likeness / best + np.where(is_office, _OFFICES_MORE, 0.0)
    gone = np.clip((_RELEVANT - share) / (_RELEVANT - _BESIDE_THE_POINT), 0.0, 1.0)
    return np.asarray(gone, dtype=np.float32)
