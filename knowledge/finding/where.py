"""Where a list is about: what serves it, what is near it, and what lies beside it."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.finding.criteria import KM_A_MILE, Criteria, miles_in_words
from knowledge.finding.facts import EVERYWHERE, Position, Spot
from knowledge.gazetteer import Gazetteer, PlaceName

WITHIN_PLACE_KM = 3.0
"""Whatever is this near to the middle of a town or village is in it, for a list."""

_SETTLEMENTS = frozenset({"town", "village", "suburb", "hamlet"})


@dataclass(frozen=True)
class Where:
    """A place as lists need it.

    Attributes:
        name: What it is called, or None where there is none.
        districts: The council areas that it may lie in, likeliest first.
        wider: Their counties.
        beside: The neighbouring council areas.
        position: Its middle, or the exact position that was given; None where neither is known.
        is_settlement: Whether it is a town or a village, and not a council area or a postcode.
        is_exact: Whether the position is the person's own.
    """

    name: str | None = None
    districts: tuple[str, ...] = ()
    wider: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    position: Position | None = None
    is_settlement: bool = False
    is_exact: bool = False

    @property
    def areas(self) -> frozenset[str]:
        """The names of areas, one of which serves this place; empty where none is known."""
        if not self.districts:
            return frozenset()
        return frozenset((*self.districts, *self.wider, *EVERYWHERE))


def where_of(
    gazetteer: Gazetteer,
    place: PlaceName | None,
    criteria: Criteria,
    districts: tuple[str, ...] = (),
) -> Where:
    """Puts together where a list is about.

    Args:
        gazetteer: Knows counties and neighbours.
        place: The place that was named or is known from before.
        criteria: Its area goes before the place's; its position too.
        districts: All council areas that the words may mean; the place's own when empty.
    """
    if criteria.area is not None:
        districts = (criteria.area,)
    elif not districts and place is not None:
        districts = place.districts
    position = criteria.position or _middle_of(gazetteer, place)
    return Where(
        name=place.name.removesuffix(" (city)") if place else criteria.area,
        districts=districts,
        wider=gazetteer.wider_areas(districts),
        beside=gazetteer.beside(districts),
        position=position,
        is_settlement=place is not None and place.kind in _SETTLEMENTS and criteria.area is None,
        is_exact=criteria.position is not None,
    )


def _middle_of(gazetteer: Gazetteer, place: PlaceName | None) -> Position | None:
    """Returns the middle of a place; of a council area, that of the town that bears its name.

    The middle of an area itself is a field somewhere, and no distance from it means anything.
    """
    if place is not None and place.kind == "district" and not place.name.endswith("(city)"):
        named = gazetteer.find(place.name)
        towns = [
            other
            for other in (named[0].places if named else ())
            if other.kind in _SETTLEMENTS and set(other.districts) & set(place.districts)
        ]
        place = towns[0] if towns else None
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return (place.latitude, place.longitude)


def how_far(spot: Spot, where: Where) -> str | None:
    """Says where a spot is and how far, never more exactly than it is known.

    Such as `in Oakham, about 10 miles away (16 km)`; None where nothing can be said.
    """
    named = f"in {spot.town}" if spot.town else None
    if where.position is None:
        return named
    if spot.town is not None and spot.town == where.name:
        return named
    km = spot.km_from(where.position)
    if km < KM_A_MILE:
        far = "less than a mile away" if not spot.is_rough else "about a mile away or less"
    else:
        far = f"about {miles_in_words(round(km / KM_A_MILE) * KM_A_MILE)} away ({km:.0f} km)"
    return f"{named}, {far}" if named else far
