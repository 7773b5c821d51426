"""What was understood of a place is said back, with what is not certain about it."""

from __future__ import annotations

from knowledge.gazetteer import Gazetteer, Mention, PlaceName
from knowledge.placing import Placed, placed

WOLD = PlaceName("wold", "Wold", kind="district", districts=("Wold",), county="Inventshire")
NORTH = PlaceName("north", "Northwold", districts=("Wold",))
SOUTH = PlaceName("south", "Southwold", districts=("Moor",))
CODE = PlaceName("outcode-xx1", "XX1", kind="outcode", districts=("Wold", "Moor", "Fen"))
ONE_CODE = PlaceName("outcode-xx2", "XX2", kind="outcode", districts=("Wold",))
GAZETTEER = Gazetteer([WOLD, NORTH, SOUTH, CODE, ONE_CODE])


def mention(*places: PlaceName, how: str = "name", text: str = "") -> Mention:
    typed = text or places[0].name
    return Mention(typed, 0, len(typed), places, how)


def said(*places: PlaceName, how: str = "name", text: str = "") -> str:
    return placed(GAZETTEER, [mention(*places, how=how, text=text)], None).said


def test_without_a_place_nothing_is_said() -> None:
    assert placed(GAZETTEER, [], None) == Placed(None, (), "")


def test_a_place_from_before_counts_in_silence() -> None:
    found = placed(GAZETTEER, [], NORTH)
    assert (found.slug, found.districts, found.said) == ("north", ("Wold",), "")
    assert found.counties == {"Inventshire"}


def test_a_named_place_wins_over_one_from_before() -> None:
    found = placed(GAZETTEER, [mention(SOUTH)], NORTH)
    assert (found.slug, found.districts) == ("south", ("Moor",))
    assert found.counties == frozenset()


def test_the_first_of_several_named_places_counts() -> None:
    assert placed(GAZETTEER, [mention(NORTH), mention(SOUTH)], None).slug == "north"


def test_a_village_is_said_with_its_district_and_a_district_needs_no_words() -> None:
    assert said(NORTH) == "Northwold is in Wold."
    assert said(WOLD) == ""


def test_a_name_that_says_where_it_lies_needs_no_words() -> None:
    assert said(PlaceName("market", "Market Wold", districts=("Wold",))) == ""
    assert said(PlaceName("fen", "Fen", districts=("Fen and Moor",))) == ""
    assert said(
        PlaceName("market", "Market Wold", districts=("Wold",)), how="misspelt", text="x"
    ) == ("I read 'x' as Market Wold.")


def test_a_misspelt_name_is_read_back() -> None:
    assert said(NORTH, how="misspelt", text="Nrthwold") == (
        "I read 'Nrthwold' as Northwold. Northwold is in Wold."
    )


def test_an_ambiguous_name_says_what_was_taken_and_what_else_it_may_be() -> None:
    text = said(NORTH, SOUTH, text="wold")
    assert text.startswith("I took this to mean Northwold in Wold.")
    assert text.endswith("tell me: Southwold (Moor).")


def test_places_of_one_name_in_one_district_raise_no_question() -> None:
    twin = PlaceName("north-2", "Northwold End", districts=("Wold",))
    assert said(NORTH, twin) == "Northwold is in Wold."


def test_a_postcode_of_several_councils_says_so_and_how_to_be_sure() -> None:
    text = said(CODE, how="postcode", text="XX1 1")
    assert text.startswith("XX1 is mainly in Wold, but parts are in Moor, Fen.")
    assert "https://www.gov.uk/find-local-council" in text
    assert said(ONE_CODE, how="postcode") == "XX2 is in Wold."
