"""Names the place of a shared position: the nearest village, town or suburb that we know."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.gazetteer import PlaceName, distance_km
from knowledge.models import Place

FARTHEST_KM = 8.0
"""Farther than this from every place that we know, somebody is not in our area."""

_KINDS = ("town", "village", "suburb", "hamlet")


class Nearest:
    """Finds places; reads them once, when it is first asked.

    Args:
        database: Holds the places.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: list[PlaceName] = []

    def load(self) -> None:
        """Reads the places now, so that nobody waits for it later."""
        self._places()

    def __call__(self, latitude: float, longitude: float) -> str:
        """Returns the name of the nearest place, or an empty text.

        Args:
            latitude: Degrees north, WGS84.
            longitude: Degrees east, WGS84.
        """
        here = PlaceName("here", "here", latitude=latitude, longitude=longitude)
        near = [
            (distance, place.name)
            for place in self._places()
            if (distance := distance_km(here, place)) is not None and distance <= FARTHEST_KM
        ]
        return min(near, default=(0.0, ""))[1]

    def find(self, spelt: str) -> str:
        """Returns the place whose name is spelt so with hyphens, such as `market-harborough`."""
        names = (place.name for place in self._places())
        return next((name for name in names if _hyphened(name) == spelt.lower()), "")

    def _places(self) -> list[PlaceName]:
        if not self._known:
            try:
                with self._database.session() as session:
                    self._known = _read(session)
            except SQLAlchemyError:
                return []
        return self._known


def _hyphened(name: str) -> str:
    return name.lower().replace("'", "").replace("’", "").replace(" ", "-")


def _read(session: Session) -> list[PlaceName]:
    """The places with a position whose name no other place has: a name alone must be enough."""
    query = select(Place).where(Place.place_kind.in_(_KINDS), Place.latitude.is_not(None))
    places = session.scalars(query.order_by(Place.slug)).all()
    named = Counter(place.name for place in places)
    return [
        PlaceName(
            slug=place.slug,
            name=place.name,
            kind=place.place_kind,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places
        if named[place.name] == 1 and not place.is_withheld
    ]
