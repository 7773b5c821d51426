"""The phrase net: patterns over plain sentences, read from `phrases.yml`.

Finds what is said outright. It needs no weights and no encoder, so it works when everything else
is down. Knows nothing of replies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.crisis.text import read_file

PHRASES_FILE = Path(__file__).with_name("phrases.yml")

_FRAGMENT = re.compile(r"<([a-z]+)>")
_WORDS_BETWEEN = re.compile(r"~(\d+) ")
_BRACKET = re.compile(r"\((?!\?)")
_PEOPLE = re.compile(
    r"\b(?:i|me|my|we|us|our|myself|he|she|him|her|his|they|them|their|someone|anyone|child|kids?"
    r"|children|baby|boy|girl|man|men|woman|women|lady|person|people|mum|dad|son|daughter|friend"
    r"|mate|neighbours?|nan|grandad|brother|sister|husband|wife|partner|boyfriend|girlfriend)\b"
)
_FEW_WORDS = 3
_GAP = " # "
"""What stands where something was set aside: no pattern reads across it."""


class PhraseError(ValueError):
    """A pattern of the phrase file cannot be read; the message names it."""


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    for _ in range(5):
        if not _FRAGMENT.search(pattern):
            pattern = _WORDS_BETWEEN.sub(r"(?:\\w+ ){0,\1}", pattern)
            return _BRACKET.sub("(?:", pattern)
        pattern = _FRAGMENT.sub(lambda found: fragments[found[1]], pattern)
    raise PhraseError(f"The fragments of {pattern!r} contain themselves.")


def _compiled(patterns: list[str], fragments: dict[str, str]) -> re.Pattern[str] | None:
    """One pattern that meets any of the given, at word ends; None for an empty list."""
    parts = []
    for pattern in patterns:
        try:
            part = _filled(pattern, fragments)
            re.compile(part)
        except (KeyError, re.error) as error:
            raise PhraseError(f"The pattern {pattern!r} cannot be read: {error}") from error
        parts.append(f"(?:{part})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


@dataclass(frozen=True)
class _Net:
    always: re.Pattern[str] | None
    unless_about: re.Pattern[str] | None

    def meets(self, sentence: str, *, is_about: bool) -> bool:
        if self.always and self.always.search(sentence):
            return True
        return bool(not is_about and self.unless_about and self.unless_about.search(sentence))


class Phrases:
    """The compiled phrase file.

    Args:
        data: The parsed file: `fragments`, `about`, `set_aside` and `classes`.

    Raises:
        PhraseError: When a pattern cannot be read.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        fragments: dict[str, str] = data["fragments"]
        self._about = _compiled(data["about"], fragments)
        self._set_aside = _compiled(data["set_aside"], fragments)
        self._nets = {
            name: _Net(
                _compiled(lists.get("always", []), fragments),
                _compiled(lists.get("unless_about", []), fragments),
            )
            for name, lists in data["classes"].items()
        }

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that have patterns, in the order of the file."""
        return tuple(self._nets)

    def is_about(self, sentence: str) -> bool:
        """Says whether a plain sentence speaks of a group, its money, its rules or its work."""
        return bool(self._about and self._about.search(sentence))

    def without_figures(self, sentence: str) -> str:
        """Returns a plain sentence without figures of speech, denials and names of subjects."""
        return self._set_aside.sub(_GAP, sentence) if self._set_aside else sentence

    def literal(self, sentence: str) -> str:
        """Returns what is left of a plain sentence without figures of speech."""
        return " ".join(self.without_figures(sentence).replace("#", " ").split())

    def found_in(self, sentence: str) -> list[str]:
        """Returns the classes that a plain sentence speaks of, in the order of the file."""
        kept = self.without_figures(sentence)
        is_about = self.is_about(sentence)
        return [name for name, net in self._nets.items() if net.meets(kept, is_about=is_about)]


def is_guarded(sentence: str, net: Phrases) -> bool:
    """Says whether a plain sentence must mean a crisis more surely than others.

    So it is with sentences about groups and their business, with those in which nobody occurs, and
    with those of one or two words.
    """
    is_short = sentence.count(" ") + 1 < _FEW_WORDS
    return is_short or not _PEOPLE.search(sentence) or net.is_about(sentence)


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Returns the phrase net, read and compiled once.

    Raises:
        PhraseError: When a pattern cannot be read.
        OSError, ValueError: When the file is not there or cannot be read.
    """
    return Phrases(read_file(PHRASES_FILE))
