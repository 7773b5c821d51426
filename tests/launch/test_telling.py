"""What a person sees: one moving line on a terminal, plain lines with seconds elsewhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from launch import logs, progress
from launch.progress import Progress
from launch.running import telegram_line
from launch.testing import Count, close, counted, stories
from tests.launch.helpers import PROJECT, Told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def nothing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUICK_SECONDS", 0.0)


def test_elsewhere_than_a_terminal_a_step_is_two_plain_lines(told: Told) -> None:
    with told.step("Training the Rasa model") as ticker:
        ticker.tick("Epoch 1")
    first, last = told.text.splitlines()
    assert first == "Training the Rasa model ..."
    assert re.fullmatch(r"Training the Rasa model: done in \d+\.\d s", last)


def test_a_step_that_is_over_at_once_is_not_shown(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "QUICK_SECONDS", 0.5)
    with told.step("Filling the database") as ticker:
        ticker.tick()
    assert told.text == ""


def test_a_long_step_gives_a_sign_of_life(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SIGN_OF_LIFE_SECONDS", 0.0)
    with told.step("Training") as ticker:
        ticker.tick()
    assert re.search(r"^Training: 0 s so far$", told.text, re.MULTILINE)


def test_a_step_that_fails_is_not_called_done(told: Told) -> None:
    with pytest.raises(ValueError, match="x"), told.step("Training"):
        raise ValueError("x")
    assert "done" not in told.text
    assert "Training: stopped after" in told.text


def test_on_a_terminal_one_line_moves_and_control_characters_stay_out() -> None:
    terminal = Terminal()
    with Progress(terminal).step("Training") as ticker:
        ticker.tick("\x1b[31mEpoch\x07 1\r")
    assert re.search(r"\r. Training \(0 s\) Epoch 1\x1b\[K", terminal.getvalue())
    assert terminal.getvalue().count("\n") == 1
    assert "done in" in terminal.getvalue()


def test_a_log_over_its_limit_is_put_aside_while_it_is_written(tmp_path: Path) -> None:
    log = tmp_path / "engine.log"
    with log.open("a") as writer:
        print("old" * 100, file=writer, flush=True)
        assert logs.trim(log, limit=1_000) is False
        assert logs.trim(log, limit=100) is True
        print("new", file=writer, flush=True)
    assert log.read_text() == "new\n"
    assert (tmp_path / "engine.log.1").read_text() == "old" * 100 + "\n"


REPORT = """<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""


def test_tests_are_counted_from_pytests_own_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    assert counted(report) == (0, 0, 0)
    report.write_text(REPORT)
    assert counted(report) == (3, 2, 2)


RESULTS = """version: "3.1"
stories:
- story: a greeting (tests/conversations/test_greeting.yml)
  steps:
  - intent: greet
- story: another (tests/conversations/test_greeting.yml)
  steps: []
"""


def test_conversations_are_counted_from_rasas_own_files(tmp_path: Path) -> None:
    file = tmp_path / "failed_test_stories.yml"
    assert stories(file) == (0, "")
    file.write_text("# None of the test stories failed - all good!")
    assert stories(file)[0] == 0
    file.write_text(RESULTS)
    assert stories(file) == (2, RESULTS)


def test_the_last_line_counts_everything_and_failures_fail(told: Told) -> None:
    good = Count("Application tests", 10, 0, 1)
    assert close([good, Count("Engine tests", 5, 0, 0)], told) == 0
    assert told.text.splitlines()[-1] == "Total: 15 passed, 0 failed, 1 skipped"
    assert close([good, Count("Engine tests", 5, 1, 0)], told) == 1
    assert told.text.splitlines()[-1] == "Total: 15 passed, 1 failed, 1 skipped"
    assert close([good, Count("Engine tests", 0, 0, 0, broken=True)], told) == 1
    assert "Not run to the end: Engine tests" in told.text


def test_make_help_lists_every_command() -> None:
    text = (PROJECT / "Makefile").read_text()
    names = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    assert names == set(re.findall(r"^([a-z-]+):.*## \S", text, re.MULTILINE))
    assert names == set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    wanted = "run test test-quick train shell check evaluate lock help"
    assert set(wanted.split()) <= names


def test_every_requirement_is_pinned_with_hashes_and_names_no_place() -> None:
    for file in sorted((PROJECT / "requirements").glob("*.txt")):
        text = file.read_text()
        assert not re.search(r"https?://|file:|--(extra-)?index-url|find-links|/home/|/root/", text)
        if file.name == "overrides.txt":
            continue
        packages = re.findall(r"^[a-z0-9][\w.-]*==\S.*$", text, re.MULTILINE)
        assert packages
        assert all(line.endswith("\\") for line in packages), file.name


@pytest.mark.parametrize("name", ["application", "engine"])
def test_what_is_left_out_is_not_installed(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    assert not re.search(r"^(torch|sentence-transformers|transformers|jax)==", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("token", "words"), [("1:secret", "is on"), ("", "set TELEGRAM_BOT_TOKEN")]
)
def test_telegram_is_one_line_without_its_token(token: str, words: str) -> None:
    line = telegram_line({"TELEGRAM_BOT_TOKEN": token})
    assert words in line
    assert "secret" not in line
    assert "\n" not in line
