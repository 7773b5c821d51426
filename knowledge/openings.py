"""The first question of each task, for a resident who tapped it without saying more."""

from __future__ import annotations

from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.phrases import PERSON, SUBJECTS, opening_words
from knowledge.replies import Reply


def opening(directory: Directory, task: str) -> Reply:
    """Returns the first question of a task, with likely answers to tap.

    Args:
        directory: Holds the records that are offered.
        task: The intent of the task; an unknown one is asked what it is about.
    """
    found = opening_words(task)
    if found is None:
        return Reply("What would you like to find?", choices=[*SUBJECTS, PERSON])
    text, slugs = found
    records = directory.records(slugs)
    return Reply(text, choices=[*(entry_choice(item.slug, item.name) for item in records), PERSON])
