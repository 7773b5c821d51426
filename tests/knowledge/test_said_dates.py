"""The day that somebody means is read from the ways that people write it, and never made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.said_dates import Precision, in_words, read_date

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    "said",
    [
        "3/3/26",
        "on 3 March",
        "3rd of march",
        "March 3rd 2026",
        "it came on March the 3rd",
        "3.3.2026",
        "3-3-26",
        "2026-03-03",
        "03/03/2026 I believe it was",
        "the third of march",
        "Tuesday 3rd March, 2026",
        "3 mar '26",
        "3/3",
        "3RD MARCH",
        "3rd mrach",
        "council got it 3 march",
    ],
)
def test_one_day_in_the_ways_that_it_is_written(said: str) -> None:
    found = read_date(said, TODAY)
    assert found is not None
    assert found.on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", date(2026, 11, 24)),
        ("this morning", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 23)),
        ("the day before yesterday", date(2026, 11, 22)),
        ("last Tuesday", date(2026, 11, 17)),
        ("on tuesday", date(2026, 11, 24)),
        ("tuesday last week", date(2026, 11, 17)),
        ("last week on thursday", date(2026, 11, 19)),
        ("tuesday before last", date(2026, 11, 10)),
        ("a week last friday", date(2026, 11, 13)),
        ("friday", date(2026, 11, 20)),
        ("weds", date(2026, 11, 18)),
        ("the 3rd", date(2026, 11, 3)),
        ("the 30th", date(2026, 10, 30)),
        ("18th", date(2026, 11, 18)),
        ("the 2nd of last month", date(2026, 10, 2)),
        ("10 days ago", date(2026, 11, 14)),
        ("3 decmber", date(2025, 12, 3)),
        ("3rd febuary", date(2026, 2, 3)),
        ("29 february", date(2024, 2, 29)),
        ("25 dec 2026", date(2026, 12, 25)),
        ("next monday", date(2026, 11, 30)),
    ],
)
def test_a_day_that_depends_on_today(said: str, day: date) -> None:
    found = read_date(said, TODAY)
    assert found is not None
    assert found.on == day
    assert found.precision is Precision.EXACT


@pytest.mark.parametrize(
    ("said", "day", "precision"),
    [
        ("about two weeks ago", date(2026, 11, 10), Precision.ROUGH),
        ("a fortnight ago", date(2026, 11, 10), Precision.ROUGH),
        ("a couple of weeks ago", date(2026, 11, 10), Precision.ROUGH),
        ("last week", date(2026, 11, 16), Precision.EARLIEST),
        ("last month", date(2026, 10, 1), Precision.EARLIEST),
        ("in march", date(2026, 3, 1), Precision.EARLIEST),
        ("December", date(2025, 12, 1), Precision.EARLIEST),
        ("March 2025", date(2025, 3, 1), Precision.EARLIEST),
        ("around 10 November", date(2026, 11, 10), Precision.ROUGH),
        ("3 months ago", date(2026, 8, 24), Precision.ROUGH),
    ],
)
def test_what_is_said_roughly_is_not_taken_for_a_day(
    said: str, day: date, precision: Precision
) -> None:
    found = read_date(said, TODAY)
    assert found is not None
    assert found.on == day
    assert found.precision is precision


@pytest.mark.parametrize(
    "said",
    [
        *("don't know", "no idea", "21 people", "six weeks", "31 november", "31/02/26", "£3.50"),
        *(
            "we may sell it",
            "the second one",
            "I march on",
            "40 March",
            "99/99/99",
            "",
            "0 May 2026",
        ),
    ],
)
def test_what_names_no_day_gives_none(said: str) -> None:
    assert read_date(said, TODAY) is None


def test_the_words_that_were_read_are_kept_for_saying_back() -> None:
    found = read_date("The clerk says it came on 3rd March", TODAY)
    assert found is not None
    assert found.words == "3rd March"
    assert in_words(found.on) == "Tuesday 3 March 2026"


@given(st.dates(date(2012, 1, 1), date(2090, 12, 31)))
def test_a_day_written_out_comes_back_whole(day: date) -> None:
    for said in (in_words(day), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", str(day)):
        found = read_date(f"it was {said}", TODAY)
        assert found is not None
        assert (found.on, found.precision) == (day, Precision.EXACT)


@given(st.dates(date(2013, 1, 1), date(2090, 12, 31)), st.integers(0, 364))
def test_a_day_without_its_year_has_always_come(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    found = read_date(f"{day.day} {day:%B}", today)
    assert found is not None
    assert found.on <= today
    assert (found.on.day, found.on.month) == (day.day, day.month)
    if (day.day, day.month) != (29, 2):
        assert found.on == day


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_no_text_is_too_much(text: str, today: date) -> None:
    read_date(text, today)
