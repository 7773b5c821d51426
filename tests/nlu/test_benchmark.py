"""The benchmark follows its protocol, and both pipelines can be trained on what it draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlu import benchmark
from nlu.default_pipeline import accuracy_of_default

COLOURS = [(f"paint it {shade} red", "red") for shade in "abcdefghijkl"]
ANIMALS = [(f"feed the {shade} horse", "horse") for shade in "abcdefghijkl"]


def test_ten_examples_an_intent_are_drawn_the_same_way_every_time() -> None:
    first = benchmark.drawn([*COLOURS, *ANIMALS], 0)
    assert first == benchmark.drawn([*ANIMALS, *COLOURS], 0)
    assert first != benchmark.drawn([*COLOURS, *ANIMALS], 1)
    assert [intent for _, intent in first] == ["horse"] * 10 + ["red"] * 10


def test_both_sets_are_read_as_they_are_published(tmp_path: Path) -> None:
    (tmp_path / "banking77").mkdir()
    (tmp_path / "clinc150").mkdir()
    for name in ("train", "test"):
        (tmp_path / "banking77" / f"{name}.csv").write_text(
            f'text,category\n"Where, then, is my {name}?",card\n', "utf-8"
        )
    data = {"train": [["a", "x"]], "test": [["b", "y"]], "oos_test": [["c", "oos"]]}
    (tmp_path / "clinc150" / "data_full.json").write_text(json.dumps(data), "utf-8")
    assert benchmark.banking(tmp_path) == (
        [("Where, then, is my train?", "card")],
        [("Where, then, is my test?", "card")],
    )
    assert benchmark.clinc(tmp_path) == ([("a", "x")], [("b", "y")])


def test_the_projects_pipeline_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "SEEDS", range(1))
    benchmark.measure("Banking77", [*COLOURS, *ANIMALS], [*COLOURS, *ANIMALS], benchmark.Pipeline())
    assert "Banking77: 100.0 % (published USE+ConveRT: 85.2 %)" in capsys.readouterr().out


def test_without_a_folder_it_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main([]) == 2
    assert "banking77/" in capsys.readouterr().out


@pytest.mark.slow
def test_rasas_default_pipeline_is_trained_by_rasa(tmp_path: Path) -> None:
    share, seconds = accuracy_of_default(COLOURS + ANIMALS, COLOURS + ANIMALS, tmp_path, epochs=5)
    assert 50.0 <= share <= 100.0
    assert seconds > 0
