"""The three periods of section 95(6) end on the right day, whatever the day they begin with."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.tasks.moratorium import Pause, last_day_of_months, last_working_day

DAYS = st.dates(date(2012, 9, 21), date(2060, 12, 31))


def test_the_worked_example_of_the_content() -> None:
    pause = Pause(date(2027, 3, 1))
    assert pause.interim_ends_on == date(2027, 4, 11)
    assert pause.full_ends_on == date(2027, 8, 31)
    assert pause.protected_ends_on == date(2028, 8, 31)


@pytest.mark.parametrize(
    ("received", "full", "protected"),
    [
        (date(2026, 8, 31), date(2027, 2, 28), date(2028, 2, 29)),
        (date(2026, 8, 30), date(2027, 2, 28), date(2028, 2, 29)),
        (date(2026, 8, 29), date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 8, 28), date(2027, 2, 27), date(2028, 2, 27)),
        (date(2026, 9, 1), date(2027, 2, 28), date(2028, 2, 29)),
        (date(2027, 8, 31), date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 10, 31), date(2027, 4, 30), date(2028, 4, 30)),
        (date(2026, 12, 31), date(2027, 6, 30), date(2028, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2028, 8, 28), date(2029, 8, 28)),
    ],
)
def test_months_end_right(received: date, full: date, protected: date) -> None:
    pause = Pause(received)
    assert (pause.full_ends_on, pause.protected_ends_on) == (full, protected)


@given(DAYS)
def test_six_weeks_are_forty_two_days_with_the_first(received: date) -> None:
    ends = Pause(received).interim_ends_on
    assert (ends - received).days + 1 == 42
    assert (ends + timedelta(days=1)).weekday() == received.weekday()


@given(DAYS)
def test_the_periods_follow_each_other(received: date) -> None:
    pause = Pause(received)
    assert received < pause.interim_ends_on < pause.full_ends_on < pause.protected_ends_on
    assert 181 <= (pause.full_ends_on - received).days + 1 <= 184
    assert 546 <= (pause.protected_ends_on - received).days + 1 <= 550


@given(DAYS)
def test_a_later_day_never_gives_an_earlier_end(received: date) -> None:
    later = Pause(received + timedelta(days=1))
    pause = Pause(received)
    assert later.full_ends_on >= pause.full_ends_on
    assert later.protected_ends_on >= pause.protected_ends_on


@given(DAYS, st.integers(1, 36))
def test_the_day_after_has_the_same_number_where_there_is_one(first: date, months: int) -> None:
    after = last_day_of_months(first, months) + timedelta(days=1)
    if after.day == first.day:
        assert (after.year * 12 + after.month) - (first.year * 12 + first.month) == months
    else:
        last = after - timedelta(days=1)
        assert last.day == calendar.monthrange(last.year, last.month)[1] < first.day


@given(DAYS)
def test_the_day_to_send_by_is_one_when_the_council_works(received: date) -> None:
    pause = Pause(received)
    assert pause.send_by.weekday() < calendar.SATURDAY
    assert timedelta() <= pause.interim_ends_on - pause.send_by <= timedelta(days=5)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 12, 28), date(2026, 12, 24)),  # Boxing Day made up for on the Monday
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2027, 3, 29), date(2027, 3, 25)),  # Easter Monday
        (date(2026, 11, 24), date(2026, 11, 24)),
        (date(2026, 11, 22), date(2026, 11, 20)),
    ],
)
def test_weekends_and_bank_holidays_are_no_working_days(day: date, working: date) -> None:
    assert last_working_day(day) == working
