"""The commands of the bot, read from `commands.yml`: by name, as buttons and as plain words."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.replies import Choice

OWN = "telegram:"
"""How the payload of a choice begins that is a command of the bot and nothing for the engine."""

_FILE = Path(__file__).with_name("commands.yml")
_MARKS = re.compile(r"[\s.!?,;:/]+")
# What a link on a poster may carry: a subject, a place, or both with an underscore between them.
_PAYLOAD = re.compile(r"^([a-z]*)(?:_([a-z0-9-]{2,50}))?$", re.ASCII)


class Command(BaseModel):
    """One command.

    Attributes:
        name: What follows the slash.
        start: The key of the way to start that it takes, or None.
        near: What is asked for it where there is a place, with `{place}` in it, or None.
        button: What its button says.
        menu: What the menu says, by two-letter language.
        words: Plain words that mean the same when they are the whole message.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9_]{1,32}$")
    start: str | None = None
    near: str | None = None
    button: str
    menu: dict[str, str]
    words: list[str]

    @property
    def choice(self) -> Choice:
        """The button of the command, under a message."""
        return Choice(self.button, f"{OWN}{self.name}")


@lru_cache(maxsize=1)
def commands() -> dict[str, Command]:
    """Returns every command by its name, in the order of the menu."""
    read = [Command.model_validate(item) for item in yaml.safe_load(_FILE.read_text("utf-8"))]
    return {command.name: command for command in read}


def find_by_words(text: str) -> Command | None:
    """Returns the command that a whole message means in plain words, or None."""
    return _by_words().get(_plain(text))


def languages() -> list[str]:
    """Returns the languages that every menu text is there in, in alphabetical order."""
    spoken = [set(command.menu) for command in commands().values()]
    return sorted(set.intersection(*spoken))


def subject_and_place(payload: str) -> tuple[Command | None, str]:
    """Reads what a link on a poster carries.

    Args:
        payload: Such as `volunteer_market-harborough`, `funding` or `_melton-mowbray`.

    Returns:
        The command or None, and the spelling of the place or an empty text.
    """
    found = _PAYLOAD.match(payload.strip().lower())
    if found is None:
        return None, ""
    return commands().get(found.group(1)), found.group(2) or ""


@lru_cache(maxsize=1)
def _by_words() -> dict[str, Command]:
    return {_plain(words): command for command in commands().values() for words in command.words}


def _plain(text: str) -> str:
    return _MARKS.sub(" ", text.lower().replace("\u2019", "'")).strip()
