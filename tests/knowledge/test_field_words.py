"""The field's own words are known, and mending a word never costs a place its name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.directory import Directory
from knowledge.gazetteer import Gazetteer
from knowledge.models import Record
from knowledge.search.words import spelt_out


@pytest.fixture(scope="module")
def gazetteer(directory: Directory) -> Gazetteer:
    return directory.search().gazetteer


@pytest.mark.parametrize(
    ("acronym", "meaning"),
    [
        ("CRB", "DBS"), ("ACV", "asset of community value"), ("PC", "parish council"),
        ("UC", "universal credit"), ("PTA", "parent teacher association"),
        ("TSO", "third sector organisation"), ("CIC", "community interest company"),
        ("CIO", "charitable incorporated organisation"), ("SLA", "service level agreement"),
        ("TUPE", "transfer of staff"), ("AGM", "annual general meeting"),
        ("PAT", "portable appliance testing"), ("EIN", "tax number"),
        ("CAB", "citizens advice"), ("CVS", "council for voluntary service"),
        ("CLG", "company limited by guarantee"), ("CAT", "community asset transfer"),
    ],
)  # fmt: skip
def test_the_acronyms_of_the_field_are_spelt_out(acronym: str, meaning: str) -> None:
    assert meaning in spelt_out(f"what is a {acronym}?")


def test_every_place_is_found_by_its_own_name(
    gazetteer: Gazetteer, all_records: Sequence[Record]
) -> None:
    """No name is read as a misspelling of another place."""
    names = [record.name for record in all_records if record.kind == "place"]
    assert len(names) > 400
    for name in names:
        for mention in gazetteer.find(name):
            assert mention.how != "misspelt", name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Lutterwoth", "Lutterworth"), ("Loughboro", "Loughborough"), ("Coalvile", "Coalville"),
     ("Hinkley", "Hinckley"), ("Lecester", "Leicester (city)"),
     ("Melton Mobray", "Melton Mowbray")],
)  # fmt: skip
def test_misspelt_places_are_read(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    found = gazetteer.find(f"help in {typed}")
    assert meant in [place.name for mention in found for place in mention.places]


@pytest.mark.parametrize(
    "text", ["voluntering at a libary", "grannts for our comunity", "help with my benifits"]
)
def test_misspelt_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == []


@pytest.mark.parametrize("place", ["Wing", "Hose", "Barrow upon Soar", "Rothley", "Thurmaston"])
def test_a_place_keeps_its_name_in_a_search(directory: Directory, place: str) -> None:
    found = directory.search().find(f"voluntering in {place}")
    assert [mention.place.name for mention in found.mentions][:1] == [place]
