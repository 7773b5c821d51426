"""What the benchmark of whole turns says: to each assistant what that one was made for.

To Signpost, what its own content says that people ask, with what people type after an answer; to
the starter bot, its own examples. Always in the same order, and nothing of the evaluation.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml
from sqlalchemy import select

from knowledge.models import Place, Record
from knowledge.settings import Settings
from tests.bench.asking import misspelt_text
from tests.bench.stores import opened
from tests.bench.synthetic import SEED

Talk = list[str]
"""What one resident types, turn by turn."""

TURNS = 4
_PLACES_SHARE, _SLIPS_SHARE, _AFTER_SHARE = 0.25, 0.12, 0.35
_AFTER = (
    "how much does it cost",
    "tell me more",
    "who can I ring about that",
    "the second one",
    "what about in {place}",
    "do you have any others",
    "ok thanks",
)
"""What people type after an answer; each leans on what is on the screen."""

_ORDER = ("greet", "mood_unhappy", "affirm", "goodbye")
"""The starter bot's own story, one intent a turn."""


def content_asks(settings: Settings) -> tuple[list[str], list[str]]:
    """Returns what the content says that people ask, and the names of its places."""
    with opened(settings.database_url) as session:
        found = session.scalars(select(Record).order_by(Record.slug)).all()
        asks = [text for record in found for text in record.also_asked or []]
        places = [record.name for record in found if isinstance(record, Place)]
    return asks, places


def our_talk(asks: Sequence[str], places: Sequence[str]) -> Callable[[int], Talk]:
    """Returns the talk of the n-th resident of Signpost, for any n."""

    def one(number: int) -> Talk:
        chance = random.Random(SEED + number)
        return [_turn(chance, asks, places, is_first=turn == 0) for turn in range(TURNS)]

    return one


def starter_talk(folder: Path) -> Callable[[int], Talk]:
    """Returns the talk of the n-th resident of the starter bot, from its training data."""
    data = yaml.safe_load((folder / "data" / "nlu.yml").read_text("utf-8"))["nlu"]
    examples = {
        item["intent"]: [line[2:] for line in item["examples"].splitlines()] for item in data
    }

    def one(number: int) -> Talk:
        chance = random.Random(SEED + number)
        return [chance.choice(examples[name]) for name in _ORDER]

    return one


def _turn(
    chance: random.Random, asks: Sequence[str], places: Sequence[str], *, is_first: bool
) -> str:
    place = chance.choice(places)
    if not is_first and chance.random() < _AFTER_SHARE:
        return chance.choice(_AFTER).format(place=place)
    ask, drawn = chance.choice(asks), chance.random()
    if drawn < _PLACES_SHARE:
        return f"{ask} in {place}"
    return misspelt_text(ask, chance) if drawn < _PLACES_SHARE + _SLIPS_SHARE else ask
