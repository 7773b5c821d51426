"""Short guided conversations: one thing asked at a time, for one goal.

Pure logic over the directory: a task says what it asks and how it answers, a state says how far one
conversation has come. Nothing here knows the engine; `actions/tasks.py` plays a task to a resident.
"""

from __future__ import annotations

from knowledge.tasks.frame import (
    SKIPPED,
    UNKNOWN,
    Answers,
    Option,
    Question,
    Task,
    Trouble,
    Value,
    is_known,
    known,
    known_list,
)
from knowledge.tasks.reading import Kind, Read, read_answer
from knowledge.tasks.state import TaskState, begin, finish, next_question

__all__ = [
    "SKIPPED",
    "UNKNOWN",
    "Answers",
    "Kind",
    "Option",
    "Question",
    "Read",
    "Task",
    "TaskState",
    "Trouble",
    "Value",
    "begin",
    "finish",
    "is_known",
    "known",
    "known_list",
    "next_question",
    "read_answer",
]
