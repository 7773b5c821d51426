"""Where each record is: its positions, else the town of its address, else its postcode's half.

Nothing is placed by guess: a town counts only where it is named and its council is one that the
postcode touches, and the address of a masked location is never used.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from knowledge.finding.facts import Spot
from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.models import Address, Location, ServiceAtLocation, VolunteeringSession

_NOT_A_TOWN = frozenset({"outcode", "ambiguous_name"})
_KEPT_NAMES = 20_000


class Spots:
    """The locations of all records, read once.

    Args:
        session: An open session.
        gazetteer: Tells where towns and postcodes are.
    """

    def __init__(self, session: Session, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._named = lru_cache(maxsize=_KEPT_NAMES)(self._towns)
        self._found: dict[uuid.UUID, list[Spot]] = defaultdict(list)
        self._masked: set[uuid.UUID] = set()
        self._read_locations(session)
        for record, name, north, east in session.execute(
            select(
                VolunteeringSession.record_id, VolunteeringSession.place_name,
                VolunteeringSession.latitude, VolunteeringSession.longitude,
            )
        ):  # fmt: skip
            if north is not None and east is not None:
                self._found[record].append(Spot(north, east, self._town(name), is_rough=False))

    def of(self, row: Row[Any], own: dict[str, Any]) -> tuple[Spot, ...]:
        """Returns where a record is; empty where that is not known."""
        if row.id in self._found:
            return tuple(dict.fromkeys(self._found[row.id]))
        if row.id in self._masked:
            return ()
        for key in ("place", "location_text"):
            if own.get(key):
                return tuple(_spot(town) for town in self._named(own[key]))
        spot = self._of_address(row.address, row.postcode)
        return (spot,) if spot else ()

    def _read_locations(self, session: Session) -> None:
        columns = (
            Location.latitude, Location.longitude, Location.outcode, Location.is_masked,
            Address.city,
        )  # fmt: skip
        own: Any = (
            select(Location.record_id, *columns)
            .outerjoin(Address, Address.location_id == Location.id)
            .where(Location.record_id.is_not(None), Location.kind == "physical")
        )
        held: Any = (
            select(ServiceAtLocation.record_id, *columns)
            .join(Location, Location.id == ServiceAtLocation.location_id)
            .outerjoin(Address, Address.location_id == Location.id)
            .where(Location.kind == "physical")
        )
        for query in (own, held):
            for record, north, east, outcode, is_masked, city in session.execute(query):
                spot = None
                if is_masked:
                    self._masked.add(record)
                    spot = self._of_outcode(outcode)
                elif north is not None and east is not None:
                    spot = Spot(north, east, self._town(city), is_rough=False)
                elif city:
                    spot = self._of_address(city, outcode)
                if spot is not None:
                    self._found[record].append(spot)

    def _of_address(self, address: str | None, postcode: str | None) -> Spot | None:
        """Returns the last town of an address, or else the middle of its postcode's first half."""
        outcode = self._outcode(postcode)
        for town in reversed(self._named(address) if address else ()):
            if outcode is None or set(town.districts) & set(outcode.districts):
                return _spot(town)
        return self._of_outcode(outcode.name if outcode else None)

    def _of_outcode(self, name: str | None) -> Spot | None:
        outcode = self._outcode(name)
        if outcode is None or outcode.latitude is None or outcode.longitude is None:
            return None
        return Spot(outcode.latitude, outcode.longitude, None, is_rough=True)

    def _outcode(self, postcode: str | None) -> PlaceName | None:
        mentions = self._gazetteer.postcodes(postcode or "")
        return mentions[0].place if mentions else None

    def _town(self, name: str | None) -> str | None:
        towns = self._named(name) if name else ()
        return towns[-1].name if towns else None

    def _towns(self, text: str) -> tuple[PlaceName, ...]:
        """Returns the towns and villages that a text surely names, in its order."""
        found = []
        for mention in self._gazetteer.find(text, misspelt=False):
            is_town = mention.how == "name" and mention.place.kind not in _NOT_A_TOWN
            is_city = mention.place.kind != "district" or "(city)" in mention.place.name
            if is_town and is_city and mention.is_certain and mention.place.latitude is not None:
                found.append(mention.place)
        return tuple(found)


def _spot(town: PlaceName) -> Spot:
    name = town.name.removesuffix(" (city)")
    return Spot(town.latitude or 0.0, town.longitude or 0.0, name, is_rough=True)
