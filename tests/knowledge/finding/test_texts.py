"""Cost, age and times are taken from a record's words only where they are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.texts import (
    ALL_SLOTS,
    ages_in,
    is_cheap,
    is_free,
    says_online,
    slot,
    times_in,
)


@pytest.mark.parametrize(
    ("text", "free", "cheap"),
    [
        ("Free", True, True),
        ("Free, even with no credit", True, True),
        ("£3 a session", False, True),
        ("£12 a year membership when seen", False, None),
        ("£30 a session", False, False),
        ("Free for members, £5 for others", None, None),
        ("Free only for carers", None, None),
        ("Ask for the price", None, None),
        ("Freephone", None, None),
        (None, None, None),
    ],
)
def test_cost(text: str | None, free: bool | None, cheap: bool | None) -> None:
    assert is_free(text) is free
    assert is_cheap(text) is cheap


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Aged 18 or over; GP, 111 or yourself", (18, None)),
        ("Adults; early pages say over 18", (18, None)),
        ("18 to under 35, living in the county", (18, 34)),
        ("Young people aged 11 to 18", (11, 18)),
        ("Over 55s", (55, None)),
        ("Under 25", (None, 24)),
        ("People aged 50+", (50, None)),
        ("Caring for someone aged 18 or over", (None, None)),
        ("Anyone affected", (None, None)),
        (None, (None, None)),
    ],
)
def test_ages(text: str | None, ages: tuple[float | None, float | None]) -> None:
    assert ages_in(text) == ages


def test_online_is_said_and_not_guessed() -> None:
    assert says_online("Chat online", None)
    assert says_online("You can help from home")
    assert not says_online("We visit families at home", "Fill in the online form", None)


def test_clear_times_are_sure_and_others_may_be() -> None:
    sure = times_in("Saturday 10am to 1pm")
    assert sure.sure == slot(5, 0) | slot(5, 1)
    assert (sure.maybe, sure.week is None) == (0, False)
    vague = times_in("In 2022: Saturday 10am to 1pm")
    assert vague.sure == 0
    assert vague.maybe & slot(5, 0)
    assert not vague.maybe & slot(0, 0)
    assert times_in("Some evenings").maybe & slot(2, 2)
    assert times_in("As you like") == times_in(None)
    assert times_in("24 hours").sure == ALL_SLOTS


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    is_free(text), is_cheap(text), ages_in(text), says_online(text), times_in(text)
