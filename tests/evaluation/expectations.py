"""What is asked and what would be right, read from the question and dialogue files.

The files say it in YAML; `docs/evaluation.md` explains the keys to the people who write them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

VOICES = (
    "short", "plain", "rambling", "misspelt", "text_speak", "local", "staff", "non_native",
    "capitals", "negation", "double", "neighbour",
)  # fmt: skip
LIST_KINDS = ("fund", "opportunity", "service", "case_study")
Groups = tuple[tuple[str, ...], ...]


class EvaluationFileError(ValueError):
    """A question or dialogue file says something that cannot be judged; names file and question."""


@dataclass(frozen=True)
class Expected:
    """What makes a reply right.

    Attributes:
        entries: Ids of which any, as the first thing shown, is right.
        any_of: Ids of which any among the first three shown is right, where a list is asked for.
        list_kind: What the list is of: fund, opportunity, service or case_study.
        all_of: Groups of ids; one of each must be shown (two questions in one).
        must_say: Groups of words; one of each must stand in the text.
        must_not_say: Words that may not.
        or_says: Groups of words that make a reply right whatever is shown.
        place: The district that must be understood: what is shown first must serve it.
        door: The class that a message outside the content belongs to, a row of doors.yml.
        or_door: Another class that is as good.
        asks: Groups of words; the reply must ask back and say one of each.
        has_choices: Something can be tapped.
        answered: Any real answer will do.
        not_as_before: The text must differ from the last one.
    """

    entries: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    list_kind: str | None = None
    all_of: Groups = ()
    must_say: Groups = ()
    must_not_say: tuple[str, ...] = ()
    or_says: Groups = ()
    place: str | None = None
    door: str | None = None
    or_door: str | None = None
    asks: Groups = ()
    has_choices: bool = False
    answered: bool = False
    not_as_before: bool = False

    @property
    def ids(self) -> set[str]:
        """Every entry id that is named."""
        return {*self.entries, *self.any_of, *(item for group in self.all_of for item in group)}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is expected at all."""
        return self == Expected()


@dataclass(frozen=True)
class Question:
    """One question of one person, played in a fresh conversation."""

    number: int
    subject: str
    ask: str
    voice: str
    hard: bool
    expected: Expected


@dataclass(frozen=True)
class Turn:
    """One step of a dialogue: something said, or a choice taken by a pattern of its label."""

    say: str | None
    choose: str | None
    expected: Expected


@dataclass(frozen=True)
class Dialogue:
    """A short conversation; it is right when every step is."""

    file: str
    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class CrisisLine:
    """One line of crisis.yml; `classes` is empty where no crisis reply may come."""

    text: str
    classes: tuple[str, ...]


def read_questions(folder: Path) -> list[Question]:
    """Returns all questions, in order of file and place.

    Raises:
        EvaluationFileError: For the first question that cannot be judged.
    """
    found = []
    for path in sorted(folder.glob("*.yml")):
        document = _read(path)
        for number, item in enumerate(document["questions"], 1):
            found.append(_question(path, document["subject"], number, item))
    return found


def read_dialogues(folder: Path) -> list[Dialogue]:
    """Returns all dialogues, in order of file and place.

    Raises:
        EvaluationFileError: For the first one that cannot be judged.
    """
    return [
        Dialogue(path.stem, item["name"], tuple(_turn(path, turn) for turn in item["turns"]))
        for path in sorted(folder.glob("*.yml"))
        for item in _read(path)["dialogues"]
    ]


def read_crisis(path: Path) -> list[CrisisLine]:
    """Returns the lines of crisis.yml, those that need a crisis reply first."""
    document = _read(path)
    lines = []
    for name, items in document["crisis"].items():
        for item in items:
            text, also = (item, []) if isinstance(item, str) else (item["text"], item["also"])
            lines.append(CrisisLine(text, (name, *also)))
    return lines + [CrisisLine(text, ()) for text in document["near_misses"]]


def _read(path: Path) -> dict[str, Any]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise EvaluationFileError(f"{path.name} is not a mapping.")
    return document


def _question(path: Path, subject: str, number: int, item: dict[str, Any]) -> Question:
    where = f"{path.name}, question {number} ({item.get('ask')!r})"
    if not str(item.get("ask") or "").strip():
        raise EvaluationFileError(f"{where}: nothing is asked.")
    if item.get("voice") not in VOICES:
        raise EvaluationFileError(f"{where}: the voice is not one of {', '.join(VOICES)}.")
    if not isinstance(item.get("hard"), bool):
        raise EvaluationFileError(f"{where}: `hard` must be true or false.")
    rest = {key: value for key, value in item.items() if key not in {"ask", "voice", "hard"}}
    expected = _expected(where, rest)
    return Question(number, subject, str(item["ask"]), item["voice"], item["hard"], expected)


def _turn(path: Path, item: dict[str, Any]) -> Turn:
    where = f"{path.name}, {item}"
    if ("say" in item) == ("choose" in item):
        raise EvaluationFileError(f"{where}: a step either says or chooses.")
    rest = {key: value for key, value in item.items() if key not in {"say", "choose"}}
    return Turn(item.get("say"), item.get("choose"), _expected(where, rest))


def _expected(where: str, item: dict[str, Any]) -> Expected:
    unknown = set(item) - {field.name for field in fields(Expected)}
    if unknown:
        raise EvaluationFileError(f"{where}: unknown key {', '.join(sorted(unknown))}.")
    expected = Expected(**{key: _frozen(value) for key, value in item.items()})
    if expected.is_empty:
        raise EvaluationFileError(f"{where}: nothing says what is right.")
    if bool(expected.any_of) != bool(expected.list_kind):
        raise EvaluationFileError(f"{where}: `any_of` and `list_kind` go together.")
    if expected.list_kind not in (None, *LIST_KINDS):
        raise EvaluationFileError(f"{where}: `list_kind` is not one of {', '.join(LIST_KINDS)}.")
    return expected


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
