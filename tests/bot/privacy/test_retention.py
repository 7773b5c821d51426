"""Retention, row by row: every table is in the plan, and what is too old goes from each."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from bot.conversations.schema import upgrade
from bot.privacy.forgetting import Forgetting, forget_rows, seal_anew
from bot.privacy.plan import CONTENT, PLAN, all_tables
from bot.privacy.rules import After, Moment, Nameless, With
from bot.sealing import MARK, Keys, keys_of, use_keys
from bot.tracker import Tracker
from bot.transactions import Transactions
from knowledge import database as knowledge
from knowledge.database import Database, create_database
from knowledge.settings import Settings
from tests.bot.conftest import Bench, FrozenClock, settings_for

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OLD = NOW - timedelta(days=3000)
# What a row of each age is known by, where a text has to be unique.
AGES = {"old": OLD, "new": NOW}
PERSONAL = [name for name, kept in PLAN.items() if kept.is_personal]


def test_every_table_is_in_the_plan_or_is_content() -> None:
    """A new table must say here what it holds about whom, and how long."""
    tables = set(all_tables())
    assert tables - set(PLAN) - CONTENT == set(), "not named in bot/privacy/plan.py"
    assert (set(PLAN) | CONTENT) - tables == set(), "named there and gone"
    assert not set(PLAN) & CONTENT


def test_every_table_about_somebody_has_an_end() -> None:
    assert {name for name in PERSONAL if not PLAN[name].rules} == set()


def test_every_retention_setting_is_used() -> None:
    said = " ".join(rule.words for kept in PLAN.values() for rule in kept.rules)
    names = [name.upper() for name in Settings.__dataclass_fields__ if "retention" in name]
    unused = [name for name in names if name not in said]
    assert unused == ["RETENTION_EXPORTS_DAYS"]


def _value(column: sa.Column[Any], age: str, number: int) -> Any:
    """Something that fits into a column, of one age."""
    kind = column.type
    python = kind.impl if isinstance(kind, sa.types.TypeDecorator) else kind
    if isinstance(python, sa.DateTime):
        return AGES[age]
    if isinstance(python, sa.Date):
        return AGES[age].date()
    if isinstance(python, sa.Boolean):
        return False
    if isinstance(python, (sa.Integer, sa.Float)):
        return number
    if isinstance(python, sa.JSON):
        return []
    if isinstance(python, sa.LargeBinary):
        return b"x"
    if isinstance(python, sa.Uuid):
        import uuid

        return uuid.UUID(int=number + 1)
    if getattr(python, "length", None) == 36:
        return ("0" if age == "old" else "f") * 36
    return f"{age}-{column.name}"[: getattr(python, "length", None) or 40]


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an old and a new row in every table of the plan, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    url = f"sqlite:///{folder / 'signpost.db'}"
    upgrade(url)
    knowledge.upgrade(url)
    database = create_database(url)
    use_keys(database.engine, keys_of(settings_for(folder)))
    tables = all_tables()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for name in PLAN:
            for number, age in enumerate(AGES, 1):
                row = {column.name: _value(column, age, number) for column in tables[name].columns}
                for key in tables[name].foreign_keys:
                    row[key.parent.name] = _value(key.column, age, number)
                if name == "erasure":
                    row["engine_id"] = f"{age}-gone"
                if name == "clock_mark":
                    row["at"] = NOW
                connection.execute(tables[name].insert().values(row))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder / "signpost.db"


@pytest.fixture
def filled(tmp_path: Path, filled_file: Path) -> Iterator[Database]:
    """The same, opened."""
    for name in ("signpost.db", "signpost.key"):
        shutil.copy(filled_file.with_name(name), tmp_path / name)
    database = create_database(f"sqlite:///{tmp_path / 'signpost.db'}")
    use_keys(database.engine, keys_of(settings_for(tmp_path)))
    yield database
    database.close()


def _count(database: Database, name: str) -> int:
    with database.engine.connect() as connection:
        query = sa.select(sa.func.count()).select_from(all_tables()[name])
        return connection.execute(query).scalar_one()


def _forgetting(database: Database, folder: Path, **changes: Any) -> Forgetting:
    clock = FrozenClock(NOW)
    settings = settings_for(folder, EXPORTS_FOLDER=folder / "exports", **changes)
    tracker = Tracker(settings.tracker_database_url)
    return Forgetting(Transactions(database), tracker, clock, settings)


async def test_row_by_row_what_is_old_goes_and_what_is_new_stays(
    filled: Database, tmp_path: Path
) -> None:
    tables = all_tables()
    assert {name: _count(filled, name) for name in PLAN} == dict.fromkeys(PLAN, 2)
    await _forgetting(filled, tmp_path).round()
    wrong = {}
    for name in PERSONAL:
        rules = PLAN[name].rules
        names = [rule for rule in rules if isinstance(rule, Nameless)]
        with filled.engine.connect() as connection:
            rows = [row._mapping for row in connection.execute(sa.select(tables[name]))]
        if names:
            held = [row[column] for row in rows for rule in names for column in rule.columns]
            if len(rows) != 2 or any("old" in str(value) for value in held):
                wrong[name] = rows
        elif len(rows) != 1 or "old-" in str(rows) or "0" * 36 in str(rows):
            wrong[name] = rows
    assert wrong == {}


def test_the_plan_runs_on_every_kind_of_database(any_database_url: str, tmp_path: Path) -> None:
    upgrade(any_database_url)
    knowledge.upgrade(any_database_url)
    database = create_database(any_database_url)
    use_keys(database.engine, keys_of(settings_for(tmp_path)))
    tables = all_tables()
    with Session(database.engine) as session:
        for name in ("accounts_event", "daily_count", "record_change", "telegram_update"):
            row = {column.name: _value(column, "old", 1) for column in tables[name].columns}
            session.execute(tables[name].insert().values(row))
        found = forget_rows(session, Moment(NOW, settings_for(tmp_path)))
        seal_anew(session, keys_of(settings_for(tmp_path)))
        session.commit()
    assert {name: count for name, count in found.items() if count} == {
        "accounts_event": 1, "daily_count": 1, "record_change": 2, "telegram_update": 1,
    }  # fmt: skip
    database.close()


async def test_counts_about_nobody_go_too_but_later(filled: Database, tmp_path: Path) -> None:
    await _forgetting(filled, tmp_path).round()
    counts = ("daily_count", "unmet_demand", "record_shown")
    assert {name: _count(filled, name) for name in counts} == dict.fromkeys(counts, 1)


async def test_a_second_round_finds_nothing(filled: Database, tmp_path: Path) -> None:
    forgetting = _forgetting(filled, tmp_path)
    first = await forgetting.round()
    assert sum(first.values()) > 20
    assert {name for name, count in (await forgetting.round()).items() if count} == set()


@pytest.mark.parametrize("name", [name for name in PERSONAL if name not in {"conversation"}])
def test_each_rule_keeps_a_row_until_its_last_day(
    filled: Database, tmp_path: Path, name: str
) -> None:
    settings = settings_for(tmp_path)
    table = all_tables()[name]
    for rule in PLAN[name].rules:
        if not isinstance(rule, After):
            assert isinstance(rule, With | Nameless) or rule.words
            continue
        moment = Moment(NOW, settings)
        end: datetime | date = moment.before(rule.days)
        if isinstance(table.c[rule.column].type, sa.Date):
            end = moment.before(rule.days).date()
        with filled.engine.begin() as connection:
            connection.execute(sa.update(table).values({rule.column: end}))
        with filled.engine.begin() as connection:
            gone = sum(
                connection.execute(statement).rowcount
                for statement in rule.statements(table, all_tables(), moment)
            )
            later = replace(moment, at=NOW + timedelta(days=1))
            after = sum(
                connection.execute(statement).rowcount
                for statement in rule.statements(table, all_tables(), later)
            )
        assert (gone, after) == (0, 2)
        break


async def test_the_engines_store_forgets_what_belongs_to_nobody(
    filled: Database, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "tracker.db") as tracker:
        tracker.execute("CREATE TABLE events (id INTEGER, sender_id TEXT, timestamp FLOAT)")
        events = [
            ("old-engine_id", OLD.timestamp()),
            ("new-engine_id", OLD.timestamp()),
            ("nobody's", (NOW - timedelta(days=2)).timestamp()),
            ("just now", NOW.timestamp()),
        ]
        tracker.executemany("INSERT INTO events VALUES (1, ?, ?)", events)
    await _forgetting(filled, tmp_path).round()
    with sqlite3.connect(tmp_path / "tracker.db") as tracker:
        left = {row[0] for row in tracker.execute("SELECT sender_id FROM events")}
    assert left == {"new-engine_id", "just now"}


async def test_exports_go_after_their_days(filled: Database, tmp_path: Path) -> None:
    import os

    exports = tmp_path / "exports"
    exports.mkdir()
    for name, days in (("old.json", 8), ("new.json", 6)):
        (exports / name).write_text("x")
        at = (NOW - timedelta(days=days)).timestamp()
        os.utime(exports / name, (at, at))
    await _forgetting(filled, tmp_path).round()
    assert [path.name for path in exports.iterdir()] == ["new.json"]


def test_what_was_plain_is_sealed_and_can_be_sealed_anew(filled: Database, tmp_path: Path) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    plain = "UPDATE handoff_contact SET value = '01632 960123', name = NULL"
    with Session(filled.engine) as session:
        session.execute(sa.text(plain))
        assert seal_anew(session, Keys([old]), only_plain=True) == 2
        assert seal_anew(session, Keys([old]), only_plain=True) == 0
        assert seal_anew(session, Keys([new, old])) > 2
        raw = session.execute(sa.text("SELECT value FROM handoff_contact")).scalars().all()
        assert all(value.startswith(MARK) for value in raw)
        assert {Keys([new]).unseal(value) for value in raw} == {"01632 960123"}


def test_a_database_without_the_directory_is_tidied_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    upgrade(url)
    database = create_database(url)
    with Session(database.engine) as session:
        found = forget_rows(session, Moment(NOW, settings_for(tmp_path)))
    assert sum(found.values()) == 0
    database.close()


async def test_a_real_chat_is_gone_from_every_table(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="a private matter")
    await bench.client.post(f"{talk.address}/page", json={}, headers=talk.headers)
    bench.clock.move(days=30, seconds=1)
    await bench.trust_clock()
    await bench.app.state.forgetting.round()
    with sqlite3.connect(bench.folder / "signpost.db") as connection:
        dumped = "\n".join(connection.iterdump())
    assert "a private matter" not in dumped
    assert talk.id not in dumped
    assert b"a private matter" not in (bench.folder / "signpost.db").read_bytes()
    wal = bench.folder / "signpost.db-wal"
    assert not wal.exists() or b"a private matter" not in wal.read_bytes()
