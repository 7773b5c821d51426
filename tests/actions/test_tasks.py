"""Guided conversations as the engine plays them: begun, heard first, interrupted, left, queued."""

from __future__ import annotations

import json
import re

import pytest

from actions.answering import ActionAnswer, ActionNotWhatIMeant, ActionShowEntry
from actions.conversation import (
    ActionIntroduce,
    ActionPerson,
    ActionPrivacy,
    ActionSmallTalk,
    ActionStartAgain,
    ActionTellOutcome,
)
from actions.doors import ActionOffTopic
from actions.places import ActionSetPlace
from actions.tasks import ActionAnswerTask
from knowledge.phrases import PERSON, SUBJECTS
from tests.actions.conftest import Find, Said, Talk

WISH = "I want to volunteer"


async def begin(talk: Talk, text: str = WISH, intent: str = "find_volunteering") -> Said:
    return await talk.say(text, intent=intent, confidence=0.9)


async def tap(talk: Talk, said: Said, label: str) -> Said:
    """Takes the choice of that label, as the application does."""
    payload = next(c["payload"] for c in said.reply["choices"] if label in c["label"])
    match = re.fullmatch(r"/(\w+)(\{.*\})?", payload)
    assert match
    entities = json.loads(match.group(2) or "{}")
    return await talk.tap(ActionAnswerTask(), match.group(1), **entities)


async def test_a_bare_wish_begins_a_task_with_guidance_under_its_question(talk: Talk) -> None:
    said = await begin(talk)
    assert "What would you like to do?" in said.text
    assert said.titles == ["How do I start volunteering in Leicestershire?"]
    assert said.slots["task"]["asked"] == "interest"
    assert said.slots["subject"] == "find_volunteering"


async def test_a_wish_with_enough_is_answered_and_the_next_question_stands_under_it(
    talk: Talk,
) -> None:
    said = await begin(talk, "volunteering with animals or wildlife outdoors")
    assert said.titles
    assert {card["kind"] for card in said.reply["cards"]} >= {"opportunity"}
    if said.slots.get("task"):
        assert said.text.endswith("I can show the nearest.")
        assert "Tell me your town, village or postcode and I can look nearer" not in said.text


async def test_a_question_of_fact_starts_no_task(talk: Talk) -> None:
    said = await begin(talk, "can i volunteer on universal credit")
    assert said.slots["current"] == "g-universal-credit"
    assert not said.slots.get("task")


async def test_a_wish_for_a_place_is_answered_at_once(talk: Talk) -> None:
    said = await begin(talk, "what grants are there in Blaby", "find_funding")
    assert {"fund"} <= {card["kind"] for card in said.reply["cards"]}
    assert "Blaby" in said.text
    assert "What do you need the money for?" in said.text


async def test_an_answer_may_be_tapped_or_typed_whatever_it_was_taken_for(
    talk: Talk, place: Find
) -> None:
    first = await tap(talk, await begin(talk), "Food banks")
    assert talk.slots["task"]["answers"] == {"interest": "food bank"}
    assert first.slots["current"] in first.slots["shown"]
    await talk.say("Hinckley", ActionSetPlace(), "inform_place", 0.9)
    assert talk.slots["task"]["answers"]["place"] == place("Hinckley")
    assert talk.slots["place"] == place("Hinckley")
    await talk.say("weekends please", ActionOffTopic(), "gibberish", 0.6)
    assert talk.slots["task"]["answers"]["when"] == ["weekends"]
    await talk.say("no", ActionSmallTalk(), "deny", 0.9)
    assert talk.slots["task"] is None


async def test_a_place_known_from_before_is_not_asked(talk: Talk, place: Find) -> None:
    talk.slots["place"] = place("Melton")
    said = await begin(talk)
    assert "near Melton" in said.text


