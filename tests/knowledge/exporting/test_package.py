"""Everything goes out and comes back row by row the same; what is damaged changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from knowledge.database import create_database, upgrade
from knowledge.errors import Conflict, InvalidInput
from knowledge.exporting.__main__ import WHOLE, main
from knowledge.exporting.package import (
    MANIFEST,
    hold_still,
    read_package,
    tables,
    write_package,
)
from knowledge.exporting.rows import decode_row
from knowledge.models import Base, Contact
from tests.knowledge.exporting.filling import NOW, fill, fill_little, whole
from tests.knowledge.factories import make_record


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'signpost.db'}"
    upgrade(url)
    database = create_database(url)
    with database.session() as session:
        fill(session)
        session.commit()
        yield session
    database.close()


@pytest.fixture(scope="module")
def package(full: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "everything.zip"
    write_package(full, path, NOW)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a row or a few in each table."""
    folder = tmp_path_factory.mktemp("small")
    url = f"sqlite:///{folder / 'signpost.db'}"
    upgrade(url)
    database = create_database(url)
    with database.session() as session:
        fill_little(session)
        session.commit()
        write_package(session, folder / "small.zip", NOW)
    database.close()
    return folder / "small.zip"


@pytest.fixture
def empty(directory_url: str) -> Iterator[Session]:
    database = create_database(directory_url)
    with database.session() as session:
        yield session
    database.close()


@pytest.fixture
def empty_sqlite(tmp_path: Path, sqlite_directory: Path) -> Iterator[Session]:
    url = f"sqlite:///{shutil.copy(sqlite_directory, tmp_path / 'empty.db')}"
    database = create_database(url)
    with database.session() as session:
        yield session
    database.close()


def test_what_went_out_comes_back_row_by_row(full: Session, package: Path, empty: Session) -> None:
    manifest = read_package(empty, package)
    empty.commit()
    before, after = whole(full), whole(empty)
    assert set(manifest.rows) == set(Base.metadata.tables)
    for table, rows in before.items():
        assert rows, f"{table} holds nothing to compare"
        assert after[table] == rows, table
        assert manifest.rows[table] == len(rows)


def test_it_goes_out_again_the_same(small: Path, empty: Session, tmp_path: Path) -> None:
    read_package(empty, small)
    again = tmp_path / "again.zip"
    write_package(empty, again, NOW)
    assert again.read_bytes() == small.read_bytes()


def test_a_filled_database_is_replaced_only_when_told(small: Path, empty: Session) -> None:
    empty.add(make_record(slug="mine"))
    empty.commit()
    with pytest.raises(Conflict, match=r"The database is not empty \(it holds record, contact\)"):
        read_package(empty, small)
    empty.rollback()
    assert [row["slug"] for row in whole(empty)["record"]] == ["mine"]
    manifest = read_package(empty, small, replace=True)
    empty.commit()
    assert {name: len(rows) for name, rows in whole(empty).items()} == manifest.rows
    assert "mine" not in [row["slug"] for row in whole(empty)["record"]]


def test_what_can_be_made_anew_may_stay_out(small: Path, empty: Session, tmp_path: Path) -> None:
    read_package(empty, small)
    before = whole(empty)
    path = tmp_path / "lean.zip"
    write_package(empty, path, NOW, with_derived=False)
    read_package(empty, path, replace=True)
    after = whole(empty)
    assert after.pop("text_vector") == []
    assert before.pop("text_vector")
    assert after == before


