"""Says back which place was understood, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.gazetteer import Gazetteer, Mention, PlaceName


@dataclass(frozen=True)
class Placed:
    """Where a question is about.

    Attributes:
        slug: The place's record, or None when no place is known.
        districts: Its council areas, likeliest first.
        said: A sentence for the resident, or an empty text when there is nothing to say.
        counties: The counties that those council areas are part of.
    """

    slug: str | None
    districts: tuple[str, ...]
    said: str
    counties: frozenset[str] = frozenset()


def placed(gazetteer: Gazetteer, mentions: Sequence[Mention], before: PlaceName | None) -> Placed:
    """Decides on the place: the first one named, else the one known from before."""
    if mentions:
        place, districts, said = mentions[0].place, mentions[0].districts, _said(mentions[0])
    elif before is not None:
        place, districts, said = before, before.districts, ""
    else:
        return Placed(None, (), "")
    return Placed(place.slug, districts, said, gazetteer.wider_areas(districts))


def _said(mention: Mention) -> str:
    place = mention.place
    if mention.how == "postcode":
        if mention.is_certain:
            return _lies(place)
        others = ", ".join(mention.districts[1:])
        return (
            f"{place.name} is mainly in {place.districts[0]}, but parts are in {others}. "
            "Your full postcode decides: https://www.gov.uk/find-local-council"
        )
    if place.kind == "district":
        return ""
    name = f"I read '{mention.text}' as {place.name}. " if mention.how == "misspelt" else ""
    if mention.is_certain:
        return f"{name}{_lies(place)}".strip()
    others = ", ".join(f"{other.name} ({other.districts[0]})" for other in mention.places[1:4])
    return (
        f"{name}I took this to mean {place.name} in {place.districts[0]}. "
        f"If you meant another place, tell me: {others}."
    )


def _lies(place: PlaceName) -> str:
    """Says where a place lies; nothing where its own name says so."""
    district = place.districts[0]
    if place.name in district or district in place.name:
        return ""
    return f"{place.name} is in {district}."
