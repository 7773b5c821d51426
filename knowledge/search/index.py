"""The content made searchable: vectors and postings of every record, in memory.

Built from documents and their vectors; knows nothing of the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.search.lexical import Lexicon
from knowledge.search.texts import keywords_of, texts_of
from knowledge.search.words import raw_words, spelt_out, stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELDS = ("ask", "gist", "body")
_KNOWN_FROM = 3


@dataclass(frozen=True)
class Document:
    """What search knows of one record.

    Attributes:
        slug: The record's stable name.
        kind: guidance, fund, opportunity, case_study, organisation, service, contact, legal_form.
        name: Its name, or for guidance its question.
        topics: The subjects it belongs to.
        areas: The areas it serves; a county or country contains its districts.
        status: `open`, `closed`, `unknown` for a fund; None elsewhere.
        texts: `(field, text)` pairs, asks first, at least one ask.
        keywords: Words for full-text search alone.
    """

    slug: str
    kind: str
    name: str
    topics: frozenset[str]
    areas: frozenset[str]
    status: str | None
    texts: tuple[tuple[str, str], ...]
    keywords: str = ""

    @classmethod
    def of(cls, record: Any) -> Document:
        """Makes the document of an entry or a stored record."""
        return cls(
            slug=getattr(record, "slug", None) or record.id,
            kind=record.kind,
            name=record.name,
            topics=frozenset(record.topics),
            areas=frozenset(record.areas),
            status=getattr(record, "status", None),
            texts=tuple(texts_of(record)),
            keywords=keywords_of(record),
        )


@dataclass(frozen=True)
class Query:
    """One question, made ready once for all scoring.

    Attributes:
        text: As understood: places left out, misspellings mended.
        vector: Its meaning, shape `(384,)`, length 1.
        stems: Its words that carry meaning.
        related: Stems of everyday words that mean the same.
        districts: The council areas of the place it names; empty when none.
        counties: The counties that those areas are part of.
        kinds: Kinds of record that the words ask for, such as fund; empty when open.
    """

    text: str
    vector: NDArray[np.float32]
    stems: tuple[str, ...]
    related: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    counties: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


class Grouped:
    """Rows grouped by the record that owns them, so that the best row of each is found fast.

    Args:
        owners: The record of each row, ascending.
        size: How many records there are.
    """

    def __init__(self, owners: Sequence[int], size: int) -> None:
        self.owners = np.array(owners, dtype=np.int32)
        self.size = size
        self._present, self._starts = np.unique(self.owners, return_index=True)

    def best(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the highest score of each record, 0 for one without rows; shape `(size,)`."""
        found = np.zeros(self.size, dtype=np.float32)
        if len(self._present):
            found[self._present] = np.maximum.reduceat(scores, self._starts)
        return found

    def centres(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the mean direction of each record's vectors, length 1; shape `(size, width)`."""
        total = np.zeros((self.size, vectors.shape[1]), dtype=np.float32)
        if len(self._present):
            total[self._present] = np.add.reduceat(vectors, self._starts, axis=0)
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        return np.asarray(total / np.maximum(lengths, 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class Field:
    """The vectors of one field and the records that own them."""

    rows: Grouped
    vectors: NDArray[np.float32]

    def best(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns the highest cosine of each record, 0 for one without this field."""
        return (
            self.rows.best(self.vectors @ vector)
            if len(self.vectors)
            else self.rows.best(np.zeros(0, dtype=np.float32))
        )


class Index:
    """Every record, ready to be scored.

    Args:
        documents: In the order of the rows of every result.
        encode: Gives the vectors of texts, shape `(n, 384)`; cached by the caller if it wishes.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> None:
        self.documents = tuple(documents)
        self.size = len(self.documents)
        self.fields = {field: self._field(field, encode) for field in FIELDS}
        self.centres = self.fields["ask"].rows.centres(self.fields["ask"].vectors)
        self.kinds = np.array([document.kind for document in self.documents])
        self.is_closed = np.array([document.status == "closed" for document in self.documents])
        self._areas = [document.areas for document in self.documents]
        asks = [
            stems(text)
            for document in self.documents
            for name, text in document.texts
            if name == "ask"
        ]
        self.single_asks = Lexicon(asks)
        self.asks = Lexicon(self._joined(("ask",)))
        self.everything = Lexicon(self._joined(FIELDS))
        self.names = Lexicon([stems(spelt_out(document.name)) for document in self.documents])
        self.vocabulary = vocabulary(self.documents)

    def _joined(self, fields: Sequence[str]) -> list[list[str]]:
        return [
            stems(
                " ".join(text for name, text in document.texts if name in fields)
                + (f" {document.keywords}" if len(fields) > 1 else "")
            )
            for document in self.documents
        ]

    def _field(self, field: str, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> Field:
        owned = [
            (row, text)
            for row, document in enumerate(self.documents)
            for name, text in document.texts
            if name == field
        ]
        rows = Grouped([row for row, _ in owned], self.size)
        return Field(rows, encode([text for _, text in owned]))

    def serving(self, areas: frozenset[str]) -> NDArray[np.bool_]:
        """Says which records name one of these areas, shape `(size,)`."""
        return np.array([not areas.isdisjoint(served) for served in self._areas])


def vocabulary(documents: Sequence[Document]) -> frozenset[str]:
    """Returns the plain words that are surely spelt right.

    Ways of asking are often misspelt on purpose, so a word that stands only in them counts once
    three records have it.
    """
    in_asks: Counter[str] = Counter()
    sure: set[str] = set()
    for document in documents:
        asks: set[str] = set()
        for row, (field, text) in enumerate(document.texts):
            (asks if field == "ask" and row else sure).update(raw_words(text))
        in_asks.update(asks)
    return frozenset(sure | {word for word, count in in_asks.items() if count >= _KNOWN_FROM})
