"""Small counts are not told, and nothing that is told gives them away."""

from __future__ import annotations

import pytest

from bot.insight.suppression import FEW, share, shown, told


@pytest.mark.parametrize(
    ("count", "number"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1003, 1005)],
)
def test_small_counts_are_few_and_others_to_the_nearest_five(
    count: int, number: int | None
) -> None:
    assert told(count) == number
    assert shown(told(count)) == (FEW if number is None else f"{number:,}")


def _span(number: int | None) -> range:
    """Every count that is told so."""
    return range(1, 5) if number is None else range(max(0, number - 2), number + 3)


@pytest.mark.parametrize("small", [1, 2, 3, 4])
@pytest.mark.parametrize("others", [0, 5, 6, 7, 8, 23, 104])
def test_subtracting_from_a_total_tells_no_small_count(small: int, others: int) -> None:
    """Who knows the total and all other rows is left with every small count, or nearly."""
    total = told(small + others)
    left = {
        whole - rest
        for whole in _span(total)
        if told(whole) == total
        for rest in _span(told(others))
        if told(rest) == told(others)
    }
    possible = left & set(range(1, 5))
    assert small in possible
    assert len(possible) > 1


def test_a_share_of_few_people_is_not_told() -> None:
    assert share(10, 19) is None
    assert share(0, 0) is None
    assert str(share(10, 20)) == "50 in 100"
    assert str(share(0, 20)) == "0 in 100"


@pytest.mark.parametrize("small", [1, 2, 3, 4])
@pytest.mark.parametrize("whole", [20, 37, 500])
def test_a_share_tells_no_small_count(small: int, whole: int) -> None:
    assert {str(share(one, whole)) for one in range(1, 5)} == {str(share(small, whole))}
    assert {str(share(whole - one, whole)) for one in range(1, 5)} == {
        str(share(whole - small, whole))
    }
    low, high = share(small, whole), share(whole - small, whole)
    assert low is not None
    assert high is not None
    assert low.percent >= 100 * small / whole
    assert high.percent <= 100 * (whole - small) / whole
