"""Text made comparable: lower case, stems, acronyms spelt out, usual misspellings put right.

The same steps run over the content and over what people type.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from knowledge import overrides
from knowledge.local_words import local_acronyms

_TOKEN = re.compile(r"[a-z0-9]+")
_STEMMER = snowballstemmer.stemmer("english")

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about all also am an and any are as at be been but by can cant could did do does doing
        dont for from get got had has have having he her here hi him his how i if ill im in into is
        isnt it its ive just know like ll me more my need no not of off on one or our out please
        really s she so some t than that thats the their them then there theres they this those to
        too u up us ve very want wants was we were what whats when where which who whos why will
        with would yes you your tell resident caller customer someone anyone anybody somebody hello
        thanks wondering""",
    )
)
"""Words that say nothing about what a person is after."""


def plain(text: str) -> str:
    """Returns the text in lower case with apostrophes closed up and odd characters made plain."""
    if text.isascii():
        return text.replace("'", "").lower()
    folded = unicodedata.normalize("NFKD", text)
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return folded.replace("’", "'").replace("'", "").replace("£", " ").lower()


def raw_words(text: str) -> list[str]:
    """Returns the words of a text in order: plain, unstemmed, usual misspellings put right."""
    usual = _listed("misspellings.yml")
    return [usual.get(word, word) for word in _TOKEN.findall(plain(text))]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> list[str]:
    """Returns the stems of the words that carry meaning, in order, repeats kept."""
    return [_stem(word) for word in raw_words(text) if word not in STOP_WORDS]


@lru_cache(maxsize=2)
def _listed(file: str) -> dict[str, Any]:
    path = Path(__file__).parent.parent / "words" / file
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return data


def synonyms_of_file() -> dict[str, Any]:
    """Returns acronyms and groups of the files, flat: `acronym.cic` and `same.volunteer`.

    A group is called by its first phrase.
    """
    listed = _listed("synonyms.yml")
    meanings = listed["acronyms"] | local_acronyms()
    acronyms = {f"acronym.{short}": meaning for short, meaning in meanings.items()}
    return acronyms | {f"same.{group[0]}": group for group in listed["same"]}


@lru_cache(maxsize=1)
def _synonyms(_generation: int) -> tuple[dict[str, str], list[list[str]]]:
    """The acronyms and the groups that hold."""
    held = overrides.with_changes(overrides.SYNONYMS, synonyms_of_file())
    acronyms = {
        key.removeprefix("acronym."): str(value)
        for key, value in held.items()
        if key.startswith("acronym.")
    }
    return acronyms, [value for key, value in held.items() if key.startswith("same.")]


@lru_cache(maxsize=1)
def _same_stems(generation: int) -> dict[str, list[tuple[list[str], list[str]]]]:
    """Maps first stems to everyday phrases and the stems of the others in the phrase's group."""
    found: dict[str, list[tuple[list[str], list[str]]]] = {}
    for group in _synonyms(generation)[1]:
        for phrase in group:
            own = stems(phrase)
            if not own:
                continue
            others = [stem for other in group if other != phrase for stem in stems(other)]
            found.setdefault(own[0], []).append((own, sorted(set(others) - set(own))))
    return found


def spelt_out(text: str) -> str:
    """Returns the text with the field's acronyms followed by what they stand for."""
    acronyms = _synonyms(overrides.generation())[0]
    words = []
    for word in text.split():
        words.append(word)
        meaning = acronyms.get(plain(word).strip('.,;:!?()"/-'))
        if meaning:
            words.append(f"({meaning})")
    return " ".join(words)


def related_stems(query_stems: list[str]) -> list[str]:
    """Returns the stems that mean the same as a phrase of the query, each once, sorted."""
    related: set[str] = set()
    phrases = _same_stems(overrides.generation())
    for row, stem in enumerate(query_stems):
        for phrase, others in phrases.get(stem, ()):
            if query_stems[row : row + len(phrase)] == phrase:
                related.update(others)
    return sorted(related - set(query_stems))
