"""What a task is: its questions in order, how each is read, and how the answers become a reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.site import Site

Value = str | int | list[str]
"""What an answer is kept as: plain JSON."""

Answers = Mapping[str, Value]
"""The answers so far, by the key of their question."""

SKIPPED = "(skipped)"
"""Kept for a question that the resident would rather not answer, or that does not matter."""

UNKNOWN = "(not known)"
"""Kept for a question that the resident cannot answer."""


@dataclass(frozen=True)
class Trouble:
    """An answer that was understood as one but cannot be used; `text` says why, and what to do."""

    text: str


Reader = Callable[[Directory, str], Value | Trouble | None]
"""Reads a value out of free words; None when they say nothing of the kind."""


@dataclass(frozen=True)
class Option:
    """One answer to tap.

    Attributes:
        label: What it says.
        value: What is kept; no quotation marks, brackets or equals signs.
    """

    label: str
    value: str


def _nothing(_: Directory, __: str) -> None:
    return None


def _always(_: Answers) -> bool:
    return True


def _no_more(_: Directory, __: str) -> Answers:
    return {}


def _never(_: Answer) -> bool:
    return False


def _not_asked(_: Directory, __: str) -> bool:
    return False


def _no_options(_: Directory, __: Site, ___: Answers) -> tuple[Option, ...]:
    return ()


@dataclass(frozen=True)
class Question:
    """One thing that a task asks.

    Attributes:
        key: The name of the answer, a plain word.
        text: The question.
        again: The same in other words, for when the first was not understood.
        read: Reads a message that was given as an answer to it. It must give None for a message
            that asks something else, or the resident could not interrupt.
        notice: Reads the same thing out of a message that says it unasked, such as the first one;
            strict, for nobody asked.
        options: Answers to tap that are always the same.
        options_here: Answers to tap that depend on the directory, the site or the answers so far.
        may_skip: Whether the task can do without; if so 'Skip this' is offered.
        is_wanted: Whether it is still worth asking, given the answers so far.
        called: Words that name it in 'change the ...'.
        is_once: Whether the answer counts for one reply only and is then forgotten.
    """

    key: str
    text: str
    again: str
    read: Reader
    notice: Reader = _nothing
    options: tuple[Option, ...] = ()
    options_here: Callable[[Directory, Site, Answers], tuple[Option, ...]] = _no_options
    may_skip: bool = True
    is_wanted: Callable[[Answers], bool] = _always
    called: tuple[str, ...] = ()
    is_once: bool = False


@dataclass(frozen=True)
class Task:
    """A short guided conversation.

    Attributes:
        name: The intent that starts it.
        title: What it does, as in 'Back to finding volunteering'.
        opening: A line before its first question.
        wish: Words of which a bare wish for it names one, such as 'volunteer', and phrases whose
            other words may stand beside them, such as 'voluntary work'; their stems count.
        questions: In the order they are asked; at most five are asked of one resident.
        has_enough: Whether the answers so far make a useful answer; then it is shown at once and
            the next question stands under it.
        say_back: Says what was understood, in one sentence; an empty text when there is nothing.
        answer: Makes the reply out of the answers; every fact comes from a record.
        joins: Whether the task may ask its next question under an answer that was given without
            it, so that the resident can make it fit better.
        kind: The kind of record that it lists, or None. A bare wish that names a place is answered
            at once with such a list, where there is one.
        says: A pattern of other bare wishes for it, matched without case; empty for none.
        about_last: The key of the question that 'this' in a bare wish answers with what the
            resident asked before, as in 'has anyone done this here?'; None for none.
        heeds: Keys of answers for which the task's own list goes before one that was found without
            it, for that one did not heed them.
        take_first: Reads out of the first message what only the first one can say, such as the
            whole of it as what the resident is interested in.
        tells_news: Whether a later answer tells only what is new in it: for one made of parts that
            stand each by itself.
        is_asked: Whether a message that is no bare wish still starts the task, because only the
            task can answer it, such as a date to count from.
    """

    name: str
    title: str
    opening: str
    wish: frozenset[str]
    questions: tuple[Question, ...]
    has_enough: Callable[[Answers], bool]
    say_back: Callable[[Directory, Answers], str]
    answer: Callable[[Directory, Site, Answers], Answer]
    joins: Callable[[Answer], bool] = _never
    heeds: tuple[str, ...] = ()
    kind: str | None = None
    says: str = ""
    about_last: str | None = None
    take_first: Callable[[Directory, str], Answers] = _no_more
    tells_news: bool = False
    is_asked: Callable[[Directory, str], bool] = _not_asked

    def question(self, key: str | None) -> Question | None:
        """Returns the question of that key, or None."""
        return next((item for item in self.questions if item.key == key), None)


def is_known(answers: Answers, key: str) -> bool:
    """Says whether a question has a real answer, not one left open."""
    return key in answers and answers[key] not in (SKIPPED, UNKNOWN)


def known(answers: Answers, key: str) -> Value | None:
    """Returns the real answer to a question, or None when it is open, skipped or not known."""
    return answers[key] if is_known(answers, key) else None


def known_list(answers: Answers, key: str) -> list[str]:
    """Returns the real answers to a question that may have several; one that was tapped is one."""
    value = known(answers, key)
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]
