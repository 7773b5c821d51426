"""The content made searchable: vectors and postings of every record, in memory.

Built from documents and their vectors, batch by batch, so that 100,000 records need little more
memory while it is made than afterwards; knows nothing of the database.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.encoder import DIMENSIONS
from knowledge.search.documents import Document, Documents, in_batches, vocabulary
from knowledge.search.grouping import Grouped, Sets
from knowledge.search.lexical import Lexicon, Postings
from knowledge.search.vectors import Vectors
from knowledge.search.words import spelt_out, stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELDS = ("ask", "gist", "body")
_LEAST = 1e-9
_SHORTEST_NAME_STEMS = 2
_RECORDS_AT_ONCE = 2000


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
        asks: How clearly it is a question: 0 not at all, 1 by a sign, 2 by its mark and its words.
        said: The words as typed.
    """

    text: str
    vector: NDArray[np.float32]
    stems: tuple[str, ...]
    related: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    counties: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    asks: int = 0
    said: str = ""


@dataclass(frozen=True)
class Field:
    """The vectors of one field and the records that own them."""

    rows: Grouped
    vectors: Vectors

    def parts(self, every: int = 1) -> Iterator[tuple[slice, Grouped, NDArray[np.float32]]]:
        """Yields some records at a time: which they are, how their vectors are grouped, and these.

        The groups count from the first of these records; the vectors are in full numbers.

        Args:
            every: Of so many parts only the first is given, for a sample.
        """
        for start in range(0, self.rows.size, _RECORDS_AT_ONCE * every):
            end = min(start + _RECORDS_AT_ONCE, self.rows.size)
            first, last = self.rows.span(start, end)
            own = Grouped(self.rows.owners[first:last] - start, end - start)
            yield slice(start, end), own, self.vectors.take(slice(first, last))


class Index:
    """Every record, ready to be scored.

    Args:
        documents: In the order of the rows of every result; gone through twice and not kept.
        encode: Gives the vectors of texts, shape `(n, 384)`; asked for a batch at a time.
    """

    def __init__(
        self, documents: Documents, encode: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> None:
        self.size = len(documents)
        self.vocabulary = vocabulary(documents)
        self.slugs: list[str] = []
        self.names: list[str] = []
        made = _Parts()
        for batch in in_batches(documents):
            self.slugs += [document.slug for document in batch]
            self.names += [document.name for document in batch]
            made.add(batch, encode)
        self.kinds = made.kinds
        self.topics, self.areas = made.topics, made.areas
        self.is_closed = np.array(made.closed, dtype=np.bool_)
        self.alike = self._alike()
        self.fields = {
            name: Field(Grouped(made.owners[name], self.size), made.vectors[name])
            for name in FIELDS
        }
        for field in self.fields.values():
            field.vectors.close_up()
        self.centre_lengths = np.ones(self.size, dtype=np.float32)
        for records, grouped, vectors in self.fields["ask"].parts():
            lengths = np.linalg.norm(grouped.sums(vectors), axis=1)
            self.centre_lengths[records] = np.maximum(lengths, _LEAST)
        called = np.frombuffer(made.called, dtype=np.int64)
        order = np.argsort(called, kind="stable")
        self._called = called[order]
        self._bearers = np.frombuffer(made.bearers, dtype=np.int32)[order]
        # One at a time, and what it was made from is let go of before the next.
        self.lexicons = {name: Lexicon(made.postings.pop(name)) for name in tuple(made.postings)}

    def _alike(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Returns a record of each kind, area and state there is, and for every record its like."""
        state = np.column_stack([self.kinds.numbers, self.areas.numbers, self.is_closed])
        if not len(state):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
        _, first, alike = np.unique(state, axis=0, return_index=True, return_inverse=True)
        return first.astype(np.int32), alike.reshape(-1).astype(np.int32)

    def named(self, name: Sequence[str]) -> NDArray[np.int32]:
        """Returns the records whose name has exactly these stems, ascending.

        Who types a name and no more means its bearer; but a question is not a name, and one word
        alone may mean anything.
        """
        wanted = tuple(name)
        start, end = np.searchsorted(self._called, [hash(wanted), hash(wanted) + 1])
        rows = [row for row in self._bearers[start:end] if stems(self.names[row]) == list(wanted)]
        return np.array(rows, dtype=np.int32)


class _Parts:
    """What an index is made from, as it grows."""

    def __init__(self) -> None:
        self.kinds: Sets[str] = Sets()
        self.topics: Sets[frozenset[str]] = Sets()
        self.areas: Sets[frozenset[str]] = Sets()
        self.closed: list[bool] = []
        self.called, self.bearers = array("q"), array("i")
        self.owners = {name: array("i") for name in FIELDS}
        self.vectors = {name: Vectors(DIMENSIONS) for name in FIELDS}
        numbers: dict[str, int] = {}
        self.postings = {
            name: Postings(numbers) for name in ("single_asks", "asks", "names", "everything")
        }

    def add(
        self,
        documents: Sequence[Document],
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> None:
        texts: dict[str, list[str]] = {name: [] for name in FIELDS}
        for document in documents:
            row = len(self.closed)
            self.kinds.add(document.kind)
            self.topics.add(document.topics)
            self.areas.add(document.areas)
            self.closed.append(document.status == "closed")
            self._add_words(document)
            self._add_name(row, document)
            for field, text in document.texts:
                self.owners[field].append(row)
                texts[field].append(text)
        for field, own in texts.items():
            if own:
                self.vectors[field].extend(encode(own))

    def _add_name(self, row: int, document: Document) -> None:
        name = tuple(stems(document.name))
        if document.kind != "guidance" and len(name) >= _SHORTEST_NAME_STEMS:
            self.called.append(hash(name))
            self.bearers.append(row)

    def _add_words(self, document: Document) -> None:
        asks, everything = [], []
        for field, text in document.texts:
            found = stems(text)
            everything += found
            if field == "ask":
                asks += found
                self.postings["single_asks"].add(found)
        self.postings["asks"].add(asks)
        self.postings["everything"].add(everything + stems(document.keywords))
        self.postings["names"].add(stems(spelt_out(document.name)))
