"""A short message is read by what is on the screen; a whole question stands on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.criteria import Criteria
from knowledge.followups import (
    About,
    Narrow,
    Onward,
    Pick,
    about_a_list,
    follow_up,
    goes_on,
    is_bare,
)

SHOWN = ("first-slug", "second-slug", "third-slug")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("the second one", "second-slug"),
        ("2", "second-slug"),
        ("number three please", "third-slug"),
        ("tell me more about the first", "first-slug"),
        ("I meant the last one", "third-slug"),
        ("ok, the 1st", "first-slug"),
        ("Show me the third option!", "third-slug"),
    ],
)
def test_a_record_on_the_screen_is_picked_by_its_place(text: str, slug: str) -> None:
    assert follow_up(text, SHOWN, None, None) == Pick(slug)


def test_a_place_that_is_not_on_the_screen_picks_nothing() -> None:
    assert follow_up("the third one", SHOWN[:2], None, None) is None
    assert follow_up("the second one", (), None, None) is None


@pytest.mark.parametrize("text", ["tell me more", "more please", "go on", "more info"])
def test_more_means_the_record_shown_or_else_the_first_listed(text: str) -> None:
    assert follow_up(text, SHOWN, "current", "A fund") == Pick("current")
    assert follow_up(text, SHOWN, None, None) == Pick("first-slug")
    assert follow_up(text, (), None, None) is None


@pytest.mark.parametrize(
    "text", ["how much is that", "when is it open", "who runs this", "how do we apply"]
)
def test_a_question_that_leans_on_the_record_is_about_it(text: str) -> None:
    asked = follow_up(text, SHOWN, "current", "A fund")
    assert isinstance(asked, About)
    assert asked.text == f"{text} A fund"
    assert not asked.is_loose
    assert follow_up(text, SHOWN, "current", None) is None


def test_a_question_about_one_of_a_list_is_asked_of_that_one() -> None:
    text = "how far away is the second one"
    assert follow_up(text, SHOWN, None, None) == Pick("second-slug", text)
    assert follow_up("is the third one free", SHOWN[:2], None, None) is None


@pytest.mark.parametrize(
    "text", ["how long will they take", "is it paid", "how much does it cost to set one up"]
)
def test_a_question_for_one_fact_of_what_was_named_is_known(text: str) -> None:
    assert is_bare(text)
    assert follow_up(text, SHOWN, "current", "A fund") == About(f"{text} A fund", is_bare=True)


@pytest.mark.parametrize("text", ["how long does a grant take", "and if they say no", "🙂", ""])
def test_what_names_something_or_asks_for_no_fact_is_not(text: str) -> None:
    assert not is_bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "can i volunteer on universal credit",
        "is there a grant for a village hall roof that needs mending",
        "second hand furniture for a community centre",
        "first aid training",
        "",
        "🙂",
    ],
)
def test_a_message_that_stands_on_its_own_is_no_follow_up(text: str) -> None:
    assert follow_up(text, SHOWN, "current", "A fund") is None


@given(text=st.text(max_size=120), count=st.integers(0, 3))
def test_whatever_is_typed_only_what_is_on_the_screen_is_picked(text: str, count: int) -> None:
    found = follow_up(text, SHOWN[:count], None, None)
    assert found is None or (isinstance(found, Pick) and found.slug in SHOWN[:count])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("only free ones", {"cost": "free"}),
        ("free ones please", {"cost": "free"}),
        ("nearer", {"is_near": True, "nearest_first": True}),
        ("anything nearer?", {"is_near": True, "nearest_first": True}),
        ("on saturdays", {"days": [5]}),
        ("what about on saturdays", {"days": [5]}),
        ("online ones", {"is_online": True}),
        ("just the ones for a 14 year old", {"age": 14}),
        ("which are open now", {"open_first": True}),
        ("within 2 miles", {"is_near": True, "within_km": 3.218688}),
        ("are any of them wheelchair accessible", {"is_accessible": True}),
    ],
)
def test_a_list_is_narrowed(text: str, asked: dict[str, object]) -> None:
    assert about_a_list(text, has_place=False) == Narrow(Criteria.from_dict(asked))


def test_another_place_is_for_the_same_list() -> None:
    assert about_a_list("what about in ", has_place=True) == Narrow(Criteria())
    assert about_a_list("and free ones in ", has_place=True) == Narrow(Criteria(cost="free"))
    assert about_a_list("what about in ", has_place=False) is None


@pytest.mark.parametrize(
    "text",
    ["any others", "any others?", "others", "show me some more", "anything else?", "what else",
     "are there any more", "something else please", "the next ones", "do you have any others"],
)  # fmt: skip
def test_a_list_goes_on(text: str) -> None:
    assert about_a_list(text, has_place=False, is_shown=False) == Onward()


def test_a_bare_more_means_the_list_only_while_it_is_shown() -> None:
    for text in ("more", "more please", "go on"):
        assert about_a_list(text, has_place=False) == Onward()
        assert about_a_list(text, has_place=False, is_shown=False) is None
    assert about_a_list("tell me more", has_place=False) is None


@pytest.mark.parametrize(
    "text",
    ["free legal advice on saturdays", "the second one", "how much is that", "thanks", "",
     "can i volunteer online", "who runs it", "i need more help with my debts", "yes"],
)  # fmt: skip
def test_what_stands_on_its_own_is_not_about_the_list(text: str) -> None:
    assert about_a_list(text, has_place=False) is None


@given(st.text(max_size=80), st.booleans())
def test_no_text_is_an_error_for_a_list(text: str, has_place: bool) -> None:
    about_a_list(text, has_place=has_place)


@pytest.mark.parametrize(
    ("text", "is_on"),
    [("and insurance", True), ("what about training", True), ("but who pays", True),
     ("insurance for a hall", False),
     ("and my uncle wants to know whether his club can get a grant for it", False)],
)  # fmt: skip
def test_a_few_words_go_on_from_an_answer(text: str, is_on: bool) -> None:
    assert goes_on(text) is is_on


def test_a_longer_question_that_points_back_is_only_loosely_about_the_record() -> None:
    lean = follow_up("can I get it done before I apply", ["a"], "a", "What does a check cost?")
    assert isinstance(lean, About)
    assert lean.is_loose
