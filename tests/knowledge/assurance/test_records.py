"""What a team says of a record holds, whatever is loaded or brought in afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.records import Word, assure, history_of, keep_assurances, taken_down
from knowledge.database import create_database
from knowledge.errors import Conflict, InvalidInput, NotFound
from knowledge.loading import load
from knowledge.models import Contact, ContentState, Fund, Record
from tests.knowledge.factories import CountingEncoder, entry_data, make_settings, write_content
from tests.knowledge.records import make_record_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def session(directory_url: str) -> Iterator[Session]:
    database = create_database(directory_url)
    with database.session() as session:
        session.add(make_record_of(Contact, slug="office"))
        session.add(make_record_of(Fund, slug="fund", status="open"))
        session.add(ContentState(name="content", version="v", loaded_at=NOW, vectors_version="x"))
        session.flush()
        yield session
    database.close()


def word(slug: str = "office", **changes: Any) -> Word:
    return replace(Word(slug, "VAL", TODAY), **changes)


def record(session: Session, slug: str = "office") -> Record:
    session.flush()
    found = session.scalar(select(Record).where(Record.slug == slug))
    assert found is not None
    return found


def test_a_check_is_kept_and_shown(session: Session) -> None:
    said = word(review_on=date(2027, 5, 1), note="Rang them.", team_email="team@invented.example")
    assure(session, said, NOW)
    office = record(session)
    assert (office.assured_on, office.assured_by) == (TODAY, "VAL")
    assert (office.review_on, office.assurer_email) == (date(2027, 5, 1), "team@invented.example")
    (kept,) = history_of(session, ["office"])["office"]
    assert (kept.outcome, kept.note, kept.created_at) == ("right", "Rang them.", NOW)


def test_a_check_of_some_keys_is_none_of_the_whole(session: Session) -> None:
    assure(session, word(fields=("phone",)), NOW)
    assert record(session).assured_on is None
    assert history_of(session, ["office"])["office"][0].fields == ["phone"]


def test_a_later_check_holds_whatever_is_said_afterwards(session: Session) -> None:
    assure(session, word(), NOW)
    assure(session, word(assured_on=TODAY - timedelta(days=9), team="Other"), NOW)
    assert record(session).assured_by == "VAL"


def test_a_person_s_word_takes_down_and_puts_back(session: Session) -> None:
    assure(session, word("fund", outcome="taken down"), NOW)
    fund = record(session, "fund")
    assert fund.is_withheld
    assert (fund.status, fund.assured_on) == ("open", None)
    assert list(taken_down(session, ["fund", "office"])) == ["fund"]
    assure(session, word("fund", outcome="put back"), NOW + timedelta(minutes=1))
    fund = record(session, "fund")
    assert not fund.is_withheld
    assert (fund.lifecycle, fund.assured_on) == ("active", TODAY)
    assert taken_down(session, ["fund"]) == {}


def test_a_review_date_that_passes_takes_nothing_down(session: Session) -> None:
    record(session).review_on = date(2020, 1, 1)
    keep_assurances(session)
    assert not record(session).is_withheld
    assert record(session).lifecycle == "active"


def test_searches_hear_of_it(session: Session) -> None:
    before = session.scalars(select(ContentState)).one().records_version
    assure(session, word(), NOW)
    state = session.scalars(select(ContentState)).one()
    assert state.records_version != before
    assert state.vectors_version is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"team": "  "}, "team: must be a name"),
        ({"team": "x" * 201}, "team: must be a name of at most 200"),
        ({"team": "a.person@invented.example"}, "is the name of a team, not an address"),
        ({"assured_on": TODAY + timedelta(days=1)}, "2026-11-23 is still to come"),
        ({"review_on": TODAY}, "is not after"),
        ({"fields": ("colour",)}, "a contact has no colour"),
        ({"outcome": "wrong"}, "outcome: must be one of right"),
    ],
)
def test_what_cannot_be_right_is_refused(
    session: Session, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        assure(session, word(**changes), NOW)
    assert said in "\n".join(caught.value.problems)
    assert history_of(session, ["office"]) == {}


def test_a_record_that_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound, match="There is no record nobody"):
        assure(session, word("nobody"), NOW)


def test_what_a_file_withholds_is_put_back_in_the_file(session: Session) -> None:
    session.add(make_record_of(Contact, slug="secret", status="withheld"))
    session.flush()
    with pytest.raises(Conflict, match=r"secret is withheld by entries\.yml"):
        assure(session, word("secret", outcome="put back"), NOW)


def test_it_holds_when_the_content_is_loaded_anew(tmp_path: Path, directory_url: str) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=directory_url)
    entries = [
        entry_data("contact", id="office", assured_on="2026-01-01", assured_by="Editors"),
        entry_data("contact", id="newer", assured_on="2026-11-23", assured_by="Editors"),
        entry_data("contact", id="down"),
        entry_data("contact", id="over"),
    ]
    write_content(tmp_path / "content", *entries)
    load(settings, lambda _line: None, CountingEncoder())
    database = create_database(directory_url)
    with database.session() as session:
        for slug in ("office", "newer", "over"):
            assure(session, word(slug), NOW)
        assure(session, word("down", outcome="taken down"), NOW)
        session.commit()
        changed = {item.slug: item.modified_at for item in session.scalars(select(Record))}
    write_content(tmp_path / "content", *entries[:3])
    load(settings, lambda _line: None, CountingEncoder())
    with database.session() as session:
        found = {item.slug: item for item in session.scalars(select(Record))}
        assert (found["office"].assured_on, found["office"].assured_by) == (TODAY, "VAL")
        assert found["newer"].assured_by == "Editors"
        assert found["down"].is_withheld
        assert "over" not in found
        assert history_of(session, ["over"])["over"][0].team == "VAL"
        # Having been checked is no change of what it says.
        assert found["office"].modified_at == changed["office"]
    database.close()
