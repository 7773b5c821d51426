"""Notices that a message is not in English, and says in its language what can be done.

The detector is lingua in its small mode. It knows no text-speak and takes 'tenant management
organisation' for French, so it is asked only when most of the words are not English ones we know.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from lingua import Language as Known
from lingua import LanguageDetector, LanguageDetectorBuilder

from knowledge.gazetteer import Gazetteer
from knowledge.replies import Reply
from knowledge.search.words import STOP_WORDS, plain
from knowledge.site import Site

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FEWEST_LATIN_WORDS = 3
_FEWEST_ACCENTED_WORDS = 2
_ENGLISH_ENOUGH = 0.5
_ENGLISH_ENOUGH_IN_PLAIN_LETTERS = 0.25
"""Without a single accent, misspelt English is likelier than another language."""
_LIKELY = 0.6
_FEWEST_ROMANISED = 2
_FEWEST_USUAL = 2
_ROMANISED = "romanised_south_asian"


@dataclass(frozen=True)
class Language:
    """A language in which a short reply can be given.

    Attributes:
        name: Its English name.
        code: Its code in BCP 47, such as `pl`.
        text: The reply, with names to be filled in.
        machine_checked: No speaker has assured the text yet.
    """

    name: str
    code: str
    text: str
    machine_checked: bool


def foreign_languages(text: str, gazetteer: Gazetteer) -> tuple[Language, ...]:
    """Returns the languages that a message may be in; none for English and for the unknown.

    Args:
        text: What was typed.
        gazetteer: Knows ordinary English words and the names of places.

    Returns:
        One language; two for Hindi and Urdu typed in Latin letters, which look the same.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return ()
    if _share_not_latin(words) > _ENGLISH_ENOUGH:
        return _detected(text)
    known = _count_english(words, gazetteer)
    romanised = set(words) & set(_texts()[_ROMANISED])
    if len(romanised) >= _FEWEST_ROMANISED and known < len(words) - known:
        return (language("hindi"), language("urdu"))
    is_plain = text.isascii()
    fewest = _FEWEST_LATIN_WORDS if is_plain else _FEWEST_ACCENTED_WORDS
    enough = _ENGLISH_ENOUGH_IN_PLAIN_LETTERS if is_plain else _ENGLISH_ENOUGH
    if len(words) < fewest or known >= enough * len(words):
        return ()
    found = _detected(text)
    if not is_plain or not found:
        return found
    usual = set(_texts()[found[0].name.lower()].get("usual", ()))
    return found if len(usual & set(words)) >= _FEWEST_USUAL else ()


def is_english(text: str, gazetteer: Gazetteer) -> bool:
    """Says whether so many words of a text are English ones we know that it surely is English."""
    words = [word.lower() for word in _WORD.findall(text)]
    least = _ENGLISH_ENOUGH_IN_PLAIN_LETTERS * len(words)
    return bool(words) and _count_english(words, gazetteer) >= least


def _count_english(words: list[str], gazetteer: Gazetteer) -> int:
    return sum(word in STOP_WORDS or gazetteer.knows(word) for word in map(plain, words))


def language(name: str) -> Language:
    """Returns a language of the content by its name in small letters.

    Raises:
        KeyError: When there is no reply in it.
    """
    found = _texts()[name]
    return Language(found["name"], found["code"], found["text"].strip(), found["machine_checked"])


def languages() -> tuple[str, ...]:
    """Returns the names of all languages there is a reply in, in the order of the file."""
    return tuple(name for name in _texts() if name != _ROMANISED)


def reply_in(spoken: Language, site: Site) -> Reply:
    """Returns the short reply in a language."""
    adviser = f"{site.adviser.name}: {site.adviser.phone or site.adviser.url}"
    text = spoken.text.format(
        council=site.council.name, adviser=adviser, emergency=site.emergency.number
    )
    note = " (machine-checked translation)" if spoken.machine_checked else ""
    return Reply(f"{text}\n\n[{spoken.name}{note}]", language=spoken.code)


def _share_not_latin(words: list[str]) -> float:
    letters = [letter for word in words for letter in word if letter.isalpha()]
    others = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return others / len(letters) if letters else 0.0


def _detected(text: str) -> tuple[Language, ...]:
    best = _detector().compute_language_confidence_values(text)[0]
    name = best.language.name.lower()
    if best.value < _LIKELY or name not in languages():
        return ()
    return (language(name),)


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    known = [Known.ENGLISH, *(Known.from_str(name.upper()) for name in languages())]
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build()


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    path = Path(__file__).parent / "words" / "languages.yml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found
