"""How far one conversation has come in a task; kept in a slot as plain JSON between messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.site import Site
from knowledge.tasks.frame import Answers, Question, Task, Trouble, Value, is_known

MOST_QUESTIONS = 5
"""A resident is asked no more than this in one task."""

_LONGEST_TEXT = 300


@dataclass(frozen=True)
class TaskState:
    """One conversation's progress in one task.

    Attributes:
        name: The task.
        answers: The answers so far, by key.
        asked: The key of the question that is open, or None.
        order: The keys answered, latest last: a correction means the latest.
        put: The keys of the questions that were put to the resident.
        shown: The slugs of the answer shown last, in their order; empty before the first.
        mark: Changes with the text of that answer.
        told: Changes with each paragraph of that answer, where a later one tells only what is new.
        aside: How many messages in a row were about something else.
        unclear: How many messages in a row were not understood.
        needs: What else the resident said they need: rows of task name and words, first come first.
    """

    name: str
    answers: dict[str, Value] = field(default_factory=dict)
    asked: str | None = None
    order: tuple[str, ...] = ()
    put: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    mark: int = 0
    told: tuple[int, ...] = ()
    aside: int = 0
    unclear: int = 0
    needs: tuple[tuple[str, str], ...] = ()

    def as_slot(self) -> dict[str, Any]:
        """Returns the state as plain JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_slot(cls, value: object) -> TaskState | None:
        """Reads a state back; None for anything that is not one."""
        if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
            return None
        return cls(
            name=value["name"],
            answers=_answers(value.get("answers")),
            asked=value["asked"] if isinstance(value.get("asked"), str) else None,
            order=_texts(value.get("order")),
            put=_texts(value.get("put")),
            shown=_texts(value.get("shown")),
            mark=value["mark"] if isinstance(value.get("mark"), int) else 0,
            told=_marks(value.get("told")),
            aside=_count(value.get("aside")),
            unclear=_count(value.get("unclear")),
            needs=_needs(value.get("needs")),
        )

    def answered(self, new: Answers) -> TaskState:
        """Returns the state with new answers; whatever they change is counted as latest."""
        order = tuple(key for key in self.order if key not in new) + tuple(new)
        return replace(
            self, answers={**self.answers, **new}, order=order, asked=None, aside=0, unclear=0
        )

    def reopened(self, key: str) -> TaskState:
        """Returns the state without the answer to a question, so that it is asked again."""
        kept = {name: value for name, value in self.answers.items() if name != key}
        order = tuple(name for name in self.order if name != key)
        return replace(self, answers=kept, order=order, asked=None, aside=0, unclear=0)

    def asking(self, question: Question) -> TaskState:
        """Returns the state with a question put to the resident."""
        put = tuple(key for key in self.put if key != question.key)
        return replace(self, asked=question.key, put=(*put, question.key))


def begin(
    directory: Directory, task: Task, first_message: str, known_place: PlaceName | None
) -> TaskState:
    """Begins a task with everything that the first message says already.

    Args:
        directory: Knows places and records.
        task: The task.
        first_message: What was typed; empty after a tap.
        known_place: A place known from before; taken for a question named `place`.
    """
    found: dict[str, Value] = {}
    if first_message:
        found = {
            **task.take_first(directory, first_message),
            **noticed(directory, task, first_message),
        }
    if known_place is not None and task.question("place") and "place" not in found:
        found = {**found, "place": known_place.slug}
    return TaskState(task.name).answered(found)


def noticed(directory: Directory, task: Task, text: str) -> dict[str, Value]:
    """Returns the answers that a message gives without being asked."""
    found: dict[str, Value] = {}
    for question in task.questions:
        value = question.notice(directory, text)
        if value is not None and not isinstance(value, Trouble):
            found[question.key] = value
    return found


def next_question(task: Task, state: TaskState) -> Question | None:
    """Returns what to ask next, or None when nothing is left to ask or enough was asked."""
    for question in task.questions:
        if question.key in state.answers or not question.is_wanted(state.answers):
            continue
        if question.key in state.put or len(state.put) < MOST_QUESTIONS:
            return question
    return None


def finish(directory: Directory, site: Site, task: Task, state: TaskState) -> Answer:
    """Answers out of what is known so far."""
    return task.answer(directory, site, state.answers)


def place_of(directory: Directory, answers: Answers, key: str = "place") -> PlaceName | None:
    """Returns the place that was answered, or None."""
    if not is_known(answers, key):
        return None
    return directory.search().gazetteer.get(str(answers[key]))


def _answers(value: object) -> dict[str, Value]:
    if not isinstance(value, Mapping):
        return {}
    return {
        str(key): item[:_LONGEST_TEXT] if isinstance(item, str) else item
        for key, item in value.items()
        if isinstance(item, str | int)
        or (isinstance(item, list) and all(isinstance(one, str) for one in item))
    }


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def _marks(value: object) -> tuple[int, ...]:
    rows = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in rows if isinstance(item, int))


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and 0 <= value < 1000 else 0


def _needs(value: object) -> tuple[tuple[str, str], ...]:
    rows = value if isinstance(value, list | tuple) else ()
    return tuple(
        (str(row[0]), str(row[1])[:_LONGEST_TEXT])
        for row in rows
        if isinstance(row, list | tuple) and len(row) == 2
    )
