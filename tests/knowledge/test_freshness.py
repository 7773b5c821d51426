"""What a resident is told about the age of a fact: plainly, and never younger than it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.freshness import (
    date_in_words,
    describe_source,
    earliest_day,
    note_asks_for_a_check,
    tier_of,
)
from tests.knowledge.factories import make_record

TODAY = date(2026, 11, 22)


def label(source_date: str, **changes: str) -> str:
    return describe_source(make_record(source_date=source_date, **changes), TODAY).label


@pytest.mark.parametrize(
    ("source_date", "said"),
    [
        ("2026-10", "from a page of October 2026"),
        ("2026-11-22", "from a page of 22 November 2026"),
        ("2026-08-22", "from a page of 22 August 2026"),
        ("2026-08-21", "from a page of 21 August 2026, 3 months ago"),
        ("2026-03", "from a page of March 2026, 9 months ago"),
        ("2026", "from a page of 2026, up to 11 months ago"),
        ("2025-11-22", "from a page of 22 November 2025, 12 months ago"),
        ("2025-11-21", "from a page of 21 November 2025: check before you rely on it"),
        ("2025", "from a page of 2025: check before you rely on it"),
        ("2024-03", "from a page of March 2024: check before you rely on it"),
        ("unknown", "date of the page not known: check before you rely on it"),
    ],
)
def test_age_is_said_in_plain_words(source_date: str, said: str) -> None:
    assert label(source_date) == said


def test_an_old_number_is_to_be_rung_first() -> None:
    assert label("2021", phone="0116 305 7005") == (
        "from a page of 2021: ring or look before you rely on it"
    )


@pytest.mark.parametrize("changes", [{"confidence": "low"}, {"note": "Check the amounts."}])
def test_doubt_is_said_however_young_the_page(changes: dict[str, str]) -> None:
    assert label("2026-10", **changes) == (
        "from a page of October 2026: check before you rely on it"
    )
    found = describe_source(make_record(source_date="2026-10", **changes), TODAY)
    assert found.needs_check
    assert not found.is_old


@pytest.mark.parametrize(
    "note",
    [
        "Re-check before launch.",
        "Phone must be phone-checked.",
        "Ask VAL to confirm.",
        "No phone seen.",
        "Not known if it ran again.",
        "May have closed.",
        "Old undated page.",
        "General knowledge.",
        "VAL must supply these before launch.",
        "Contacts need checking.",
    ],
)
def test_notes_that_ask_for_a_check(note: str) -> None:
    assert note_asks_for_a_check(note)


@pytest.mark.parametrize(
    "note",
    [None, "Formerly the Plunkett Foundation.", "GSS code checked in the source.", "Told twice."],
)
def test_notes_that_do_not(note: str | None) -> None:
    assert not note_asks_for_a_check(note)


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=TODAY),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["high", "medium", "low"]),
)
def test_no_source_is_taken_for_younger_than_it_can_be(
    day: date, length: int, confidence: str
) -> None:
    written = day.isoformat()[:length]
    first = earliest_day(written)
    assert first is not None
    assert first <= day
    found = describe_source(make_record(source_date=written, confidence=confidence), TODAY)
    assert str(day.year) in found.label
    assert found.needs_check or not found.is_old
    assert "checked" not in found.label
    assert "up to date" not in found.label
    assert found.needs_check == ("rely on it" in found.label)


def test_an_unknown_date_has_no_words() -> None:
    with pytest.raises(ValueError, match="no words"):
        date_in_words("unknown")


@pytest.mark.parametrize(
    ("assured_on", "said"),
    [
        (date(2026, 11, 22), "checked today by VAL"),
        (date(2026, 11, 21), "checked yesterday by VAL"),
        (date(2026, 11, 10), "checked 12 days ago by VAL"),
        (date(2026, 8, 24), "checked 90 days ago by VAL"),
        (date(2026, 8, 23), "checked 3 months ago by VAL"),
        (date(2025, 11, 22), "checked 12 months ago by VAL"),
        (date(2025, 11, 21), "checked 12 months ago by VAL: check before you rely on it"),
        (date(2026, 11, 23), "from a page of 2021: check before you rely on it"),
    ],
)
def test_what_a_team_has_checked_is_said_with_day_and_team(assured_on: date, said: str) -> None:
    record = make_record(source_date="2021", assured_on=assured_on, assured_by="VAL")
    assert describe_source(record, TODAY).label == said


def test_a_check_long_ago_is_to_be_rung_first() -> None:
    changes = {"assured_on": date(2024, 1, 1), "phone": "0116 496 0000"}
    found = describe_source(make_record(source_date="2021", **changes), TODAY)
    assert found.label == "checked 35 months ago: ring or look before you rely on it"
    assert (found.is_old, found.needs_check, found.tier) == (True, True, "older")


@pytest.mark.parametrize(
    ("assured_on", "tier", "needs_check"),
    [
        (None, "never", True),
        (date(2026, 11, 23), "never", True),
        (date(2026, 8, 24), "assured", False),
        (date(2026, 8, 23), "older", False),
    ],
)
def test_tiers(assured_on: date | None, tier: str, needs_check: bool) -> None:
    record = make_record(note="Check the hours.", confidence="low", assured_on=assured_on)
    assert tier_of(record, TODAY) == tier
    found = describe_source(record, TODAY)
    assert (found.tier, found.needs_check) == (tier, needs_check)
