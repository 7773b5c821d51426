"""Training learns to prefer the right record, from the content alone."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.gazetteer import Gazetteer
from knowledge.search.engine import Search
from knowledge.search.features import MAY_SPEAK_AGAINST, NAMES
from knowledge.search.library import Library
from knowledge.search.ranker import CANDIDATES
from knowledge.search.train import Examples, examples, first_choice, fit, train
from tests.knowledge.factories import WordEncoder, make_document

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
ENCODE = WordEncoder().encode
SUBJECTS = {
    "roof": ["mend", "leaking", "tiles", "slates", "rain", "gutter", "storm"],
    "pub": ["buy", "closing", "sale", "owner", "landlord", "beer", "save"],
    "library": ["books", "reading", "shelves", "borrow", "quiet", "desk", "lend"],
    "garden": ["plants", "weeds", "dig", "spade", "flowers", "allotment", "seeds"],
    "minibus": ["drive", "licence", "passengers", "permit", "fares", "seats", "hire"],
}


@pytest.fixture(scope="module")
def library() -> Library:
    """Five invented records; each way of asking shares one word with its record."""
    documents = [
        make_document(
            subject,
            f"The {subject}",
            *(f"{word} {other} {subject}" for word, other in zip(words, words[1:], strict=False)),
        )
        for subject, words in SUBJECTS.items()
    ]
    decoy = "roof pub library garden minibus mend buy books plants drive closing leaking reading"
    documents.append(
        make_document("decoy", "Everything", "all sorts", "odds and ends", texts=(
            ("ask", "Everything"), ("ask", "all sorts"), ("gist", decoy), ("body", decoy),
        ))
    )  # fmt: skip
    return Library(tuple(documents), Gazetteer([]), ENCODE)


def test_training_puts_the_right_record_above_one_that_merely_holds_the_words(
    library: Library,
) -> None:
    ranker, share = train(library)
    assert share > 0.9
    search = Search(library, ranker)
    for subject, words in SUBJECTS.items():
        found = search.find(f"{words[0]} {words[-1]} {subject}")
        assert found.hits[0].slug == subject
        assert found.hits[0].chance > 0.6


def test_training_again_learns_the_same(library: Library) -> None:
    one, _ = train(library)
    other, _ = train(library)
    assert np.array_equal(one.weights, other.weights)


def test_no_way_of_asking_is_in_the_index_that_it_is_asked_of(library: Library) -> None:
    """Otherwise its likeness to itself would be 1, and training would learn only to recognise."""
    found = examples(library)
    right = found.reasons[np.arange(len(found.right)), found.right]
    assert len(right) > 20
    assert right[:, NAMES.index("ask_cosine")].max() < 0.999


def made_examples(weights: dict[str, float], count: int = 300) -> Examples:
    """Candidates of random reasons, of which the right one has the highest weighted sum."""
    chance = np.random.default_rng(7)
    reasons = chance.normal(size=(count, 6, len(NAMES))).astype(np.float32)
    by_name = np.array([weights.get(name, 0.0) for name in NAMES])
    return Examples(reasons, (reasons @ by_name).argmax(axis=1))


def test_weights_go_to_the_reasons_that_decide() -> None:
    weights, _, _ = fit(made_examples({"ask_cosine": 1.0, "is_closed": -1.0}))
    by_name = dict(zip(NAMES, weights, strict=True))
    assert by_name["ask_cosine"] > 10 * by_name["body_cosine"]
    assert by_name["is_closed"] < -1


def test_a_reason_for_a_record_never_counts_against_it() -> None:
    weights, _, _ = fit(made_examples({"body_cosine": -1.0, "serves_place": -1.0}))
    by_name = dict(zip(NAMES, weights, strict=True))
    assert min(by_name[name] for name in NAMES if name not in MAY_SPEAK_AGAINST) >= 0
    assert by_name["ask_cosine"] > 0


def test_a_reason_that_never_varies_does_not_spoil_the_rest() -> None:
    made = made_examples({"ask_cosine": 1.0})
    made.reasons[:, :, NAMES.index("is_fund")] = 1
    weights, _, spread = fit(replace(made))
    assert np.isfinite(weights).all()
    assert spread.min() > 0


def test_first_choice_takes_all_of_few_and_the_likeliest_of_many() -> None:
    reasons = np.zeros((CANDIDATES + 20, len(NAMES)), dtype=np.float32)
    reasons[-3, NAMES.index("ask_cosine")] = 1
    found = first_choice(reasons)
    assert len(found) == CANDIDATES
    assert len(reasons) - 3 in found
    assert sorted(first_choice(reasons[:4])) == [0, 1, 2, 3]


def test_nothing_in_the_room_reads_the_tests() -> None:
    """The evaluation's questions would teach the search its own examination.

    One file names them, to refuse a training example that is one of them.
    """
    keeps_apart = KNOWLEDGE / "editing" / "examples.py"
    assert "_APART" in keeps_apart.read_text("utf-8")
    for path in set(KNOWLEDGE.rglob("*.py")) - {keeps_apart}:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not any(name.name.split(".")[0] == "tests" for name in node.names), path
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] != "tests", path
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "tests/" not in node.value, path
                assert "tests.evaluation" not in node.value, path
