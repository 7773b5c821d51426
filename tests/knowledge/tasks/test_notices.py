"""The owner's notice: the day is read, said back and told on; the past is said to be past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Directory
from knowledge.said_dates import Precision, in_words
from knowledge.tasks.frame import Trouble
from knowledge.tasks.moratorium import Pause
from knowledge.tasks.notices import (
    NO_NOTICE,
    Notice,
    asks_for_dates,
    date_lines,
    notice_notice,
    plan_lines,
    read_notice,
    understood,
    what_now,
)
from tests.real_content import TODAY

DAYS = st.dates(date(2012, 9, 21), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 March", date(2026, 3, 3)),
        ("it was 3/11/26", date(2026, 11, 3)),
        ("last Tuesday", date(2026, 11, 24)),
        ("yes, on the 3rd of november", date(2026, 11, 3)),
        ("the council received it on 31 August", date(2026, 8, 31)),
        ("two weeks ago I think", date(2026, 11, 17)),
        ("the council got the notice yesterday, when do the six weeks end?", date(2026, 11, 30)),
        ("no, it came on 9 November", date(2026, 11, 9)),
    ],
)
def test_the_day_is_read(directory: Directory, text: str, day: date) -> None:
    notice = Notice.from_answer(read_notice(directory, text))
    assert notice is not None
    assert notice.received_on == day


@pytest.mark.parametrize(
    "text",
    [
        "no notice yet",
        "no",
        "not yet",
        "none",
        "nope",
        "no they haven't given notice",
        "nothing yet",
    ],
)
def test_no_notice_is_an_answer(directory: Directory, text: str) -> None:
    assert read_notice(directory, text) == NO_NOTICE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yes", "the day counts"),
        ("yes they have", "the day counts"),
        ("31 November", "could not read a day"),
        ("the 45th", "could not read a day"),
        ("3 March 2009", "21 September 2012"),
    ],
)
def test_what_cannot_be_used_says_why(directory: Directory, text: str, words: str) -> None:
    found = read_notice(directory, text)
    assert isinstance(found, Trouble)
    assert words in found.text


@pytest.mark.parametrize(
    "text",
    ["can we meet on Tuesday?", "what is a moratorium", "how long does a listing last?", "the pub"],
)
def test_something_else_is_no_answer(directory: Directory, text: str) -> None:
    assert read_notice(directory, text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("the owner's notice reached the council on 31 August", date(2026, 8, 31)),
        ("the council was told on 3 November that they want to sell the pub", date(2026, 11, 3)),
        ("Council received notification on 1/3/2026", date(2026, 3, 1)),
        ("there is no notice yet", None),
        ("our meeting is on 3 March", None),
        ("it closed last Tuesday", None),
    ],
)
def test_a_day_counts_unasked_only_where_a_notice_is_named(
    directory: Directory, text: str, day: date | None
) -> None:
    notice = Notice.from_answer(notice_notice(directory, text))
    assert (notice.received_on if notice else None) == day


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("council received the owner's notice on 31 August, when does the moratorium end?", True),
        ("The council got the owner's notice on 3/11/26. What are the dates?", True),
        ("the council was told on 3 November that they are selling the pub", True),
        ("the council received our grant form on 3 March", False),
        ("if notice was given on 5 November how long have we got for the six weeks", True),
        ("when does the moratorium end", False),
        ("what is the six week moratorium", False),
        ("our AGM is on 3 March, when must we give notice?", False),
        ("is there a deadline for the grant on 3 March", False),
    ],
)
def test_a_question_with_the_day_asks_for_dates(
    directory: Directory, text: str, asks: bool
) -> None:
    assert asks_for_dates(directory, text) is asks


@given(DAYS, DAYS)
def test_what_is_past_is_never_told_as_to_come(received: date, today: date) -> None:
    notice, pause = Notice(received, Precision.EXACT, "that day"), Pause(received)
    text = "\n".join(date_lines(notice, today))
    for day in (pause.interim_ends_on, pause.full_ends_on, pause.protected_ends_on):
        assert in_words(day) in text
    assert ("six weeks ended" in text) is (pause.interim_ends_on < today)
    assert ("six weeks end on" in text) is (pause.interim_ends_on >= today)
    assert ("It is over." in text) is (pause.full_ends_on < today)
    assert ("eighteen months ended" in text) is (pause.protected_ends_on < today)
    assert "95(6)" in text
    assert ("no later than" in text) is (pause.send_by >= today)
    assert what_now(notice, today)


@given(DAYS, DAYS)
def test_the_plan_holds_only_days_to_come(received: date, today: date) -> None:
    notice, pause = Notice(received, Precision.EXACT, "that day"), Pause(received)
    lines = plan_lines(notice, today)
    assert bool(lines) is (pause.full_ends_on >= today)
    days = [pause.send_by, *(pause.months_end_on(count) for count in (2, 4, 5, 6))]
    assert len(lines) == sum(day >= today for day in days)


def test_what_to_do_follows_the_clock() -> None:
    notice = Notice(date(2026, 11, 10), Precision.EXACT, "10 November")
    assert "writes to the council" in what_now(notice, date(2026, 11, 24))
    assert "time to ask has passed" in what_now(notice, date(2027, 1, 10))
    assert "raise the money" in what_now(notice, date(2027, 1, 10))
    assert "raise the money" not in what_now(notice, date(2027, 8, 1))
    assert "All three periods have ended" in what_now(notice, date(2028, 8, 1))
    assert "still to come" in what_now(notice, date(2026, 11, 1))


def test_the_last_days_are_counted() -> None:
    notice = Notice(date(2026, 11, 10), Precision.EXACT, "10 November")
    for day, words in (
        (date(2026, 12, 20), "one day left"),
        (date(2026, 12, 21), "today only"),
        (date(2026, 12, 11), "10 days left"),
    ):
        assert words in "\n".join(date_lines(notice, day))


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.EXACT, "I read 'in march' as Sunday 1 March 2026."),
        (Precision.EARLIEST, "the earliest that this can be"),
        (Precision.ROUGH, "a day more or less moves every date"),
    ],
)
def test_what_was_understood_is_said_back(precision: Precision, words: str) -> None:
    assert words in understood(Notice(date(2026, 3, 1), precision, "in march"))


@pytest.mark.parametrize(
    "answer", ["none", "(not known)", "(skipped)", "", None, 3, "2026-13-40 x"]
)
def test_what_is_no_day_gives_no_notice(answer: object) -> None:
    assert Notice.from_answer(answer) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    class Clock:
        def today(self) -> date:
            return TODAY

    read_notice(Clock(), text)  # type: ignore[arg-type]


@given(DAYS)
def test_a_kept_day_comes_back(day: date) -> None:
    class Clock:
        def today(self) -> date:
            return day + timedelta(days=30)

    kept = read_notice(Clock(), f"it was {in_words(day)}")  # type: ignore[arg-type]
    notice = Notice.from_answer(kept)
    assert notice is not None
    assert notice.received_on == day
