"""Reads what is said while a task runs: an answer, a correction, a way out, or none of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.directory import Directory
from knowledge.search.words import plain, stems
from knowledge.tasks.frame import SKIPPED, UNKNOWN, Question, Task, Trouble, Value
from knowledge.tasks.readers import PLACE_FILLERS, without_places
from knowledge.tasks.state import TaskState, noticed
from knowledge.tasks.words import (
    WISH_FILLERS,
    corrected,
    is_question,
    says_again,
    says_back,
    says_leave,
    says_not_known,
    says_skip,
    to_change,
)

_MOST_WORDS_MORE = 4


class Kind(StrEnum):
    """What a message does to the task."""

    ANSWER = "answer"
    CHANGE = "change"
    TROUBLE = "trouble"
    LEAVE = "leave"
    AGAIN = "again"
    BACK = "back"


@dataclass(frozen=True)
class Read:
    """A message that belongs to the task.

    Attributes:
        kind: What it does.
        answers: The new answers by key; for `ANSWER`.
        key: The question to ask again; for `CHANGE`.
        text: What to say about an answer that cannot be used; for `TROUBLE`.
    """

    kind: Kind
    answers: dict[str, Value] = field(default_factory=dict)
    key: str | None = None
    text: str = ""


def read_answer(directory: Directory, task: Task, state: TaskState, text: str) -> Read | None:
    """Reads a message as part of a running task.

    Returns:
        What it does to the task; None when it is about something else: an interruption.
    """
    for says, kind in ((says_leave, Kind.LEAVE), (says_again, Kind.AGAIN), (says_back, Kind.BACK)):
        if says(text):
            return Read(kind)
    return (
        _changed(directory, task, text)
        or _corrected(directory, task, state, text)
        or _answered(directory, task, state, text)
    )


def _changed(directory: Directory, task: Task, text: str) -> Read | None:
    """Reads 'change the place' and 'change the place to Melton'."""
    wanted = to_change(text)
    if wanted is None:
        return None
    what, new = wanted
    question = _named(task, what)
    if question is None:
        return None
    value = question.read(directory, new) if new else None
    if value is None or isinstance(value, Trouble):
        return Read(Kind.CHANGE, key=question.key)
    return Read(Kind.ANSWER, {question.key: value})


def _named(task: Task, what: str) -> Question | None:
    words = set(stems(what))
    for question in task.questions:
        if words & {stem for name in (question.key, *question.called) for stem in stems(name)}:
            return question
    return None


def _corrected(directory: Directory, task: Task, state: TaskState, text: str) -> Read | None:
    """Reads 'no, I meant Melton' and 'actually it's a pub'."""
    rest = corrected(text)
    # 'No idea' and 'not sure' begin like a correction and are none.
    if not rest or is_question(rest) or says_not_known(text) or says_skip(text):
        return None
    rest = _without_the_wrong_place(directory, state, rest)
    found = noticed(directory, task, rest)
    changed = {key: value for key, value in found.items() if state.answers.get(key) != value}
    if changed:
        return Read(Kind.ANSWER, changed)
    latest = (state.asked, *reversed(state.order))
    for question in filter(None, (task.question(key) for key in latest)):
        value = question.read(directory, rest)
        if value is not None and not isinstance(value, Trouble):
            return Read(Kind.ANSWER, {question.key: value})
    return None


def _without_the_wrong_place(directory: Directory, state: TaskState, text: str) -> str:
    """Leaves out the place that stands now, where another is named: 'not A, it is B'."""
    mentions = directory.search().gazetteer.find(text)
    wrong = [item for item in mentions if item.place.slug == state.answers.get("place")]
    if len(mentions) <= len(wrong):
        return text
    for item in reversed(wrong):
        text = f"{text[: item.start]} {text[item.end :]}"
    return text


def _answered(directory: Directory, task: Task, state: TaskState, text: str) -> Read | None:
    asked = task.question(state.asked)
    found = noticed(directory, task, text)
    if is_question(text):
        once = {question.key for question in task.questions if question.is_once}
        found = {key: value for key, value in found.items() if key in once}
    if asked is not None and not _names_another(task, asked, text):
        value = _value(directory, asked, text)
        if value is not None and not isinstance(value, Trouble):
            return Read(Kind.ANSWER, {**_unasked(found, state, asked.key), asked.key: value})
        if isinstance(value, Trouble) and not found:
            return Read(Kind.TROUBLE, text=value.text)
    return (
        Read(Kind.ANSWER, found) if found and _says_no_more(directory, task, found, text) else None
    )


def _names_another(task: Task, asked: Question, text: str) -> bool:
    """Says whether a message with a place in it wants another task: 'grants in Melton'."""
    from knowledge.tasks.registry import is_for_another

    return asked.key == "place" and is_for_another(task.name, text)


def _says_no_more(directory: Directory, task: Task, found: dict[str, Value], text: str) -> bool:
    """Says whether a message that nobody asked for is all about the task.

    'Weekends only, in Melton' is; 'grants in Melton' names a place, and wants something else.
    """
    rest = set(stems(without_places(directory, text)))
    rest -= WISH_FILLERS | PLACE_FILLERS | set(stems(" ".join(task.wish)))
    return len(rest) <= (0 if set(found) == {"place"} else _MOST_WORDS_MORE)


def _unasked(found: dict[str, Value], state: TaskState, asked: str) -> dict[str, Value]:
    """Of what an answer says besides, only what is new counts: it was not asked for."""
    return {key: value for key, value in found.items() if key not in (asked, *state.answers)}


def _value(directory: Directory, asked: Question, text: str) -> Value | Trouble | None:
    tapped = _option(asked, text)
    if tapped is not None:
        return tapped
    value = asked.read(directory, text)
    if value is not None and not isinstance(value, Trouble):
        return value
    if says_skip(text):
        return SKIPPED
    if says_not_known(text):
        return UNKNOWN
    return value


def _option(question: Question, text: str) -> str | None:
    """Returns the value of the option whose label was typed, or None."""
    typed = plain(text).strip(" .!")
    return next((item.value for item in question.options if plain(item.label) == typed), None)
