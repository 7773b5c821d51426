"""The first baseline: full-text search alone.

SQLite FTS5 over all text of the same content, with its own ranking (BM25), every entry but places;
the best hit is the answer, and the two after it count where a list is asked for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from knowledge.content_schema import Entry
from tests.evaluation.judge import FIRST_SHOWN, Answer, Shown

_NOT_TEXT = {"id", "source_urls", "source_date", "confidence", "merged_from", "url"}


class FullTextSearch:
    """Answers with the entries in which the words of a question weigh most."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            "CREATE VIRTUAL TABLE entry USING fts5(id UNINDEXED, body, tokenize='porter unicode61')"
        )
        self._base.executemany(
            "INSERT INTO entry (id, body) VALUES (?, ?)",
            [(entry.id, all_text(entry)) for entry in self._entries.values()],
        )

    def answer(self, question: str) -> Answer:
        """Returns the best hit as an answer, or an empty one when no word is known."""
        words = re.findall(r"\w+", question.lower())
        if not words:
            return Answer("")
        query = " OR ".join(f'"{word}"' for word in words)
        with closing(
            self._base.execute(
                "SELECT id FROM entry WHERE entry MATCH ? ORDER BY bm25(entry) LIMIT ?",
                (query, FIRST_SHOWN),
            )
        ) as rows:
            found = [self._entries[row[0]] for row in rows]
        return answer_of(found)


def answer_of(entries: list[Entry]) -> Answer:
    """Returns entries as the judge sees an answer: all text of the first, a card for each."""
    if not entries:
        return Answer("")
    return Answer(all_text(entries[0]), tuple(Shown(entry.kind, entry.name) for entry in entries))


def all_text(entry: Entry) -> str:
    """Returns every word that an entry says, its question variants too."""
    return "\n".join(_texts(entry.model_dump(exclude=_NOT_TEXT, exclude_none=True)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
