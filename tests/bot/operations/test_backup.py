"""A backup is made while people talk, and gives the same answers back."""

from __future__ import annotations

import stat
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversations import store
from bot.conversations.schema import upgrade as upgrade_bot
from bot.operations.__main__ import main
from bot.operations.backup import back_up, restore
from bot.operations.moving import move
from knowledge.answers import answer
from knowledge.database import create_database, upgrade
from knowledge.directory import Directory
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.settings import Settings
from tests.databases import Cluster

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
ASKED = ("what is a CIC", "grants for a village hall roof in melton", "who is my councillor")


def _say(url: str, text: str) -> str:
    database = create_database(url)
    with database.session() as session, session.begin():
        conversation, _ = store.open_conversation(session, channel="web", at=AT)
        store.add_resident_message(session, conversation.id, text=text, at=AT)
    database.close()
    return conversation.id


def _texts(url: str, conversation_id: str) -> list[str]:
    database = create_database(url)
    with database.session() as session:
        store.find_conversation(session, conversation_id)
        found = [message.text for message in store.list_messages(session, conversation_id)]
    database.close()
    return found


def _delete(url: str, conversation_id: str) -> None:
    database = create_database(url)
    with database.session() as session, session.begin():
        store.delete_conversation(session, conversation_id, at=AT)
    database.close()


def test_what_was_lost_is_back_and_what_was_deleted_stays_deleted(
    any_database_url: str, tmp_path: Path
) -> None:
    url = any_database_url
    upgrade(url)
    upgrade_bot(url)
    kept, deleted = _say(url, "a roof"), _say(url, "forget me")
    database = create_database(url)
    with database.session() as reader:
        # Somebody reads meanwhile.
        store.find_conversation(reader, kept)
        file = back_up(url, tmp_path / "backups", AT)
    database.close()
    assert file.name == "signpost-20261125-093000.tar"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    _delete(url, deleted)
    later = _say(url, "after the backup")
    assert restore(url, file) == 1
    assert _texts(url, kept) == ["a roof"]
    for gone in (deleted, later):
        with pytest.raises(NotFound):
            _texts(url, gone)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_directory_gives_the_same_answers(
    kind: str, real_settings: Settings, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
    if kind == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgresql")
        urls = [cluster.new_database(), cluster.new_database()]
    move(real_settings.database_url, urls[0], lambda _: None)
    restore(urls[1], back_up(urls[0], tmp_path, AT))
    first, second = (_answers(replace(real_settings, database_url=url)) for url in urls)
    assert first == second
    assert all(first)


def _answers(settings: Settings) -> list[str]:
    directory = Directory(settings)
    said = [answer(directory, text).reply.text for text in ASKED]
    directory.close()
    return said


def test_a_damaged_or_foreign_file_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    upgrade(url)
    upgrade_bot(url)
    kept = _say(url, "a roof")
    file = back_up(url, tmp_path, AT)
    whole = file.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"x" * 5000):
        file.write_bytes(damaged)
        with pytest.raises(InvalidInput, match="not a whole backup"):
            restore(url, file)
    with tarfile.open(file, "w") as archive:
        archive.add(__file__, "../outside")
    with pytest.raises(InvalidInput, match="not a whole backup"):
        restore(url, file)
    assert _texts(url, kept) == ["a roof"]


def test_a_backup_of_the_other_kind_is_refused(postgresql: Cluster, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    upgrade(url)
    upgrade_bot(url)
    file = back_up(url, tmp_path, AT)
    with pytest.raises(InvalidInput, match="backup of sqlite"):
        restore(postgresql.new_database(), file)


def test_no_database_is_said_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be copied"):
        back_up(f"sqlite:///{tmp_path / 'nothing.db'}", tmp_path / "backups", AT)
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'signpost.db'}"
    upgrade(url)
    upgrade_bot(url)
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["backup", str(tmp_path / "backups")]) == 0
    (file,) = (tmp_path / "backups").iterdir()
    assert str(file) in capsys.readouterr().out
    assert main(["restore", str(file)]) == 0
    assert "Restored" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "none.tar")]) == 1
    assert "not a whole backup" in capsys.readouterr().err
