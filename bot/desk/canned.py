"""Replies that advisers use again: found by words, with gaps that are filled in or shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge import overrides
from knowledge.errors import InvalidInput

FILE = Path(__file__).parent / "canned.yml"
_GAP = re.compile(r"\{([a-z_ ]{1,40})\}")


class Canned(BaseModel):
    """One reply: its name, further words that find it, and its text with gaps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    words: list[str] = []
    text: str


@dataclass(frozen=True)
class Filled:
    """A reply with its known gaps filled; `gaps` are those that the adviser must fill in."""

    name: str
    text: str
    gaps: list[str]


@lru_cache(maxsize=4)
def load_canned(path: Path = FILE) -> tuple[Canned, ...]:
    """Reads and checks the file.

    Raises:
        InvalidInput: When it cannot be read or a key is wrong.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(TypeAdapter(list[Canned]).validate_python(data))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise InvalidInput(f"The file of replies {path.name} has mistakes: {error}") from None


def texts_of_file() -> dict[str, str]:
    """Returns the texts of the file by the keys under which editors change them."""
    return {f"canned.{canned.name}": canned.text for canned in load_canned()}


def canned_in_force() -> list[Canned]:
    """Returns the replies that hold: those of the file, with what editors have changed."""
    known = {canned.name: canned for canned in load_canned()}
    held = overrides.with_changes(overrides.CANNED, texts_of_file())
    names = {key.removeprefix("canned."): text for key, text in held.items()}
    return [
        known[name].model_copy(update={"text": text})
        if name in known
        else Canned(name=name, text=text)
        for name, text in names.items()
    ]


def fill(canned: Canned, values: dict[str, str]) -> Filled:
    """Fills the gaps that have a value; the others stay, in square brackets, to be seen."""
    gaps: list[str] = []

    def one(match: re.Match[str]) -> str:
        value = values.get(match[1], "")
        if value:
            return value
        gaps.append(match[1].replace("_", " "))
        return f"[{gaps[-1]}]"

    return Filled(canned.name, _GAP.sub(one, canned.text), gaps)


def find_canned(text: str, values: dict[str, str]) -> list[Filled]:
    """Returns the replies that hold every word, filled; all of them for no words."""
    wanted = re.findall(r"[^\W_]+", text.casefold())

    def fits(canned: Canned) -> bool:
        whole = " ".join([canned.name, *canned.words, canned.text]).casefold()
        return all(word in whole for word in wanted)

    return [fill(canned, values) for canned in canned_in_force() if fits(canned)]
