"""How much what was found says: whether it is like what was asked, and clearer than the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge.search.engine import Hit
from knowledge.search.words import stems

_LIKE_SOMETHING = 0.42
_CLEAR = 0.75
_LIKE_NOTHING = 0.36
_COVERS_NOTHING = 0.5
_CLEARLY_LIKE = 0.55
_AHEAD = 1.2
_LEAST_SHARE = 0.3
_REACHED = frozenset(("service", "organisation", "contact"))
_REACH = re.compile(
    r"\b(?:phone|telephone|tel|number|ring|call|e-?mail|address|website|web ?site|contact"
    r"|open(?:ing)?|hours|closed?)\b",
    re.IGNORECASE,
)
_NAMED_CHANCE = 0.28
_NAME_STEMS = 2
_LEAST_BEHIND_NOTHING = 0.05
"""What stands behind records that are like nothing must be at least so likely to be shown."""


def is_clear(best: Hit) -> bool:
    """Says whether a guidance is so clearly meant that no list may take its place."""
    is_near = best.chance >= _CLEAR and best.likeness >= _CLEARLY_LIKE
    return best.kind == "guidance" and is_near


def _is_nothing(best: Hit) -> bool:
    return best.likeness < _LIKE_NOTHING and best.covered < _COVERS_NOTHING


def worth_a_look(hits: Sequence[Hit], without: Collection[str]) -> tuple[Hit, ...]:
    """Leaves out what is like nothing that was said, such as a council found by its place alone.

    Where such records stood first, their chances go to those behind them.

    Args:
        hits: What was found, best first.
        without: Slugs of records that are not meant.
    """
    kept = [hit for hit in hits if not _is_nothing(hit)]
    before = hits.index(kept[0]) if kept else 0
    if before and kept and kept[0].chance < _LEAST_BEHIND_NOTHING:
        return ()
    share = max(1 - sum(hit.chance for hit in hits[:before]), _LEAST_SHARE)
    return tuple(
        replace(hit, chance=min(1.0, hit.chance / share)) for hit in kept if hit.slug not in without
    )


def is_about(hits: Sequence[Hit], kind: str) -> bool:
    """Says whether the first record, or any of a kind, has something to do with what was asked."""
    return any(
        hit.likeness >= _LIKE_SOMETHING for hit in hits if hit is hits[0] or hit.kind == kind
    )


def is_asked_for_by_name(text: str, best: Hit) -> bool:
    """Says whether a message names one body and asks how to reach it: then it stands alone."""
    if best.kind not in _REACHED or best.chance < _NAMED_CHANCE or not _REACH.search(text):
        return False
    name = stems(best.name)[:_NAME_STEMS]
    return bool(name) and set(name) <= set(stems(text))


def stands_out(hits: Sequence[Hit]) -> bool:
    """Says whether one record is like what was asked, and clearly likelier than the next."""
    second = hits[1].chance if len(hits) > 1 else 0.0
    return hits[0].likeness >= _LIKE_SOMETHING and hits[0].chance >= _AHEAD * second
