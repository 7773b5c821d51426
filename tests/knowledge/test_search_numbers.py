"""The parts of the search that count: small examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.encoder import DIMENSIONS
from knowledge.errors import Unavailable
from knowledge.search.documents import Document, vocabulary
from knowledge.search.features import MAY_SPEAK_AGAINST, NAMES, features
from knowledge.search.grouping import Grouped
from knowledge.search.index import Field, Index, Query
from knowledge.search.projection import Projection, learn
from knowledge.search.ranker import Ranker
from knowledge.search.shortlist import Shortlist, Texts
from knowledge.search.vectors import Vectors
from tests.knowledge.factories import WordEncoder, make_document

ENCODE = WordEncoder().encode


def row(*numbers: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.array(numbers, dtype=np.float32)


def make_ranker(**changes: Any) -> Ranker:
    names = len(NAMES)
    values: dict[str, Any] = {
        "weights": np.ones(names),
        "mean": np.zeros(names),
        "spread": np.ones(names),
        "scale": 1.0,
        "projection_mean": np.zeros(DIMENSIONS, dtype=np.float32),
        "projection": np.eye(DIMENSIONS, dtype=np.float32),
    }
    return Ranker(**(values | changes))


def test_the_best_row_of_each_record_counts() -> None:
    grouped = Grouped([0, 0, 2, 2, 2], 4)
    assert list(grouped.best(row(0.1, 0.5, -0.3, -0.1, -0.2))) == [
        pytest.approx(0.5), 0, pytest.approx(-0.1), 0,
    ]  # fmt: skip


def test_rows_are_added_up_by_record() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, -2]], dtype=np.float32)
    assert Grouped([0, 0, 1], 3).sums(vectors).tolist() == [[1, 1], [0, -2], [0, 0]]


def field_of(vectors: list[list[float]], owners: list[int], size: int) -> Field:
    """A field of vectors of any width."""
    kept = Vectors(len(vectors[0]) if vectors else 2)
    if vectors:
        kept.extend(np.array(vectors, dtype=np.float32))
    return Field(Grouped(owners, size), kept)


def test_a_field_that_no_record_has_speaks_for_none() -> None:
    texts = Texts(field_of([], [], 3), np.arange(3, dtype=np.int32))
    assert list(texts.best(row(1, 0))) == [0, 0, 0]


def test_learning_shrinks_the_direction_in_which_ways_of_asking_differ() -> None:
    """Two records; their asks differ along the first axis only, the records along the second."""
    mean, matrix = learn(field_of([[1, 1], [-1, 1], [1, -1], [-1, -1]], [0, 0, 1, 1], 2))
    assert mean == pytest.approx([0, 0])
    first, second = np.abs(np.diag(matrix))
    assert second > 2 * first
    assert matrix[0, 1] == pytest.approx(0, abs=1e-5)


def test_a_record_with_one_way_of_asking_teaches_nothing_and_breaks_nothing() -> None:
    _, matrix = learn(field_of(np.eye(3).tolist(), [0, 1, 2], 3))
    assert np.isfinite(matrix).all()


def test_projected_vectors_have_length_one_and_the_mean_has_none() -> None:
    index = Index([make_document("one", "hall roof"), make_document("two", "pub")], ENCODE)
    mean = ENCODE(["hall"])[0]
    projection = Projection(mean, np.eye(DIMENSIONS, dtype=np.float32) * 3, index)
    lengths = np.linalg.norm(projection.apply(ENCODE(["pub", "roof"])), axis=1)
    assert lengths == pytest.approx([1, 1])
    assert np.linalg.norm(projection.apply(mean[None, :])) == pytest.approx(0)


def test_scores_are_weighed_after_mean_and_spread() -> None:
    ranker = make_ranker(
        weights=np.full(len(NAMES), 2.0),
        mean=np.full(len(NAMES), 1.0),
        spread=np.full(len(NAMES), 4.0),
    )
    assert ranker.scores(np.full((1, len(NAMES)), 3.0)) == pytest.approx(
        [len(NAMES) * 2 * (3 - 1) / 4]
    )


def test_chances_follow_from_scaled_scores_and_sum_to_one() -> None:
    """At scale 2 a lead of ln 2 makes a record four times as likely."""
    chances = make_ranker(scale=2.0).probabilities(np.array([1 + np.log(2), 1.0]))
    assert chances == pytest.approx([0.8, 0.2])
    far = make_ranker().probabilities(np.array([5000.0, 0.0, -5000.0]))
    assert far == pytest.approx([1, 0, 0])


def test_a_saved_ranking_comes_back_the_same(tmp_path: Path) -> None:
    ranker = make_ranker(weights=np.arange(len(NAMES)) / 7, scale=1.25)
    ranker.save(tmp_path / "folder" / "ranker.npz")
    found = Ranker.load(tmp_path / "folder" / "ranker.npz")
    assert np.array_equal(found.weights, ranker.weights)
    assert found.scale == 1.25
    assert found.projection.dtype == np.dtype(np.float32)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["ranker.npz"]


def test_a_ranking_of_other_reasons_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ranker.npz"
    for names in (NAMES[:-1], (*NAMES, "new"), tuple(reversed(NAMES))):
        np.savez(path, names=np.array(names), **vars(make_ranker()))
        with pytest.raises(Unavailable, match="make train"):
            Ranker.load(path)


@pytest.mark.parametrize("keep", [0, 4, 200])
def test_a_missing_or_damaged_ranking_says_what_to_do(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "ranker.npz"
    with pytest.raises(Unavailable, match="make train"):
        Ranker.load(path)
    make_ranker().save(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Unavailable, match="make train"):
        Ranker.load(path)


def query(text: str, **changes: Any) -> Query:
    made = Query(text, ENCODE([text])[0], tuple(text.split()))
    return replace(made, **changes)


def reasons(documents: list[Document], asked: Query) -> dict[str, list[float]]:
    index = Index(documents, ENCODE)
    projection = Projection(
        np.zeros(DIMENSIONS, np.float32), np.eye(DIMENSIONS, dtype=np.float32), index
    )
    found = features(Shortlist.whole(index), projection, asked)
    assert found.shape == (len(documents), len(NAMES))
    return {name: [round(float(x), 4) for x in found[:, at]] for at, name in enumerate(NAMES)}


def test_the_same_words_are_the_strongest_reason() -> None:
    found = reasons(
        [make_document("one", "hall roof"), make_document("two", "pub garden")], query("hall roof")
    )
    assert found["ask_cosine"] == [1, 0]
    assert found["same_ask"] == [pytest.approx(0.2), 0]
    assert found["ask_overlap"] == [1, 0]
    assert found["all_words"] == [1, 0]
    assert found["ask_coverage"] == [1, 0]


def test_places_and_kinds_are_reasons_only_when_they_were_asked_for() -> None:
    documents = [
        make_document("here", areas=frozenset({"Northwold"})),
        make_document("county", areas=frozenset({"Inventshire"}), kind="fund"),
        make_document("country", areas=frozenset({"England"}), kind="fund", status="closed"),
        make_document("elsewhere", areas=frozenset({"Southwold"})),
    ]
    plain = reasons(documents, query("roof"))
    asked_nothing = ("serves_place", "serves_county", "elsewhere", "kind_asked_for")
    assert all(plain[name] == [0, 0, 0, 0] for name in asked_nothing)
    assert plain["is_closed"] == [0, 0, 1, 0]
    asked = query(
        "roof", districts=("Northwold",), counties=frozenset({"Inventshire"}),
        kinds=frozenset({"fund"}),
    )  # fmt: skip
    found = reasons(documents, asked)
    assert found["serves_place"] == [1, 0, 0, 0]
    assert found["serves_county"] == [0, 1, 1, 0]
    assert found["elsewhere"] == [0, 0, 0, 1]
    assert found["kind_asked_for"] == [0, 1, 1, 0]
    assert found["kind_not_asked_for"] == [1, 0, 0, 1]


def test_the_county_does_not_serve_a_place_outside_it() -> None:
    documents = [make_document("county", areas=frozenset({"Inventshire"}))]
    found = reasons(documents, query("roof", districts=("Big City",)))
    assert (found["serves_county"], found["elsewhere"]) == ([0], [1])


def test_only_named_reasons_may_speak_against_a_record() -> None:
    assert set(NAMES) >= MAY_SPEAK_AGAINST
    assert len(set(NAMES)) == len(NAMES)
    assert "ask_cosine" not in MAY_SPEAK_AGAINST


def test_a_word_that_one_way_of_asking_misspells_is_not_taken_for_right() -> None:
    documents = [make_document(f"d{n}", f"Hall {n}", "villige hut") for n in range(2)]
    assert {"hall", "hut", "villige"} & vocabulary(documents) == {"hall"}
    documents.append(make_document("d3", "Shed", "hut again"))
    assert "hut" in vocabulary(documents)
