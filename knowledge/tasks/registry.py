"""All tasks by their name, and which of them a message wishes for."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.directory import Directory
from knowledge.search.words import STOP_WORDS, stems
from knowledge.tasks.frame import Task
from knowledge.tasks.money_wishes import wishes_for_money
from knowledge.tasks.readers import without_places
from knowledge.tasks.words import WISH_FILLERS, is_question

_ASKS_A_FACT = re.compile(
    r"\b(?:what(?:'?s| is| are| does| do)|who|whose|why|when|how (?:much|many|long|old|does|did)"
    r"|is it|is there a|are there (?:any )?(?:rules|limits)|mean|means|meaning|definition|explain"
    r"|difference|law|legal to|paid|pay|money back)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:no|any|out of|lost|owe|owes|without|short of|cant afford|can't afford|my) "
    r"(?:more |the |my )?(?:money|cash)\b|\bvolunteers\b",
    re.IGNORECASE,
)
"""Somebody who is short of money looks for no grant; who needs volunteers is none."""

_HELP_ME = re.compile(
    r"\b(?:help (?:me|us)|can you help|could you help|guide (?:me|us)|walk (?:me|us) through"
    r"|take (?:me|us) through)\b.{0,30}\b(?:find|choose|pick|decide|choosing|finding|deciding"
    r"|work out)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"[.;!\n]+|,?\s+(?:and|also|plus|as well as|but also|then|and then)\s+", re.IGNORECASE
)
_WANTS = re.compile(
    r"\b(?:want|wants|need|needs|looking|like to|after|hoping|find|get|help|trying|wish"
    r"|could do with"
    r"|interested)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 2


@lru_cache(maxsize=1)
def tasks() -> tuple[Task, ...]:
    """Returns every task, in the order that residents see them."""
    from knowledge.tasks import (
        case_studies,
        choose_structure,
        funding,
        have_say,
        local_help,
        run_service,
        save_building,
        volunteering,
    )

    return (
        volunteering.TASK,
        funding.TASK,
        save_building.TASK,
        run_service.TASK,
        choose_structure.TASK,
        have_say.TASK,
        local_help.TASK,
        case_studies.TASK,
    )


def task_of(name: str | None) -> Task | None:
    """Returns the task of that name, or None."""
    return next((task for task in tasks() if task.name == name), None)


def wished(directory: Directory, text: str) -> Task | None:
    """Returns the task that a message wishes for without saying what about; None for any other.

    'I want to volunteer' is a bare wish; 'I want to volunteer with animals' says enough to answer.
    'Help me choose a legal form' starts its task too.
    """
    if _OTHERWISE.search(text):
        return None
    asked = next((task for task in tasks() if task.is_asked(directory, text)), None)
    if asked is not None or _ASKS_A_FACT.search(text):
        return asked
    said = set(stems(without_places(directory, text)))
    rest = said - WISH_FILLERS
    for task in tasks():
        if task.says and re.search(task.says, text, re.IGNORECASE):
            return task
        words = _stems_of(task) | _beside(task)
        if not said & _stems_of(task) or (task.kind == "fund" and not wishes_for_money(text)):
            continue
        if rest <= words or (_HELP_ME.search(text) and len(rest - words) <= _FEW_WORDS):
            return task
    return None


def needs_in(text: str) -> list[tuple[str, str]]:
    """Returns the tasks that a message wishes for, each with its words, in the order they are said.

    Only wishes count, not questions; fewer than two different ones are no queue.
    """
    found: dict[str, str] = {}
    for part in _PARTS.split(text):
        if not part.strip() or is_question(part):
            continue
        said = set(stems(part))
        task = next((task for task in tasks() if said & _stems_of(task)), None)
        if task is not None and (_WANTS.search(part) or len(part.split()) <= _FEW_WORDS):
            found.setdefault(task.name, part.strip())
    return list(found.items()) if len(found) > 1 else []


def is_for_another(name: str, text: str) -> bool:
    """Says whether a message names another task and not the one that runs."""
    said = set(stems(text))
    own = task_of(name)
    if own is not None and said & _stems_of(own):
        return False
    return any(said & _stems_of(task) for task in tasks() if task.name != name)


@lru_cache(maxsize=32)
def _wish_stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(stems(" ".join(sorted(words))))


def _stems_of(task: Task) -> frozenset[str]:
    return _wish_stems(frozenset(word for word in task.wish if " " not in word)) - STOP_WORDS


def _beside(task: Task) -> frozenset[str]:
    return _wish_stems(task.wish)
