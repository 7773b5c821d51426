"""Names of places and organisations as the content files say them.

Reads the YAML directly: the engine has neither the database nor the application's packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_RANK = {"district": 0, "town": 1, "village": 2, "suburb": 3, "hamlet": 4, "ambiguous_name": 5}
_SHORTEST_ORGANISATION = 3


@dataclass(frozen=True)
class Name:
    """One way to say what a record is called.

    Attributes:
        text: The words, in the content's spelling.
        kind: place, organisation, or elsewhere for a place that the county does not serve.
        slug: The record's stable name.
        is_word: Whether it is an ordinary word too, so that it counts only where it is meant.
    """

    text: str
    kind: str
    slug: str
    is_word: bool = False


@dataclass(frozen=True)
class Names:
    """All that is looked for: names, each text once a kind, and outward codes in upper case."""

    names: tuple[Name, ...]
    outcodes: frozenset[str]


def read_names(content: Path, words: Path, elsewhere: Path) -> Names:
    """Reads the names.

    Args:
        content: The folder of the content files.
        words: The file of place names that are words too.
        elsewhere: The file of places that the county does not serve.

    Returns:
        Every name once a kind; where two places share one, the larger kind of place and the one in
        the county come first, as in the application's gazetteer.

    Raises:
        FileNotFoundError: When a file is not there.
    """
    word_like = {key_of(name) for name in _read(words)}
    places = [entry for path in sorted((content / "places").glob("*.yml")) for entry in _read(path)]
    outcodes = {entry["name"].upper() for entry in places if entry["place_kind"] == "outcode"}
    named = [entry for entry in places if entry["place_kind"] != "outcode"]
    named.sort(key=lambda entry: (_RANK[entry["place_kind"]], not entry.get("in_county", True)))
    found: dict[tuple[str, str], Name] = {}
    for entry in named:
        for said in (entry["name"], *entry.get("other_names", [])):
            _keep(found, Name(_plain(said), "place", entry["id"], key_of(said) in word_like))
    for entry in _read(content / "organisations.yml"):
        for said in _organisation_names(entry["name"]):
            _keep(found, Name(said, "organisation", entry["id"]))
    for said in _read(elsewhere):
        if ("place", key_of(said)) not in found:
            _keep(found, Name(said, "elsewhere", key_of(said)))
    return Names(tuple(found.values()), frozenset(outcodes))


def files(content: Path, words: Path, elsewhere: Path) -> list[Path]:
    """Returns the files and folders that names are read from."""
    return [content / "places", content / "organisations.yml", words, elsewhere]


def key_of(name: str) -> str:
    """Returns a name as it is compared: lower case, one space between words, no apostrophes."""
    return " ".join(re.findall(r"[a-z0-9&]+", _plain(name).lower().replace("'", "")))


def _keep(found: dict[tuple[str, str], Name], name: Name) -> None:
    key = key_of(name.text)
    if key:
        found.setdefault((name.kind, key), name)


def _plain(name: str) -> str:
    without_brackets = re.sub(r"\(.*?\)", " ", name).replace("’", "'")
    return " ".join(without_brackets.split())


def _organisation_names(name: str) -> Iterable[str]:
    """Yields the name and, where it ends with an abbreviation in brackets, that too."""
    yield _plain(name)
    for inside in re.findall(r"\(([A-Z][A-Za-z&]+)\)", name):
        if len(inside) >= _SHORTEST_ORGANISATION and inside.upper() == inside:
            yield inside


def _read(path: Path) -> Any:
    # libyaml's loader is ten times as fast as the one in Python, and as safe.
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
