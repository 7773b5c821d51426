"""Opening hours count only where they are understood to the last word; bank holidays too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.hours import ALWAYS, Week, parse_hours
from knowledge.finding.opening import (
    bank_holidays,
    clock_in_words,
    closes_in,
    hours_in_words,
    is_open_at,
)

NINE_TO_FIVE = ((540, 1020),)
WORKING_DAYS = Week((*(NINE_TO_FIVE,) * 5, (), ()))


@pytest.mark.parametrize(
    "text",
    ["Mon-Fri 9am-5pm", "Monday to Friday 9am to 5pm", "Mon - Fri: 9 - 5", "9am-5pm weekdays",
     "Monday – Friday, 09:00–17:00", "Open: Monday to Friday 9am to 5pm, closed Saturday",
     "Mon-Fri 9am-5pm (except bank holidays)", "Phone: Monday to Friday 9am to 5pm (see the page)"],
)  # fmt: skip
def test_clear_hours_are_read(text: str) -> None:
    assert parse_hours(text) == WORKING_DAYS


@pytest.mark.parametrize("text", ["24 hours", "24/7", "24 hours a day, 7 days a week",
                                  "24 hours, every day", "24 hours (HELPLINE247)"])  # fmt: skip
def test_what_never_closes(text: str) -> None:
    assert parse_hours(text) == ALWAYS


@pytest.mark.parametrize(
    ("text", "day", "spans"),
    [
        ("Tues & Thurs 10-2pm", 3, ((600, 840),)),
        ("6-8pm Wednesdays", 2, ((1080, 1200),)),
        ("Daily 8pm-2am", 6, ((1200, 1560),)),
        ("Monday 9am to 12 noon and 1pm to 4pm", 0, ((540, 720), (780, 960))),
        ("Friday 2pm to midnight", 4, ((840, 1440),)),
        ("Monday to Thursday 8.30am to 5pm, Friday 8.30am to 4.30pm", 4, ((510, 990),)),
        ("Sat-Mon 10am to 11am", 0, ((600, 660),)),
    ],
)
def test_spans(text: str, day: int, spans: tuple[tuple[int, int], ...]) -> None:
    week = parse_hours(text)
    assert week is not None
    assert week.spans_at(day) == spans


@pytest.mark.parametrize(
    "text",
    [None, "", "In 2022: Monday 11am to 1pm", "Monday 7-9", "9am to 5pm", "By appointment",
     "Monday to Friday 9am to 5pm; out of hours 01632 960001", "Open every day of the year",
     "Monday to Saturday 9am to 6pm, Wednesday to 8pm", "Term time Mondays 9am-5pm",
     "Phone: Monday to Friday 8am to 8pm. Online any time", "Monday 25am-26pm", "Monday"],
)  # fmt: skip
def test_what_is_not_clear_is_not_read(text: str | None) -> None:
    assert parse_hours(text) is None


@given(st.text(alphabet="mondayfri satsun0123456789:.-apm to,&;(24/7)", max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    week = parse_hours(text)
    if week is not None:
        assert len(week.days) == 7
        assert all(opens < closes for spans in week.days for opens, closes in spans)
        hours_in_words(week, datetime(2026, 11, 24, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 10, tzinfo=UTC), "Open now, until 5pm."),
        (datetime(2026, 11, 24, 16, 30, tzinfo=UTC), "Open now, but closes soon, at 5pm."),
        (datetime(2026, 11, 24, 17, tzinfo=UTC), "Closed now. Opens tomorrow at 9am."),
        (datetime(2026, 11, 24, 8, 59, tzinfo=UTC), "Closed now. Opens today at 9am."),
        (datetime(2026, 11, 27, 18, tzinfo=UTC), "Closed now. Opens on Monday at 9am."),
        # British summer time: 9.30 in London is 8.30 in UTC.
        (datetime(2026, 7, 7, 8, 30, tzinfo=UTC), "Open now, until 5pm."),
        # Christmas Day 2026 is a Friday, and Monday the 28th stands in for Boxing Day.
        (datetime(2026, 12, 25, 10, tzinfo=UTC),
         "Today is a bank holiday: ring first to hear if it is open."),
        (datetime(2026, 12, 24, 18, tzinfo=UTC), "Closed now. Opens on Tuesday at 9am."),
    ],
)  # fmt: skip
def test_open_or_closed_is_said(at: datetime, said: str) -> None:
    assert hours_in_words(WORKING_DAYS, at) == said


def test_what_opens_over_midnight_is_open_after_it() -> None:
    week = parse_hours("Daily 8pm-2am")
    assert week is not None
    assert closes_in(week, datetime(2026, 11, 24, 1, tzinfo=UTC)) == 60
    assert not is_open_at(week, datetime(2026, 11, 24, 3, tzinfo=UTC))


def test_what_never_closes_is_open_on_a_bank_holiday() -> None:
    assert is_open_at(ALWAYS, datetime(2026, 12, 25, 4, tzinfo=UTC))
    assert hours_in_words(ALWAYS, datetime(2026, 12, 25, 4, tzinfo=UTC)) == (
        "Open now: it never closes."
    )


def test_bank_holidays_are_those_of_england() -> None:
    days = bank_holidays(2026)
    assert datetime(2026, 4, 6, tzinfo=UTC).date() in days  # Easter Monday, not one in Scotland
    assert datetime(2026, 11, 30, tzinfo=UTC).date() not in days  # Saint Andrew's Day


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "midnight"), (540, "9am"), (570, "9.30am"), (720, "midday"), (750, "12.30pm"),
     (1020, "5pm"), (1440, "midnight")],
)  # fmt: skip
def test_clock(minutes: int, said: str) -> None:
    assert clock_in_words(minutes) == said
