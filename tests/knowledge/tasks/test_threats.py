"""A place that is to close or be sold is told from a question about the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.tasks.threats import is_threatened


@pytest.mark.parametrize(
    "text",
    [
        "they want to close our pub",
        "Can we stop the sale of the old school in Ratby? the county council own it",
        "our village shop is closing",
        "brewery wants to sell our pub for housing, can we do owt",
        "resident wants to stop the district council selling the car park in Ashby",
        "The chapel is going to auction. What can we do?",
        "our library is under threat!",
        "they are flogging the playing field",
        "the hall is up for sale how do we stop it",
        "our chapel is being turned into flats",
        "Pub for sale in Sileby, any ideas?",
        "the parish wants rid of the hall",
        "we're losing our post office",
        "caller says the boozer in Shepshed has been sold, is there anything they can do",
    ],
)
def test_a_place_under_threat(text: str) -> None:
    assert is_threatened(text)


@pytest.mark.parametrize(
    "text",
    [
        "what time does the library close",
        "how long does an owner have to wait to sell a listed pub",
        "our pub is for sale, is it too late to list it?",
        "can the owner sell the pub to anyone after the pause?",
        "the charity shop is closing, want to volunteer elsewhere",
        "road closed outside the pub",
        "grants to buy a pub that is for sale",
        "does a listing stop the hall being demolished?",
        "who decides to close a library",
        "I want to save money",
        "the chapel shut in 2017, is that to long ago to list it",
        "a pub",
        "they are selling my house",
        "",
    ],
)
def test_something_else(text: str) -> None:
    assert not is_threatened(text)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    is_threatened(text)
