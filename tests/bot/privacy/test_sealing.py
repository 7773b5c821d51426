"""How residents may be reached stands sealed; keys can be renewed; a key file is private."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from bot.conversations.schema import upgrade
from bot.handoff.models import Outgoing
from bot.operations.moving import move
from bot.sealing import MARK, UNREADABLE, Keys, key_file, keys_of, use_keys
from knowledge.database import create_database
from knowledge.errors import InvalidInput, Unavailable
from tests.bot.conftest import FrozenClock, settings_for

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@given(st.text(min_size=1, max_size=300))
def test_what_is_sealed_opens_again_and_says_nothing(text: str) -> None:
    keys = Keys([OLD])
    sealed = keys.seal(text)
    assert sealed.startswith(MARK)
    assert keys.unseal(sealed) == text
    assert keys.seal(text) != sealed


def test_a_new_key_opens_what_the_old_one_sealed_and_renews_it() -> None:
    sealed = Keys([OLD]).seal("07700 900123")
    both = Keys([NEW, OLD])
    assert both.unseal(sealed) == "07700 900123"
    assert Keys([NEW]).unseal(both.renewed(sealed)) == "07700 900123"
    assert Keys([NEW]).unseal(sealed) == UNREADABLE
    assert Keys([NEW]).renewed(sealed) == sealed


def test_what_was_kept_before_there_were_keys_is_read_and_then_sealed() -> None:
    assert Keys([OLD]).unseal("07700 900123") == "07700 900123"
    assert Keys([OLD]).renewed("07700 900123").startswith(MARK)
    assert Keys([OLD]).renewed("") == ""


@pytest.mark.parametrize("wrong", ["x", "", OLD[:-2]])
def test_a_wrong_key_stops_the_start_without_being_repeated(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="CONTACT_KEYS") as caught:
        Keys([wrong])
    assert not wrong or wrong not in str(caught.value).split()


def test_without_a_setting_a_key_is_made_once_beside_the_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_for(tmp_path)
    sealed = keys_of(settings).seal("private")
    path = key_file(settings.database_url)
    assert path == tmp_path / "signpost.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys_of(settings).unseal(sealed) == "private"
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "CONTACT_KEYS" in told[0]
    assert path.read_text().strip() not in told[0]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "signpost.key").mkdir()
    with pytest.raises(Unavailable, match="CONTACT_KEYS"):
        keys_of(settings_for(tmp_path))


def test_of_many_who_make_the_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: keys_of(settings), range(64)))
    sealed = made[0].seal("private")
    assert {keys.unseal(sealed) for keys in made} == {"private"}
    assert [path.name for path in tmp_path.iterdir()] == ["signpost.key"]


def test_the_setting_comes_before_the_file(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, CONTACT_KEYS=f"{NEW}, {OLD}")
    assert keys_of(settings).unseal(Keys([OLD]).seal("private")) == "private"
    assert not key_file(settings.database_url).exists()


def test_nothing_goes_into_a_database_in_plain(any_database_url: str) -> None:
    upgrade(any_database_url)
    database = create_database(any_database_url)
    at = FrozenClock()()
    said = {"body": "private words", "target": "jo@example.org", "subject": "", "state": "kept"}
    with Session(database.engine) as session:
        session.add(Outgoing(kind="email", created_at=at, next_at=at, error="", **said))
        with pytest.raises(StatementError, match="KeyError"):
            session.flush()
    use_keys(database.engine, Keys([OLD]))
    with Session(database.engine) as session:
        session.add(Outgoing(kind="email", created_at=at, next_at=at, error="", **said))
        session.commit()
        assert session.scalars(select(Outgoing.target)).one() == "jo@example.org"
        raw = session.connection().exec_driver_sql("SELECT body, target FROM handoff_outgoing")
        assert all(value.startswith(MARK) for value in raw.one())
    database.close()


def test_what_is_sealed_moves_to_another_database_as_it_stands(tmp_path: Path) -> None:
    old, new = (f"sqlite:///{tmp_path / name}" for name in ("old.db", "new.db"))
    upgrade(old)
    database = create_database(old)
    use_keys(database.engine, Keys([OLD]))
    at = FrozenClock()()
    with Session(database.engine) as session:
        said = {"body": "private words", "target": "jo@example.org", "subject": "", "error": ""}
        session.add(Outgoing(kind="email", state="kept", created_at=at, next_at=at, **said))
        session.commit()
    database.close()
    move(old, new, lambda _: None)
    moved = create_database(new)
    use_keys(moved.engine, Keys([OLD]))
    with Session(moved.engine) as session:
        raw = session.connection().exec_driver_sql("SELECT body, target FROM handoff_outgoing")
        assert all(value.startswith(MARK) for value in raw.one())
        assert session.scalars(select(Outgoing.target)).one() == "jo@example.org"
    moved.close()
