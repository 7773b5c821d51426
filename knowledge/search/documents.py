"""What search knows of records, and a way to hold very many of them in little memory."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from knowledge.search.texts import keywords_of, texts_of
from knowledge.search.words import raw_words

BATCH_DOCUMENTS = 256
"""How many documents are handled at once wherever all of them would be too many."""

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


class Documents(Protocol):
    """Documents in a lasting order, to be gone through as often as needed."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Document]: ...


class PackedDocuments:
    """Documents packed tightly: a tenth of the memory, unpacked batch by batch when gone through.

    Args:
        documents: Gone through once.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._batches: list[bytes] = []
        self._size = 0
        for batch in in_batches(documents):
            self._batches.append(zlib.compress(json.dumps([_values(x) for x in batch]).encode(), 1))
            self._size += len(batch)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Document]:
        for packed in self._batches:
            for slug, kind, name, topics, areas, status, texts, keywords in json.loads(
                zlib.decompress(packed)
            ):
                pairs = tuple((field, text) for field, text in texts)
                yield Document(
                    slug, kind, name, frozenset(topics), frozenset(areas), status, pairs, keywords
                )


def in_batches(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    """Yields the documents in their order, `BATCH_DOCUMENTS` at a time."""
    source = iter(documents)
    while batch := list(islice(source, BATCH_DOCUMENTS)):
        yield batch


def _values(document: Document) -> list[Any]:
    return [
        document.slug, document.kind, document.name, sorted(document.topics),
        sorted(document.areas), document.status, document.texts, document.keywords,
    ]  # fmt: skip


def vocabulary(documents: Iterable[Document]) -> frozenset[str]:
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
