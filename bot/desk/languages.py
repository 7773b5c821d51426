"""In which language a resident writes, as a word for the adviser; a guess that may stay open."""

from __future__ import annotations

from functools import lru_cache

from knowledge.gazetteer import Gazetteer
from knowledge.languages import foreign_languages, is_english

_LEAST_LETTERS = 12
_LONGEST = 600
_NO_PLACES = Gazetteer(())
"""The desk holds no directory; everyday words tell English well enough."""


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """Returns the English name of the language of a text, or an empty text when it is not sure."""
    text = text[:_LONGEST]
    if sum(character.isalpha() for character in text) < _LEAST_LETTERS:
        return ""
    found = foreign_languages(text, _NO_PLACES)
    if found:
        return " or ".join(language.name for language in found)
    return "English" if is_english(text, _NO_PLACES) else ""
