"""A long story: its parts, and the one question in it."""

from __future__ import annotations

from knowledge.answers import YOUR_QUESTION, Outcome, answer
from knowledge.directory import Directory
from knowledge.search.stories import how_clearly_asked, parts_of

RUN_ON = (
    "my neighbour moved away last winter and took the keys with her, the bus only comes twice a "
    "day now, our Sandra has had her knee done, so where would I borrow a wheelchair for the week"
)


def test_a_sentence_that_runs_on_is_cut_between_its_clauses() -> None:
    parts = parts_of(RUN_ON)
    assert RUN_ON in parts
    assert "so where would I borrow a wheelchair for the week" in parts
    assert all(len(part.split()) >= 4 for part in parts)


def test_a_short_message_has_no_parts() -> None:
    assert parts_of("My bus has gone, so where would I borrow a wheelchair?") == []


def test_of_very_many_sentences_those_that_ask_are_kept() -> None:
    told = "The roof over the old stage leaks again. " * 20
    parts = parts_of(f"Who would pay for a new kitchen floor? {told}")
    assert len(parts) == 12
    assert parts[0] == "Who would pay for a new kitchen floor?"


def test_what_leans_on_the_story_is_no_question_by_itself() -> None:
    assert how_clearly_asked("How long have we got?") == 0
    assert how_clearly_asked("How long may a landlord keep the deposit?") == 2
    assert how_clearly_asked("so where would I borrow a wheelchair") == 1
    assert how_clearly_asked("the landlord kept the deposit again") == 0


def test_the_question_of_a_story_is_said_back_above_its_answer(directory: Directory) -> None:
    story = (
        "Our old treasurer moved to the seaside and left a carrier bag of papers. None of us has "
        "done this before and the kettle has gone too. How do we open a bank account for our "
        "group? My sister reckons it is all different now."
    )
    found = answer(directory, story)
    assert found.outcome is not Outcome.NOTHING
    assert found.reply.text.startswith(
        f"{YOUR_QUESTION} How do we open a bank account for our group?"
    )


def test_a_plain_question_is_not_said_back(directory: Directory) -> None:
    text = answer(directory, "How do we open a bank account for our group?").reply.text
    assert YOUR_QUESTION not in text
