"""Which fixed texts editors may change, what the files say, and what a text may be.

A family is one file. Knows nothing of proposals; what is wrong is said in plain words.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import overrides
from knowledge.errors import InvalidInput, NotFound
from knowledge.models import Record
from knowledge.phrases import COMMON_VALUES, changeable_replies
from knowledge.search.words import plain, stems, synonyms_of_file

LONGEST_TEXT = 1500
_MOST_WORDS = 20
_NUMBER = re.compile(r"\d+(?: \d+)*")
_CRISIS_FILE = Path(__file__).parents[1] / "content" / "crisis" / "replies.yml"
_CRISIS_PARTS = {"text": "the text", "in_short": "in one line", "checked": "how old it is"}
_NEW_KEY = re.compile(r"acronym\.[a-z0-9&]{2,12}|same\.[a-z0-9 ]{2,60}|canned\.[\w '-]{2,60}")

Check = Callable[[Session, str, Any], None]
"""Raises InvalidInput for a text that cannot be: is given a session, the key and the value."""


@dataclass(frozen=True)
class Family:
    """The texts of one file.

    Attributes:
        name: Its short name, such as `reply`.
        label: What it is called on pages.
        hint: What an editor must know to change one.
        read_file: Gives what the file says, by key.
        check: Raises InvalidInput for a text that cannot be.
        can_add: Whether texts may be added and left out.
        is_list: Whether a text is a list of phrases, typed one a line; by key.
        label_of: The name of one text for people; by key.
    """

    name: str
    label: str
    hint: str
    read_file: Callable[[], Mapping[str, Any]]
    check: Check
    can_add: bool = False
    is_list: Callable[[str], bool] = lambda _key: False
    label_of: Callable[[str], str] = lambda key: key

    def file_says(self, key: str) -> Any:
        """Returns what the file says under a key; None where it says nothing and one may add.

        Raises:
            NotFound: When there is no such text.
        """
        file = self.read_file()
        if key in file:
            return file[key]
        if self.can_add and _NEW_KEY.fullmatch(key):
            return None
        raise NotFound("There is no such text.")

    def read(self, key: str, typed: str) -> Any:
        """Returns what was typed as the file would hold it; nothing is None."""
        lines = [" ".join(line.split()) for line in typed.replace("\r", "").split("\n")]
        if self.is_list(key):
            return [line.lower() for line in lines if line] or None
        return "\n".join(lines).strip() or None

    def typed(self, value: Any) -> str:
        """Returns a text as it stands in a form."""
        return "\n".join(value) if isinstance(value, list) else str(value or "")


def _reply_label(key: str) -> str:
    parts = key.removesuffix(".text").split(".")
    said = parts[-1].replace("off_topic_", "not ours: ").replace("_", " ")
    start = {"doors": "Another door", "openings": "First question"}.get(parts[0], "")
    return f"{start}: {said}" if start and len(parts) > 1 else said.capitalize()


def check_text(value: Any) -> str:
    """Returns a text that says something and is not too long.

    Raises:
        InvalidInput: Otherwise.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput("This text cannot be empty.")
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(f"This text is too long: at most {LONGEST_TEXT} characters.")
    return value


