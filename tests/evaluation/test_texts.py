"""How texts are compared."""

from __future__ import annotations

import pytest

from tests.evaluation.texts import bare, missing, says


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("You have Eight\n weeks.", "eight weeks"),
        ("It’s free", "it's free"),
        ("Up to £20,000 for two years", "£20,000"),
        ("Up to £20,000.", "20,000"),
        ("Ring 0116 305 0005.", "0116 305 0005"),
        ("at least 16 hours", "16"),
        ("no CICs", "no"),
    ],
)
def test_a_text_says_whole_words(text: str, wanted: str) -> None:
    assert says(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in 2016", "16"),
        ("£1,600", "16"),
        ("16,000 visits", "16"),
        ("16.50 pounds", "16"),
        ("nothing", "no"),
        ("9991", "999"),
    ],
)
def test_a_part_of_a_word_or_number_is_not_said(text: str, wanted: str) -> None:
    assert not says(text, wanted)


def test_one_word_of_each_group_must_be_said() -> None:
    assert missing("Ring 999 or 101", [["999"], ["111", "101"]]) == []
    assert missing("Ring 999", [["999"], ["111", "101"]]) == [["111", "101"]]


def test_questions_are_the_same_whatever_their_marks() -> None:
    assert bare("What's a C.I.C?") == bare("whats a c i c")
