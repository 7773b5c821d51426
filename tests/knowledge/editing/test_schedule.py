"""What has its day happens on it, once, without a person; and can be called off until then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.editing import changes, schedule, text_changes
from knowledge.editing.proposing import british_day, call_off, read_day
from knowledge.errors import Conflict, InvalidInput, NotFound
from knowledge.models import Assurance, Contact, Record, RecordChange
from tests.knowledge.editing.conftest import AT
from tests.knowledge.records import make_record_of

TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def session(empty: Session) -> Session:
    empty.add(make_record_of(Contact, slug="office", phone="0116 496 0000"))
    empty.add(make_record_of(Contact, slug="fed", origin="a-feed"))
    empty.flush()
    return empty


def _record(session: Session, slug: str = "office") -> Record:
    found = session.scalar(select(Record).where(Record.slug == slug))
    assert found is not None
    return found


def _approved(session: Session, **days: Any) -> RecordChange:
    change = changes.propose(
        session, "office", {"phone": "0116 496 0001"}, reason="They move.", by="ann", at=AT, **days
    )
    changes.approve(session, change.id, by="bob", at=AT)
    return change


def _what(done: list[schedule.Done]) -> list[tuple[str, str]]:
    return [(item.kind, item.what) for item in done]


def test_an_approved_change_waits_for_its_day_and_comes_once(session: Session) -> None:
    change = _approved(session, from_on=TODAY + 3 * DAY)
    assert (change.state, _record(session).phone) == ("scheduled", "0116 496 0000")
    assert schedule.carry_out(session, AT + 2 * DAY) == []
    assert _what(schedule.carry_out(session, AT + 3 * DAY)) == [("change", "began")]
    assert (change.state, _record(session).phone) == ("approved", "0116 496 0001")
    assert schedule.carry_out(session, AT + 3 * DAY) == []


def test_days_are_british_days(session: Session) -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert british_day(late) == date(2026, 7, 2)
    _approved(session, from_on=TODAY + DAY)
    assert schedule.carry_out(session, datetime(2026, 11, 24, 23, 59, tzinfo=UTC)) == []
    assert schedule.carry_out(session, datetime(2026, 11, 25, 0, 0, tzinfo=UTC)) != []


def test_a_process_that_slept_catches_up(session: Session) -> None:
    _approved(session, from_on=TODAY + DAY)
    assert _what(schedule.carry_out(session, AT + 30 * DAY)) == [("change", "began")]


def test_after_the_last_day_it_says_again_what_it_said(session: Session) -> None:
    change = _approved(session, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY)
    schedule.carry_out(session, AT + DAY)
    assert schedule.carry_out(session, AT + 2 * DAY) == []
    assert _record(session).phone == "0116 496 0001"
    assert _what(schedule.carry_out(session, AT + 3 * DAY)) == [("change", "ended")]
    assert (change.state, _record(session).phone) == ("ended", "0116 496 0000")
    changes.keep_changes(session, AT + 3 * DAY)
    assert _record(session).phone == "0116 496 0000"


def test_what_was_changed_again_meanwhile_stays(session: Session) -> None:
    _approved(session, until_on=TODAY + DAY)
    again = changes.propose(
        session, "office", {"phone": "0116 496 0002"}, reason="Again.", by="ann", at=AT
    )
    changes.approve(session, again.id, by="bob", at=AT)
    schedule.carry_out(session, AT + 2 * DAY)
    assert _record(session).phone == "0116 496 0002"


def test_a_change_that_slept_over_its_last_day_never_comes(session: Session) -> None:
    change = _approved(session, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY)
    assert _what(schedule.carry_out(session, AT + 9 * DAY)) == [("change", "ended")]
    assert (change.state, _record(session).phone) == ("ended", "0116 496 0000")


def test_a_newer_file_overtakes_what_waits(session: Session) -> None:
    change = _approved(session, from_on=TODAY + DAY)
    _record(session).phone = "0116 496 0009"
    assert _what(schedule.carry_out(session, AT + DAY)) == [("change", "overtaken")]
    assert (change.state, _record(session).phone) == ("overtaken", "0116 496 0009")


def test_what_waits_can_be_called_off_by_one(session: Session) -> None:
    change = _approved(session, from_on=TODAY + DAY)
    call_off(change, by="ann", at=AT)
    assert schedule.carry_out(session, AT + DAY) == []
    assert _record(session).phone == "0116 496 0000"
    with pytest.raises(Conflict):
        call_off(change, by="ann", at=AT)


def test_the_calendar_asks_for_the_second_person_too(session: Session) -> None:
    change = _approved(session, from_on=TODAY + DAY)
    change.is_by_two = False
    schedule.carry_out(session, AT + DAY)
    assert (change.state, _record(session).phone) == ("refused", "0116 496 0000")


def test_it_comes_although_the_names_went_meanwhile(session: Session) -> None:
    change = _approved(session, from_on=TODAY + 400 * DAY)
    change.proposed_by = change.decided_by = ""
    schedule.carry_out(session, AT + 400 * DAY)
    assert _record(session).phone == "0116 496 0001"


def test_nobody_approves_what_nobody_knows_the_proposer_of(session: Session) -> None:
    change = changes.propose(session, "office", {"phone": "0"}, reason="Old.", by="ann", at=AT)
    change.proposed_by = ""
    with pytest.raises(Conflict, match="nobody knows"):
        changes.approve(session, change.id, by="ann", at=AT)


def test_while_one_waits_no_other_of_the_same(session: Session) -> None:
    _approved(session, from_on=TODAY + DAY)
    with pytest.raises(Conflict, match="waits"):
        changes.propose(session, "office", {"phone": "0"}, reason="Other.", by="ann", at=AT)


@pytest.mark.parametrize(
    "days",
    [
        {"from_on": TODAY - DAY},
        {"until_on": TODAY - DAY},
        {"from_on": TODAY + 2 * DAY, "until_on": TODAY + DAY},
        {"from_on": TODAY + 900 * DAY},
    ],
)
def test_days_that_cannot_be_are_refused(session: Session, days: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        changes.propose(session, "office", {"phone": "0"}, reason="Why", by="a", at=AT, **days)


def test_one_that_waits_too_long_for_a_second_person_is_over(session: Session) -> None:
    change = changes.propose(
        session, "office", {"phone": "0"}, reason="Short.", by="ann", at=AT, until_on=TODAY
    )
    with pytest.raises(Conflict, match="passed"):
        changes.approve(session, change.id, by="bob", at=AT + 2 * DAY)


def _end(session: Session, last_on: date, slug: str = "office") -> int:
    return schedule.end_on(
        session, slug, last_on, team="A team", reason="It closes.", by="ann", at=AT
    ).id


@pytest.mark.parametrize("slug", ["office", "fed"])
def test_a_record_is_taken_down_the_day_after_its_last(session: Session, slug: str) -> None:
    _end(session, TODAY + DAY, slug)
    assert schedule.carry_out(session, AT + DAY) == []
    assert not _record(session, slug).is_withheld
    assert _what(schedule.carry_out(session, AT + 2 * DAY)) == [("record", "taken down")]
    assert _record(session, slug).is_withheld
    word = session.scalars(select(Assurance)).one()
    assert (word.outcome, word.team) == ("taken down", "A team")
    assert "It closes." in str(word.note)
    assert schedule.carry_out(session, AT + 2 * DAY) == []


def test_a_last_day_can_be_called_off_and_set_anew(session: Session) -> None:
    number = _end(session, TODAY + DAY)
    _end(session, TODAY + 5 * DAY)
    assert [item.last_on for item in schedule.waiting_ends(session)] == [TODAY + 5 * DAY]
    with pytest.raises(Conflict):
        schedule.call_off_end(session, number, by="bob", at=AT)
    schedule.call_off_end(session, schedule.waiting_ends(session)[0].id, by="bob", at=AT)
    assert schedule.carry_out(session, AT + 9 * DAY) == []
    assert not _record(session).is_withheld
    with pytest.raises(NotFound):
        schedule.call_off_end(session, 99, by="bob", at=AT)


def test_last_days_that_cannot_be_are_refused(session: Session) -> None:
    with pytest.raises(InvalidInput):
        _end(session, TODAY - DAY)
    with pytest.raises(InvalidInput):
        schedule.end_on(session, "office", TODAY, team="A", reason="", by="ann", at=AT)
    _record(session).lifecycle = "inactive"
    with pytest.raises(Conflict):
        _end(session, TODAY + DAY)


def test_a_record_that_is_gone_or_hidden_needs_no_taking_down(session: Session) -> None:
    _end(session, TODAY)
    _end(session, TODAY, "fed")
    _record(session).lifecycle = "inactive"
    session.delete(_record(session, "fed"))
    session.flush()
    assert schedule.carry_out(session, AT + DAY) == []
    assert schedule.waiting_ends(session) == []


def test_texts_have_their_days_too(session: Session) -> None:
    change = text_changes.propose(
        session, "reply", "thanks", "Merry Christmas.", file_says="You are welcome.",
        reason="Christmas", by="ann", at=AT, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY,
    )  # fmt: skip
    text_changes.approve(session, change.id, by="bob", at=AT)

    def says() -> Any:
        return text_changes.held(session, "reply", "thanks", "You are welcome.")

    assert says() == "You are welcome."
    assert _what(schedule.carry_out(session, AT + DAY)) == [("text", "began")]
    assert says() == "Merry Christmas."
    assert _what(schedule.carry_out(session, AT + 3 * DAY)) == [("text", "ended")]
    assert says() == "You are welcome."


def test_days_are_typed_as_forms_send_them() -> None:
    assert read_day(" 2026-12-24 ", "From") == date(2026, 12, 24)
    assert read_day("", "From") is None
    with pytest.raises(InvalidInput, match="From: please give a day"):
        read_day("24/12/2026", "From")
