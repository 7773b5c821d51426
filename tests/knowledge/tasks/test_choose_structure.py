"""Choosing a structure: what people write is taken, and forms are compared with why and how."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.site import Site
from knowledge.tasks.choose_structure import TASK, asks_for_a_form
from knowledge.tasks.frame import UNKNOWN
from knowledge.tasks.state import begin, next_question
from tests.knowledge.tasks.conftest import misread


@pytest.mark.parametrize(
    ("key", "value", "texts"),
    [
        (
            "profit",
            "cause",
            [
                "it goes back in",
                "not for profit",
                "we don't want to make a profit",
                "all back into the club",
                "reinvest it",
                "for the good of the village",
                "nobody gets any",
                "non-profit",
                "we plough it back in",
                "it stays in the community",
            ],
        ),
        (
            "profit",
            "share",
            [
                "we share it out",
                "split the profits between us",
                "dividends",
                "we have investors",
                "members get a share",
                "the owners keep it",
                "profits are shared among the members",
            ],
        ),
        (
            "charity",
            "yes",
            [
                "yes",
                "yes please, a charity",
                "we want to be a charity",
                "gift aid would be good",
                "charity",
                "a registered charity",
                "we need charitable status",
            ],
        ),
        (
            "charity",
            "no",
            [
                "no",
                "not a charity",
                "we'd rather not be a charity",
                "I don't want to be a charity",
                "no, we want to pay ourselves",
                "we need to be paid as directors",
                "we'd need to be paid",
            ],
        ),
        (
            "risk",
            "big",
            [
                "yes",
                "we will employ two people",
                "taking on a lease of the old chapel",
                "staff, yes",
                "buying the pub",
                "there will be contracts",
                "no staff but we want to rent a shop",
                "we need a loan",
            ],
        ),
        (
            "risk",
            "small",
            [
                "no",
                "just volunteers",
                "no staff",
                "we're only a small group",
                "no, it's just us",
                "we won't employ anyone",
                "a handful of friends",
            ],
        ),
        (
            "money",
            "grants",
            ["grants", "mostly donations", "lottery money", "fundraising", "grants and subs"],
        ),
        (
            "money",
            "trading",
            ["selling stuff", "we'll run a cafe", "contracts with the council", "trading", "fees"],
        ),
        (
            "money",
            "shares",
            ["community shares", "villagers buying shares", "a share offer", "locals investing"],
        ),
        (
            "money",
            "mixed",
            ["a mix", "bit of both", "a bit of everything", "grants and some trading"],
        ),
        (
            "control",
            "members",
            ["all the members", "everyone gets a vote", "one member one vote", "the whole village"],
        ),
        (
            "control",
            "few",
            ["a small committee", "the trustees", "just me and two others as directors", "a board"],
        ),
        ("control", "workers", ["the workers", "people who work there", "worker co-op", "staff"]),
    ],
)
def test_answers_in_many_words(
    directory: Directory, key: str, value: str, texts: list[str]
) -> None:
    assert not misread(TASK, directory, key, value, texts)


@pytest.mark.parametrize(
    "text",
    [
        "how much does a CIC cost to register?",
        "what is a community benefit society",
        "what is gift aid?",
        "which funds are open for village halls in Melton",
        "can trustees be paid for their work in a charity?",
    ],
)
def test_a_question_is_no_answer(directory: Directory, text: str) -> None:
    for question in TASK.questions:
        assert question.read(directory, text) is None, question.key


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (
            "We are mums setting up a not for profit toy library, no staff, grants mostly",
            {"profit": "cause", "risk": "small", "money": "grants"},
        ),
        (
            "we want to buy the village pub with community shares",
            {"risk": "big", "money": "shares"},
        ),
        (
            "should be a charity with gift aid and employ a worker",
            {"charity": "yes", "risk": "big"},
        ),
        ("help us pick a structure", {}),
        ("should we be a CIC or a charity", {}),
        ("which legal form is best for us", {}),
    ],
)
def test_what_was_said_already_is_not_asked(
    directory: Directory, text: str, given: dict[str, str]
) -> None:
    state = begin(directory, TASK, text, None)
    assert state.answers == given
    question = next_question(TASK, state)
    assert question is not None
    assert question.key not in given


def test_no_more_than_five_questions() -> None:
    assert len(TASK.questions) <= 5


def test_who_shares_profit_is_not_asked_about_a_charity(directory: Directory) -> None:
    state = begin(directory, TASK, "we share the profits between the members", None)
    asked = []
    while (question := next_question(TASK, state)) is not None:
        asked.append(question.key)
        state = state.asking(question).answered({question.key: UNKNOWN})
    assert "charity" not in asked
    assert TASK.has_enough(state.answers)


def test_forms_are_compared_with_reason_cost_time_regulator_and_next_step(
    directory: Directory, site: Site
) -> None:
    answers = {
        "profit": "cause",
        "charity": "no",
        "risk": "big",
        "money": "shares",
        "control": "members",
    }
    found = TASK.answer(directory, site, answers)
    assert found.listed == ("form-community-benefit-society", "form-cooperative-society")
    for words in (
        "Why:",
        "Fee to register: £40",
        "15 working days",
        "Financial Conduct",
        "Next step",
    ):
        assert words in found.reply.text
    for card in found.reply.cards:
        assert all(line in found.reply.text for line in [card.title, card.summary, *card.details])
    assert "VAL" in found.reply.text


def test_a_fee_that_is_not_known_is_said_not_to_be(directory: Directory, site: Site) -> None:
    answers = {"profit": "cause", "charity": "no", "risk": "big", "money": "trading"}
    text = TASK.answer(directory, site, answers).reply.text
    assert "no fee that we are sure of" in text
    assert "£65" not in text


def test_a_contradiction_is_said(directory: Directory, site: Site) -> None:
    text = TASK.answer(directory, site, {"charity": "yes", "profit": "share"}).reply.text
    assert "Both cannot be" in text
    assert "CIC" not in text


def test_with_nothing_known_it_says_so(directory: Directory, site: Site) -> None:
    found = TASK.answer(directory, site, dict.fromkeys(("profit", "charity", "risk"), UNKNOWN))
    assert found.reply.text.startswith("Without knowing more")
    assert len(found.listed) == 3
    assert TASK.say_back(directory, {}) == ""


def test_what_was_understood_is_said_back(directory: Directory) -> None:
    said = TASK.say_back(directory, {"profit": "cause", "charity": "yes", "risk": UNKNOWN})
    assert said == "You told me: it all goes back into the work; yes, a charity."


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("help us pick a structure", True),
        ("which legal form is best for us", True),
        ("should we be a CIC or a charity", True),
        ("not sure whether to set up a company or a CIO", True),
        ("what structure should a friends group have", True),
        ("four of us run classes and pay ourselves a bit, what should we set up as", True),
        ("What legal set up do we need to buy the pub, is a committee enough", False),
        ("what is the difference between a CIC and a CIO", False),
        ("how much does it cost to change legal structure", False),
        ("can a CIC or a charity get this grant", False),
        ("what is a CIC", False),
    ],
)
def test_a_message_that_asks_for_a_form_is_known(
    directory: Directory, text: str, asks: bool
) -> None:
    assert asks_for_a_form(directory, text) is asks
