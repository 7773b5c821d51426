"""Subject access, information and forgetting at the keyboard."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.privacy.__main__ import main
from bot.privacy.information import is_secret
from bot.privacy.plan import PLAN
from bot.sealing import keys_of
from knowledge.settings import SETTINGS
from tests.bot.conftest import Bench, settings_for

FOUND = "SELECT count(*) FROM conversation"


@pytest.fixture
async def held(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A chat with a call back, another of somebody else, and the settings of both."""
    for name, value in (
        ("DATABASE_URL", bench.settings.database_url),
        ("TRACKER_DATABASE_URL", bench.settings.tracker_database_url),
        ("EXPORTS_FOLDER", str(bench.folder / "exports")),
        ("SMTP_URL", "smtps://user:hunter2@mail.example.org:465"),
    ):
        monkeypatch.setenv(name, value)
    for words, number in (("a private matter", "01632 960123"), ("other words", "01632 960124")):
        talk = await bench.open()
        await talk.send(text=words)
        message = (await talk.read())[-1]["id"]
        sealed = keys_of(bench.settings).seal(number.replace(" ", ""))
        with_contact = (
            "INSERT INTO handoff_contact (conversation_id, name, how, value) "
            f"VALUES ('{talk.id}', NULL, 'telephone', '{sealed}')"
        )
        bench.rows(with_contact)
        assert message
    return bench


async def _run(*arguments: str) -> int:
    # The commands bring their own loop.
    return await asyncio.to_thread(main, list(arguments))


def _file(bench: Bench, kind: str) -> dict[str, Any]:
    [path] = (bench.folder / "exports").glob(f"{kind}-*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found: dict[str, Any] = json.loads(path.read_text())
    return found


async def test_what_is_held_about_one_person_is_written_down_and_erased(held: Bench) -> None:
    assert await _run("access", "--contact", "01632 960 123", "--erase") == 0
    text = json.dumps(_file(held, "access"))
    assert "a private matter" in text
    assert "01632960123" in text
    assert "other words" not in text
    assert "token_hash" not in text
    assert "sealed:" not in text
    assert held.rows(FOUND) == [(1,)]


async def test_a_chat_is_found_by_its_number(held: Bench) -> None:
    [(number,)] = held.rows("SELECT conversation_id FROM message WHERE text = 'other words'")
    assert await _run("access", "--chat", number) == 0
    found = _file(held, "access")["held"]
    assert [row["text"] for row in found["message"]["rows"]][1] == "other words"
    assert held.rows(FOUND) == [(2,)]


@pytest.mark.parametrize(
    ("way", "value", "says"),
    [
        ("--contact", "01632 960999", "Nothing is held"),
        ("--contact", "nothing", "telephone number or an e-mail"),
        ("--reference", "ABCD-EFG2", "Nothing is held"),
        ("--telegram", "12", "Telegram is off"),
        ("--account", "nobody", "no account"),
        ("--chat", "x", "no such conversation"),
    ],
)
async def test_what_is_not_there_is_said_in_a_sentence(
    held: Bench, capsys: pytest.CaptureFixture[str], way: str, value: str, says: str
) -> None:
    assert await _run("access", way, value) == 1
    assert says in capsys.readouterr().err


async def test_what_can_be_told_to_anybody_holds_nothing_of_anybody(held: Bench) -> None:
    assert await _run("information", "--from", "2026-01-01", "--to", "2026-12-31") == 0
    found = _file(held, "information")
    assert set(found["settings"]) == {setting.name for setting in SETTINGS}
    assert set(found["kept"]) == set(PLAN)
    text = json.dumps(found)
    for secret in ("hunter2", "a private matter", "01632960123", str(held.folder / "signpost.db")):
        assert secret not in text
    assert found["settings"]["SMTP_URL"] == "set"


def test_every_setting_that_says_that_it_is_secret_is_treated_so() -> None:
    said = {item.name for item in SETTINGS if "secret" in item.help.lower()}
    assert {name for name in said if not is_secret(name)} == set()


async def test_forgetting_the_plan_and_keys(
    held: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await _run("plan") == 0
    assert "RETENTION_DAYS" in capsys.readouterr().out
    assert await _run("seal-anew") == 0
    assert "2 values" in capsys.readouterr().out
    assert await _run("new-key") == 0
    key = capsys.readouterr().out.strip()
    assert keys_of(settings_for(Path(held.folder), CONTACT_KEYS=key))
    # The chats of this test are of a day on which its clock stands.
    assert await _run("forget") == 0
    assert "is deleted" in capsys.readouterr().out
