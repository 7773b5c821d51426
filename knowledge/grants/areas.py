"""Where a grant belongs: the district or county of our gazetteer that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.grants.fields import plain
from knowledge.models import Place

# What GrantNav puts beside a grant, best first: codes, then names.
_DISTRICT_HEADINGS = (
    "Beneficiary District Geographic Code",
    "Best Available District Geographic Code",
    "Recipient District Geographic Code",
    "Best Available Recipient District Geographic Code",
    "Beneficiary District",
    "Best Available District",
    "Recipient District",
    "Best Available Recipient District",
)
_ADDED = "additionaldata"


@dataclass
class Areas:
    """The areas of the gazetteer, by everything that names them.

    Attributes:
        by_code: Area by ONS code.
        by_name: Area by name in letters and digits; a name that means several areas is left out.
        by_outcode: The districts of an outward postcode, main one first.
        counties: The county of each district that has one.
    """

    by_code: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    by_outcode: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)

    def of_grant(self, grant: Mapping[str, Any], extra: Mapping[str, str]) -> str | None:
        """Returns the district or county that a grant was for, or None where it does not say.

        Its own words come first: the code of a beneficiary's location, then its name; then what
        GrantNav worked out. The postcode of who received it is not taken for it.
        """
        locations = grant.get("beneficiaryLocation")
        found = (
            [item for item in locations if isinstance(item, dict)]
            if isinstance(locations, list)
            else []
        )
        codes = (self.by_code.get(str(item.get("geoCode"))) for item in found)
        names = (self.by_name.get(plain(str(item.get("name") or ""))) for item in found)
        return next((area for area in (*codes, *names, self._added(extra)) if area), None)

    def _added(self, extra: Mapping[str, str]) -> str | None:
        values = {plain(name).removesuffix(_ADDED): value for name, value in extra.items()}
        for heading in _DISTRICT_HEADINGS:
            value = values.get(plain(heading), "")
            area = self.by_code.get(value) or self.by_name.get(plain(value))
            if area:
                return area
        return None

    def outcodes_of(self, districts: Iterable[str]) -> list[str]:
        """Returns the outward postcodes whose main district is one of these, in order."""
        wanted = set(districts)
        return sorted(code for code, names in self.by_outcode.items() if names[0] in wanted)

    def in_county(self, county: str) -> list[str]:
        """Returns the districts of a county, in order of name."""
        return sorted(name for name, other in self.counties.items() if other == county)


def read_areas(session: Session) -> Areas:
    """Reads the areas of the gazetteer."""
    areas = Areas()
    places = session.scalars(select(Place).order_by(Place.slug)).all()
    for place in places:
        if place.place_kind == "district":
            _add_district(areas, place)
        elif place.place_kind == "outcode" and place.districts:
            areas.by_outcode[place.name.upper()] = tuple(place.districts)
    for county in set(areas.counties.values()):
        areas.by_name.setdefault(plain(county), county)
    _add_places(areas, places)
    return areas


def _add_district(areas: Areas, place: Place) -> None:
    name = place.areas[0]
    if place.gss_code:
        areas.by_code[place.gss_code] = name
    for called in (name, place.name, *place.other_names):
        areas.by_name[plain(called)] = name
    if place.county:
        areas.counties[name] = place.county


def _add_places(areas: Areas, places: Iterable[Place]) -> None:
    """Adds towns and villages whose name means one district and no other."""
    districts: dict[str, set[str]] = {}
    for place in places:
        if place.place_kind == "ambiguous_name":
            districts.setdefault(plain(place.name), set()).update(("", "several"))
        elif place.district:
            districts.setdefault(plain(place.name), set()).add(place.district)
    for name, found in districts.items():
        if len(found) == 1:
            areas.by_name.setdefault(name, next(iter(found)))
