"""Places are found as people type them, and ordinary English is left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Directory
from knowledge.gazetteer import Gazetteer, Mention, PlaceName, distance_km
from knowledge.models import Place, Record

CHARNWOOD, MELTON, NWL = "Charnwood", "Melton", "North West Leicestershire"


@pytest.fixture(scope="module")
def gazetteer(directory: Directory) -> Gazetteer:
    return directory.search().gazetteer


def only(found: list[Mention]) -> Mention:
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "name", "district"),
    [
        ("a charity in Loughborough", "Loughborough", CHARNWOOD),
        ("luffbra", "Loughborough", CHARNWOOD),
        ("volunteering in Luffbra please", "Loughborough", CHARNWOOD),
        ("Lboro", "Loughborough", CHARNWOOD),
        ("anything near lboro?", "Loughborough", CHARNWOOD),
        ("loughboro uni", "Loughborough", CHARNWOOD),
        ("barrow-upon-soar", "Barrow upon Soar", CHARNWOOD),
        ("barrow on soar", "Barrow upon Soar", CHARNWOOD),
        ("ASHBY DE LA ZOUCH", "Ashby-de-la-Zouch", NWL),
        ("ashby de-la zouch", "Ashby-de-la-Zouch", NWL),
        ("Ratcliffe-on-the-Wreake village hall", "Ratcliffe on the Wreake", CHARNWOOD),
        ("king’s norton", "King's Norton", "Harborough"),
        ("King's Norton", "King's Norton", "Harborough"),
        ("kings norton", "King's Norton", "Harborough"),
        ("Queniborough's hall", "Queniborough", CHARNWOOD),
        ("Earl Shilton's library", "Earl Shilton", "Hinckley and Bosworth"),
        ("the village of Hose", "Hose", MELTON),
        ("in hose", "Hose", MELTON),
        ("Hose", "Hose", MELTON),
        ("is there a club in Heather", "Heather", NWL),
        ("I live near Wing", "Wing", "Rutland"),
        ("from Croft", "Croft", "Blaby"),
        ("Market Bosworth", "Market Bosworth", "Hinckley and Bosworth"),
        ("Husbands Bosworth", "Husbands Bosworth", "Harborough"),
        ("quorndon", "Quorn", CHARNWOOD),
        ("Oakham", "Oakham", "Rutland"),
    ],
)
def test_names_and_nicknames_are_found(
    gazetteer: Gazetteer, text: str, name: str, district: str
) -> None:
    mention = only(gazetteer.find(text))
    assert (mention.place.name, mention.districts) == (name, (district,))
    assert mention.how == "name"


@pytest.mark.parametrize(
    ("text", "name", "district"),
    [
        ("something near Lutterwoth please", "Lutterworth", "Harborough"),
        ("lutterwoth", "Lutterworth", "Harborough"),
        ("grants in Coalvile", "Coalville", NWL),
        ("coalvile", "Coalville", NWL),
        ("Queeniborough", "Queniborough", CHARNWOOD),
        ("in harborogh", "Harborough", "Harborough"),
        ("ibstok", "Ibstock", NWL),
    ],
)
def test_misspelt_names_are_found_and_said_to_be_misspelt(
    gazetteer: Gazetteer, text: str, name: str, district: str
) -> None:
    mention = only(gazetteer.find(text))
    assert (mention.place.name, mention.districts) == (name, (district,))
    assert mention.how == "misspelt"


@pytest.mark.parametrize("text", ["Melton Mobray", "a hall in melton mobray", "melton mowbry"])
def test_a_town_whose_second_word_is_misspelt_keeps_its_district(
    gazetteer: Gazetteer, text: str
) -> None:
    assert only(gazetteer.find(text)).districts == (MELTON,)


@pytest.mark.parametrize(
    "text",
    [
        "can i borrow a garden hose",
        "our wing mirror is broken",
        "the heather is purple",
        "clearing heather and gorse",
        "melting ice on the path",
        "push a barrow of soil",
        "a small croft with sheep",
        "looking for sheep to graze the meadow",
        "a trip to the harbour",
        "we took the kids to harbour lights",
        "medals for a knight",
        "money for shepherd huts",
        "we need a melon for the fruit stall",
        "looking for heather plants",
        "thorpe said the form is late",
        "the glen behind the school",
        "burton and walton are solicitors",
        "in birmingham",
        "we are from Melbourne",
        "for salford",
        "we went to toalville",
        "living in London",
        "who is my mp",
        "I want to help out at an animal shelter",
        "",
        "   ",
        "?!",
    ],
)
def test_ordinary_english_and_other_towns_are_no_places_of_ours(
    gazetteer: Gazetteer, text: str
) -> None:
    assert gazetteer.find(text) == []


def test_no_plain_word_of_the_content_is_taken_for_a_place(
    records: Sequence[Record], gazetteer: Gazetteer
) -> None:
    """Whoever adds a place or an entry later learns here that the two collide."""
    words: set[str] = set()
    for record in records:
        text = re.sub(r"\S*(?:[/@]|\.\w)\S*", " ", f"{record.summary} {record.name}")
        words.update(word for word in re.findall(r"[A-Za-z]+", text) if word.islower())
    assert len(words) > 1500
    taken = {word: gazetteer.find(f"something to {word} with") for word in words}
    assert {word: found for word, found in taken.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "typed", "first", "others"),
    [
        ("LE13", "LE13", MELTON, set()),
        ("le13", "le13", MELTON, set()),
        ("LE13 1", "LE13 1", MELTON, set()),
        ("LE13 1DA", "LE13 1DA", MELTON, set()),
        ("my postcode is le131da, thanks", "le131da", MELTON, set()),
        ("LE2 6", "LE2 6", "Leicester", {"Oadby and Wigston", "Harborough", "Blaby"}),
        ("LE2 6AB", "LE2 6AB", "Leicester", {"Oadby and Wigston", "Harborough", "Blaby"}),
        ("grants LE67 3 please", "LE67 3", NWL, {"Hinckley and Bosworth", CHARNWOOD}),
    ],
)
def test_postcodes_give_every_district_main_one_first(
    gazetteer: Gazetteer, text: str, typed: str, first: str, others: set[str]
) -> None:
    mention = only(gazetteer.find(text))
    assert (mention.text, mention.how) == (typed, "postcode")
    assert mention.districts[0] == first
    assert set(mention.districts[1:]) == others
    assert mention.is_certain == (not others)


@pytest.mark.parametrize(
    "text", ["SW1A 1AA", "the A5", "M1 motorway", "a size B1 sheet", "LE", "13"]
)
def test_other_codes_are_no_postcodes_of_ours(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == []


@pytest.mark.parametrize(
    ("name", "first", "districts"),
    [
        ("Ashby", "Ashby-de-la-Zouch", {NWL, "Harborough", MELTON}),
        ("Bosworth", "Market Bosworth", {"Hinckley and Bosworth", "Harborough"}),
        ("in Stretton", "Little Stretton", {"Harborough", NWL, "Rutland"}),
        ("Kirby", "Kirby Muxloe", {"Blaby", MELTON, "Hinckley and Bosworth"}),
        ("in kirkby", "Kirby Muxloe", {"Blaby", MELTON, "Hinckley and Bosworth"}),
        ("Braunstone", "Braunstone Town", {"Blaby", "Leicester"}),
    ],
)
def test_an_ambiguous_name_keeps_every_place_that_it_may_mean(
    gazetteer: Gazetteer, name: str, first: str, districts: set[str]
) -> None:
    mention = only(gazetteer.find(name))
    assert mention.place.name == first
    assert set(mention.districts) == districts
    assert not mention.is_certain
    assert len({place.slug for place in mention.places}) == len(mention.places)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("Hinckley & Bosworth", "Hinckley and Bosworth"),
        ("nw leics", NWL),
        ("Oadby & Wigston", "Oadby and Wigston"),
        ("charnwood borough", CHARNWOOD),
        ("Leicester", "Leicester"),
        ("the city of leicester", "Leicester"),
        ("Rutland", "Rutland"),
        ("leicestershire", "Leicestershire"),
    ],
)
def test_districts_city_and_counties_are_told_apart(
    gazetteer: Gazetteer, text: str, district: str
) -> None:
    mention = only(gazetteer.find(text))
    assert mention.districts == (district,)
    assert mention.place.kind == "district"


def test_every_place_is_found_under_every_name_in_its_district(
    all_records: Sequence[Record], gazetteer: Gazetteer
) -> None:
    places = [item for item in all_records if isinstance(item, Place)]
    places = [item for item in places if item.place_kind != "ambiguous_name"]
    assert len(places) > 450
    lost = []
    for place in places:
        districts = set(place.districts or [place.district or place.areas[0]])
        for name in (place.name, *place.other_names):
            found = gazetteer.find(f"in {name}")
            meant = [item.slug for item in found[0].places] if found else []
            if place.slug not in meant or not districts <= {*found[0].districts}:
                lost.append((name, place.slug, found))
    assert lost == []


def test_several_places_are_found_in_the_order_they_stand(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("from Coalville, LE13 1DA or maybe Market Harborough to Hose.")
    assert [mention.text for mention in found] == [
        "Coalville", "LE13 1DA", "Market Harborough", "Hose",
    ]  # fmt: skip


def test_the_longest_name_wins(gazetteer: Gazetteer) -> None:
    found = only(gazetteer.find("the hall at Thorpe Langton is cold"))
    assert found.text == "Thorpe Langton"


def test_districts_know_their_county_and_the_city_has_none(gazetteer: Gazetteer) -> None:
    assert gazetteer.wider_areas(["Melton", "Blaby"]) == {"Leicestershire"}
    assert gazetteer.wider_areas(["Leicester"]) == frozenset()


def test_distances_are_those_of_the_map(gazetteer: Gazetteer) -> None:
    """The two towns lie 0.32 degrees of longitude apart on nearly one parallel, 52.77 north."""
    towns = [only(gazetteer.find(name)) for name in ("Loughborough", "Melton Mowbray")]
    one, other = (town.place for town in towns)
    assert distance_km(one, other) == pytest.approx(0.32 * 111.2 * 0.605, abs=1)
    assert distance_km(one, one) == 0
    assert distance_km(one, PlaceName("x", "Nowhere")) is None


_PIECES = st.sampled_from(
    ["in", "near", "Hose", "LE13", "1DA", "le2", "6", "Ashby", "de", "la", "Zouch", "Coalvile",
     "king's", "’", "-", ".", "melton", "mobray", "🙂", "\0"]
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=30).map(" ".join),
)


@given(text=_TEXTS)
def test_whatever_is_typed_mentions_lie_in_the_text_and_apart(
    directory: Directory, text: str
) -> None:
    found = directory.search().gazetteer.find(text)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip()
        assert mention.places
        assert all(mention.districts)
    for before, after in zip(found, found[1:], strict=False):
        assert before.end <= after.start
