"""Two questions in one message: what the second one leaves to the first is carried over."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.two_questions import both_asked
from knowledge.wishes import Wish


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("what is a DBS check and who pays for it", "DBS", "cost"),
        ("what is a parish council and how do I join it", "parish", "join"),
        ("what's a CIO and how long does it take to get one", "CIO", "CIO"),
    ],
)
def test_a_pronoun_stands_for_what_the_first_question_named(
    directory: Directory, text: str, first: str, second: str
) -> None:
    (_, one), (_, other) = both_asked(directory, text, Wish())
    assert first.lower() in one.name.lower()
    assert second.lower() in other.name.lower()
    assert one.slug != other.slug


def test_questions_with_topics_of_their_own_borrow_none(directory: Directory) -> None:
    asked = "how do I volunteer at a hospice and how do I register to vote"
    (_, one), (_, other) = both_asked(directory, asked, Wish())
    assert "vote" in other.name
    assert "vote" not in one.name
