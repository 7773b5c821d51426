"""What is like nothing that was said stands before no answer."""

from __future__ import annotations

import pytest

from knowledge.search.engine import Hit
from knowledge.sureness import stands_out, worth_a_look


def hit(slug: str, chance: float, likeness: float, covered: float = 0.2) -> Hit:
    return Hit(slug, "guidance", slug, 0.0, chance, likeness, covered)


COUNCIL = hit("the-council", 0.3, 0.30)
ANSWER = hit("the-answer", 0.28, 0.6)
OTHER = hit("another", 0.1, 0.5)


def test_what_its_place_alone_speaks_for_is_left_out_and_its_chance_goes_on() -> None:
    first, second = worth_a_look([COUNCIL, ANSWER, OTHER], ())
    assert first.slug == "the-answer"
    assert first.chance == pytest.approx(0.4)
    assert second.chance == pytest.approx(0.1 / 0.7)


def test_what_stands_behind_is_left_out_and_makes_nobody_surer() -> None:
    kept = worth_a_look([ANSWER, COUNCIL, OTHER], ())
    assert kept == (ANSWER, OTHER)


def test_a_record_that_holds_all_the_words_is_kept() -> None:
    only = hit("a-name", 0.5, 0.1, covered=0.9)
    assert worth_a_look([only], ()) == (only,)
    assert worth_a_look([only], {"a-name"}) == ()


def test_where_nothing_is_like_it_nothing_is_left() -> None:
    assert worth_a_look([COUNCIL], ()) == ()


def test_one_stands_out_when_it_is_clearly_likelier_than_the_next() -> None:
    assert stands_out([ANSWER, OTHER])
    assert not stands_out([ANSWER, hit("near", 0.27, 0.6)])
