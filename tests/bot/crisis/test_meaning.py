"""The learned net, its weights and how they are learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.crisis.check import pieces_of
from bot.crisis.meaning import (
    EXAMPLE_FILES,
    NONE,
    WORD_WEIGHT,
    MeaningMissing,
    MeaningNet,
    WordRows,
    fingerprint,
)
from bot.crisis.phrases import phrases
from bot.crisis.replies import crisis_texts
from bot.crisis.text import sentences
from bot.crisis.train import Learned, learn, main, read_examples, save
from tests.bot.crisis.conftest import CountingEncoder

SMALL = """
crisis:
  suicidal: [i want to be gone for good, i am so tired of it all, let me be gone,
    gone for good i say, tired of it and of me, i would be gone]
  no_food: [the plates are bare, bare plates for my boys, my boys ate air, we ate air again,
    bare again at my table, air and water for us]
ordinary:
  small_talk: [a grant for a roof, who is my councillor, the fete is on friday, how do we vote,
    join the choir, a hall for hire, bus times to town, "a roof. a hall. a long line of bunting"]
"""


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Learned:
    path = tmp_path_factory.mktemp("examples") / "small.yml"
    path.write_text(SMALL)
    return learn(read_examples([path], phrases()), CountingEncoder())


def test_what_was_learned_is_read_again(learned: Learned, tmp_path: Path) -> None:
    save(learned, tmp_path / "deep" / "crisis.npz")
    net = MeaningNet.load(tmp_path / "deep" / "crisis.npz", CountingEncoder())
    (meaning, other) = net.read(["i want to be gone", "who votes for the roof grant"])
    assert meaning.category == "suicidal"
    assert 0 <= other.score < meaning.score <= 1
    assert 0 < meaning.share <= 1
    assert net.read([]) == []
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["crisis.npz"]


def test_an_ordinary_story_counts_once_a_piece(tmp_path: Path) -> None:
    path = tmp_path / "small.yml"
    path.write_text(SMALL)
    examples = read_examples([path], phrases())
    assert list(examples.classes).count(NONE) == 10
    assert list(examples.classes).count("suicidal") == 6


def test_weights_learned_from_something_else_are_refused(learned: Learned, tmp_path: Path) -> None:
    encoder = CountingEncoder()
    save(learned, tmp_path / "crisis.npz")
    encoder.version = "another"
    with pytest.raises(MeaningMissing, match="out of date"):
        MeaningNet.load(tmp_path / "crisis.npz", encoder)


@pytest.mark.parametrize("content", [b"", b"junk", b"PK\x03\x04junk"])
def test_damaged_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "crisis.npz").write_bytes(content)
    with pytest.raises(MeaningMissing, match="missing or damaged"):
        MeaningNet.load(tmp_path / "crisis.npz", CountingEncoder())


def test_weights_that_lack_a_part_are_refused(learned: Learned, tmp_path: Path) -> None:
    arrays = dict(learned.arrays)
    del arrays["rarity"]
    save(Learned(arrays, 0, 0), tmp_path / "crisis.npz")
    with pytest.raises(MeaningMissing, match="missing or damaged"):
        MeaningNet.load(tmp_path / "crisis.npz", CountingEncoder())


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MeaningMissing, match="missing"):
        MeaningNet.load(tmp_path / "none.npz", CountingEncoder())


def test_a_guarded_sentence_needs_more(learned: Learned) -> None:
    arrays = learned.arrays | {"threshold": np.asarray(0.3), "threshold_guarded": np.asarray(0.9)}
    net = MeaningNet(arrays, CountingEncoder())
    (meaning,) = net.read(["i want to be gone for good"])
    assert 0.3 < meaning.score < 0.999
    assert net.is_enough(meaning, is_guarded=False)
    assert net.is_enough(meaning, is_guarded=True) == (meaning.score >= 0.9)


def test_rows_of_words() -> None:
    words = WordRows.learned(["a b", "a b", "a c"], at_least=2)
    assert words.vocabulary == ["a", "a b", "b"]
    rows = words.rows(["a b", "z", ""])
    assert rows.shape == (3, 3)
    assert np.linalg.norm(rows[0]) == pytest.approx(WORD_WEIGHT)
    assert not rows[1:].any()
    assert rows[0, 0] < rows[0, 2] or rows[0, 0] == pytest.approx(rows[0, 2])


def test_the_fingerprint_follows_the_encoder() -> None:
    assert fingerprint("1") != fingerprint("2")
    assert len(fingerprint("1")) == 64


def test_figures_of_speech_are_not_read() -> None:
    assert pieces_of(sentences("This form is killing me. Help"), phrases()) == ["this form", "help"]


def test_every_class_has_many_different_examples() -> None:
    examples = read_examples(EXAMPLE_FILES, phrases())
    names, counts = np.unique(examples.classes, return_counts=True)
    assert set(names) == {*crisis_texts().classes, NONE}
    assert min(counts) >= 20
    crisis = [
        line for line, name in zip(examples.lines, examples.classes, strict=True) if name != NONE
    ]
    assert len(set(crisis)) >= 0.99 * len(crisis)


def test_an_example_without_words_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("ordinary: {x: ['...']}")
    with pytest.raises(ValueError, match="no words"):
        read_examples([path], phrases())


def test_learning_again_is_spared_when_nothing_changed(
    learned: Learned,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.crisis.train.Encoder", lambda _: CountingEncoder())
    monkeypatch.setattr("bot.crisis.train.learn", lambda *_: learned)
    output = str(tmp_path / "crisis.npz")
    assert main(["--output", output]) == 0
    assert "learned" in capsys.readouterr().out
    assert main(["--output", output]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["--output", output, "--force"]) == 0
    assert "learned" in capsys.readouterr().out
