"""Choosing a structure, in conversation."""

from __future__ import annotations

from actions.answering import ActionAnswer
from actions.tasks import ActionAnswerTask
from tests.actions.conftest import Said, Talk

TASK = "choose_structure"


async def tap(talk: Talk, key: str, value: str) -> Said:
    return await talk.tap(ActionAnswerTask(), "answer_task", task_answer=f"{TASK}:{key}={value}")


async def test_at_most_five_questions_lead_to_forms_side_by_side(talk: Talk) -> None:
    said = await talk.tap(ActionAnswer(), TASK)
    asked = [said.text]
    for key, value in (
        ("profit", "cause"),
        ("charity", "yes"),
        ("risk", "big"),
        ("money", "grants"),
        ("control", "members"),
    ):
        assert said.titles == []
        said = await tap(talk, key, value)
        asked.append(said.text)
    assert len(set(asked)) == 6
    assert said.titles[0].startswith("Charitable incorporated organisation, association")
    assert 2 <= len(said.titles) <= 3
    assert "CIC" not in said.text
    for words in ("Why:", "Fee to register:", "Time to set up:", "Who oversees it:", "Next step:"):
        assert words in said.text


async def test_help_us_pick_starts_it_and_shows_what_can_be_said(talk: Talk) -> None:
    said = await talk.say("help us pick a structure", intent=TASK)
    assert said.titles == ["Which legal form should my group choose?"]
    assert "money left over" in said.text


async def test_what_was_said_is_not_asked_again(talk: Talk) -> None:
    said = await talk.say(
        "help us choose a structure, we want to be a charity and will employ staff", intent=TASK
    )
    assert "yes, a charity" in said.text
    said = await talk.say("it all goes back into the work")
    assert "Where will most of the money come from?" in said.text


async def test_a_question_on_the_way_is_answered(talk: Talk) -> None:
    await talk.say("help us pick a structure", intent=TASK)
    await talk.say("not for profit")
    said = await talk.say("what is gift aid?")
    assert "25p" in said.text
    assert "Back to choosing a legal form" in said.labels
    said = await talk.say("yes, a charity")
    assert "employ" in said.text


async def test_a_correction_changes_the_forms(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), TASK)
    for key, value in (("profit", "cause"), ("charity", "yes"), ("risk", "big")):
        await tap(talk, key, value)
    await tap(talk, "money", "trading")
    said = await tap(talk, "control", "few")
    assert "foundation" in said.titles[0]
    said = await talk.say("actually we don't want to be a charity")
    assert "Community interest company limited by guarantee" in said.titles[0]
    assert not any("Charitable" in title for title in said.titles)


async def test_nothing_but_do_not_know_still_gets_forms(talk: Talk) -> None:
    await talk.tap(ActionAnswer(), TASK)
    for text in ("not sure", "don't know", "no idea", "skip", "dunno"):
        said = await talk.say(text)
    assert len(said.titles) == 3
    assert "suit most new groups" in said.text


async def test_a_charity_that_shares_profit_is_told_that_it_cannot(talk: Talk) -> None:
    await talk.say("help us pick a structure, we want to be a charity", intent=TASK)
    await talk.say("we share the profits between the members")
    await talk.say("just volunteers")
    await talk.say("a mix")
    said = await talk.say("the members")
    assert "Both cannot be" in said.text


async def test_it_can_be_left_and_comes_back(talk: Talk) -> None:
    await talk.say("help us pick a structure", intent=TASK)
    await talk.say("who can I talk to about potholes in Syston?")
    said = await talk.say("back")
    assert "money left over" in said.text
    said = await talk.say("stop")
    assert "stopped choosing a legal form" in said.text


async def test_a_question_of_fact_is_answered_as_ever(talk: Talk) -> None:
    said = await talk.say("how much does it cost to register a CIC?")
    assert not talk.slots.get("task")
    assert said.titles


async def test_an_answer_is_one_even_where_it_is_like_another_task(talk: Talk) -> None:
    await talk.say("help us pick a structure", intent=TASK)
    said = await talk.say("any money left goes back in", intent="find_funding", confidence=0.9)
    assert "it all goes back into the work" in said.text
    said = await talk.say("can I talk to a person", intent="talk_to_person", confidence=0.9)
    assert "VAL" in said.text
