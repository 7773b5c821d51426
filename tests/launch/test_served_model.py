"""The engine is given a whole model at every start, also after one was damaged on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from launch import fingerprints
from launch.layout import Layout
from launch.served_model import ServedModel


def train(layout: Layout, what: bytes) -> None:
    layout.model.parent.mkdir(exist_ok=True)
    layout.model.write_bytes(what)
    layout.stamps.mkdir(parents=True, exist_ok=True)
    outputs = {"models/signpost.tar.gz": fingerprints.of_file(layout.model)}
    (layout.stamps / "model.json").write_text(json.dumps({"inputs": "", "outputs": outputs}))


@pytest.fixture
def served(layout: Layout) -> ServedModel:
    train(layout, b"the first")
    model = ServedModel(layout)
    assert model.mend() == ""
    return model


def test_the_trained_model_is_served(served: ServedModel) -> None:
    assert served.path.read_bytes() == b"the first"
    assert served.mend() == ""


def test_a_newer_model_is_served_from_the_next_start_on(
    served: ServedModel, layout: Layout
) -> None:
    train(layout, b"the second")
    assert served.mend() == ""
    assert served.path.read_bytes() == b"the second"


def test_a_damaged_copy_is_replaced(served: ServedModel) -> None:
    served.path.write_bytes(b"rubbish")
    assert served.mend() == "The model had been damaged; it was put right."
    assert served.path.read_bytes() == b"the first"
    assert served.mend() == ""


def test_with_a_damaged_trained_model_the_copy_is_served(
    served: ServedModel, layout: Layout
) -> None:
    layout.model.write_bytes(b"rubbish")
    assert served.mend() == "The trained model is damaged; the one before it is served."
    assert served.path.read_bytes() == b"the first"


@pytest.mark.parametrize("rubbish", [b"rubbish", None])
def test_with_both_damaged_the_spare_is_served(
    served: ServedModel, layout: Layout, rubbish: bytes | None
) -> None:
    layout.model.write_bytes(b"rubbish")
    if rubbish is None:
        served.path.unlink()
    else:
        served.path.write_bytes(rubbish)
    assert "the one before it is served" in served.mend()
    assert served.path.read_bytes() == b"the first"


def test_when_nothing_is_whole_it_says_what_to_do(served: ServedModel, layout: Layout) -> None:
    for copy in (layout.model, *served.path.parent.glob("*.gz")):
        copy.write_bytes(b"rubbish")
    assert "run make train" in served.mend()


def test_a_model_that_was_brought_here_ready_made_is_served(layout: Layout) -> None:
    layout.model.parent.mkdir()
    layout.model.write_bytes(b"from elsewhere")
    model = ServedModel(layout)
    assert model.mend() == ""
    assert model.path.read_bytes() == b"from elsewhere"


def test_on_a_full_disk_what_is_there_stays(
    served: ServedModel, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(layout, b"the second")

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("launch.served_model.shutil.copyfile", full)
    served.mend()
    assert served.path.read_bytes() == b"the first"
