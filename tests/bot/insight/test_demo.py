"""Invented figures: marked wherever they show, never among real ones, and gone row by row."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.accounts.roles import ROLES
from bot.insight.__main__ import main
from tests.bot.conftest import Bench
from tests.bot.insight.conftest import snapshot_of
from tests.bot.people import signed_in


@pytest.fixture
def at_the_keyboard(room: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The settings of the commands are those of the application."""
    monkeypatch.setenv("DATABASE_URL", room.settings.database_url)
    monkeypatch.setenv("SITE_FILE", room.settings.site_file)
    return room


def _everything(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, but for the clock's: its round may fall between two looks."""
    with sqlite3.connect(folder / "signpost.db") as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
            if name != "clock_mark"
        }


def test_one_command_adds_them_and_one_removes_every_row(
    at_the_keyboard: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = at_the_keyboard.folder
    before = _everything(folder)
    assert before["daily_count"]
    assert main(["demo"]) == 0
    between = _everything(folder)
    assert {name for name in before if between[name] != before[name]} == {"demo_count"}
    assert len(between["demo_count"]) > 1000
    assert main(["demo"]) == 0, "a second time adds nothing twice"
    assert _everything(folder) == between
    assert main(["remove-demo"]) == 0
    assert _everything(folder) == before
    assert "None are left" in capsys.readouterr().out


async def test_they_are_never_among_real_figures(at_the_keyboard: Bench) -> None:
    before = await snapshot_of(at_the_keyboard)
    assert main(["demo"]) == 0
    assert (await snapshot_of(at_the_keyboard)) == before


async def test_every_place_that_shows_them_says_so(at_the_keyboard: Bench) -> None:
    person = await signed_in(at_the_keyboard, "editor")
    assert (await person.client.get("/insight/demo")).status_code == 404
    assert "/insight/demo" not in (await person.client.get("/insight")).text
    assert main(["demo"]) == 0
    assert "See the invented figures" in (await person.client.get("/insight")).text
    page = (await person.client.get("/insight/demo")).text
    assert "<title>Invented figures" in page
    assert "Everything on this page is made up" in page
    assert page.count("Invented figures</text>") == page.count("<svg")
    assert page.count('<span class="mark">invented</span>') == page.count("<svg")
    assert 'href="/insight/subjects.csv"' not in page
    for key in ("weeks", "demand", "funds"):
        assert (
            "Invented figures</text>" in (await person.client.get(f"/insight/demo/{key}.svg")).text
        )
        file = await person.client.get(f"/insight/demo/{key}.csv")
        assert "invented" in file.headers["content-disposition"]
        head, *rows = csv.reader(io.StringIO(file.text))
        assert head[-1] == "Invented figure"
        assert rows
        assert {row[-1] for row in rows} == {"invented"}


@pytest.mark.parametrize("role", [*ROLES])
async def test_only_those_who_steer_see_them(at_the_keyboard: Bench, role: str) -> None:
    assert main(["demo"]) == 0
    person = await signed_in(at_the_keyboard, role)
    may = role in {"editor", "administrator"}
    for path in ("", "/weeks.svg", "/weeks.csv"):
        answer = await person.client.get(f"/insight/demo{path}")
        assert answer.status_code == (200 if may else 403)
