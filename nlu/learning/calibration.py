"""Makes probabilities mean what they say, and finds where to stop guessing.

Both are learned on examples that the model had not seen: each part of the training data is judged
by a model fitted to the other parts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from nlu.learning.model import IntentModel
from nlu.learning.names import turns_away
from nlu.learning.softmax import log_softmax

_SEED = 20
_ITERATIONS = 30
_LANDMARKS = 700
_GRID = np.round(np.arange(0.05, 0.96, 0.05), 2)

# What a wrong turn costs the person, a question that reaches the search being right at no cost.
_QUESTION_TURNED_AWAY = 4.0
_WRONG_SMALL_TALK = 2.0
_SEARCHED_IN_VAIN = 1.0


@dataclass(frozen=True)
class Judged:
    """Examples judged by models that had not seen them.

    Attributes:
        intents: The intents, in the order of the columns.
        scores: Raw scores, shape `(n_examples, n_intents)`.
        columns: The right column of each example, shape `(n_examples,)`.
    """

    intents: list[str]
    scores: np.ndarray
    columns: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share of examples whose likeliest intent is the right one."""
        return float((self.scores.argmax(axis=1) == self.columns).mean())


def judge(
    texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str], *, parts: int = 3
) -> Judged:
    """Cross-validates: judges every example by a model that learned from the other parts.

    The parts are drawn with a fixed seed, each intent spread evenly over them.
    """
    names = sorted(set(intents))
    columns = np.searchsorted(names, intents)
    part_of = _spread(columns, parts)
    scores = np.full((len(texts), len(names)), -20.0, dtype=np.float32)
    for part in range(parts):
        seen = np.flatnonzero(part_of != part).tolist()
        unseen = np.flatnonzero(part_of == part).tolist()
        if not unseen or not seen:
            continue
        model = IntentModel()
        model.fit(
            [texts[row] for row in seen],
            vectors[seen],
            [intents[row] for row in seen],
            iterations=_ITERATIONS,
            landmarks=_LANDMARKS,
        )
        found = model.scores([texts[row] for row in unseen], vectors[unseen])
        scores[np.array(unseen)[:, None], np.searchsorted(names, model.intents)] = found
    return Judged(names, scores, columns)


def temperature_of(judged: Judged) -> float:
    """Returns the temperature under which what happened was likeliest, from 0.2 to 5."""
    rows = np.arange(len(judged.columns))

    def loss(temperature: float) -> float:
        logs = log_softmax(judged.scores / temperature)
        return float(-logs[rows, judged.columns].mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def threshold_of(judged: Judged, temperature: float, searched: Collection[str]) -> float:
    """Returns how likely an intent that does not search must be before it is followed.

    Below it the search decides. The threshold is the one that costs people least: to turn a
    question away costs four times as much as to search in vain, to take one for small talk twice.

    Args:
        judged: Examples judged unseen.
        temperature: What their scores are divided by.
        searched: The intents that end in the search, `nlu_fallback` among them.
    """
    shares = np.exp(log_softmax(judged.scores / temperature))
    likeliest, confidence = shares.argmax(axis=1), shares.max(axis=1)
    searches = np.array([intent in searched for intent in judged.intents])
    is_door = np.array([turns_away(intent) for intent in judged.intents])
    costs = []
    for threshold in _GRID:
        follows = ~searches[likeliest] & (confidence >= threshold)
        is_wrong = follows & (likeliest != judged.columns)
        cost = np.where(is_wrong, _WRONG_SMALL_TALK, 0.0)
        lost = is_wrong & is_door[likeliest] & searches[judged.columns]
        cost[lost] = _QUESTION_TURNED_AWAY
        cost[~follows & ~searches[judged.columns]] = _SEARCHED_IN_VAIN
        costs.append(cost.mean())
    return float(_GRID[int(np.argmin(costs))])


def _spread(columns: np.ndarray, parts: int) -> np.ndarray:
    """Deals the examples of each class out to the parts, in a fixed random order."""
    order = np.random.default_rng(_SEED).permutation(len(columns))
    part_of = np.zeros(len(columns), dtype=int)
    for column in np.unique(columns):
        rows = order[columns[order] == column]
        part_of[rows] = np.arange(len(rows)) % parts
    return part_of
