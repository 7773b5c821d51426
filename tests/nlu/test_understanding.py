"""The trained pipeline on what nobody trained it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.training_data.message import Message

from nlu.components.signpost_classifier import SignpostClassifier
from tests.nlu.conftest import Understanding, part_of_config

HELD_OUT: dict[str, list[str]] = yaml.safe_load(Path("tests/nlu/held_out.yml").read_text("utf-8"))
SEARCHED = {*part_of_config(SignpostClassifier)["searched"], "nlu_fallback"}
LEAST_RIGHT = 0.95

pytestmark = pytest.mark.rasa


def door(intent: str) -> str:
    """Returns where an intent leads: to the search, or by its own name."""
    return "search" if intent in SEARCHED else intent


def test_what_was_not_trained_on_is_taken_to_the_right_door(understanding: Understanding) -> None:
    lines = [(intent, text) for intent, texts in HELD_OUT.items() for text in texts]
    wrong = [
        (text, intent, understanding.intent(text))
        for intent, text in lines
        if door(understanding.intent(text)) != door(intent)
    ]
    assert len(lines) > 100
    assert 1 - len(wrong) / len(lines) >= LEAST_RIGHT, wrong


def test_every_intent_that_can_be_typed_is_held_out() -> None:
    names = {
        item if isinstance(item, str) else next(iter(item))
        for item in yaml.safe_load(Path("domain.yml").read_text("utf-8"))["intents"]
    }
    assert names - set(HELD_OUT) == {
        "choose_place", "choose_entry", "answer_task", "tell_outcome", "nlu_fallback",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "can I volunteer on universal credit",
        "can a group take over the library",
        "grant for a playground",
        "can I volunteer with a criminal record",
        "do we need planning permission to build a village hall",
        "funding for a mental health support group",
        "can an asylum seeker volunteer",
        "how do we employ our first member of staff",
    ],
)
def test_ours_is_never_turned_away_for_what_it_resembles(
    understanding: Understanding, text: str
) -> None:
    assert door(understanding.intent(text)) == "search"


def test_the_ranking_is_whole_sorted_and_sums_to_at_most_one(understanding: Understanding) -> None:
    ranking = understanding.of("we need a grant").get("intent_ranking")
    shares = [one["confidence"] for one in ranking]
    assert shares == sorted(shares, reverse=True)
    assert 0.0 < sum(shares) <= 1.0 + 1e-6
    assert len({one["name"] for one in ranking}) == len(ranking)


def test_below_the_threshold_the_search_decides(understanding: Understanding) -> None:
    message = understanding.of("the aluminium heron was rather loud by Thursday")
    first = next(one for one in message.get("intent_ranking") if one["name"] != "nlu_fallback")
    is_followed = first["name"] in SEARCHED or first["confidence"] >= understanding.threshold
    assert is_followed or message.get("intent")["name"] == "nlu_fallback"


def test_the_same_text_is_understood_the_same_twice(understanding: Understanding) -> None:
    one, other = (understanding.of("they're selling our pub in Gaddesby") for _ in range(2))
    assert one.get("intent_ranking") == other.get("intent_ranking")


def test_entities_stand_beside_the_intent(
    understanding: Understanding, named: Callable[[Message], dict[str, Any]]
) -> None:
    found = named(understanding.of("I'm 15, in LE13 0PT near Melton Mowbray, and have £50"))
    assert found["age"] == 15
    assert found["postcode"] == "LE13 0PT"
    assert found["amount"] == 50
    assert found["place"].startswith("place-")


@pytest.mark.parametrize("text", ["", " ", "\u202e", "\x00", "😀", "a" * 5000, "/x{", "[a](b)"])
def test_nothing_typed_breaks_it(understanding: Understanding, text: str) -> None:
    understanding.of(text)
