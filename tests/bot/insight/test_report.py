"""The report for a panel: one HTML file, the same as PDF, and plain words where one cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.insight.__main__ import main
from bot.insight.report import BROWSERS, find_browser
from bot.insight.tables import TABLES
from tests.bot.conftest import Bench


@pytest.fixture
def target(room: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", room.settings.database_url)
    monkeypatch.setenv("SITE_FILE", room.settings.site_file)
    # The invented things happened on this day.
    monkeypatch.setattr("bot.clock.now", room.clock)
    return tmp_path / "out" / "report.html"


def test_it_is_one_file_that_needs_nothing_else(target: Path) -> None:
    assert main(["report", str(target), "--no-pdf"]) == 0
    html = target.read_text("utf-8")
    assert 5 < html.count("<svg") == html.count("<section") < len(TABLES)
    assert "so not shown: 'Where staff pointed callers" in html
    assert "Nothing yet" not in html
    assert "What people asked about" in html
    assert "Is everything all right?" in html
    assert "31 August to 24 November 2026" in html
    assert "Beside the 13 weeks before" in html
    assert "Invented" not in html.replace("Inventown", "")
    assert not re.search(r"<script|<link|<img|\bsrc=|@import|url\(", html)
    assert not target.with_suffix(".pdf").exists()


def test_it_is_told_of_an_earlier_quarter(target: Path) -> None:
    assert main(["report", str(target), "--no-pdf", "--until", "2026-09-30"]) == 0
    html = target.read_text("utf-8")
    assert "6 July to 30 September 2026" in html
    assert "Find money for a group" not in html


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--until", "soon"], "is not a day"),
        (["--until", "2031-01-01"], "still to come"),
        (["--invented"], "no invented figures"),
    ],
)
def test_what_cannot_be_is_said(
    target: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["report", str(target), "--no-pdf", *arguments]) == 1
    assert said in capsys.readouterr().err
    assert not target.exists()


def test_another_ending_is_refused(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(target.with_suffix(".docx"))]) == 1
    assert "report.html" in capsys.readouterr().err


def test_without_a_browser_the_html_is_there_and_what_to_do_is_said(
    target: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(target.parent))
    assert main(["report", str(target)]) == 1
    assert target.exists()
    said = capsys.readouterr().err
    for way in ("apt-get install chromium", "--browser", "Save as PDF", "--no-pdf"):
        assert way in said


def test_a_browser_that_fails_leaves_no_half_file(
    target: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    assert main(["report", str(target), "--browser", str(broken)]) == 1
    assert "status 3" in capsys.readouterr().err
    assert not target.with_suffix(".pdf").exists()


@pytest.mark.browser
@pytest.mark.skipif(not any(find_browser(name) for name in BROWSERS), reason="no Chromium")
def test_the_pdf_is_tagged_for_those_who_listen(target: Path) -> None:
    assert main(["demo"]) == 0
    assert main(["report", str(target), "--invented"]) == 0
    assert "INVENTED FIGURES" in target.read_text("utf-8")
    pdf = target.with_suffix(".pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
