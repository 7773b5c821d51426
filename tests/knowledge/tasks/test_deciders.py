"""Who decides about what: the table rests on the content, and every district has its council."""

from __future__ import annotations

import pytest

from knowledge.content_files import load_content
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.site import load_site
from knowledge.tasks.deciders import (
    Tier,
    councils_for,
    matter_in,
    matter_of,
    matters,
    several_councils,
)
from tests.real_content import ROOT

SITE = load_site(ROOT / "site.yml")


def place(directory: Directory, name: str) -> PlaceName:
    return directory.search().gazetteer.find(name)[0].place


def test_every_row_rests_on_an_entry(directory: Directory) -> None:
    sources = {row.source for row in matters()}
    assert {record.slug for record in directory.records(sources)} == sources


def test_no_id_stands_twice() -> None:
    ids = [row.id for row in matters()]
    assert len(set(ids)) == len(ids)
    assert all(matter_of(name) for name in ids)
    assert matter_of("no such matter") is None
    assert matter_of(None) is None


def test_every_row_finds_itself_by_its_own_words() -> None:
    for row in matters():
        found = matter_in(row.matter)
        assert found is not None, row.id


def test_the_table_is_not_read_as_entries() -> None:
    entries = load_content(ROOT / "knowledge" / "content").entries
    assert not {row.id for row in matters()} & {entry.id for entry in entries}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("who decides about potholes in Syston", "roads"),
        ("the street lights on our road are off", "roads"),
        ("speeding through the village", "roads"),
        ("we want a zebra crossing", "roads"),
        ("blocked footpath", "footpaths"),
        ("closing our road for a party", "road-closures"),
        ("they emptied the bins late", "bins"),
        ("new houses on the field", "planning"),
        ("planning permission for the old mill", "planning"),
        ("fly tipping in the lane", "street-cleaning"),
        ("dog mess", "street-cleaning"),
        ("social services", "adult-social-care"),
        ("the library is closing", "libraries"),
        ("country park car park charges", "country-parks"),
        ("our park needs benches", "parks"),
        ("swings at the play area", "play-areas"),
        ("a skate park", "play-areas"),
        ("allotments", "allotments"),
        ("an alotment waiting list", None),
        ("council tax", "council-tax"),
        ("council house repairs", "housing"),
        ("the tip closing on Sundays", "tips"),
        ("quarry extension", "minerals"),
        ("hospital cuts", "nhs"),
        ("universal credit", "national"),
        ("noisy neighbours", "noise"),
        ("swimming pool", "leisure"),
        ("registering a village green", "village-greens"),
        ("I live in Market Harborough", None),
        ("hello there", None),
    ],
)
def test_a_matter_is_found_in_everyday_words(text: str, matter: str | None) -> None:
    found = matter_in(text)
    assert (found.id if found else None) == matter


@pytest.mark.parametrize("district", SITE.areas.districts)
def test_in_the_county_each_tier_has_its_council(directory: Directory, district: str) -> None:
    where = place(directory, district)
    county = councils_for(directory, Tier.COUNTY, where)
    assert [item.record.name for item in county] == [SITE.council.name]
    for tier in (Tier.DISTRICT, Tier.PARISH):
        found = councils_for(directory, tier, where)
        assert [item.record.areas for item in found] == [[district]]
    assert not any(item.is_only for item in county)


@pytest.mark.parametrize("area", SITE.areas.neighbours)
def test_where_one_council_does_everything_it_is_that_one(directory: Directory, area: str) -> None:
    for tier in (Tier.COUNTY, Tier.DISTRICT, Tier.PARISH):
        found = councils_for(directory, tier, place(directory, area))
        assert [item.record.areas[0] for item in found] == [area]
        assert all(item.is_only for item in found)


def test_every_place_of_the_gazetteer_has_councils(directory: Directory) -> None:
    gazetteer = directory.search().gazetteer
    for name in ("Syston", "Oakham", "Hinckley", "Bottesford", "Wigston", "LE3", "Coalville"):
        where = gazetteer.find(name)[0].place
        for tier in (Tier.COUNTY, Tier.DISTRICT):
            assert councils_for(directory, tier, where), name


def test_half_a_postcode_in_several_areas_says_so(directory: Directory) -> None:
    assert "but parts are in" in several_councils(place(directory, "LE3"))
    assert several_councils(place(directory, "Syston")) == ""
