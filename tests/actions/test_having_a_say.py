"""Having a say and running a service, in conversation."""

from __future__ import annotations

from actions.answering import ActionAnswer
from actions.tasks import ActionAnswerTask
from tests.actions.conftest import Said, Talk


async def tap(talk: Talk, task: str, key: str, value: str) -> Said:
    return await talk.tap(ActionAnswerTask(), "answer_task", task_answer=f"{task}:{key}={value}")


async def test_who_decides_is_answered_at_once_where_the_place_is_known(talk: Talk) -> None:
    said = await talk.say("who decides about potholes in Syston?", intent="have_say")
    assert "Leicestershire County Council decides" in said.text
    assert "How would you like to have your say?" in said.text


async def test_where_it_is_not_known_the_kind_of_council_is_told_and_the_place_asked(
    talk: Talk,
) -> None:
    said = await talk.say("which council is responsible for bins?", intent="have_say")
    assert "district or borough council decides" in said.text
    assert "Where do you live?" in said.text
    said = await talk.say("Hinckley", intent="inform_place")
    assert "Hinckley and Bosworth Borough Council decides" in said.text


async def test_the_way_adds_to_what_was_told(talk: Talk) -> None:
    await talk.say("who decides about potholes in Syston?", intent="have_say")
    said = await talk.say("start a petition")
    assert "10,000" in said.text
    assert "Leicestershire County Council decides" not in said.text


async def test_the_place_is_corrected(talk: Talk) -> None:
    await talk.say("who decides about bins in Syston?", intent="have_say")
    said = await talk.say("no, I meant Oakham")
    assert "Rutland County Council decides" in said.text


async def test_a_question_on_the_way_is_answered(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), "have_say")
    said = await talk.say("what happened to the community forums?")
    assert "2014" in said.text
    assert "Back to having your say" in said.labels


async def test_what_no_page_tells_is_no_dead_end(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), "have_say")
    said = await talk.say("the clock on the tower")
    said = await talk.say("Hinckley", intent="inform_place")
    assert "I will not guess" in said.text
    assert "How would you like" in said.text


async def test_a_question_of_fact_is_answered_as_ever(talk: Talk) -> None:
    said = await talk.say("how do I start a petition to the county council?")
    assert said.titles[0] == "How do I start a petition to Leicestershire County Council?"
    assert not talk.slots.get("task")


async def test_running_a_service_from_wish_to_answer(talk: Talk) -> None:
    said = await talk.say("our community group wants to take over the library in Syston",
                          intent="run_service")  # fmt: skip
    assert "Who runs it now?" in said.text
    said = await talk.say("the county council")
    if "What do you want to take on?" in said.text:
        said = await talk.say("the whole service")
    assert "Community Right to Challenge" in said.text
    assert "Leicestershire County Council" in said.text
    assert "TUPE" in said.text


async def test_running_a_service_can_be_corrected_and_left(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), "run_service")
    await talk.say("the youth club")
    await talk.say("Coalville", intent="inform_place")
    await tap(talk, "run_service", "runs", "nhs")
    await tap(talk, "run_service", "us", "community")
    said = await tap(talk, "run_service", "want", "whole")
    assert "not of the NHS" in said.text
    said = await talk.say("change who runs it to the council")
    if "not of the NHS" in said.text or "Who runs it now?" in said.text:
        said = await talk.say("the council")
    assert "may use the Community Right to Challenge" in said.text
    said = await talk.say("stop")
    assert "stopped running a service" in said.text


async def test_running_a_service_answers_questions_on_the_way(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), "run_service")
    said = await talk.say("what is TUPE?")
    assert "Staff assigned to the service" in said.text
    assert "Back to running a service" in said.labels


async def test_running_a_service_knowing_nothing_is_no_dead_end(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), "run_service")
    for text in ("not sure", "don't know", "no idea", "skip", "dunno"):
        said = await talk.say(text)
    assert "Community Right to Challenge" in said.text
    assert "Tell me which town or village" in said.text