async def test_a_change_of_subject_is_answered_and_the_way_back_is_offered(talk: Talk) -> None:
    await tap(talk, await begin(talk), "Food banks")
    said = await talk.say("how do i get a dbs check as a volunteer", intent="ask")
    assert said.titles[0] != "Hinckley Area Foodbank"
    assert "Shall we go back to finding volunteering?" in said.text
    back = await tap(talk, said, "Back to finding volunteering")
    assert back.text.startswith("Back to finding volunteering.")
    assert talk.slots["task"]["asked"] == "place"
    assert talk.slots["task"]["aside"] == 0


async def test_after_three_other_messages_a_task_is_quiet(talk: Talk) -> None:
    await tap(talk, await begin(talk), "Food banks")
    for text in ("what is a CIC", "what is gift aid", "what is match funding", "what is a CASC"):
        said = await talk.say(text, intent="ask")
    assert "volunteering" not in said.labels[0]
    assert "go back" not in said.text
    heard = await talk.say("Melton", ActionSetPlace(), "inform_place", 0.9)
    assert "place" not in talk.slots["task"]["answers"]
    assert heard.text


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        (ActionPerson(), "talk_to_person", "can I talk to a person"),
        (ActionPrivacy(), "privacy", "who sees what I type"),
        (ActionSmallTalk(), "abuse", "this is rubbish you idiot"),
        (ActionIntroduce(), "are_you_robot", "are you a real person"),
        (ActionOffTopic(), "off_topic_council_services", "my bin was not emptied on tuesday"),
    ],
)
async def test_the_conversation_itself_is_answered_and_the_way_back_offered(
    talk: Talk, action: object, intent: str, text: str
) -> None:
    await begin(talk)
    said = await talk.say(text, action, intent, 0.95)
    assert "Back to finding volunteering" in said.labels
    assert talk.slots["task"]["asked"] == "interest"


async def test_a_record_can_be_looked_at_in_between(talk: Talk) -> None:
    said = await tap(talk, await begin(talk), "Food banks")
    shown = await talk.tap(ActionShowEntry(), "choose_entry", entry=said.slots["shown"][0])
    assert shown.titles
    assert "Back to finding volunteering" in shown.labels
    picked = await talk.say("the second one")
    assert picked.slots["current"]


async def test_it_is_left_and_started_again(talk: Talk) -> None:
    await begin(talk)
    assert (await talk.say("leave it", intent="stop", confidence=0.9)).slots["task"] is None
    await begin(talk)
    said = await talk.say("start again", ActionStartAgain(), "start_again", 0.9)
    assert said.slots["task"] is None
    assert "We start again." in said.text


async def test_not_understood_twice_offers_a_person_and_never_says_the_same(talk: Talk) -> None:
    await tap(talk, await begin(talk), "Food banks")
    texts = []
    for _ in range(4):
        said = await talk.say("yes", ActionSmallTalk(), "affirm", 0.9)
        texts.append(said.text)
        assert (said.labels[0] == "Talk to a person") == (len(texts) > 1)
    assert all(one != other for one, other in zip(texts, texts[1:], strict=False))


async def test_two_needs_are_queued_and_the_second_is_offered(talk: Talk) -> None:
    said = await begin(talk, "I want to volunteer and also need money for our club")
    assert [need[0] for need in talk.slots["task"]["needs"]] == ["find_funding"]
    for _ in range(5):
        said = await tap(talk, said, "Skip this")
    assert "You needed something else too: finding money." in said.text
    following = await tap(talk, said, "Go on to finding money")
    assert "What do you need the money for?" in following.text
    assert talk.slots["task"]["name"] == "find_funding"


async def test_has_anyone_done_this_means_what_was_asked_before(talk: Talk) -> None:
    await talk.say("how do community owned pubs work", intent="ask")
    said = await talk.say("has anyone done this round here?", intent="find_case_studies")
    assert {card["kind"] for card in said.reply["cards"]} == {"case_study"}
    assert "pub" in said.text.lower()


async def test_an_old_choice_still_works(talk: Talk) -> None:
    said = await talk.tap(
        ActionAnswerTask(), "answer_task", task_answer="find_volunteering:interest=animals"
    )
    assert "Ways to volunteer that may suit:" in said.text


