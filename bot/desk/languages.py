"""In which language a resident writes, as a word for the adviser; a guess that may stay open.

Twenty languages that are spoken here or easily told apart. The detector takes some 25 MB and is
made when it is first needed.
"""

from __future__ import annotations

from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_LEAST_LETTERS = 12
_LEAST_SURE = 0.7
_LONGEST = 600

LANGUAGES = (
    Language.ENGLISH, Language.ARABIC, Language.BENGALI, Language.CHINESE, Language.FRENCH,
    Language.GERMAN, Language.GUJARATI, Language.HINDI, Language.ITALIAN, Language.LITHUANIAN,
    Language.PERSIAN, Language.POLISH, Language.PORTUGUESE, Language.PUNJABI, Language.ROMANIAN,
    Language.SOMALI, Language.SPANISH, Language.TURKISH, Language.UKRAINIAN, Language.URDU,
)  # fmt: skip


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*LANGUAGES).with_low_accuracy_mode().build()


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """Returns the English name of the language of a text, or an empty text when it is not sure."""
    text = text[:_LONGEST]
    if sum(character.isalpha() for character in text) < _LEAST_LETTERS:
        return ""
    found = _detector().compute_language_confidence_values(text)[0]
    return found.language.name.capitalize() if found.value >= _LEAST_SURE else ""
