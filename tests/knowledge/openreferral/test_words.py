"""Codes of the standard in words that people use."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.openreferral.words import (
    address_in_words,
    ages_in_words,
    cost_in_words,
    joined,
    phone_in_words,
    schedule_in_words,
)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ({"byday": "MO,TH", "opens_at": "10:00", "closes_at": "16:00:00", "freq": "WEEKLY"},
         "Monday and Thursday, 10:00 to 16:00"),
        ({"byday": "2TU", "freq": "MONTHLY", "opens_at": "19:00"},
         "the second Tuesday of the month, from 19:00"),
        ({"byday": "-1FR", "freq": "MONTHLY"}, "the last Friday of the month"),
        ({"byday": "MO,TU,WE"}, "Monday, Tuesday and Wednesday"),
        ({"byday": "XX", "description": "Ring first"}, "Ring first"),
        ({"byday": "SA", "notes": "Not in August"}, "Saturday: Not in August"),
        ({"id": "x"}, ""),
    ],
)  # fmt: skip
def test_times(schedule: dict[str, Any], words: str) -> None:
    assert schedule_in_words(schedule) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(16, 25, "16 to 25"), (18.0, None, "18 and over"), (None, 4.5, "up to 4.5"), (None, None, "")],
)
def test_ages(least: float | None, most: float | None, words: str) -> None:
    assert ages_in_words(least, most) == words


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ({"amount": 0.0, "amount_description": "Free"}, "Free"),
        ({"amount": 0}, "Free"),
        ({"amount": 3.0, "currency": "GBP", "amount_description": "a visit"}, "£3 a visit"),
        ({"amount": 1234.5, "option": "A year"}, "A year, £1,234.50"),
        ({"amount": 5, "currency": "EUR"}, "EUR 5"),
        ({"amount_description": "Ask"}, "Ask"),
        ({"id": "x"}, ""),
    ],
)
def test_costs(cost: dict[str, Any], words: str) -> None:
    assert cost_in_words(cost) == words


def test_telephones_and_addresses() -> None:
    assert phone_in_words({"number": "999"}) == "999"
    assert phone_in_words({"number": "999", "description": "999 (emergency)"}) == "999 (emergency)"
    assert phone_in_words({"number": "01632 960001", "extension": 7, "description": "Day"}) == (
        "01632 960001, extension 7 (Day)"
    )
    location = {"name": "The Hall", "addresses": [{"address_1": "1 High Street", "city": "Town"}]}
    assert address_in_words(location) == ["The Hall, 1 High Street, Town"]
    assert address_in_words({"name": "The Hall", "description": "By the pond"}) == [
        "The Hall",
        "By the pond",
    ]
    assert address_in_words({}) == []


def test_lists() -> None:
    assert [joined([]), joined(["a"]), joined(["a", "b"])] == ["", "a", "a and b"]
