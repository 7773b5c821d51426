"""What every command does alike, whatever goes wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from knowledge.commands import (
    MOST_PROBLEMS_SAID,
    STOPPED,
    open_session,
    run_command,
    with_progress,
)
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.files import whole_file
from knowledge.models import Record
from knowledge.settings import Settings
from tests.knowledge.factories import make_record, make_settings


def fails_with(error: BaseException) -> int:
    def work(_: Settings) -> None:
        raise error

    return run_command(work)


def test_an_error_is_said_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(lambda _: None) == 0
    assert fails_with(NotFound("There is nothing.")) == 1
    assert capsys.readouterr().err == "There is nothing.\n"
    assert fails_with(InvalidInput("Two faults:", ["one", "two"])) == 1
    assert capsys.readouterr().err == "Two faults:\none\ntwo\n"


def test_a_file_that_is_wrong_throughout_is_not_told_to_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fails_with(InvalidInput("Many:", ["x"] * (MOST_PROBLEMS_SAID + 1000))) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == MOST_PROBLEMS_SAID + 2
    assert said[-1] == "... and 1,000 more"


def test_a_person_may_stop_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert fails_with(KeyboardInterrupt()) == STOPPED
    assert "What was not finished is not kept" in capsys.readouterr().err


def test_a_setting_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "none")
    assert run_command(lambda _: None) == 1
    assert "The setting PORT cannot be 'none'" in capsys.readouterr().err


def test_what_is_not_committed_is_undone(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    with open_session(settings) as session:
        session.add(make_record())
        session.flush()
    with open_session(settings) as session:
        assert session.scalars(select(Record)).all() == []


def test_a_database_that_another_writer_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.database._BUSY_TIMEOUT_MS", 50)
    settings = make_settings(tmp_path)
    with open_session(settings):
        pass
    other = sqlite3.connect(tmp_path / "signpost.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(Unavailable, match="cannot be used: database is locked"),
        open_session(settings) as session,
    ):
        session.execute(text("DELETE FROM record"))
    other.close()


def test_progress_is_only_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress([1, 2], "Counting", 2)) == [1, 2]
    assert capsys.readouterr() == ("", "")


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    with whole_file(path) as part:
        part.write_text("first")

    def break_off() -> None:
        with whole_file(path) as part:
            part.write_text("half of the sec")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        break_off()
    assert path.read_text() == "first"
    assert [item.name for item in path.parent.iterdir()] == ["file"]
    assert path.stat().st_mode & 0o777 == 0o644