def changed(package: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Writes a copy of the package with some members changed."""
    with zipfile.ZipFile(package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def manifest_with(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        said = json.loads(members[MANIFEST]) | changes
        members[MANIFEST] = json.dumps(said).encode()

    return change


def table_of(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    """Puts other rows in the place of a table's, with a manifest that agrees."""

    def change(members: dict[str, bytes]) -> None:
        members[f"tables/{name}.jsonl"] = data
        said = json.loads(members[MANIFEST])
        said["tables"][name] = {
            "rows": len(data.splitlines()),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        members[MANIFEST] = json.dumps(said).encode()

    return change


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return change


BAD: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (without(MANIFEST), "is no package that Signpost has written"),
    (manifest_with(tables="x"), "is no package that Signpost has written"),
    (manifest_with(format=99), "was written by a newer release"),
    (manifest_with(revision="9999"), "was written by a newer release"),
    (
        manifest_with(tables={"sqlite_master": {"rows": 1, "sha256": ""}}),
        "tables that nobody knows",
    ),
    (without("tables/record.jsonl"), "record: is missing"),
    (lambda members: members.update({"tables/link.jsonl": b""}), "link: is not as it was written"),
    (table_of("link_check", b"{\n"), "link_check, line 1"),
    (table_of("link_check", b"[1]\n"), "link_check, line 1: is no row"),
    (table_of("link_check", b'{"url": "x"}\n'), "link_check, line 1: state: is missing"),
    (table_of("link_check", b'{"colour": 1}\n'), "has no column colour"),
    (
        table_of("record_shown", b'{"slug": "x", "week": "soon", "times": 1}\n'),
        "record_shown, line 1: week: 'soon' is not of its type",
    ),
    (
        table_of("record_shown", b'{"slug": "x", "week": "2026-01-05", "times": "1"}\n'),
        "times: '1' is not of its type",
    ),
    (table_of("contact", b'{"id": "7b0ee4b1-6d7b-4b5c-8f5b-5b0d7c1a0e11"}\n'), "cannot be kept"),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_what_is_damaged_is_refused_and_nothing_is_written(
    small: Path,
    empty_sqlite: Session,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
    said: str,
) -> None:
    empty_sqlite.add(make_record(slug="mine"))
    empty_sqlite.commit()
    path = changed(small, tmp_path / "bad.zip", change)
    with pytest.raises(InvalidInput) as caught:
        read_package(empty_sqlite, path, replace=True)
    assert said in "\n".join([str(caught.value), *caught.value.problems])
    empty_sqlite.rollback()
    assert [row["slug"] for row in whole(empty_sqlite)["record"]] == ["mine"]


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04broken"])
def test_what_is_no_package(empty: Session, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(InvalidInput, match=r"x\.zip is no package, or it is damaged"):
        read_package(empty, path)
    with pytest.raises(InvalidInput, match="There is no file"):
        read_package(empty, tmp_path / "none.zip")


def test_a_package_of_an_earlier_release_gets_the_defaults() -> None:
    table = Base.metadata.tables["opportunity"]
    row = {"id": "7b0ee4b1-6d7b-4b5c-8f5b-5b0d7c1a0e11", "organisation": "x", "role": "y",
           "skills": [], "causes": []}  # fmt: skip
    assert "rewards" not in decode_row(table, row)


def test_tables_come_after_those_they_refer_to() -> None:
    names = [table.name for table in tables()]
    for table in tables():
        for key in table.foreign_keys:
            assert names.index(key.column.table.name) <= names.index(table.name)


def test_it_is_written_as_of_one_moment(directory_url: str, tmp_path: Path) -> None:
    database = create_database(directory_url)
    with database.session() as reader, database.session() as writer:
        hold_still(reader)
        assert reader.query(Contact).count() == 0
        writer.add(make_record(slug="late"))
        writer.commit()
        assert write_package(reader, tmp_path / "x.zip", NOW).rows["contact"] == 0
        reader.rollback()
        assert write_package(reader, tmp_path / "x.zip", NOW).rows["contact"] == 1
    database.close()


def test_the_commands(
    full: Session,
    directory_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(full.get_bind().engine.url))
    folder = tmp_path / "out"
    assert main(["out", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "do not publish it" in said
    assert (folder / WHOLE).stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("DATABASE_URL", directory_url)
    assert main(["back-in", str(folder / WHOLE)]) == 0
    assert "Next: python -m knowledge.load" in capsys.readouterr().out
    database = create_database(directory_url)
    with database.session() as session:
        assert whole(session) == whole(full)
    database.close()
    assert main(["back-in", str(folder / WHOLE)]) == 1
    assert "The database is not empty" in capsys.readouterr().err
