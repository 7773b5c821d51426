"""The tables: made by migrations from empty, the same as the models, safe under two writers."""

from __future__ import annotations

import importlib
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from knowledge.database import VERSION_TABLE, create_database, migrations_config, upgrade
from knowledge.errors import InvalidInput, Unavailable
from knowledge.models import Base, ContentState, Link, Record, record_id
from knowledge.versions import newest_revision
from tests.knowledge.factories import make_record


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'signpost.db'}"
    upgrade(url)
    return url


@pytest.fixture
def any_url(any_database_url: str) -> str:
    upgrade(any_database_url)
    return any_database_url


def test_migrations_make_what_the_models_say(any_url: str) -> None:
    database = create_database(any_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "version_table": VERSION_TABLE}
        )
        assert compare_metadata(context, Base.metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == set(Base.metadata.tables) | {VERSION_TABLE}
    database.close()


def test_every_constraint_has_a_name(any_url: str) -> None:
    database = create_database(any_url)
    tables = inspect(database.engine)
    for name in Base.metadata.tables:
        assert tables.get_pk_constraint(name)["name"] == f"pk_{name}"
        assert all(key["name"] for key in tables.get_foreign_keys(name))
        assert all(key["name"] for key in tables.get_unique_constraints(name))
    database.close()


def test_migrating_twice_changes_nothing_and_leaves_other_rooms_alone(any_url: str) -> None:
    database = create_database(any_url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_another_room (id INTEGER)"))
    upgrade(any_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert context.get_current_revision() == newest_revision()
        assert "of_another_room" in inspect(connection).get_table_names()
    database.close()


def test_the_newest_revision_is_told_without_alembic() -> None:
    assert newest_revision() == ScriptDirectory.from_config(migrations_config()).get_current_head()


REVISIONS = sorted(
    path.stem
    for path in (
        Path(migrations_config().get_main_option("script_location") or "") / "versions"
    ).glob("0*.py")
)


def _migration(name: str) -> Any:
    return importlib.import_module(f"knowledge.migrations.versions.{name}")


def test_every_migration_can_be_taken_back(any_url: str) -> None:
    database = create_database(any_url)
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for name in reversed(REVISIONS):
                _migration(name).downgrade()
        assert inspect(connection).get_table_names() == [VERSION_TABLE]
    database.close()


def test_sqlite_waits_for_others_and_checks_references(url: str) -> None:
    database = create_database(url)
    with database.engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.execute(text(f"PRAGMA {name}")).scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == 5000
    database.close()


def test_a_link_to_nothing_is_refused_and_goes_with_its_record(any_url: str) -> None:
    database = create_database(any_url)
    with database.session() as session:
        one, other = make_record(slug="one"), make_record(slug="other")
        session.add_all([one, other])
        session.flush()
        session.add(Link(record_id=one.id, role="r", position=0, target_id=other.id))
        session.commit()
        session.delete(other)
        session.commit()
        assert session.scalars(select(Link)).all() == []
        session.add(Link(record_id=one.id, role="r", position=0, target_id=uuid.uuid4()))
        with pytest.raises(IntegrityError):
            session.flush()
    database.close()


def test_what_is_not_committed_is_undone(any_url: str) -> None:
    database = create_database(any_url)
    with database.session() as session:
        session.add(make_record())
        session.flush()
    with database.session() as session:
        assert session.scalars(select(Record)).all() == []
    database.close()


def test_moments_come_back_in_utc_and_never_without_a_zone(any_url: str) -> None:
    database = create_database(any_url)
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    with database.session() as session:
        session.add(ContentState(version="invented", loaded_at=summer))
        session.commit()
    with database.session() as session:
        state = session.scalars(select(ContentState)).one()
        assert state.loaded_at == summer
        assert state.loaded_at.tzinfo is UTC
        state.loaded_at = datetime(2026, 7, 1)  # noqa: DTZ001
        with pytest.raises(StatementError, match="time zone"):
            session.flush()
    database.close()


def test_ids_are_the_same_for_ever() -> None:
    assert record_id("val") == uuid.UUID("1affe54f-cc1d-5cb3-a6a1-9fc00923e0c1")
    assert record_id("val") != record_id("vall")


@pytest.mark.parametrize("address", ["nonsense", "oracle9://x", "sqlite:////proc/none/a.db"])
def test_an_address_that_cannot_be_used_is_said_plainly(address: str) -> None:
    with pytest.raises(InvalidInput, match="database address"):
        create_database(address)


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"this is no database at all, but it is long enough" * 40)
    with pytest.raises(Unavailable, match="cannot be opened"):
        upgrade(f"sqlite:///{tmp_path / 'a.db'}")


def test_a_database_held_by_another_writer_is_said_plainly(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.database._BUSY_TIMEOUT_MS", 50)
    Path(url.removeprefix("sqlite:///")).unlink()
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable, match="locked"):
        upgrade(url)
    holder.close()
