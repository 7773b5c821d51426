"""Very many records: little memory, a cheap first look that loses nothing, filters before it."""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder import DIMENSIONS
from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.search import candidates
from knowledge.search.candidates import ALONE, MOST_LIKELY
from knowledge.search.documents import BATCH_DOCUMENTS, Document, PackedDocuments
from knowledge.search.engine import Search
from knowledge.search.features import NAMES
from knowledge.search.grouping import Grouped
from knowledge.search.library import Library
from knowledge.search.ranker import Ranker
from knowledge.search.vectors import Vectors
from tests.knowledge.factories import WordEncoder, make_document

ENCODE = WordEncoder().encode
COUNT = 1500
WORDS = [first + second for first in "bdfglmnprst" for second in ("andle", "orrow", "ikker", "um")]
AREAS = ("Northwold", "Southwold", "Eastwold")
NORTHWOLD = PlaceName("northwold", "Northwold", kind="district", districts=("Northwold",))


def make_many(count: int = COUNT) -> list[Document]:
    """Invented services, far more than are ever looked at closely; names of three words."""
    chance = random.Random(5)
    made = []
    for number in range(count):
        name = " ".join(chance.sample(WORDS, 3))
        more = tuple(("ask", " ".join(chance.sample(WORDS, 4))) for _ in range(number % 3))
        texts = (("ask", name), *more, ("gist", " ".join(chance.sample(WORDS, 6))))
        made.append(
            make_document(
                f"service-{number:05}", name, kind="service" if number % 50 else "fund",
                texts=texts, areas=frozenset({AREAS[number % 3]}),
                topics=frozenset({"rare"} if number % 300 == 7 else {"common"}),
            )
        )  # fmt: skip
    return made


