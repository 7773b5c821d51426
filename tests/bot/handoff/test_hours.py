"""Hours: local time over clock changes, bank holidays, closures, midnight, and words for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.handoff import hours
from knowledge.site_desk import Desk

WEEKDAYS = {
    day: ["09:00-12:30", "13:30-17:00"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}


def _desk(**values: Any) -> Desk:
    return Desk.model_validate({"hours": WEEKDAYS} | values)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24T08:59:59", False),
        ("2026-11-24T09:00:00", True),
        ("2026-11-24T12:29:59", True),
        ("2026-11-24T12:30:00", False),
        ("2026-11-24T17:00:00", False),
        ("2026-11-28T10:00:00", False),
        # Summer time: nine in the morning is eight in UTC.
        ("2026-07-01T08:00:00", True),
        ("2026-07-01T16:00:00", False),
        # The Monday after the clocks change, in spring and in autumn.
        ("2026-03-30T08:00:00", True),
        ("2026-10-26T08:30:00", False),
        ("2026-10-26T09:00:00", True),
        # Christmas Day, Boxing Day in place of the Saturday, and a bank holiday in August.
        ("2026-12-25T10:00:00", False),
        ("2026-12-28T10:00:00", False),
        ("2026-08-31T10:00:00", False),
        ("2026-12-29T10:00:00", True),
    ],
)
def test_open(at: str, is_open: bool) -> None:
    assert hours.is_open(_desk(), _at(at)) is is_open


def test_hours_that_are_not_known_are_not_guessed() -> None:
    desk = Desk()
    assert hours.is_open(desk, _at("2026-11-24T10:00:00")) is None
    assert hours.next_opening(desk, _at("2026-11-24T10:00:00")) is None
    assert hours.next_opening_in_words(desk, _at("2026-11-24T10:00:00")) is None
    assert hours.hours_in_words(desk) == []


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-24T07:00:00", "today at 9am"),
        ("2026-11-24T12:45:00", "today at 1:30pm"),
        ("2026-11-24T18:00:00", "tomorrow, Wednesday 25 November, at 9am"),
        ("2026-11-27T18:00:00", "on Monday 30 November at 9am"),
        ("2026-12-24T18:00:00", "on Tuesday 29 December at 9am"),
        # In UTC it is still Monday; in summer it is Tuesday here.
        ("2026-07-06T23:30:00", "today at 9am"),
    ],
)
def test_when_next_in_words(at: str, said: str) -> None:
    assert hours.next_opening_in_words(_desk(), _at(at)) == said


def test_closures() -> None:
    desk = _desk(closures=[{"from": "2026-11-24", "to": "2026-11-26", "why": "Moving"}])
    assert hours.is_open(desk, _at("2026-11-25T10:00:00")) is False
    assert hours.next_opening_in_words(desk, _at("2026-11-24T10:00:00")) == (
        "on Friday 27 November at 9am"
    )


def test_midnight_between_hours() -> None:
    desk = Desk.model_validate(
        {"hours": {"tuesday": ["20:00-24:00"], "wednesday": ["00:00-02:00"]}}
    )
    for minute, is_open in (("23:59", True), ("00:00", True), ("01:59", True), ("02:00", False)):
        day = 24 if minute > "12" else 25
        assert hours.is_open(desk, _at(f"2026-11-{day}T{minute}:00")) is is_open
    assert hours.closing(desk, _at("2026-11-24T21:00:00")) == _at("2026-11-25T02:00:00")
    assert hours.next_opening(desk, _at("2026-11-24T21:00:00")) == _at("2026-12-01T20:00:00")


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    desk = Desk.model_validate({"hours": {"sunday": ["00:30-01:30"]}})
    assert hours.is_open(desk, _at("2026-10-24T23:30:00"))
    assert hours.is_open(desk, _at("2026-10-25T01:15:00"))
    assert not hours.is_open(desk, _at("2026-10-25T01:30:00"))


def test_hours_in_words() -> None:
    assert hours.hours_in_words(_desk()) == ["Monday to Friday: 9am to 12:30pm and 1:30pm to 5pm"]
    late = Desk.model_validate({"hours": {"monday": ["12:00-24:00"]}})
    assert hours.hours_in_words(late) == ["Monday: midday to midnight"]


@pytest.mark.parametrize(
    "span", ["9-17", "09:00-09:00", "17:00-09:00", "09:60-10:00", "23:00-25:00"]
)
def test_a_wrong_span_is_named(span: str) -> None:
    with pytest.raises(ValidationError, match=span):
        Desk.model_validate({"hours": {"monday": [span]}})


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
def test_what_opens_next_is_open_then_and_was_not_before(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    desk = _desk()
    moment = hours.next_opening(desk, at)
    assert moment is not None
    assert moment > at
    assert hours.is_open(desk, moment)
    end = hours.closing(desk, at)
    assert (end is not None) is hours.is_open(desk, at)
    if end is not None:
        assert not hours.is_open(desk, end)
