"""Says whose a message is: the directory's, another door's, or the conversation's own.

Two witnesses are heard together: the engine, which knows what messages of each sort sound like, and
the search, which knows what the directory has. Neither alone is sure enough: 'rats in the alley'
sounds like nothing in particular and finds something about alleys.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.search.engine import Hit
from knowledge.search.words import stems

GROUPS = ("ours", "door", "talk")
"""Whose a message may be, in the order of the weights."""

WEIGHTS = Path(__file__).parent / "words" / "triage.yml"

_LEAST = 1e-3
_NEAR = 0.5
_SAME = 0.7


@dataclass(frozen=True)
class Triage:
    """How likely a message is for whom; the three sum to 1.

    Attributes:
        ours: For the directory.
        door: For somebody else, or for nobody.
        talk: The conversation itself, such as thanks.
    """

    ours: float
    door: float
    talk: float


def triage(text: str, groups: Mapping[str, float], hits: Sequence[Hit]) -> Triage:
    """Weighs what the engine and the search say.

    Args:
        text: What was typed.
        groups: The engine's shares of `ours`, `door`, `talk` and `unclear`; when it gave none, the
            search alone decides.
        hits: What the search found, best first.
    """
    reasons = reasons_of(text, groups, hits)
    raised = [
        math.exp(bias + sum(w * reason for w, reason in zip(weights, reasons, strict=True)))
        for bias, weights in _weights()
    ]
    ours, door, talk = (value / sum(raised) for value in raised)
    return Triage(ours, door, talk)


def reasons_of(text: str, groups: Mapping[str, float], hits: Sequence[Hit]) -> list[float]:
    """Returns the numbers that are weighed, in the order of the weights."""
    shares = [groups.get(name, 1.0 / 4) for name in (*GROUPS, "unclear")]
    best = hits[0] if hits else None
    ahead = best.chance - hits[1].chance if best and len(hits) > 1 else 0.0
    likeness = best.likeness if best else 0.0
    return [
        *(math.log(share + _LEAST) for share in shares),
        best.chance if best else 0.0,
        likeness,
        max(likeness - _NEAR, 0.0),
        max(likeness - _SAME, 0.0),
        best.covered if best else 0.0,
        ahead,
        math.log(1 + len(stems(text))),
        math.log(1 + len(text.split())),
    ]


@lru_cache(maxsize=1)
def _weights() -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Reads, for each of the groups, its bias and weights."""
    found = yaml.safe_load(WEIGHTS.read_text("utf-8"))["weights"]
    return tuple((found[name][0], tuple(found[name][1:])) for name in GROUPS)
