"""What the gazetteer says about areas and postcodes, as the directory needs it.

Only outward codes are known here, so a postcode is placed at the centre of its outward code and in
all the districts that the code touches; nothing claims to know more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Place

NATION_CODES = {"England": "E92000001", "UK": "K02000001"}
"""The codes of the Office for National Statistics for the areas that need no place entry."""

CODE_URI = "http://statistics.data.gov.uk/id/statistical-geography/{code}"

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})?", re.IGNORECASE)
_EARTH_RADIUS_M = 6_371_000.0
# Postcode areas that are outside England or reach out of it.
_OUTSIDE_ENGLAND = frozenset(
    ("AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE")
    + ("CF", "CH", "HR", "LD", "LL", "NP", "SA", "SY", "BT", "IM", "GY", "JE")
)


@dataclass(frozen=True)
class Outcode:
    """An outward code: its post town, the districts it touches, and its centre where known."""

    post_town: str | None
    districts: tuple[str, ...]
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Geography:
    """Areas and outward codes.

    Attributes:
        codes: The ONS code of each area.
        counties: The county of each district that has one.
        outcodes: Outward codes by name, such as `LE1`.
        places: The districts of every town, village and suburb, by its name.
    """

    codes: dict[str, str]
    counties: dict[str, str]
    outcodes: dict[str, Outcode]
    places: dict[str, frozenset[str]]

    @classmethod
    def of(cls, places: Sequence[Place]) -> Geography:
        """Makes it from the places of the gazetteer."""
        districts = [place for place in places if place.place_kind == "district"]
        named: dict[str, set[str]] = {place.areas[0]: {place.areas[0]} for place in districts}
        for place in places:
            if place.district and place.place_kind not in {"district", "outcode"}:
                named.setdefault(place.name, set()).add(place.district)
        return cls(
            codes=NATION_CODES
            | {place.areas[0]: place.gss_code for place in districts if place.gss_code},
            counties={place.areas[0]: place.county for place in districts if place.county},
            outcodes={
                place.name: Outcode(
                    place.post_town, tuple(place.districts), place.latitude, place.longitude
                )
                for place in places
                if place.place_kind == "outcode"
            },
            places={name: frozenset(found) for name, found in named.items()},
        )

    @classmethod
    def read(cls, session: Session) -> Geography:
        """Reads the places of the database."""
        return cls.of(session.scalars(select(Place)).all())

    def area_uri(self, name: str | None) -> str | None:
        """Returns the address of an area in the register of the ONS, or None."""
        code = self.codes.get(name or "")
        return CODE_URI.format(code=code) if code else None

    def county_of(self, name: str, outcode: Outcode) -> str | None:
        """Returns the county of a place within an outward code.

        A single-tier district stands for itself. None where the gazetteer has no such place there,
        or cannot tell.
        """
        districts = self.places.get(name, frozenset()) & set(outcode.districts)
        if len(districts) != 1:
            return None
        district = next(iter(districts))
        return self.counties.get(district, district)

    def areas_of(self, postcode: str) -> frozenset[str] | None:
        """Returns every area that holds a postcode or may hold it; None when it is not known.

        The nations are among them, so that a service for all of England is found from anywhere in
        it.
        """
        outcode = split_postcode(postcode)[0]
        if outcode is None:
            return None
        known = self.outcodes.get(outcode)
        districts = set(known.districts) if known else set()
        counties = {self.counties[name] for name in districts if name in self.counties}
        area = re.match(r"[A-Z]+", outcode)
        nations = {"UK"} if area and area[0] in _OUTSIDE_ENGLAND else {"UK", "England"}
        return frozenset(districts | counties | nations)


def split_postcode(text: str) -> tuple[str | None, str | None]:
    """Returns the outward code and the whole postcode, spaced; None for what is not there."""
    found = _POSTCODE.fullmatch(" ".join(text.split()))
    if found is None:
        return None, None
    outward, inward = found.group(1).upper(), found.group(2)
    return outward, f"{outward} {inward.upper()}" if inward else None


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Returns the distance of two positions (latitude, longitude) in metres, along the earth."""
    north, other_north = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(half))
