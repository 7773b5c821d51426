"""The tables: made from empty, the same as the models, beside those of the knowledge room."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.conversations.models import Base
from bot.conversations.schema import VERSION_TABLE, migrations_config, upgrade
from knowledge import database as knowledge
from knowledge.errors import InvalidInput, Unavailable


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'new' / 'signpost.db'}"


def test_from_empty_they_are_what_the_models_say(tmp_path: Path) -> None:
    upgrade(_address(tmp_path))
    engine = sa.create_engine(_address(tmp_path))
    with engine.connect() as connection:
        options = {
            "version_table": VERSION_TABLE,
            "include_name": lambda name, kind, _: kind != "table" or name in Base.metadata.tables,
            "compare_type": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        for table in Base.metadata.sorted_tables:
            found = {index["name"] for index in sa.inspect(connection).get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= found
    engine.dispose()


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    upgrade(_address(tmp_path))
    upgrade(_address(tmp_path))


def test_they_stand_beside_the_knowledge_rooms(tmp_path: Path) -> None:
    upgrade(_address(tmp_path))
    knowledge.upgrade(_address(tmp_path))
    upgrade(_address(tmp_path))
    engine = sa.create_engine(_address(tmp_path))
    assert {VERSION_TABLE, "conversation", "record"} <= set(sa.inspect(engine).get_table_names())
    engine.dispose()


def test_down_and_up_again(tmp_path: Path) -> None:
    upgrade(_address(tmp_path))
    engine = sa.create_engine(_address(tmp_path))
    with engine.begin() as connection:
        config = migrations_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {VERSION_TABLE, "sqlite_sequence"}
    engine.dispose()
    upgrade(_address(tmp_path))


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("this is a text and not a database at all" * 50)
    with pytest.raises(InvalidInput, match="DATABASE_URL"):
        upgrade(f"sqlite:///{tmp_path / 'x.db'}")


def test_a_locked_database_is_only_not_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "_BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "new" / "signpost.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable, match="cannot be reached"):
            upgrade(_address(tmp_path))
        other.execute("COMMIT")
    upgrade(_address(tmp_path))
