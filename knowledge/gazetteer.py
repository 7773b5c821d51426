"""Finds places in what people type: names, nicknames, misspellings, postcodes and parts of them.

Knows nothing of the database: it is made from place names and gives back places. The outward half
of a postcode often belongs to more than one council, so a postcode gives all of them, main one
first, and the caller says so.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

_WORD = re.compile(r"[A-Za-z0-9&'’]+")
_POSTCODE = re.compile(
    r"\b([A-Za-z]{1,2}[0-9][0-9A-Za-z]?)(?:\s*([0-9])([A-Za-z]{2}))?(?:\s+([0-9]))?\b"
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_FIRM_CUES = frozenset(
    ("in", "near", "at", "from", "around", "within", "live", "living", "based", "outside")
)
_CUES = _FIRM_CUES | frozenset(("to", "for", "by", "of"))
_LONGEST_NAME_WORDS = 6
_SHORTEST_MISSPELT = 5
_LIKENESS = 84.0
_LIKENESS_WITHOUT_CUE = 89.0
_RANK = {"district": 0, "town": 1, "village": 2, "suburb": 3, "hamlet": 4}
_EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class PlaceName:
    """One place of the gazetteer.

    Attributes:
        slug: The stable name of the place's record.
        name: What it is called.
        also: Other names, nicknames and usual misspellings.
        kind: district, town, village, suburb, hamlet, outcode or ambiguous_name.
        districts: The council areas it lies in, main one first; never empty.
        latitude: Degrees north, WGS84, or None.
        longitude: Degrees east, WGS84, or None.
        in_county: Whether the county council serves it, or any part of an outward code.
        county: For a district of a county, that county's name.
        candidates: For an ambiguous name, the names that it may stand for.
    """

    slug: str
    name: str
    also: tuple[str, ...] = ()
    kind: str = "village"
    districts: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    in_county: bool = True
    county: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A place that stands in a text.

    Attributes:
        text: The words as typed.
        start: Where they begin in the text.
        end: Where they end, exclusive.
        places: What they may stand for, likeliest first; never empty.
        how: `name`, `misspelt` or `postcode`.
    """

    text: str
    start: int
    end: int
    places: tuple[PlaceName, ...]
    how: str

    @property
    def place(self) -> PlaceName:
        """The likeliest place."""
        return self.places[0]

    @property
    def districts(self) -> tuple[str, ...]:
        """Every council area that it may lie in, likeliest first, each once."""
        return tuple(dict.fromkeys(name for place in self.places for name in place.districts))

    @property
    def is_certain(self) -> bool:
        """Whether one council area remains."""
        return len(self.districts) == 1


