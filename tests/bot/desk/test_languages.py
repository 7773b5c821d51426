"""What an adviser is told of the language: never another one for plain English."""

from __future__ import annotations

import pytest

from bot.desk.languages import language_of


@pytest.mark.parametrize(
    "text",
    [
        "how do we change our constitution",
        "our chapel is for sale, village wants it",
        "can a CIC sell its assets to us",
    ],
)
def test_english_is_never_called_another_language(text: str) -> None:
    assert language_of(text) == "English"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("szukam pomocy dla mojej rodziny, nie mam mieszkania", "Polish"),
        ("મારે સ્વયંસેવક બનવું છે", "Gujarati"),
        ("mujhe madad chahiye, kya karna hai", "Hindi or Urdu"),
        ("ok", ""),
    ],
)
def test_another_language_is_named_and_too_little_is_not(text: str, name: str) -> None:
    assert language_of(text) == name
