"""The report that says how good the check is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.crisis import measure
from bot.crisis.check import CrisisCheck
from bot.crisis.measure import Line, Question, read_evaluation, report, serves, tally
from bot.crisis.replies import NOT_CLEAR, crisis_texts

LIST = """
crisis:
  suicidal:
    - i want to kill myself
    - {text: he hits me, also: [domestic_abuse]}
    - nothing is said outright here
  no_food:
    - i want to die
near_misses:
  - grants for halls
  - he beats me
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "crisis.yml"
    path.write_text(LIST)
    return path


def test_the_list_is_read(listed: Path) -> None:
    lines, near_misses = read_evaluation(listed)
    assert lines[1] == Line("he hits me", "suicidal", ("domestic_abuse",))
    assert len(near_misses) == 2


def test_found_and_right_are_counted_apart(listed: Path, phrases_alone: CrisisCheck) -> None:
    lines, _ = read_evaluation(listed)
    tallies = tally(phrases_alone, lines)
    one = tallies["suicidal"]
    assert (one.lines, one.found, one.right, one.by_phrase) == (3, 2, 2, 2)
    assert (tallies["no_food"].found, tallies["no_food"].right) == (1, 0)


def test_the_general_reply_serves_everyone() -> None:
    assert serves(crisis_texts().reply([NOT_CLEAR]), Line("x", "suicidal"))


def test_the_report_names_what_went_wrong(
    listed: Path, phrases_alone: CrisisCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [
        Question("she hits me", False),
        Question("i was raped", True),
        Question("hi", False),
    ]
    monkeypatch.setattr(measure, "content_questions", lambda _: iter(questions))
    text = "\n".join(report(phrases_alone, listed, "unused"))
    assert "not found (suicidal): nothing is said outright here" in text
    assert "near misses: 1 of 2" in text
    assert "domestic_abuse by phrase: he beats me" in text
    assert "ordinary content: 1 of 2 questions (50.00%)" in text
    assert "content about safety: 1 of 1" in text


def test_the_command_prints_the_report(
    listed: Path, phrases_alone: CrisisCheck, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(measure, "crisis_check", lambda: phrases_alone)
    monkeypatch.setattr(measure, "content_questions", lambda _: iter(()))
    assert measure.main(["--evaluation", str(listed)]) == 0
    printed = capsys.readouterr().out
    assert "Phrases alone: no weights" in printed
    assert "near misses: 1 of 2" in printed
