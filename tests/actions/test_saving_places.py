"""Saving a place, in conversation: asked one thing at a time, interrupted, corrected and left."""

from __future__ import annotations

from datetime import timedelta

from actions.answering import ActionAnswer
from actions.shared import directory
from actions.tasks import ActionAnswerTask
from knowledge.said_dates import in_words
from knowledge.tasks.moratorium import Pause
from tests.actions.conftest import Said, Talk

TASK = "save_building"


async def tap(talk: Talk, key: str, value: str) -> Said:
    return await talk.tap(ActionAnswerTask(), "answer_task", task_answer=f"{TASK}:{key}={value}")


async def test_a_bare_wish_is_met_with_first_steps_and_one_question(talk: Talk) -> None:
    said = await talk.say("they want to close our pub", intent=TASK)
    assert "a pub" in said.text
    assert "Where is it?" in said.text
    assert said.text.count("?") <= 2
    assert said.titles == ["Our pub, shop or hall is under threat. What do we do first?"]
    assert "Melton" in said.labels
    assert "Skip this" in said.labels


async def test_the_start_button_asks_what_it_is(talk: Talk) -> None:
    said = await talk.tap(ActionAnswer(), TASK)
    assert "What is it that you want to save?" in said.text
    assert "A pub" in said.labels
    assert said.titles == []


async def test_from_the_wish_to_the_dates_and_to_what_the_group_may_do(talk: Talk) -> None:
    await talk.say("they want to close our pub", intent=TASK)
    said = await talk.say("Syston", intent="inform_place")
    assert "list of assets of community value" in said.text
    said = await tap(talk, "listed", "yes")
    assert "council receive that notice" in said.text
    received = directory().today() - timedelta(days=10)
    said = await talk.say(f"{received.day} {received:%B}")
    pause = Pause(received)
    for day in (received, pause.interim_ends_on, pause.full_ends_on, pause.protected_ends_on):
        assert in_words(day) in said.text
    assert "Charnwood" in said.text
    assert "kind of body" in said.text
    said = await talk.say("a residents group")
    assert "cannot ask for the six-month pause" in said.text
    assert in_words(pause.full_ends_on) not in said.text
    assert "rest is as I told you before" in said.text


async def test_a_question_on_the_way_is_answered_and_the_task_offered_back(talk: Talk) -> None:
    await talk.say("save our village hall", intent=TASK)
    said = await talk.say("how long does a listing last?")
    assert "five years" in said.text.lower()
    assert "Back to saving a place" in said.labels
    said = await talk.say("Bottesford", intent="inform_place")
    assert "in Bottesford" in said.text


async def test_a_day_is_corrected(talk: Talk) -> None:
    await talk.say("the council got the owner's notice on 3 March 2026 for our pub in Syston")
    said = await talk.say("no, I meant 5 March 2026")
    assert in_words(Pause(directory().today().replace(2026, 3, 5)).full_ends_on) in said.text


async def test_a_place_is_corrected(talk: Talk) -> None:
    await talk.say("save our pub in Syston", intent=TASK)
    await tap(talk, "listed", "no")
    await tap(talk, "owner", "private")
    said = await tap(talk, "group", "parish")
    assert "Charnwood Borough Council" in said.text
    said = await talk.say("no, I meant Melton")
    assert "Melton Borough Council" in said.text
    assert "Charnwood Borough Council" not in said.text


async def test_what_is_not_known_is_no_dead_end(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), TASK)
    for text in ("don't know", "not sure", "skip", "no idea", "dunno"):
        said = await talk.say(text)
    assert "list of assets of community value" in said.text
    assert "I do not know where the place is" in said.text
    assert said.titles


async def test_a_day_that_cannot_be_read_is_asked_for_again(talk: Talk) -> None:
    await talk.say("save our pub in Syston", intent=TASK)
    await tap(talk, "listed", "yes")
    said = await talk.say("31 November")
    assert "could not read a day" in said.text
    said = await talk.say("no notice yet")
    assert "no clock is running" in said.text or "kind of body" in said.text


async def test_it_can_be_left_at_will(talk: Talk) -> None:
    await talk.say("save our pub", intent=TASK)
    said = await talk.say("never mind")
    assert "stopped saving a place" in said.text
    assert talk.slots["task"] is None


async def test_a_question_of_fact_is_answered_as_ever(talk: Talk) -> None:
    said = await talk.say("who can nominate an asset of community value?")
    assert said.titles[0] == "Who can nominate an asset of community value?"
    assert not talk.slots.get("task")


async def test_a_question_with_the_day_gets_its_dates_at_once(talk: Talk) -> None:
    said = await talk.say(
        "council received the owner's notice on 31 August 2026, when does the moratorium end?"
    )
    assert "Sunday 28 February 2027" in said.text
    assert "Sunday 11 October 2026" in said.text
    assert "Tuesday 29 February 2028" in said.text
