"""Full-text scores are those of the published formula, worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.search.lexical import Lexicon, Postings

ROWS = [["hall", "roof"], ["hall"], ["pub", "pub", "roof"]]


def overlap(lexicon: Lexicon, query: Sequence[str]) -> NDArray[np.float32]:
    return lexicon.at(np.arange(lexicon.size, dtype=np.int32), query).overlap


def test_scores_are_bm25_worked_out_by_hand() -> None:
    """Three texts, mean length 2; saturation 1.2, length share 0.6 (BM25's k1 and b).

    'hall' stands in two of three: rarity ln(1 + 1.5 / 2.5) = ln 1.6. In the first text of mean
    length it counts 2.2 / (1 + 1.2) = 1, in the second, half as long, 2.2 / (1 + 0.84).
    'pub' stands twice in one of three: ln(1 + 2.5 / 1.5), times 2 x 2.2 / (2 + 1.56).
    """
    lexicon = Lexicon(ROWS)
    hall, pub = math.log(1.6), math.log(1 + 2.5 / 1.5)
    assert lexicon.scores(["hall"]) == pytest.approx([hall, hall * 2.2 / 1.84, 0])
    assert lexicon.scores(["pub"]) == pytest.approx([0, 0, pub * 4.4 / 3.56])
    assert lexicon.scores(["hall", "pub"]) == pytest.approx(
        lexicon.scores(["hall"]) + lexicon.scores(["pub"])
    )


def test_repeats_in_the_question_count_once_and_weight_scales() -> None:
    lexicon = Lexicon(ROWS)
    once = lexicon.scores(["hall"])
    assert np.array_equal(lexicon.scores(["hall", "hall"]), once)
    assert lexicon.scores(["hall"], weight=0.5) == pytest.approx(once / 2)


def test_coverage_is_the_share_of_the_questions_rarity() -> None:
    lexicon = Lexicon(ROWS)
    hall, pub = math.log(1.6), math.log(1 + 2.5 / 1.5)
    assert lexicon.coverage(["hall", "pub"]) == pytest.approx(
        [hall / (hall + pub), hall / (hall + pub), pub / (hall + pub)]
    )
    unknown = math.log(4)
    assert lexicon.coverage(["hall", "zebra"])[0] == pytest.approx(hall / (hall + unknown))


def test_overlap_is_shared_rarity_over_all_rarity() -> None:
    lexicon = Lexicon(ROWS)
    common, pub = math.log(1.6), math.log(1 + 2.5 / 1.5)
    assert overlap(lexicon, ["roof", "hall"]) == pytest.approx(
        [1, 0.5, common / (2 * common + pub)]
    )


def test_unknown_words_and_empty_texts_score_nothing() -> None:
    lexicon = Lexicon([["hall"], []])
    assert list(lexicon.scores(["zebra"])) == [0, 0]
    assert "zebra" not in lexicon
    assert list(lexicon.coverage([])) == [0, 0]
    assert list(overlap(lexicon, [])) == [0, 0]
    assert lexicon.rarity("zebra") > lexicon.rarity("hall")


@pytest.mark.parametrize("texts", [[], [[], []]])
def test_nothing_to_search_in_is_no_error(texts: list[list[str]]) -> None:
    lexicon = Lexicon(texts)
    assert lexicon.scores(["hall"]).shape == (len(texts),)
    assert not lexicon.coverage(["hall"]).any()


_WORDS = st.lists(st.sampled_from("abcde"), max_size=8)


@given(texts=st.lists(_WORDS, min_size=1, max_size=6), query=_WORDS)
def test_shares_stay_between_nothing_and_all(texts: list[list[str]], query: list[str]) -> None:
    lexicon = Lexicon(texts)
    for shares in (lexicon.coverage(query), overlap(lexicon, query)):
        assert shares.min() >= 0
        assert shares.max() <= 1 + 1e-5
    assert lexicon.scores(query).min() >= 0


@given(
    texts=st.lists(_WORDS, min_size=1, max_size=9),
    query=st.lists(st.sampled_from("abcdez"), max_size=8),
    data=st.data(),
)
def test_some_rows_match_as_they_do_among_all(
    texts: list[list[str]], query: list[str], data: st.DataObject
) -> None:
    lexicon = Lexicon(texts)
    rows = np.array(sorted(data.draw(st.sets(st.integers(0, len(texts) - 1)))), dtype=np.int32)
    found = lexicon.at(rows, query)
    assert found.scores == pytest.approx(lexicon.scores(query)[rows], abs=1e-5)
    assert found.coverage == pytest.approx(lexicon.coverage(query)[rows], abs=1e-5)


def test_lexicons_may_share_the_numbers_of_their_stems() -> None:
    """A stem that only a later one holds is unknown to the earlier."""
    numbers: dict[str, int] = {}
    names, rest = Postings(numbers), Postings(numbers)
    names.add(["hall"])
    rest.add(["roof", "hall"])
    first, second = Lexicon(names), Lexicon(rest)
    assert "roof" in second
    assert "roof" not in first
    assert first.rarity("roof") == Lexicon([["hall"]]).rarity("roof")
    assert list(first.scores(["roof", "hall"])) == list(Lexicon([["hall"]]).scores(["hall"]))
