"""The report of the load benchmark: its figures are right, and nothing bad is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.load.report import Seen, tell


def _seen(**changes: Any) -> Seen:
    values: dict[str, Any] = {
        "name": "50 steady", "seconds": 10.0, "busy": 0, "errors": {}, "is_steady": True,
        "turns": [("a", 1.0), ("a", 1.0), ("a", 1.0), ("b", 2.0), ("b", 4.0), ("b", 3.0)],
        "others": {"directory": [0.1, 0.1]}, "memory_mb": (1000.0, 1050.0),
    }  # fmt: skip
    return Seen(**(values | changes))


def test_a_good_run_is_told_as_one() -> None:
    text, is_reached = tell([_seen()], "An invented machine")
    assert is_reached
    for words in ("0.6", "1.50 s", "3.00 s on average", "1,000 to 1,050 MB", "directory | 2 |"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"errors": {"turn: status 500": 2}}, "2 errors"),
        ({"turns": []}, "0 errors"),
        ({"turns": [("a", 0.1)] * 50 + [("b", 11.0)] * 3}, "waits 11.0 s"),
        ({"busy": 1}, "1 told that it is busy"),
        ({"memory_mb": (1000.0, 1200.0)}, "memory grew by 20%"),
    ],
)
def test_what_is_bad_is_not_passed_over(change: dict[str, Any], words: str) -> None:
    text, is_reached = tell([_seen(**change)], "An invented machine")
    assert not is_reached
    assert any(words in line for line in text.splitlines() if line.startswith("NOT REACHED"))


def test_a_crowd_may_be_told_that_it_is_busy() -> None:
    _, is_reached = tell([_seen(busy=40, is_steady=False, memory_mb=(1.0, 2.0))], "x")
    assert is_reached
