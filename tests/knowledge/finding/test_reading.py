"""What a message asks of a list beside its subject is read out of its words, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding.criteria import KM_A_MILE, Criteria
from knowledge.finding.reading import criteria_in, without_criteria


@pytest.mark.parametrize(
    ("text", "asked", "rest"),
    [
        ("free legal advice on saturdays", {"cost": "free", "days": [5]}, "legal advice"),
        ("i'm free on saturdays", {"days": [5]}, ""),
        ("something at the weekend", {"days": [5, 6]}, "something"),
        ("tuesday and thursday mornings", {"days": [1, 3], "parts": ["morning"]}, ""),
        ("on sat or sun", {"days": [5, 6]}, None),
        ("weekday evenings", {"days": [0, 1, 2, 3, 4], "parts": ["evening"]}, ""),
        ("evenings", {"parts": ["evening"]}, ""),
        ("for my 14 year old", {"age": 14}, ""),
        ("i am 70 and lonely", {"age": 70}, "and lonely"),
        ("online", {"is_online": True}, ""),
        ("befriending from home", {"is_online": True}, "befriending"),
        ("cheap lunch club", {"cost": "cheap"}, "lunch club"),
        ("nearest food bank", {"is_near": True, "nearest_first": True}, "food bank"),
        ("help near LE11 5", {"is_near": True}, "help LE11 5"),
        ("wheelchair accessible swimming", {"is_accessible": True}, None),
        ("who is open now", {"open_first": True}, None),
        ("somewhere a mile from Syston", {"is_near": True, "within_km": KM_A_MILE}, None),
        ("up to 10 km from Syston", {"is_near": True, "within_km": 10.0}, "Syston"),
    ],
)
def test_criteria_are_read(text: str, asked: dict[str, Any], rest: str | None) -> None:
    assert criteria_in(text).as_dict() == asked
    assert rest is None or without_criteria(text) == rest


def test_miles_are_miles() -> None:
    assert criteria_in("within 5 miles of Melton").within_km == pytest.approx(8.047, abs=0.001)
    assert without_criteria("swimming within 5 miles of Melton") == "swimming Melton"


@pytest.mark.parametrize(
    "text",
    [
        "free school meals", "we freed up money", "smoke-free homes", "online safety for children",
        "we have 30 members", "the sun is out", "we sat down", "a week away", "grants",
        "evening classes are long", "our hall is 100 years in use",
        "month of May", "the mayor",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_read(text: str) -> None:
    asked = criteria_in(text).as_dict()
    asked.pop("parts", None)
    assert asked == {}


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    asked = criteria_in(text)
    assert asked == criteria_in(text)
    kept = json.loads(json.dumps(asked.as_dict()))
    assert Criteria.from_dict(kept) == asked
    without_criteria(text)


def test_more_criteria_replace_and_add() -> None:
    first = Criteria(kinds=frozenset({"service"}), cost="free", days=frozenset({5}))
    more = first.with_more(Criteria(days=frozenset({0}), is_online=True))
    assert more.as_dict() == {"kinds": ["service"], "cost": "free", "days": [0], "is_online": True}
    assert not more.is_open
    assert Criteria(kinds=frozenset({"fund"}), area="Melton").is_open


def test_unknown_keys_are_passed_over() -> None:
    assert Criteria.from_dict({"cost": "free", "no_such": 1}) == Criteria(cost="free")
    kept = Criteria(position=(52.5, -1.1)).as_dict()
    assert Criteria.from_dict(json.loads(json.dumps(kept))).position == (52.5, -1.1)
