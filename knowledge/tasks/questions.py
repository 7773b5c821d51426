"""Questions with answers to tap, read from the files of `knowledge/words/questions/`.

Each answer there has the ways in which people give it, so that what a resident writes in their own
words counts as much as a tap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.answers import Answer
from knowledge.directory import Directory
from knowledge.search.words import raw_words
from knowledge.tasks.frame import UNKNOWN, Answers, Option, Question
from knowledge.tasks.words import is_question

_FOLDER = Path(__file__).parent.parent / "words" / "questions"
_WE_RE = re.compile(r"\bwe['’]re\b", re.IGNORECASE)
_MOST_WORDS_OF_A_GUESS = 4
"""An answer may stand as a question when it is short: 'the parish council?'."""


@lru_cache(maxsize=8)
def words_of(file: str) -> dict[str, Any]:
    """Returns what a file of that folder holds.

    Args:
        file: Its name without the ending, such as `choose-structure`.
    """
    data: dict[str, Any] = yaml.safe_load((_FOLDER / f"{file}.yml").read_text("utf-8"))
    return data


def tapped_question(
    file: str,
    key: str,
    *,
    is_wanted: Callable[[Answers], bool] = lambda _: True,
    is_noticed: bool = True,
    may_skip: bool = True,
) -> Question:
    """Returns the question of that key, with its answers.

    Args:
        file: The file that holds it.
        key: Its name there.
        is_wanted: Whether it is worth asking, given the answers so far.
        is_noticed: Whether an answer counts that nobody asked for.
        may_skip: Whether the task can do without.
    """
    said = words_of(file)["questions"][key]
    choices = options_of(file, key)

    def read(_: Directory, text: str) -> str | None:
        return option_in(file, key, text, is_asked=True)

    def notice(_: Directory, text: str) -> str | None:
        return option_in(file, key, text, is_asked=False)

    question = Question(
        key=key,
        text=said["text"].strip(),
        again=said["again"].strip(),
        read=read,
        options=choices,
        may_skip=may_skip,
        is_wanted=is_wanted,
        called=(key, *said.get("called", ())),
    )
    return replace(question, notice=notice) if is_noticed else question


def option_in(file: str, key: str, text: str, *, is_asked: bool) -> str | None:
    """Returns the value of the answer that a text gives, or None.

    Of several the one said first counts; of those that begin together, the one listed first. A
    `weak` answer is one that denies: it counts only if, without its words, nothing else is said.
    'No staff, but a lease' is about the lease. A `whole` answer is looked for before all
    others, such as 'grants and some sales', which is a mix.

    Args:
        file: The file that holds the question.
        key: The question.
        text: What was typed.
        is_asked: Whether the question was put; then a message that asks something else is none.
    """
    words = raw_words(text)
    if is_asked and _asks_something_else(text, len(words)):
        return None
    typed = " ".join(words)
    options = _patterns(file, key, is_asked)
    whole = _first([option for option in options if option.is_whole], typed)
    if whole is not None:
        return whole
    without = typed
    for option in options:
        if option.is_weak:
            for pattern in option.said:
                without = pattern.sub(" ", without)
    firm = _first([option for option in options if not option.is_weak], without)
    return firm or _first([option for option in options if option.is_weak], typed)


def _asks_something_else(text: str, count: int) -> bool:
    """Says whether a message asks, and not only whether an answer is right: 'the parish?'."""
    said = _WE_RE.sub("we are", text)
    is_guess = count <= _MOST_WORDS_OF_A_GUESS and not is_question(said.replace("?", ""))
    return is_question(said) and not is_guess


@dataclass(frozen=True)
class _Said:
    value: str
    said: tuple[re.Pattern[str], ...]
    is_weak: bool
    is_whole: bool


def _first(options: Sequence[_Said], typed: str) -> str | None:
    found = [
        (match.start(), row, option.value)
        for row, option in enumerate(options)
        for pattern in option.said
        if (match := pattern.search(typed))
    ]
    return min(found)[2] if found else None


@lru_cache(maxsize=64)
def _patterns(file: str, key: str, is_asked: bool) -> tuple[_Said, ...]:
    found = []
    for option in words_of(file)["questions"][key]["options"]:
        said = option.get("said", [])
        if is_asked:
            said = [*said, *option.get("answers", [])]
        patterns = tuple(re.compile(item) for item in said)
        found.append(_Said(str(option["value"]), patterns, "weak" in option, "whole" in option))
    return tuple(found)


def options_of(file: str, key: str) -> tuple[Option, ...]:
    """Returns the answers to tap, with one for not knowing where the file has it."""
    said = words_of(file)["questions"][key]
    choices = tuple(Option(item["label"], item["value"]) for item in said["options"])
    not_known = said.get("not_known")
    return (*choices, Option(not_known, UNKNOWN)) if not_known else choices


def joins_in(file: str) -> Callable[[Answer], bool]:
    """Returns whether a task asks on under an answer: under the entries that its file names."""
    return lambda found: found.current in words_of(file)["joins"]


def label_of(file: str, key: str, value: object) -> str | None:
    """Returns what an answer is called, or None for a value that is no answer of the question."""
    options = words_of(file)["questions"][key]["options"]
    return next((str(item["label"]) for item in options if item["value"] == value), None)
