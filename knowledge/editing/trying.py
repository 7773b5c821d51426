"""'Try it': what would be answered if a change held, beside what is answered today.

The change is written in a transaction that is rolled back; search is built from what was seen
there. Nothing is stored and nothing is counted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from knowledge.answers import Answer, answer
from knowledge.content_store import records_version
from knowledge.directory import Directory
from knowledge.editing.changes import find_change, write_change
from knowledge.finding.facts import Facts
from knowledge.finding.gathering import read_facts
from knowledge.models import Link, Record
from knowledge.search.engine import Search
from knowledge.search.library import Encode, read_library

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOKED_AT = 100
"""So many questions are asked anew: those whose meaning is nearest to the changed record."""

_EVALUATION = Path(__file__).parents[2] / "tests" / "evaluation" / "questions"


@dataclass(frozen=True)
class Question:
    """A question that is known: a way of asking for a record, or one of the evaluation's.

    Attributes:
        text: How it is asked.
        wanted: The slugs of records that answer it.
        is_evaluation: Whether the evaluation asks it.
    """

    text: str
    wanted: tuple[str, ...]
    is_evaluation: bool = False


@dataclass(frozen=True)
class Moved:
    """A question whose first answer a change would change.

    Attributes:
        question: The question.
        before: The name of the record that comes first today; empty for none.
        after: The one that would.
        was_right: Whether the one of today is among those wanted.
        is_right: Whether the new one is.
    """

    question: Question
    before: str
    after: str
    was_right: bool
    is_right: bool


class Trial(Directory):
    """The directory as it would be with a change; reads from the real one, and counts nothing.

    Args:
        base: The real directory.
        change_id: The change.

    Raises:
        NotFound: When there is no such change, or its record is gone.
        Conflict, InvalidInput: When it cannot be written.
    """

    def __init__(self, base: Directory, change_id: int) -> None:
        self._base = base
        self.today, self.now = base.today, base.now
        with base.session() as session:
            self.version = records_version(session)
            change = find_change(session, change_id)
            write_change(session, change, base.now())
            self.slug = change.slug
            library = read_library(session, base.encoder)
            slugs = [document.slug for document in library.documents]
            facts = read_facts(session, slugs, library.gazetteer, self.today())
            self.changed = session.scalars(_whole(self.slug)).unique().one()
            session.expunge_all()
            session.rollback()
            # From here on the transaction is gone: the texts' vectors are read outside it.
            self._tried = Search(library, base.ranker())
            self.questions = _ways_of_asking(library.documents)
            self.vectors = _vectors_of([item.text for item in self.questions], library.vectors)
            own = _texts_of(library.documents, self.slug)
            self.own = _vectors_of(own, library.vectors)
        self._tried_facts = facts

    def search(self) -> Search:
        """Returns the search with the change."""
        return self._tried

    def searchable(self) -> tuple[Search, Facts]:
        """Returns the search and its facts with the change."""
        return self._tried, self._tried_facts

    def records(self, slugs: Iterable[str]) -> list[Record]:
        """Returns records as they would be."""
        wanted = list(slugs)
        known = {record.slug: record for record in self._base.records(wanted)}
        known.pop(self.slug, None)
        if not self.changed.is_withheld:
            known[self.slug] = self.changed
        return [known[slug] for slug in wanted if slug in known]

    def councils_of(self, districts: Sequence[str]) -> list[str]:
        """Returns the councils, as the real directory knows them."""
        return self._base.councils_of(districts)

    def who_funded(self, text: str, district: str | None) -> Any:
        """Returns who has funded what, as the real directory knows it."""
        return self._base.who_funded(text, district)

    def later(self, work: Callable[..., None], *values: Any) -> None:
        """Counts nothing."""

    def close(self) -> None:
        """Has nothing of its own to close."""


def _whole(slug: str) -> Any:
    links = selectinload(Record.links).options(joinedload(Link.target))
    return select(Record).where(Record.slug == slug).options(links)


def _ways_of_asking(documents: Iterable[Any]) -> list[Question]:
    return [
        Question(text, (document.slug,))
        for document in documents
        for field, text in document.texts
        if field == "ask"
    ]


def _texts_of(documents: Iterable[Any], slug: str) -> list[str]:
    return [text for item in documents if item.slug == slug for _, text in item.texts]


def _vectors_of(texts: Sequence[str], encode: Encode | None) -> NDArray[np.float32]:
    if not texts or encode is None:
        return np.zeros((0, 384), dtype=np.float32)
    return encode(texts)


@lru_cache(maxsize=1)
def evaluation_questions() -> tuple[Question, ...]:
    """Returns the questions of the evaluation, where its files are there; none otherwise."""
    found = []
    for path in sorted(_EVALUATION.glob("*.yml")) if _EVALUATION.is_dir() else []:
        for item in yaml.safe_load(path.read_text("utf-8")).get("questions") or []:
            if isinstance(item, dict) and item.get("entries"):
                found.append(Question(str(item["ask"]), tuple(item["entries"]), True))
    return tuple(found)


@dataclass(frozen=True)
class Tried:
    """A question answered twice: as today, and as it would be."""

    today: Answer
    then: Answer


class Trials:
    """Keeps the last trial, because building one takes a second or two.

    Args:
        directory: Gives the real directory.
    """

    def __init__(self, directory: Callable[[], Directory]) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, str | None], Trial] | None = None
        self._evaluation: NDArray[np.float32] | None = None

    def ask(self, change_id: int, text: str) -> Tried:
        """Asks a question of both.

        Raises:
            NotFound: When there is no such change.
            Conflict, InvalidInput, Unavailable: When it cannot be tried.
        """
        base = self._directory()
        return Tried(answer(base, text), answer(self._trial(base, change_id), text))

    def moved(self, change_id: int) -> tuple[list[Moved], int]:
        """Returns the known questions whose first answer would change, and how many were asked.

        Raises:
            As `ask`.
        """
        base = self._directory()
        trial = self._trial(base, change_id)
        nearest = self._nearest(base, trial)
        names: dict[str, str] = {}
        found = []
        for question in nearest:
            before, after = _first(base.search(), question), _first(trial.search(), question)
            names |= {hit.slug: hit.name for hit in (before, after) if hit is not None}
            old, new = (hit.slug if hit else "" for hit in (before, after))
            if old != new:
                found.append(
                    Moved(
                        question,
                        names.get(old, ""),
                        names.get(new, ""),
                        old in question.wanted,
                        new in question.wanted,
                    )  # fmt: skip
                )
        found.sort(key=lambda item: (not item.question.is_evaluation, item.question.text))
        return found, len(nearest)

    def _trial(self, base: Directory, change_id: int) -> Trial:
        with self._lock:
            base.search()
            with base.session() as session:
                key = (change_id, records_version(session))
            if self._kept is None or self._kept[0] != key:
                self._kept = None
                trial = Trial(base, change_id)
                self._kept = ((change_id, trial.version), trial)
            return self._kept[1]

    def _nearest(self, base: Directory, trial: Trial) -> list[Question]:
        """The known questions whose meaning is nearest to what the record says or would say."""
        evaluation = evaluation_questions()
        if self._evaluation is None:
            self._evaluation = base.encoder.encode([item.text for item in evaluation])
        questions = [*trial.questions, *evaluation]
        vectors = np.concatenate([trial.vectors, self._evaluation.reshape(-1, 384)])
        own = np.concatenate([trial.own, base.vectors_of_record(trial.slug)])
        if not len(own) or not len(questions):
            return []
        likeness = (vectors @ own.T).max(axis=1)
        order = np.argsort(-likeness, kind="stable")
        chosen: dict[str, Question] = {}
        for at in order:
            chosen.setdefault(questions[at].text, questions[at])
            if len(chosen) >= LOOKED_AT:
                break
        return list(chosen.values())


def _first(search: Search, question: Question) -> Any:
    return next(iter(search.find(question.text, limit=1).hits), None)
