"""Fixed texts: files are the defaults, changes hold over them, and nothing holds without two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge import overrides
from knowledge.editing import text_changes
from knowledge.editing.texts import CRISIS, REPLIES, SYNONYMS, Family, new_key
from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound
from knowledge.models import ContentState, Guidance, TextChange
from knowledge.phrases import door, phrase
from knowledge.search.words import related_stems, spelt_out, stems
from knowledge.site import load_site
from knowledge.site_texts import LiveSite, check_site_text, site_texts
from tests.knowledge.editing.conftest import AT
from tests.knowledge.records import make_record_of
from tests.real_content import ROOT

SITE = ROOT / "site.yml"


@pytest.fixture
def session(empty: Session) -> Session:
    empty.add(make_record_of(Guidance, slug="safety-suicidal", answer="Ring 116 123."))
    empty.flush()
    return empty


def _propose(session: Session, family: Family, key: str, after: Any, by: str = "ann") -> int:
    family.check(session, key, after)
    says = family.file_says(key)
    return text_changes.propose(
        session, family.name, key, after, file_says=says, reason="Better.", by=by, at=AT
    ).id


def _change(session: Session, family: Family, key: str, after: Any) -> int:
    number = _propose(session, family, key, after)
    text_changes.approve(session, number, by="bob", at=AT)
    text_changes.Renewal().renew(session)
    return number


def test_a_reply_says_something_else_when_two_have_said_so(session: Session) -> None:
    site = load_site(SITE)
    before = phrase("thanks", site)
    number = _propose(session, REPLIES, "thanks", "A pleasure, says {service}.")
    text_changes.Renewal().renew(session)
    assert phrase("thanks", site) == before
    with pytest.raises(Forbidden):
        text_changes.approve(session, number, by="ann", at=AT)
    with pytest.raises(Forbidden):
        text_changes.approve(session, number, by="ANN", at=AT)
    text_changes.approve(session, number, by="bob", at=AT)
    assert text_changes.Renewal().renew(session)
    assert phrase("thanks", site) == f"A pleasure, says {site.service.name}."
    assert not text_changes.Renewal().renew(session)


def test_texts_within_texts_change_too_and_their_neighbours_do_not(session: Session) -> None:
    site = load_site(SITE)
    before = door("off_topic_jobs", site)
    _change(session, REPLIES, "doors.off_topic_jobs.text", "We have no jobs here.")
    after, other = door("off_topic_jobs", site), door("gibberish", site)
    assert before is not None
    assert after is not None
    assert other is not None
    assert (after.text, after.entries) == ("We have no jobs here.", before.entries)
    assert "did not understand" in other.text


def test_taking_back_takes_two_and_the_file_holds_again(session: Session) -> None:
    site = load_site(SITE)
    number = _change(session, REPLIES, "thanks", "A pleasure.")
    says = REPLIES.file_says("thanks")
    back = text_changes.propose_undoing(session, number, file_says=says, by="bob", at=AT)
    with pytest.raises(Forbidden):
        text_changes.approve(session, back.id, by="bob", at=AT)
    text_changes.approve(session, back.id, by="ann", at=AT + timedelta(minutes=1))
    text_changes.Renewal().renew(session)
    assert phrase("thanks", site).startswith("You are welcome")
    assert text_changes.find_change(session, number).state == "undone"
    with pytest.raises(Conflict):
        text_changes.propose_undoing(session, number, file_says=says, by="bob", at=AT)


def test_a_newer_file_is_right(session: Session) -> None:
    _change(session, REPLIES, "thanks", "A pleasure.")
    session.execute(update(TextChange).values(file_says="What an older file said."))
    overrides.take(overrides.Overrides())
    text_changes.Renewal().renew(session)
    assert phrase("thanks", load_site(SITE)).startswith("You are welcome")


def test_what_no_second_person_approved_never_holds_whatever_the_table_says(
    session: Session,
) -> None:
    number = _propose(session, CRISIS, "closing", "Nobody reads this chat.")
    session.execute(
        update(TextChange)
        .where(TextChange.id == number)
        .values(state="approved", since_at=AT, decided_by="ann", decided_at=AT)
    )
    text_changes.Renewal().renew(session)
    assert overrides.of(overrides.CRISIS) == {}


def test_a_text_holds_on_when_the_names_of_both_have_gone(session: Session) -> None:
    _change(session, REPLIES, "thanks", "A pleasure.")
    session.execute(update(TextChange).values(proposed_by="", decided_by=""))
    overrides.take(overrides.Overrides())
    text_changes.Renewal().renew(session)
    assert phrase("thanks", load_site(SITE)) == "A pleasure."


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("thanks", None, "cannot be empty"),
        ("thanks", "x" * 2000, "too long"),
        ("thanks", "Hello {nobody}", "{nobody} is not known here"),
        ("thanks", "Hello {", "curly bracket"),
        ("place_set", "Thank you.", "{place} must stay"),
    ],
)
def test_replies_that_cannot_be_are_refused(
    session: Session, key: str, value: Any, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        REPLIES.check(session, key, value)


def test_synonyms_are_searched_by_at_once(session: Session) -> None:
    state = session.get_one(ContentState, "content")
    version = state.imports_version
    _change(session, SYNONYMS, "acronym.zzq", "zebra quiz")
    _change(session, SYNONYMS, "same.zebra", ["zebra", "stripy horse"])
    assert "(zebra quiz)" in spelt_out("a ZZQ near me")
    assert set(related_stems(stems("stripy horse"))) == set(stems("zebra"))
    assert state.imports_version != version
    _change(session, SYNONYMS, "acronym.cic", None)
    assert "(community interest company)" not in spelt_out("a CIC")


def test_synonyms_that_cannot_be_are_refused(session: Session) -> None:
    for key, value in (
        ("same.pub", ["pub"]),
        ("same.pub", ["pub", "pub"]),
        ("same.pub", ["pub", "the"]),
        ("acronym.cic", "x" * 200),
        ("acronym.cic", "the"),
    ):
        with pytest.raises(InvalidInput):
            SYNONYMS.check(session, key, value)
    assert SYNONYMS.read("same.pub", " Pub \n\n Local  boozer\n") == ["pub", "local boozer"]


def test_new_names_are_plain_and_new(session: Session) -> None:
    assert new_key(SYNONYMS, "acronym", " ZZQ ") == "acronym.zzq"
    for sort, name in (("acronym", "cic"), ("acronym", "../x"), ("nonsense", "x"), ("same", "")):
        with pytest.raises(InvalidInput):
            new_key(SYNONYMS, sort, name)
    with pytest.raises(InvalidInput):
        new_key(REPLIES, "same", "something")
    with pytest.raises(NotFound):
        REPLIES.file_says("nonsense")
    with pytest.raises(NotFound):
        SYNONYMS.file_says("acronym.<b>")


def test_a_crisis_text_names_no_number_that_its_sources_do_not(session: Session) -> None:
    key = "replies.suicidal.text"
    with pytest.raises(InvalidInput, match="07700900123 stands in none of the records"):
        CRISIS.check(session, key, "Ring 07700 900123 now.")
    CRISIS.check(session, key, "Ring 116 123 now.")
    with pytest.raises(InvalidInput, match="one line"):
        CRISIS.check(session, "replies.suicidal.in_short", "Ring\n116 123")
    with pytest.raises(InvalidInput, match="no gaps"):
        CRISIS.check(session, key, "Ring {service}.")
    with pytest.raises(InvalidInput, match="cannot be empty"):
        CRISIS.check(session, key, None)


def test_one_change_of_a_text_waits_at_a_time(session: Session) -> None:
    _propose(session, REPLIES, "thanks", "A pleasure.")
    with pytest.raises(Conflict, match="same text waits"):
        _propose(session, REPLIES, "thanks", "Not at all.")
    with pytest.raises(InvalidInput, match="Nothing is changed"):
        _propose(session, REPLIES, "goodbye", REPLIES.file_says("goodbye"))


def _hold(key: str, value: str | None) -> None:
    says = site_texts(load_site(SITE))[key]
    changed = {overrides.SITE: {key: overrides.Override(says, value)}}
    overrides.take(overrides.Overrides(f"{key} {value}", changed))


def test_hours_and_closures_hold_in_whoever_holds_the_site() -> None:
    site = load_site(SITE)
    live = LiveSite(site)
    _hold("desk.hours", "monday: 09:00-12:30, 13:30-17:00\ntuesday: 09:00-17:00")
    live.renew()
    assert site.desk.hours == {"monday": ["09:00-12:30", "13:30-17:00"], "tuesday": ["09:00-17:00"]}
    _hold("desk.closures", "2026-12-24 to 2027-01-01: Christmas\n2027-02-01")
    live.renew()
    assert [closure.why for closure in site.desk.closures] == ["Christmas", ""]
    assert site.desk.hours is None
    _hold("adviser.phone", "0116 496 0000")
    live.renew()
    assert site.adviser.phone == "0116 496 0000"
    overrides.take(overrides.Overrides("again"))
    live.renew()
    assert site == load_site(SITE)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("desk.hours", "mondays: 09:00-17:00"),
        ("desk.hours", "monday: 17:00-09:00"),
        ("desk.closures", "Christmas"),
        ("desk.closures", "2026-12-24 to 2026-12-01"),
        ("adviser.email", "nobody"),
        ("adviser.phone", "ring us"),
        ("adviser.address", None),
        ("adviser.opening_hours", "x" * 1001),
    ],
)
def test_site_texts_that_cannot_be_are_refused(key: str, text: str | None) -> None:
    with pytest.raises(InvalidInput):
        check_site_text(load_site(SITE), key, text)


def test_what_a_file_can_say_comes_back_the_same() -> None:
    site = load_site(SITE)
    for key, text in site_texts(site).items():
        check_site_text(site, key, text)
