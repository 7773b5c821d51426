"""How intents are learned: the fit, the n-grams, the calibration and the threshold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from nlu.learning.calibration import Judged, judge, temperature_of, threshold_of
from nlu.learning.descent import lowest
from nlu.learning.model import IntentModel
from nlu.learning.ngrams import Ngrams
from nlu.learning.softmax import fit, log_softmax

TEXTS = ["red apple", "green apple", "red pear", "blue car", "fast car", "old car"] * 4
LABELS = ["fruit", "fruit", "fruit", "vehicle", "vehicle", "vehicle"] * 4


def vectors(count: int) -> np.ndarray:
    """Two clouds, as the labels alternate."""
    noise = np.random.default_rng(1).standard_normal((count, 8)).astype(np.float32) / 4
    noise[:, 0] += np.array([1.0 if label == "fruit" else -1.0 for label in LABELS[:count]])
    return noise


def test_the_descent_finds_the_lowest_point() -> None:
    target = np.array([3.0, -2.0, 0.5], dtype=np.float32)
    scale = np.array([1.0, 30.0, 0.1], dtype=np.float32)

    def bowl(point: np.ndarray) -> tuple[float, np.ndarray]:
        gap = point - target
        return float((scale * gap * gap).sum()), 2 * scale * gap

    assert lowest(bowl, np.zeros(3, dtype=np.float32), 60) == pytest.approx(target, abs=0.02)


def test_the_fit_separates_what_can_be_separated() -> None:
    rng = np.random.default_rng(3)
    dense = rng.standard_normal((12, 4)).astype(np.float32)
    words = sparse.random(12, 6, density=0.5, format="csr", dtype=np.float32, random_state=3)
    targets = np.eye(3, dtype=np.float32)[rng.integers(0, 3, 12)]
    by_dense, by_word, bias = fit(dense, words, targets, np.ones(12), strength=1e3, iterations=200)
    named = (dense @ by_dense + words @ by_word + bias).argmax(axis=1)
    assert (named == targets.argmax(axis=1)).all()


def test_shares_sum_to_one_however_large_the_scores() -> None:
    shares = np.exp(log_softmax(np.array([[1e4, 0.0, -1e4], [0.0, 0.0, 0.0]])))
    assert shares.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_ngrams_survive_storage(tmp_path: Path) -> None:
    ngrams = Ngrams()
    ngrams.fit(TEXTS)
    ngrams.save(tmp_path)
    asked = ["a red car", "pear", ""]
    expected, found = ngrams.transform(asked), Ngrams.load(tmp_path).transform(asked)
    assert expected.shape == found.shape
    assert np.allclose(expected.toarray(), found.toarray())


def test_a_model_names_what_it_learned_and_survives_storage(tmp_path: Path) -> None:
    model = IntentModel()
    model.fit(TEXTS, vectors(len(TEXTS)), LABELS)
    model.temperature = 1.5
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    shares = model.probabilities(TEXTS, vectors(len(TEXTS)))
    assert np.allclose(shares, loaded.probabilities(TEXTS, vectors(len(TEXTS))), atol=1e-5)
    assert shares.shape == (len(TEXTS), 2)
    assert [model.intents[row] for row in shares.argmax(axis=1)] == LABELS
    assert model.intents == ["fruit", "vehicle"]


def test_few_landmarks_still_learn() -> None:
    model = IntentModel()
    model.fit(TEXTS, vectors(len(TEXTS)), LABELS, landmarks=4)
    shares = model.probabilities(TEXTS, vectors(len(TEXTS)))
    assert [model.intents[row] for row in shares.argmax(axis=1)] == LABELS


def test_each_example_is_judged_by_a_model_that_had_not_seen_it() -> None:
    texts = [f"{text} {row}" for row, text in enumerate(TEXTS)]
    judged = judge(texts, vectors(len(texts)), LABELS)
    assert judged.scores.shape == (len(texts), 2)
    assert judged.accuracy > 0.9
    # Labels drawn by lot cannot be told by anyone who has not seen them.
    lot = [str(label) for label in np.random.default_rng(5).permutation(LABELS)]
    assert judge(texts, vectors(len(texts)), lot).accuracy < 0.8


def test_an_intent_with_one_example_does_no_harm() -> None:
    points = np.vstack([vectors(len(TEXTS)), np.zeros((1, 8), dtype=np.float32)])
    judged = judge([*TEXTS, "lonely"], points, [*LABELS, "rare"])
    assert np.isfinite(judged.scores).all()


def test_the_temperature_makes_bold_scores_modest() -> None:
    rng = np.random.default_rng(2)
    columns = rng.integers(0, 2, 400)
    wrong = rng.random(400) < 0.3
    named = np.where(wrong, 1 - columns, columns)
    bold = Judged(["a", "b"], 3.0 * np.eye(2)[named], columns)
    temperature = temperature_of(bold)
    shares = np.exp(log_softmax(bold.scores / temperature))
    assert shares.max(axis=1).mean() == pytest.approx(0.7, abs=0.03)


def test_the_threshold_rises_when_questions_are_turned_away() -> None:
    names = ["ask", "off_topic_jobs"]
    sure = np.array([[3.0, 0.0]] * 20 + [[0.0, 3.0]] * 20)
    columns = np.array([0] * 20 + [1] * 20)
    calm = threshold_of(Judged(names, sure, columns), 1.0, ["ask"])
    # Half of what is taken for a job, not very surely, is a question of ours.
    doubtful = np.array([[0.0, 0.6]] * 20)
    scores, mixed = np.vstack([sure, doubtful]), np.concatenate([columns, [0] * 10 + [1] * 10])
    careful = threshold_of(Judged(names, scores, mixed), 1.0, ["ask"])
    assert careful > calm
    assert careful > 0.64
