"""A short message is read by what is on the screen; a whole question stands on its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.followups import About, Pick, follow_up

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
    assert follow_up(text, SHOWN, "current", "A fund") == About(f"{text} A fund")
    assert follow_up(text, SHOWN, "current", None) is None


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
