"""Who decides about what: the matter that a text is about, and the council that it belongs to.

The table is content, `deciders/matters.yml`: a matter, the kind of council, and the entry that says
so. Where one council does everything, every matter is that council's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.models import Record
from knowledge.search.words import raw_words

MATTERS_FILE = Path(__file__).parent.parent / "content" / "deciders" / "matters.yml"
"""The table."""


class Tier(StrEnum):
    """Who decides."""

    COUNTY = "county"
    DISTRICT = "district"
    PARISH = "parish"
    PARLIAMENT = "parliament"
    NHS = "nhs"


@dataclass(frozen=True)
class Matter:
    """One row of the table.

    Attributes:
        id: Its name in the table.
        matter: What it is about, in words that can stand in a sentence.
        who: Who decides where there are two main councils.
        source: Slug of the entry that says so.
        note: What is worth adding, or an empty text.
        said: Ways of saying it, over plain lower-case words.
    """

    id: str
    matter: str
    who: Tier
    source: str
    note: str
    said: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Council:
    """The council, and what it is to the matter.

    Attributes:
        record: Its contact.
        is_only: Whether one council does everything there.
    """

    record: Record
    is_only: bool


@lru_cache(maxsize=1)
def matters() -> tuple[Matter, ...]:
    """Returns the rows in the order of the file."""
    rows = yaml.safe_load(MATTERS_FILE.read_text("utf-8"))
    return tuple(
        Matter(
            row["id"],
            row["matter"],
            Tier(row["who"]),
            row["source"],
            row.get("note", ""),
            tuple(re.compile(item) for item in row["said"]),
        )
        for row in rows
    )


def matter_of(name: object) -> Matter | None:
    """Returns the row of that id, or None."""
    return next((row for row in matters() if row.id == name), None)


def matter_in(text: str) -> Matter | None:
    """Returns what a text is about, or None.

    The longest words that a row knows count: a country park is no local park, and a planning
    application for a library is about planning, because that is said first among equals.
    """
    typed = " ".join(raw_words(text))
    best: tuple[int, int] | None = None
    found = None
    for row in matters():
        for pattern in row.said:
            for match in pattern.finditer(typed):
                rank = (len(match.group().split()), -match.start())
                if best is None or rank > best:
                    best, found = rank, row
    return found


def councils_for(directory: Directory, tier: Tier, place: PlaceName) -> list[Council]:
    """Returns the councils to turn to in a place, the one that decides first.

    A parish council has no entry of its own here, so its district's council is given.

    Args:
        directory: Holds the councils.
        tier: Who decides where there are two main councils.
        place: Where; of several districts the main one counts.
    """
    district = place.districts[:1]
    counties = sorted(directory.search().gazetteer.wider_areas(district))
    areas = counties if tier is Tier.COUNTY and counties else list(district)
    records = directory.records(directory.councils_of(areas))
    return [Council(record, not counties) for record in records]


def several_councils(place: PlaceName) -> str:
    """Says that a place lies in more than one council's area; an empty text for any other."""
    if len(place.districts) < 2:
        return ""
    others = ", ".join(place.districts[1:])
    return (
        f"{place.name} is mainly in {place.districts[0]}, but parts are in {others}. "
        "Your full postcode decides: https://www.gov.uk/find-local-council"
    )


def with_district(place: PlaceName) -> str:
    """Names a place with its council area: 'Syston (Charnwood)'."""
    if place.districts[0] in place.name or len(place.districts) > 1:
        return place.name
    return f"{place.name} ({place.districts[0]})"