@pytest.mark.parametrize(
    "answer",
    ["", "x", "no_such_task:place=x", "find_volunteering:", "find_volunteering:no=1",
     "find_volunteering:next", "find_volunteering:back", "find_volunteering:leave",
     "find_volunteering:place=", "find_volunteering:place=no-such-place"],
)  # fmt: skip
async def test_whatever_is_tapped_something_is_said(talk: Talk, answer: str) -> None:
    entities = {"task_answer": answer} if answer else {}
    said = await talk.tap(ActionAnswerTask(), "answer_task", **entities)
    assert said.text
    assert said.labels


async def test_thanks_asks_once_whether_it_helped_and_keeps_the_answer(talk: Talk) -> None:
    await talk.say("can i volunteer on universal credit")
    said = await talk.say("thanks", ActionSmallTalk(), "thanks", 0.95)
    assert said.text == "You are welcome. Did this help you?"
    assert said.labels == ["Yes, it helped", "No, it did not"]
    assert said.slots["helped"] == "asked"
    no = await talk.tap(ActionTellOutcome(), "tell_outcome", outcome="no")
    assert no.slots["helped"] == "no"
    assert no.payloads[0] == PERSON.payload
    again = await talk.say("thanks", ActionSmallTalk(), "thanks", 0.95)
    assert "Did this help" not in again.text
    assert again.payloads[: len(SUBJECTS)] == [choice.payload for choice in SUBJECTS]


@pytest.mark.parametrize(("intent", "kept"), [("affirm", "yes"), ("deny", "no")])
async def test_whether_it_helped_may_be_typed(talk: Talk, intent: str, kept: str) -> None:
    await talk.say("can i volunteer on universal credit")
    await talk.say("thanks", ActionSmallTalk(), "thanks", 0.95)
    said = await talk.say(kept, ActionSmallTalk(), intent, 0.95)
    assert said.slots["helped"] == kept


async def test_thanks_before_anything_was_found_asks_nothing(talk: Talk) -> None:
    said = await talk.say("thanks", ActionSmallTalk(), "thanks", 0.95)
    assert "Did this help" not in said.text


async def test_the_same_answer_is_never_given_twice_in_the_same_words(talk: Talk) -> None:
    texts = [(await talk.say("what is gift aid", ActionAnswer())).text for _ in range(4)]
    assert all(one != other for one, other in zip(texts, texts[1:], strict=False))
    assert all(text.endswith(texts[0]) for text in texts)


async def test_not_what_i_meant_leaves_the_task_where_it_was(talk: Talk) -> None:
    await tap(talk, await begin(talk), "Food banks")
    said = await talk.tap(ActionNotWhatIMeant(), "not_what_i_meant")
    assert talk.slots["task"]["asked"] == "place"
    assert "Back to finding volunteering" in said.labels


@pytest.mark.parametrize("text", ["send me that please", "can you email it to me", "print that"])
async def test_send_me_that_is_told_how(talk: Talk, text: str) -> None:
    await talk.say("what is gift aid")
    said = await talk.say(text)
    assert "I cannot send it from here" in said.text
    assert talk.slots["current"] == said.slots.get("current", talk.slots["current"])


async def test_a_list_of_a_task_can_be_narrowed_and_gone_on_with(talk: Talk) -> None:
    await tap(talk, await begin(talk), "Outdoors and nature")
    before = talk.slots["shown"]
    said = await talk.say("any others")
    assert not set(talk.slots["shown"]) & set(before)
    assert "Back to finding volunteering" in said.labels
    await talk.say("Melton, within 5 miles", ActionSetPlace(), "inform_place", 0.9)
    assert talk.slots["task"]["answers"]["far"] == 5


async def test_a_greeting_in_between_is_a_line_and_back(talk: Talk) -> None:
    await begin(talk)
    said = await talk.say("hello", ActionIntroduce(), "greet", 0.95)
    assert said.text.startswith("Hello again.\n\nShall we go back to finding volunteering?")
