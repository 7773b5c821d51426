"""Running a service: whether the right to challenge is open, and what is asked."""

from __future__ import annotations

from itertools import product

import pytest

from knowledge.directory import Directory
from knowledge.site import Site
from knowledge.tasks.frame import UNKNOWN
from knowledge.tasks.questions import words_of
from knowledge.tasks.run_service import FILE, TASK, wishes_to_run
from knowledge.tasks.state import begin, next_question
from tests.knowledge.tasks.conftest import misread, slug, told

QUESTIONS = words_of(FILE)["questions"]


def values(key: str) -> list[str]:
    return [UNKNOWN, *(option["value"] for option in QUESTIONS[key]["options"])]


def test_every_entry_that_is_named_stands_in_the_content(directory: Directory) -> None:
    words = words_of(FILE)
    lists = [*words["routes"].values(), *words["asked"].values(), words["asked_right"]]
    named = {slug for found in lists for slug in found} | set(words["further"])
    named |= {words["right"], words["who"], words["refused"]}
    assert {record.slug for record in directory.records(named)} == named


@pytest.mark.parametrize(
    ("key", "value", "texts"),
    [
        (
            "runs",
            "council",
            ["the council", "county", "it's run by the borough council", "district"],
        ),
        ("runs", "nhs", ["the NHS", "a hospital"]),
        ("runs", "fire", ["the fire service"]),
        ("runs", "nobody", ["nobody, it has stopped", "it has closed", "no one"]),
        ("runs", "other", ["a charity", "Serco", "a private company"]),
        (
            "us",
            "community",
            ["a charity", "we are a community group", "a CIC", "friends of the park"],
        ),
        ("us", "parish", ["the parish council", "town council"]),
        ("us", "staff", ["the staff", "we all work for the library", "we want to be a mutual"]),
        ("us", "business", ["my company", "a business"]),
        ("us", "alone", ["just me", "nobody yet"]),
        ("want", "whole", ["all of it", "the whole service", "take it over"]),
        ("want", "part", ["a few sessions", "part of it", "some"]),
        ("want", "building", ["only the building", "the premises"]),
    ],
)
def test_answers_in_many_words(
    directory: Directory, key: str, value: str, texts: list[str]
) -> None:
    assert not misread(TASK, directory, key, value, texts)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("we want to take over the library", True),
        ("our group would like to run the public toilets", True),
        ("the friends are thinking of running the youth club", True),
        ("we want to run a council service", True),
        ("can volunteers take over our library?", False),
        ("how do we run a raffle", False),
        ("we want to volunteer in the library", False),
        ("what is the right to challenge", False),
    ],
)
def test_a_wish_to_run_a_service_is_known(directory: Directory, text: str, wishes: bool) -> None:
    assert wishes_to_run(directory, text) is wishes


def test_what_was_said_already_is_taken(directory: Directory) -> None:
    text = "we are a community group and want to take over the library in Syston from the council"
    state = begin(directory, TASK, text, None)
    assert {"service", "place", "us", "want"} <= set(state.answers)
    question = next_question(TASK, state)
    assert question is not None
    assert question.key == "runs"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"runs": "council", "us": "community"}, "may use the Community Right to Challenge"),
        ({"runs": "council", "us": "parish"}, "may use the Community Right to Challenge"),
        ({"runs": "council", "us": "staff"}, "Two or more employees"),
        ({"runs": "fire", "us": "community"}, "may use the Community Right to Challenge"),
        ({"runs": "council", "us": "alone"}, "One person alone cannot"),
        ({"runs": "council", "us": "business"}, "A business cannot"),
        ({"runs": "nhs", "us": "community"}, "not of the NHS"),
        ({"runs": "police", "us": "community"}, "not of the police"),
        ({"runs": "nobody", "us": "community"}, "decided in writing to stop"),
        ({}, "two or more employees"),
    ],
)
def test_the_right_is_open_to_whom_the_act_opens_it(
    directory: Directory, site: Site, answers: dict[str, str], words: str
) -> None:
    assert words in told(TASK, directory, site, answers)


def test_what_it_asks_of_you_is_told(directory: Directory, site: Site) -> None:
    given = {"runs": "council", "us": "community"}
    whole = told(TASK, directory, site, {**given, "want": "whole"})
    for words in ("expression of interest", "TUPE", "Employers' liability", "safeguarding"):
        assert words in whole
    building = told(TASK, directory, site, {**given, "want": "building"})
    assert "lease" in building
    assert "TUPE" not in building


def test_staff_are_told_of_mutuals(directory: Directory, site: Site) -> None:
    assert "mutual" in told(TASK, directory, site, {"runs": "council", "us": "staff"})


@pytest.mark.parametrize(
    ("service", "place", "council"),
    [
        ("the library", "Syston", "Leicestershire County Council"),
        ("the leisure centre", "Hinckley", "Hinckley and Bosworth Borough Council"),
        ("the library", "Oakham", "Rutland County Council"),
    ],
)
def test_the_service_and_the_place_give_the_council(
    directory: Directory, site: Site, service: str, place: str, council: str
) -> None:
    answers = {"service": service, "place": slug(directory, place), "runs": "council"}
    assert f"this is for {council}" in told(TASK, directory, site, answers)


def test_a_service_that_the_table_does_not_know_names_both_councils(
    directory: Directory, site: Site
) -> None:
    answers = {"service": "the clock", "place": slug(directory, "Syston"), "runs": "council"}
    text = told(TASK, directory, site, answers)
    assert "there is more than one council" in text
    assert "Charnwood Borough Council" in text
    assert "Leicestershire County Council" in text


def test_every_combination_gets_an_answer(directory: Directory, site: Site) -> None:
    for runs, us, want in product(values("runs"), values("us"), values("want")):
        found = TASK.answer(directory, site, {"runs": runs, "us": us, "want": want})
        assert found.listed
        closed = runs in ("nhs", "police", "nobody", "other") or us in ("alone", "business")
        assert ("crtc-expression-of-interest" in found.listed) is (
            not closed and want in ("whole", UNKNOWN)
        )
        for card in found.reply.cards:
            assert all(line in found.reply.text for line in (card.summary, card.source))
