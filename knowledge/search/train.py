"""Learns how to weigh the reasons: `python -m knowledge.search.train`.

Every way of asking that the content holds is asked of an index that does not hold it (in four
parts, each left out once), and the weights are found that put the record it belongs to above its
neighbours: multinomial logistic regression over the candidates. Evaluation questions are never
read.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from knowledge.errors import SignpostError
from knowledge.search.candidates import Candidates
from knowledge.search.documents import Document
from knowledge.search.features import MAY_SPEAK_AGAINST, NAMES, features
from knowledge.search.index import Index
from knowledge.search.library import Library, open_library
from knowledge.search.projection import Projection, learn
from knowledge.search.ranker import CANDIDATES, Ranker
from knowledge.search.shortlist import Shortlist
from knowledge.search.understanding import Understanding
from knowledge.settings import SettingError, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 4
"""Into how many parts the asks are divided."""

QUESTIONS_A_PART = 900
"""At most this many questions are asked of each part, so that training stays short."""

_PENALTY = 1e-3
_LEAST_WEIGHTS = {
    "ask_cosine": 0.3,
    "near_ask": 0.3,
    "same_ask": 0.3,
    "projected_ask": 0.2,
    "ask_overlap": 0.2,
    "ask_words": 0.1,
}
"""No weight falls below these. The content's ways of asking were written to differ from each other,
so leaving one out understates how often a resident says almost the same as one of them."""

_FIRST_WEIGHTS = {
    "ask_cosine": 1.0,
    "centre_cosine": 0.5,
    "gist_cosine": 0.5,
    "projected_centre": 0.5,
    "ask_words": 0.5,
    "all_words": 0.5,
}


@dataclass(frozen=True)
class Examples:
    """Questions with their candidates.

    Attributes:
        reasons: Shape `(questions, CANDIDATES, len(NAMES))`.
        right: For each question the row of the right candidate.
    """

    reasons: NDArray[np.float32]
    right: NDArray[np.int64]


def first_choice(reasons: NDArray[np.float32]) -> NDArray[np.int64]:
    """Returns the rows of the likeliest candidates by a plain sum, before anything is learned."""
    count = min(CANDIDATES, len(reasons))
    return np.argpartition(-(reasons @ _first_weights()), count - 1)[:count]


def _first_weights() -> NDArray[np.float64]:
    return np.array([_FIRST_WEIGHTS.get(name, 0.0) for name in NAMES])


def _part_of(document: Document, ask: str) -> int:
    digest = hashlib.sha256(f"{document.slug}\n{ask}".encode()).digest()
    return digest[0] % PARTS


def _without_part(document: Document, part: int) -> tuple[Document, list[str]]:
    kept, held, is_name = [], [], True
    for field, text in document.texts:
        # The name itself stays: without it a record could lose all of its asks.
        if field == "ask" and not is_name and _part_of(document, text) == part:
            held.append(text)
        else:
            kept.append((field, text))
        is_name = False
    return replace(document, texts=tuple(kept)), held


def examples(library: Library) -> Examples:
    """Asks every left-out way of asking of the index without it."""
    vectors = library.vectors or library.encode
    reasons, right = [], []
    for part in range(PARTS):
        pairs = [_without_part(document, part) for document in library.documents]
        index = Index([document for document, _ in pairs], vectors)
        projection = Projection(*learn(index.fields["ask"]), index)
        candidates = Candidates(index, _first_weights())
        understanding = Understanding(index.vocabulary, library.gazetteer, vectors)
        asked = [(row, text) for row, (_, held) in enumerate(pairs) for text in held]
        for row, text in _sample(asked):
            query = understanding.of(text).queries[0]
            shortlist = Shortlist(index, candidates.choose(candidates.look([query])))
            found = features(shortlist, projection, query)
            chosen = first_choice(found)
            where = np.flatnonzero(shortlist.rows[chosen] == row)
            if len(where):
                reasons.append(found[chosen])
                right.append(int(where[0]))
    return Examples(np.array(reasons), np.array(right))


def _sample(asked: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    if len(asked) <= QUESTIONS_A_PART:
        return asked
    order = np.random.default_rng(0).permutation(len(asked))[:QUESTIONS_A_PART]
    return [asked[row] for row in sorted(order)]


def fit(found: Examples) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Finds the weights; returns them with the mean and the spread of each column."""
    flat = found.reasons.reshape(-1, len(NAMES)).astype(np.float64)
    mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    rows = (found.reasons - mean) / spread
    count = len(found.right)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        right = chances[np.arange(count), found.right]
        wrong = chances
        wrong[np.arange(count), found.right] -= 1
        slope = np.einsum("qc,qcf->f", wrong, rows) / count
        value = -np.log(right + 1e-12).mean() + _PENALTY * weights @ weights
        return float(value), slope + 2 * _PENALTY * weights

    bounds = [
        (None if name in MAY_SPEAK_AGAINST else _LEAST_WEIGHTS.get(name, 0.0), None)
        for name in NAMES
    ]
    result = minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(result.x), mean, spread


def train(library: Library) -> tuple[Ranker, float]:
    """Learns the ranker; returns it with the share of its examples that it puts first."""
    found = examples(library)
    weights, mean, spread = fit(found)
    index = Index(library.documents, library.vectors or library.encode)
    ranker = Ranker(weights, mean, spread, 1.0, *learn(index.fields["ask"]))
    first = ranker.scores(found.reasons).argmax(axis=1)
    return ranker, float((first == found.right).mean())


def main() -> int:
    """Trains and saves where the settings say."""
    started = time.monotonic()
    try:
        settings = Settings.from_environment()
        with open_library(settings) as library:
            ranker, share = train(library)
        ranker.save(Path(settings.ranker_file))
    except (SignpostError, SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"search ranking: {share:.0%} of the left-out ways of asking come first, "
        f"{time.monotonic() - started:.0f} s\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
