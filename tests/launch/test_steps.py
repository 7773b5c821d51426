"""A step is done when what it depends on changed, and only then; a failed one changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from launch import fingerprints, rooms
from launch.layout import Layout
from launch.problems import Problem
from launch.steps import Step, ensure
from tests.launch.helpers import Told

# Counts its runs in `runs`, and makes `out/made` from `data/words`; the word `bad` makes it fail.
PROGRAM = """
import pathlib, sys
pathlib.Path("runs").open("a").write("x")
words = pathlib.Path("data/words").read_text()
pathlib.Path("out").mkdir(exist_ok=True)
pathlib.Path("out/made").write_text(words)
sys.exit("the words are bad" if words == "bad" else 0)
"""


@pytest.fixture
def step(layout: Layout) -> Step:
    (layout.root / "data").mkdir()
    (layout.root / "data" / "words").write_text("good")
    return Step(
        name="words",
        title="Making the words",
        command=(sys.executable, "-c", PROGRAM),
        inputs=("data/**/*", "config.yml"),
        outputs=("kept/made",),
        moves={"out/made": "kept/made"},
    )


def runs(layout: Layout) -> int:
    return len((layout.root / "runs").read_text())


def test_an_up_to_date_step_does_nothing_and_says_nothing(
    layout: Layout, told: Told, step: Step
) -> None:
    assert ensure(step, layout, told) is True
    said = told.text
    assert ensure(step, layout, told) is False
    assert runs(layout) == 1
    assert told.text == said
    assert (layout.root / "kept" / "made").read_text() == "good"


@pytest.mark.parametrize("change", ["content", "new file", "gone file", "config", "name"])
def test_every_change_of_an_input_does_it_again(
    change: str, layout: Layout, told: Told, step: Step
) -> None:
    data = layout.root / "data"
    (data / "more").write_text("more")
    ensure(step, layout, told)
    match change:
        case "content":
            (data / "words").write_text("better")
        case "new file":
            (data / "deeper").mkdir()
            (data / "deeper" / "new").touch()
        case "gone file":
            (data / "more").unlink()
        case "config":
            (layout.root / "config.yml").touch()
        case "name":
            (data / "more").rename(data / "renamed")
    assert ensure(step, layout, told) is True
    assert ensure(step, layout, told) is False


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_an_output_that_is_not_what_was_made_is_made_again(
    change: str, layout: Layout, told: Told, step: Step
) -> None:
    ensure(step, layout, told)
    made = layout.root / "kept" / "made"
    if change == "gone":
        made.unlink()
    else:
        made.write_text("something else")
    assert ensure(step, layout, told) is True
    assert made.read_text() == "good"


def test_compiled_and_hidden_files_do_not_count(layout: Layout, told: Told, step: Step) -> None:
    ensure(step, layout, told)
    data = layout.root / "data"
    (data / "__pycache__").mkdir()
    for name in ("__pycache__/x.pyc", ".words.swp", "words~"):
        (data / name).touch()
    assert ensure(step, layout, told) is False


def test_a_failed_step_leaves_what_was_good_and_is_tried_again(
    layout: Layout, told: Told, step: Step
) -> None:
    ensure(step, layout, told)
    (layout.root / "data" / "words").write_text("bad")
    for tries in (2, 3):
        with pytest.raises(Problem) as raised:
            ensure(step, layout, told)
        assert str(raised.value) == (
            "Making the words failed (the words are bad); the details are in var/logs/words.log."
        )
        assert runs(layout) == tries
        assert (layout.root / "kept" / "made").read_text() == "good"


def test_a_step_that_makes_nothing_is_a_problem(layout: Layout, told: Told, step: Step) -> None:
    empty = Step("empty", "Making nothing", (sys.executable, "-c", ""), ("data/**/*",), ("kept/x",))
    with pytest.raises(Problem, match=r"^Making nothing ended without making kept/x\.$"):
        ensure(empty, layout, told)


def test_a_damaged_stamp_is_as_good_as_none(layout: Layout, told: Told, step: Step) -> None:
    ensure(step, layout, told)
    for text in ("", "[]", "{}", "null"):
        (layout.stamps / "words.json").write_text(text)
        assert ensure(step, layout, told) is True


def test_a_step_without_inputs_runs_every_time(layout: Layout, told: Told, step: Step) -> None:
    always = Step("always", "Looking", step.command)
    assert ensure(always, layout, told) is True
    assert ensure(always, layout, told) is True
    assert runs(layout) == 2


def test_a_moved_clone_is_still_up_to_date(layout: Layout, told: Told, step: Step) -> None:
    program = layout.root / "program.py"
    program.write_text(PROGRAM)

    def there(place: Layout) -> Step:
        return Step(**{**vars(step), "command": (sys.executable, str(place.root / "program.py"))})

    ensure(there(layout), layout, told)
    moved = Layout.of(layout.root.rename(layout.root.with_name("moved")))
    assert ensure(there(moved), moved, told) is False


def test_the_model_is_made_from_all_that_it_depends_on(layout: Layout) -> None:
    step = rooms.model(layout)
    made_from = {
        "config.yml",
        "domain.yml",
        "nlu/data/nlu/greet.yml",
        "nlu/components/featuriser.py",
        "knowledge/encoder/__init__.py",
        "knowledge/content/places/parishes.yml",
        "knowledge/content/organisations.yml",
        "knowledge/content/funds.yml",
        "knowledge/content/words/places-that-are-words.yml",
        "requirements/engine.txt",
        "var/encoder/built.json",
    }
    for name in (*made_from, "knowledge/answers.py", "bot/__main__.py"):
        path = layout.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = fingerprints.files(layout.root, step.inputs)
    assert made_from == {path.relative_to(layout.root).as_posix() for path in found}


def test_a_fingerprint_tells_a_missing_file_from_an_empty_one(tmp_path: Path) -> None:
    before = fingerprints.of_inputs(tmp_path, ["config.yml"])
    (tmp_path / "config.yml").touch()
    assert fingerprints.of_inputs(tmp_path, ["config.yml"]) != before
