"""A place is taken, kept, and used for the question before and for those after."""

from __future__ import annotations

import pytest

from actions.answering import ActionAnswer
from actions.places import ActionSetPlace
from tests.actions.conftest import Find, Talk

COUNCILLOR = "who is my councillor"


async def test_a_place_before_any_question_is_kept_and_said_back(talk: Talk, place: Find) -> None:
    said = await talk.say("Coalville", ActionSetPlace(), "inform_place", 0.9)
    assert said.slots["place"] == place("Coalville")
    assert "near Coalville" in said.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LE13 1DA", "LE13"),
        ("luffbra", "Luffbra"),
        ("i'm in Coalvile", "Coalvile"),
        ("Hose", "Hose"),
    ],
)
async def test_postcodes_nicknames_and_misspellings_are_places(
    talk: Talk, place: Find, text: str, name: str
) -> None:
    said = await talk.say(text, ActionSetPlace(), "inform_place", 0.9)
    assert said.slots["place"] == place(name)


async def test_a_place_that_was_tapped_is_taken(talk: Talk, place: Find) -> None:
    slug = place("Hinckley")
    said = await talk.tap(ActionSetPlace(), "choose_place", place_id=slug)
    assert said.slots["place"] == slug


@pytest.mark.parametrize("place_id", ["no-such-place", "", "'; --"])
async def test_an_unknown_place_is_said_to_be_unknown_and_not_kept(
    talk: Talk, place_id: str
) -> None:
    said = await talk.tap(ActionSetPlace(), "choose_place", place_id=place_id)
    assert "place" not in said.slots
    assert said.text.startswith("I do not know that place.")


async def test_a_place_after_a_question_answers_the_question_for_it(
    talk: Talk, place: Find
) -> None:
    await talk.say(COUNCILLOR)
    said = await talk.say("Coalville", ActionSetPlace(), "inform_place", 0.9)
    assert said.slots["current"] == "guide-part-find-my-councillor"
    assert said.slots["place"] == place("Coalville")
    assert said.slots["last_question"] == COUNCILLOR
    assert "North West Leicestershire District Council" in said.text


async def test_another_place_takes_the_place_of_the_one_in_the_question(
    talk: Talk, place: Find
) -> None:
    await talk.say("who is my councillor in Coalville")
    said = await talk.say("sorry, Hinckley", ActionSetPlace(), "inform_place", 0.9)
    assert said.slots["place"] == place("Hinckley")
    assert "Coalville" not in said.text
    assert "Hinckley and Bosworth Borough Council" in said.text


async def test_a_place_named_once_counts_for_the_questions_after(talk: Talk, place: Find) -> None:
    await talk.say("grants for a hall in Melton Mowbray", intent="find_funding")
    assert talk.slots["place"] == place("Melton Mowbray")
    said = await talk.say(COUNCILLOR)
    assert "Melton Borough Council" in said.text
    assert "Hinckley" not in said.text
    assert talk.slots["place"] == place("Melton Mowbray")


async def test_a_place_and_a_question_together_are_a_question(talk: Talk, place: Find) -> None:
    said = await talk.say(
        "who is my councillor in Coalville", ActionSetPlace(), "inform_place", 0.6
    )
    assert said.slots["current"] == "guide-part-find-my-councillor"
    assert said.slots["place"] == place("Coalville")


async def test_a_place_in_the_middle_of_funding_lists_funds_for_it(talk: Talk) -> None:
    await talk.say("grants for a village hall", intent="find_funding")
    said = await talk.say("Melton", ActionSetPlace(), "inform_place", 0.9)
    assert {card["kind"] for card in said.reply["cards"]} & {"fund"}
    assert said.slots["subject"] == "find_funding"
    assert "Tell me your town" not in said.text


async def test_a_place_that_is_gone_from_the_content_is_forgotten_quietly(talk: Talk) -> None:
    talk.slots["place"] = "place-that-was-renamed"
    said = await talk.say(COUNCILLOR, ActionAnswer())
    assert said.slots["current"] == "guide-part-find-my-councillor"
