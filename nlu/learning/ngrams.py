"""Words and their parts as numbers: tf-idf of words, word pairs and character n-grams."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

_VIEWS: dict[str, dict[str, Any]] = {
    "words": {
        "analyzer": "word",
        "ngram_range": (1, 2),
        "token_pattern": r"(?u)\b\w+\b",  # nosec B105
    },
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


_MANY = 2000


class Ngrams:
    """Learns which n-grams there are, and gives each text its row of weights.

    Each of the two views (words, characters) has length 1 of its own.
    """

    def __init__(self) -> None:
        self._views = {name: _vectoriser(name) for name in _VIEWS}

    def fit(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Learns from texts and returns their rows, shape `(len(texts), n_ngrams)`, float32.

        Of many texts, n-grams that stand in one alone are left out.
        """
        for view in self._views.values():
            view.set_params(min_df=2 if len(texts) > _MANY else 1)
        return self._join([view.fit_transform(texts) for view in self._views.values()])

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Returns the rows of texts, shape `(len(texts), n_ngrams)`, float32."""
        return self._join([view.transform(texts) for view in self._views.values()])

    def _join(self, parts: list[sparse.csr_matrix]) -> sparse.csr_matrix:
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes what was learned to a folder."""
        learned = {
            name: sorted(view.vocabulary_, key=view.vocabulary_.__getitem__)
            for name, view in self._views.items()
        }
        (folder / "ngrams.json").write_text(json.dumps(learned, ensure_ascii=False), "utf-8")
        np.savez(folder / "ngrams.npz", **{n: view.idf_ for n, view in self._views.items()})

    @classmethod
    def load(cls, folder: Path) -> Ngrams:
        """Reads what `save` wrote."""
        learned = json.loads((folder / "ngrams.json").read_text("utf-8"))
        weights = np.load(folder / "ngrams.npz")
        ngrams = cls()
        for name, terms in learned.items():
            view = _vectoriser(name, {term: row for row, term in enumerate(terms)})
            view.idf_ = weights[name]
            ngrams._views[name] = view
        return ngrams


def _vectoriser(name: str, vocabulary: dict[str, int] | None = None) -> Any:
    return TfidfVectorizer(
        lowercase=True,
        sublinear_tf=True,
        strip_accents="unicode",
        dtype=np.float32,
        vocabulary=vocabulary,
        **_VIEWS[name],
    )