def make_ranker(times: float = 1.0, place: float = 1.0) -> Ranker:
    """An invented ranking that goes by meaning, words and place, all of them `times` as much."""
    weights = dict.fromkeys(("ask_cosine", "gist_cosine", "all_words", "all_coverage"), 1.0)
    weights |= {"serves_place": place, "name_words": 0.5, "projected_centre": 0.3}
    return Ranker(
        times * np.array([weights.get(name, 0.0) for name in NAMES]), np.zeros(len(NAMES)),
        np.full(len(NAMES), 0.2), 1.0, np.zeros(DIMENSIONS, np.float32),
        np.eye(DIMENSIONS, dtype=np.float32),
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return make_many()


@pytest.fixture(scope="module")
def search(documents: list[Document]) -> Search:
    return Search(Library(documents, Gazetteer([NORTHWOLD]), ENCODE), make_ranker())


def looking_at_all(documents: Sequence[Document], monkeypatch: pytest.MonkeyPatch) -> Search:
    monkeypatch.setattr("knowledge.search.candidates.MOST_LIKELY", len(documents))
    return Search(Library(documents, Gazetteer([NORTHWOLD]), ENCODE), make_ranker())


def test_there_are_more_records_than_are_looked_at(documents: list[Document]) -> None:
    assert len(documents) > 5 * (MOST_LIKELY + 2 * ALONE)


def test_an_exact_name_is_never_lost(search: Search, documents: list[Document]) -> None:
    for document in documents[::7]:
        assert search.find(document.name, limit=1).hits[0].name == document.name
        mixed = " ".join(reversed(document.name.upper().split()))
        found = search.find(mixed, limit=5).hits
        assert {hit.name for hit in found} & {document.name, mixed.lower()}


def test_an_exact_name_is_found_whatever_the_filters_leave_of_it(
    search: Search, documents: list[Document]
) -> None:
    for document in documents[::31]:
        found = search.find(document.name, districts=tuple(document.areas), limit=1)
        assert found.hits[0].name == document.name
        others = search.find(document.name, kinds=frozenset({"fund"}), limit=40).hits
        assert (document.slug in [hit.slug for hit in others]) == (document.kind == "fund")


def test_the_first_look_changes_nothing_of_the_first_hits(
    search: Search, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = looking_at_all(documents, monkeypatch)
    chance = random.Random(11)
    same = 0
    for _ in range(60):
        text = " ".join(chance.sample(WORDS, 3)) + chance.choice(["", " in Northwold"])
        one, other = (of.find(text, limit=3).hits for of in (search, whole))
        same += [hit.slug for hit in one] == [hit.slug for hit in other]
        assert one[0].slug == other[0].slug
    assert same >= 57


@pytest.mark.parametrize(
    ("filters", "there_are"),
    [
        ({"kinds": frozenset({"fund"})}, 30),
        ({"topics": frozenset({"rare"})}, 5),
        ({"districts": ("Southwold",)}, 40),
    ],
)
def test_a_filtered_search_still_finds_as_many_as_it_may(
    search: Search, filters: dict[str, Any], there_are: int
) -> None:
    """Far fewer of them would be among what an unfiltered search looks at."""
    hits = search.find("bandle forrow likker", limit=40, **filters).hits
    assert len(hits) == there_are
    assert len({hit.slug for hit in hits}) == there_are


def test_records_that_another_filter_chose_are_found(search: Search) -> None:
    among = np.zeros(COUNT, dtype=np.bool_)
    among[[3, 700, 1400]] = True
    hits = search.find("bandle forrow", among=among, limit=10).hits
    assert sorted(hit.slug for hit in hits) == [search.slugs[row] for row in (3, 700, 1400)]


def test_a_filter_does_not_change_how_a_record_is_judged(search: Search) -> None:
    text = "bandle forrow likker"
    free = {hit.slug: hit for hit in search.find(text, limit=40).hits}
    for hit in search.find(text, districts=("Southwold",), limit=40).hits:
        if hit.slug in free:
            assert hit.score == pytest.approx(free[hit.slug].score, abs=1e-4)


def test_what_belongs_to_the_subject_is_looked_at_closely(documents: list[Document]) -> None:
    """Where words say little, the subject decides, also for records that are far down by words."""
    search = Search(Library(documents, Gazetteer([]), ENCODE), make_ranker(times=0.01))
    found = search.find("bandle forrow likker", subject="rare", limit=5).hits
    assert [search.slugs.index(hit.slug) % 300 for hit in found] == [7] * 5


def test_a_place_counts_in_the_first_look(documents: list[Document]) -> None:
    search = Search(Library(documents, Gazetteer([NORTHWOLD]), ENCODE), make_ranker(place=20))
    hits = search.find("bandle forrow in Northwold", limit=40).hits
    assert [search.slugs.index(hit.slug) % 3 for hit in hits] == [0] * 40


def test_packed_documents_come_back_the_same_again_and_again() -> None:
    documents = make_many(BATCH_DOCUMENTS * 2 + 3)
    documents[1] = make_document("odd", "Café 🙂", status="closed", keywords="zebra")
    packed = PackedDocuments(iter(documents))
    assert len(packed) == len(documents)
    assert list(packed) == documents
    assert list(packed) == documents
    assert list(PackedDocuments([])) == []


def test_packed_documents_need_a_fraction_of_the_memory() -> None:
    tracemalloc.start()
    kept = PackedDocuments(iter(make_many(5000)))
    packed, _ = tracemalloc.get_traced_memory()
    loose = list(kept)
    unpacked = tracemalloc.get_traced_memory()[0] - packed
    tracemalloc.stop()
    assert len(loose) == 5000
    assert packed < 0.2 * unpacked
    assert sys.getsizeof(loose) < unpacked


def test_an_index_keeps_no_text(search: Search, documents: list[Document]) -> None:
    """What is kept of a record is its slug, its name and numbers."""
    assert not any(isinstance(value, Document) for value in vars(search._index).values())
    assert search._index.names[3] == documents[3].name


_NUMBERS = st.floats(-1, 1, width=32)


@given(st.lists(st.lists(_NUMBERS, min_size=3, max_size=3), max_size=20))
def test_vectors_come_back_within_half_a_step(rows: list[list[float]]) -> None:
    given_rows = np.array(rows, dtype=np.float32).reshape(-1, 3)
    kept = Vectors(3)
    for start in range(0, len(rows), 7):
        kept.extend(given_rows[start : start + 7])
    kept.close_up()
    assert len(kept) == len(rows)
    found = kept.take(slice(0, len(rows)))
    step = np.abs(given_rows).max(axis=1, initial=0, keepdims=True) / 127
    assert (np.abs(found - given_rows) <= step / 2 + 1e-6).all()


def test_cosines_move_by_less_than_a_thousandth() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(500, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = Vectors(DIMENSIONS)
    kept.extend(vectors)
    codes, scales = kept.unscaled(np.arange(500))
    moved = np.abs((codes @ vectors[0]) * scales - vectors @ vectors[0])
    assert moved.max() < 2e-3
    assert moved.mean() < 1e-3


@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=12), data=st.data())
def test_the_rows_of_some_records_are_theirs(counts: list[int], data: st.DataObject) -> None:
    owners = [record for record, count in enumerate(counts) for _ in range(count)]
    grouped = Grouped(owners, len(counts))
    records = sorted(data.draw(st.sets(st.integers(0, len(counts) - 1))))
    rows, own = grouped.of(np.array(records, dtype=np.int32))
    assert [owners[row] for row in rows] == [records[row] for row in own.owners]
    assert own.size == len(records)
    assert len(rows) == sum(counts[record] for record in records)


@given(
    scores=st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0, 3.0]), min_size=1, max_size=400),
    count=st.integers(1, 60),
    data=st.data(),
)
def test_the_highest_scores_are_chosen_however_many_are_alike(
    scores: list[float], count: int, data: st.DataObject
) -> None:
    own = np.array(scores, dtype=np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_SAMPLED_SCORES", data.draw(st.sampled_from([4, 64])))
        found = candidates.highest(own, None, count)
        some = np.flatnonzero(own > 0)
        chosen = candidates.highest(own, some, count)
    assert len(set(found)) == len(found) == min(count, len(own))
    assert sorted(own[found]) == sorted(own)[len(own) - len(found) :]
    assert sorted(own[chosen]) == sorted(own[some])[len(some) - len(chosen) :]


def test_records_of_one_kind_area_and_state_are_alike(search: Search) -> None:
    examples, alike = search._index.alike
    assert len(examples) == 6
    for row in range(0, COUNT, 97):
        like = examples[alike[row]]
        assert search._index.kinds.of(row) == search._index.kinds.of(like)
        assert search._index.areas.of(row) == search._index.areas.of(like)