def gaps_of(text: str) -> set[str]:
    """Returns the names in {curly brackets} in a text.

    Raises:
        InvalidInput: When a bracket stands alone.
    """
    try:
        found = {name for _, name, *_ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        raise InvalidInput(
            "A curly bracket { or } stands alone. Please mend or remove it."
        ) from None
    return found


def _check_reply(_session: Session, key: str, value: Any) -> None:
    gaps = gaps_of(check_text(value))
    allowed = COMMON_VALUES | gaps_of(changeable_replies()[key])
    unknown = sorted(gaps - allowed)
    if unknown:
        raise InvalidInput(
            f"{{{unknown[0]}}} is not known here. You can use: "
            + ", ".join(f"{{{name}}}" for name in sorted(allowed))
        )
    lost = sorted(gaps_of(changeable_replies()[key]) - COMMON_VALUES - gaps)
    if lost:
        raise InvalidInput(f"{{{lost[0]}}} must stay in this text: it is filled in each time.")


def _check_synonym(_session: Session, key: str, value: Any) -> None:
    if value is None:
        return
    if key.startswith("acronym."):
        if not isinstance(value, str) or len(value) > 100 or not stems(value):
            raise InvalidInput("Please say what it stands for, in a few words.")
        return
    if len(value) < 2 or len(value) > _MOST_WORDS or len(set(value)) != len(value):
        raise InvalidInput(
            f"Please give 2 to {_MOST_WORDS} different words or phrases, one a line."
        )
    bad = next((word for word in value if len(word) > 60 or not stems(word)), None)
    if bad is not None:
        raise InvalidInput(f"'{bad[:60]}' says too little to search by, or too much.")


@lru_cache(maxsize=1)
def crisis_file() -> dict[str, Any]:
    """Returns the file of crisis texts as it stands; nobody may change it."""
    data: dict[str, Any] = yaml.safe_load(_CRISIS_FILE.read_text("utf-8"))
    return data


def _crisis_texts() -> dict[str, str]:
    data = crisis_file()
    found = {
        f"replies.{name}.{part}": entry[part].strip()
        for name, entry in data["replies"].items()
        for part in _CRISIS_PARTS
    }
    return found | {"closing": data["closing"]}


def _crisis_label(key: str) -> str:
    if key == "closing":
        return "Closing line of every crisis text"
    _, name, part = key.split(".")
    return f"{name.replace('_', ' ').capitalize()}: {_CRISIS_PARTS[part]}"


def numbers_in(text: str) -> set[str]:
    """Returns the numbers in a text, without their spaces."""
    return {number.replace(" ", "") for number in _NUMBER.findall(text)}


def _check_crisis(session: Session, key: str, value: Any) -> None:
    """Holds a crisis text to what its sources say: no number that stands in none of them."""
    text = check_text(value)
    if "{" in text or "}" in text:
        raise InvalidInput("A crisis text has no gaps: please leave the curly brackets out.")
    if key == "closing":
        return
    if key.endswith((".in_short", ".checked")) and "\n" in text:
        raise InvalidInput("This must be one line.")
    entry = crisis_file()["replies"][key.split(".")[1]]
    new = numbers_in(text) - numbers_in(_crisis_texts()[key])
    if key.endswith(".checked"):
        new = set()
    unknown = sorted(new - numbers_in(_said_by(session, entry["sources"])))
    if unknown:
        raise InvalidInput(
            f"The number {unknown[0]} stands in none of the records that this text rests on "
            f"({', '.join(entry['sources'])}). Please change the record first, with its source."
        )


def _said_by(session: Session, slugs: list[str]) -> str:
    records = session.scalars(select(Record).where(Record.slug.in_(slugs)))
    said = [
        {column.key: getattr(record, column.key) for column in type(record).__mapper__.column_attrs}
        for record in records
    ]
    return json.dumps(said, default=str)


def _synonym_label(key: str) -> str:
    sort, _, word = key.partition(".")
    return f"{word.upper()} stands for" if sort == "acronym" else f"The same as '{word}'"


REPLIES = Family(
    overrides.REPLIES,
    "What the assistant says",
    "Names in {curly brackets} are filled in. Plain words, short sentences: ages 9 to 11 can read "
    "it.",
    changeable_replies,
    _check_reply,
    label_of=_reply_label,
)
SYNONYMS = Family(
    overrides.SYNONYMS,
    "Words that mean the same",
    "What people type, and how the directory says it. Search uses it a moment after approval.",
    synonyms_of_file,
    _check_synonym,
    can_add=True,
    is_list=lambda key: key.startswith("same."),
    label_of=_synonym_label,
)
CRISIS = Family(
    overrides.CRISIS,
    "Crisis texts",
    "What a frightened person reads. Numbers first, ask nothing, promise nothing, describe no "
    "methods. Have it read by the safeguarding lead before you approve it.",
    _crisis_texts,
    _check_crisis,
    label_of=_crisis_label,
)


def new_key(family: Family, sort: str, name: str) -> str:
    """Returns the key of a text that is to be added.

    Raises:
        InvalidInput: When it cannot be a name, or is there already.
    """
    name = name.strip() if sort == "canned" else plain(" ".join(name.split()))
    key = f"{sort}.{name}"
    if not family.can_add or not _NEW_KEY.fullmatch(key):
        raise InvalidInput("Please give a short name of letters and numbers.")
    if key in overrides.with_changes(family.name, family.read_file()):
        raise InvalidInput("That is there already: please change it instead.")
    return key
