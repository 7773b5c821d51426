"""A change is approved by a second person, holds over a load, and gives way to a newer file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.database import create_database
from knowledge.editing import changes
from knowledge.editing.fields import fields_of, read_changes, typed_value
from knowledge.editing.proposing import refuse
from knowledge.editing.records import find_records
from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound
from knowledge.loading import load
from knowledge.models import Contact, ContentState, Fund, Guidance, Record
from tests.knowledge.editing.conftest import AT
from tests.knowledge.factories import CountingEncoder, entry_data, make_settings, write_content
from tests.knowledge.records import make_record_of


@pytest.fixture
def session(empty: Session) -> Session:
    empty.add(make_record_of(Contact, slug="office", phone="0116 496 0000"))
    empty.add(make_record_of(Fund, slug="fund", status="open"))
    empty.add(make_record_of(Contact, slug="other", origin="a-feed"))
    empty.flush()
    return empty


def _record(session: Session, slug: str = "office") -> Record:
    found = session.scalar(select(Record).where(Record.slug == slug))
    assert found is not None
    return found


def _propose(session: Session, slug: str = "office", by: str = "ann", **after: Any) -> int:
    after = after or {"phone": "0116 496 0001"}
    return changes.propose(session, slug, after, reason="They rang.", by=by, at=AT).id


def test_residents_see_it_when_a_second_person_has_approved_it(session: Session) -> None:
    number = _propose(session)
    assert _record(session).phone == "0116 496 0000"
    with pytest.raises(Forbidden, match="second person"):
        changes.approve(session, number, by="ann", at=AT)
    changes.approve(session, number, by="bob", at=AT, note=" Rang too. ")
    assert _record(session).phone == "0116 496 0001"
    change = changes.find_change(session, number)
    assert (change.state, change.decided_by, change.decision_note) == (
        "approved",
        "bob",
        "Rang too.",
    )
    assert change.before == {"phone": "0116 496 0000"}
    with pytest.raises(Conflict, match="decided already"):
        refuse(changes.find_change(session, number), by="bob", at=AT)


def test_every_search_hears_of_it(session: Session) -> None:
    before = session.scalar(select(ContentState))
    assert before is not None
    version = before.records_version
    changes.approve(session, _propose(session), by="bob", at=AT)
    state = session.scalar(select(ContentState))
    assert state is not None
    assert state.records_version != version
    assert state.vectors_version is None


def test_refused_is_never_seen(session: Session) -> None:
    number = _propose(session)
    refuse(changes.find_change(session, number), by="bob", at=AT, note="Wrong branch")
    assert _record(session).phone == "0116 496 0000"
    assert changes.list_changes(session, ["proposed"]) == []


def test_it_can_be_taken_back_by_two_people_again(session: Session) -> None:
    number = _propose(session)
    changes.approve(session, number, by="bob", at=AT)
    undoing = changes.propose_undoing(session, number, by="bob", at=AT)
    assert _record(session).phone == "0116 496 0001"
    changes.approve(session, undoing.id, by="ann", at=AT)
    assert _record(session).phone == "0116 496 0000"
    assert changes.find_change(session, number).state == "undone"
    with pytest.raises(Conflict):
        changes.propose_undoing(session, number, by="bob", at=AT)


def test_what_was_changed_again_is_not_taken_back_blindly(session: Session) -> None:
    first = _propose(session)
    changes.approve(session, first, by="bob", at=AT)
    changes.approve(session, _propose(session, phone="0116 496 0002"), by="bob", at=AT)
    with pytest.raises(Conflict, match="by hand"):
        changes.propose_undoing(session, first, by="bob", at=AT)


def test_two_changes_of_one_thing_do_not_wait_at_once(session: Session) -> None:
    _propose(session)
    with pytest.raises(Conflict, match="waits"):
        _propose(session, by="bob", phone="0116 496 0003")
    _propose(session, by="bob", email="office@invented.example")


def test_what_comes_from_elsewhere_is_changed_there(session: Session) -> None:
    with pytest.raises(Conflict, match="another source"):
        _propose(session, "other")
    with pytest.raises(NotFound):
        _propose(session, "nobody")


@pytest.mark.parametrize(("after", "reason"), [({}, "They rang."), ({"phone": "1"}, " ")])
def test_nothing_and_no_reason_are_refused(
    session: Session, after: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidInput):
        changes.propose(session, "office", after, reason=reason, by="ann", at=AT)


def test_a_change_that_was_overtaken_before_it_was_approved_writes_nothing(
    session: Session,
) -> None:
    number = _propose(session)
    _record(session).phone = "0116 496 0009"
    changes.approve(session, number, by="bob", at=AT)
    assert _record(session).phone == "0116 496 0009"
    assert changes.find_change(session, number).state == "overtaken"


def test_it_holds_when_the_content_is_loaded_anew_until_the_file_says_something_new(
    tmp_path: Path, directory_url: str
) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=directory_url)
    folder = Path(settings.content_folder)
    write_content(folder, entry_data("guidance", id="a", short_answer="Old."))
    encoder = CountingEncoder()
    load(settings, lambda line: None, encoder)
    database = create_database(directory_url)

    def said() -> str:
        with database.session() as session:
            record = _record(session, "a")
            assert isinstance(record, Guidance)
            return record.short_answer

    with database.session() as session:
        number = changes.propose(
            session, "a", {"short_answer": "New."}, reason="They rang.", by="ann", at=AT
        ).id
        changes.approve(session, number, by="bob", at=AT)
        session.commit()
    assert said() == "New."
    write_content(folder, entry_data("guidance", id="a", short_answer="Old.", law="An Act"))
    load(settings, lambda line: None, encoder)
    assert said() == "New."
    write_content(folder, entry_data("guidance", id="a", short_answer="Newer.", law="An Act"))
    load(settings, lambda line: None, encoder)
    assert said() == "Newer."
    with database.session() as session:
        assert changes.find_change(session, number).state == "overtaken"
    database.close()


def test_only_what_differs_is_a_change(session: Session) -> None:
    office = _record(session)
    typed = {field.key: typed_value(office, field) for field in fields_of("contact")}
    assert read_changes(office, typed) == {}
    typed |= {"phone": " 0116  496 0005 ", "also_asked": "one\r\n\r\ntwo "}
    assert read_changes(office, typed) == {"phone": "0116 496 0005", "also_asked": ["one", "two"]}


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("phone", "07700 900123", "Telephone: 07700900123 is a mobile number"),
        ("phone", "ring us", "holds no telephone number"),
        ("email", "nobody", "E-mail: must be one e-mail address"),
        ("postcode", "le1 5sn", "in capitals"),
        ("url", "ftp://x", "http:// or https://"),
        ("name", "", "this cannot be empty"),
        ("summary", "word " * 61, "has 61 words; the most is 60"),
    ],
)
def test_what_cannot_be_right_is_said_in_plain_words(
    session: Session, key: str, text: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_changes(_record(session), {key: text})
    assert said in caught.value.problems[0]


def test_a_number_is_a_number(session: Session) -> None:
    fund = _record(session, "fund")
    assert read_changes(fund, {"max_amount_gbp": "£12,500"})["max_amount_gbp"] == 12500
    with pytest.raises(InvalidInput) as caught:
        read_changes(fund, {"max_amount_gbp": "a lot"})
    assert "whole number" in caught.value.problems[0]


def test_records_are_found_by_words_and_never_places(session: Session) -> None:
    assert [record.slug for record in find_records(session, "off")] == ["office"]
    assert find_records(session, "no such words") == []