class Gazetteer:
    """The places of an area, ready to be found in texts.

    Args:
        places: All places; ambiguous names stand among them as a kind of their own.
        ordinary_words: Lower-case words that are never taken for a misspelt place.
    """

    def __init__(
        self, places: Iterable[PlaceName], ordinary_words: Collection[str] = frozenset()
    ) -> None:
        self._by_slug = {place.slug: place for place in places}
        self._outcodes: dict[str, PlaceName] = {}
        self._names: dict[str, list[PlaceName]] = defaultdict(list)
        for place in self._by_slug.values():
            if place.kind == "outcode":
                self._outcodes[place.name.upper()] = place
            elif place.kind != "ambiguous_name":
                for key in {_key(name) for name in (place.name, *place.also)}:
                    self._names[key].append(place)
        for found in self._names.values():
            found.sort(key=lambda place: (_RANK.get(place.kind, 9), not place.in_county))
        self._county = {
            place.name: place.county
            for place in self._by_slug.values()
            if place.kind == "district" and place.county
        }
        self._add_ambiguous()
        self._firsts = frozenset(name.split(" ", 1)[0] for name in self._names)
        self._name_words = self.words
        self._word_like = _listed("places-that-are-words.yml")
        near = _listed("words-near-places.yml")
        self._ordinary = frozenset(ordinary_words) | self._word_like | near
        self._single = [
            name
            for name in self._names
            if " " not in name and len(name) >= _SHORTEST_MISSPELT and name not in self._word_like
        ]

    def _add_ambiguous(self) -> None:
        """Lets an ambiguous name stand for its candidates too, in the order of the content."""
        for place in self._by_slug.values():
            if place.kind != "ambiguous_name":
                continue
            candidates = [
                other
                for name in place.candidates
                for other in self._names.get(_key(name), [])
                if other.name == name
            ]
            spellings = place.name.split(" / ")
            for key in {_key(name) for name in spellings}:
                # 'Kirby / Kirkby' are two spellings; 'Humberstone / Hamilton' are places already.
                if len(spellings) == 1 or key not in self._names:
                    own = [other for other in self._names[key] if other not in candidates]
                    self._names[key] = own + candidates

    @property
    def words(self) -> frozenset[str]:
        """Every word that stands in a name, in lower case: none of them is ever 'mended'."""
        return frozenset(word for name in self._names for word in name.split())

    @property
    def districts(self) -> frozenset[str]:
        """The names of all council areas."""
        return frozenset(one.name for one in self._by_slug.values() if one.kind == "district")

    def knows(self, word: str) -> bool:
        """Says whether a word in lower case is an ordinary one or stands in the name of a place."""
        return word in self._ordinary or word in self._name_words

    def wider_areas(self, districts: Iterable[str]) -> frozenset[str]:
        """Returns the counties of districts; a service for all of a county serves each of them."""
        return frozenset(self._county[name] for name in districts if name in self._county)

    def beside(self, districts: Collection[str]) -> frozenset[str]:
        """Returns the districts that share an outward postcode with these: their neighbours."""
        here = frozenset(districts)
        shared = {
            name
            for place in self._outcodes.values()
            if not here.isdisjoint(place.districts)
            for name in place.districts
        }
        return frozenset(shared - here)

    def get(self, slug: str) -> PlaceName | None:
        """Returns the place of that slug, or None."""
        return self._by_slug.get(slug)

    def find(self, text: str, *, misspelt: bool = True) -> list[Mention]:
        """Returns the places in a text, in the order they stand, none overlapping another.

        Args:
            text: Any text.
            misspelt: Whether a word that is nearly a place's name counts as one.
        """
        mentions = self.postcodes(text)
        words = list(_WORD.finditer(text))
        taken = [(mention.start, mention.end) for mention in mentions]
        row = 0
        while row < len(words):
            mention = self._longest_at(text, words, row)
            if mention is None and misspelt:
                mention = self._misspelt_at(words, row)
            if mention and not any(
                start < mention.end and mention.start < end for start, end in taken
            ):
                mentions.append(mention)
                row += len(_WORD.findall(mention.text))
            else:
                row += 1
        return sorted(mentions, key=lambda mention: mention.start)

    def postcodes(self, text: str) -> list[Mention]:
        """Returns the postcodes of the area that stand in a text, whole or their first half."""
        found = []
        for match in _POSTCODE.finditer(text):
            place = self._outcodes.get(match.group(1).upper())
            if place is not None:
                found.append(
                    Mention(match.group(), match.start(), match.end(), (place,), "postcode")
                )
        return found

    def _longest_at(self, text: str, words: Sequence[re.Match[str]], row: int) -> Mention | None:
        typed = words[row].group()
        if not {_key(typed), _key(_POSSESSIVE.sub("", typed))} & self._firsts:
            return None
        for length in range(min(_LONGEST_NAME_WORDS, len(words) - row), 0, -1):
            start, end = words[row].start(), words[row + length - 1].end()
            typed = text[start:end]
            key = _key(typed)
            if key not in self._names:
                key = _key(_POSSESSIVE.sub("", typed))
            places = self._names.get(key)
            if places and (key not in self._word_like or _is_meant(text, words, row)):
                return Mention(typed, start, end, tuple(places), "name")
        return None

    def _misspelt_at(self, words: Sequence[re.Match[str]], row: int) -> Mention | None:
        typed = words[row].group()
        key = _key(typed)
        if len(key) < _SHORTEST_MISSPELT or key in self._ordinary or not key.isalpha():
            return None
        has_cue = row > 0 and words[row - 1].group().lower() in _CUES
        best = process.extractOne(
            key,
            self._single,
            scorer=fuzz.ratio,
            score_cutoff=_LIKENESS if has_cue else _LIKENESS_WITHOUT_CUE,
        )
        if best is None or best[0][0] != key[0]:
            return None
        return Mention(
            typed, words[row].start(), words[row].end(), tuple(self._names[best[0]]), "misspelt"
        )


def distance_km(one: PlaceName, other: PlaceName) -> float | None:
    """Returns the distance between two places in km as the crow flies, or None if unknown."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    north, east = math.radians(one.latitude or 0), math.radians(one.longitude or 0)
    north2, east2 = math.radians(other.latitude or 0), math.radians(other.longitude or 0)
    chord = (
        math.sin((north2 - north) / 2) ** 2
        + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def _key(name: str) -> str:
    if name.isascii() and name.isalnum():
        return name.lower()
    words = _WORD.findall(re.sub(r"\(.*?\)", " ", name).replace("’", "'").lower())
    return " ".join(word.replace("'", "") for word in words)


def _is_meant(text: str, words: Sequence[re.Match[str]], row: int) -> bool:
    if len(words) == 1:
        return True
    if row == 0:
        return False
    is_capital = text[words[row].start()].isupper()
    return is_capital or words[row - 1].group().lower() in _FIRM_CUES


@lru_cache(maxsize=2)
def _listed(file: str) -> frozenset[str]:
    path = Path(__file__).parent / "content" / "words" / file
    return frozenset(_key(name) for name in yaml.safe_load(path.read_text("utf-8")))
