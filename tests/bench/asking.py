"""What the benchmark asks: six kinds of question about invented services, always the same."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.search.documents import Document
from tests.bench.synthetic import SEED, Made

SHARES = {
    "name": 0.15,
    "question": 0.4,
    "place and need": 0.25,
    "misspelt": 0.12,
    "nonsense": 0.04,
    "long story": 0.04,
}
"""The kinds of question, and how much of what people ask is taken to be of each: one in thirty of
the evaluation's questions is a long story."""

MIXED = "all, as people ask"
"""The figure over all kinds, each weighed by its share."""

_OPENINGS = (
    "I hope you can help me because I have been going round in circles since the summer.",
    "Hello, a neighbour gave me your page and I am not sure that I am in the right place.",
    "Sorry if this is long, it has been a difficult year for all of us.",
)
_MIDDLES = (
    "My husband lost his job in March and the car had to go as well.",
    "The buses stop at six and I do not like to ask my daughter again.",
    "The lady at the surgery said there used to be something but she had lost the leaflet.",
    "We moved from the other end of the country and know nobody here yet.",
    "It does not have to be free but it cannot be dear either.",
)
_ENDINGS = (
    "Thank you for reading all this, any answer would be a help.",
    "If you do not know, perhaps you can tell me who does.",
)


@dataclass(frozen=True)
class Asked:
    """One question.

    Attributes:
        kind: Which of the kinds it is.
        text: What is typed.
        wanted: The service that it is about; None for nonsense.
        needs_place: Whether it names the service's place.
    """

    kind: str
    text: str
    wanted: Made | None
    needs_place: bool = False

    def is_answered_by(self, found: Made) -> bool:
        """Says whether a service is what was asked for: the one, or one that does as well."""
        if self.wanted is None:
            return False
        if self.kind == "name":
            return found.name == self.wanted.name
        is_alike = found.activity == self.wanted.activity
        return is_alike and (not self.needs_place or _serves(found, self.wanted))


def _serves(found: Made, wanted: Made) -> bool:
    return found.spot == wanted.spot or wanted.spot.area in found.areas


def make_questions(services: Sequence[Made], each: int) -> list[Asked]:
    """Returns `each` questions of every kind, about services spread over the directory."""
    chance = random.Random(SEED + 1)
    makers: list[Callable[[Made, random.Random], Asked]] = [
        _by_name, _question, _need_and_place, _misspelt, _nonsense, _story,
    ]  # fmt: skip
    return [make(chance.choice(services), chance) for make in makers for _ in range(each)]


def content_questions(
    documents: Sequence[Document], places: Sequence[str], each: int
) -> list[Asked]:
    """Returns `each` questions of every kind, made of what the content says that people ask.

    They are for measuring time: the index holds the very same words, so to be right is no art.
    """
    chance = random.Random(SEED + 2)
    found = []
    for _ in range(each):
        document = chance.choice(documents)
        ask = chance.choice([text for field, text in document.texts if field == "ask"])
        place = chance.choice(places)
        found += [
            Asked("name", document.name, None),
            Asked("question", ask, None),
            Asked("place and need", f"{ask} in {place}", None),
            Asked("misspelt", misspelt_text(ask, chance), None),
            _nonsense(None, chance),
            Asked("long story", _story_text(place, ask, chance), None),
        ]
    return found


def _by_name(wanted: Made, _chance: random.Random) -> Asked:
    return Asked("name", wanted.name, wanted)


def _question(wanted: Made, chance: random.Random) -> Asked:
    opening = chance.choice(("", "", "can you tell me, ", "hi, "))
    return Asked("question", opening + chance.choice(wanted.activity.asks), wanted)


def _need_and_place(wanted: Made, chance: random.Random) -> Asked:
    text = f"{chance.choice(wanted.activity.asks)} in {wanted.spot.name}"
    return Asked("place and need", text, wanted, needs_place=True)


def _misspelt(wanted: Made, chance: random.Random) -> Asked:
    return Asked("misspelt", misspelt_text(chance.choice(wanted.activity.asks), chance), wanted)


def misspelt_text(text: str, chance: random.Random) -> str:
    """Returns a text with a slip in two of its longer words."""
    words = text.split()
    long = [row for row, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for row in chance.sample(long, min(2, len(long))):
        words[row] = _with_a_slip(words[row], chance)
    return " ".join(words)


def _with_a_slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return chance.choice(slips)


def _nonsense(_wanted: Made | None, chance: random.Random) -> Asked:
    words = [
        "".join(chance.choices(string.ascii_lowercase, k=chance.randrange(3, 11)))
        for _ in range(chance.randrange(2, 7))
    ]
    return Asked("nonsense", " ".join(words), None)


def _story(wanted: Made, chance: random.Random) -> Asked:
    text = _story_text(wanted.spot.name, chance.choice(wanted.activity.asks), chance)
    return Asked("long story", text, wanted, needs_place=True)


def _story_text(place: str, need: str, chance: random.Random) -> str:
    parts = [chance.choice(_OPENINGS), *chance.sample(_MIDDLES, 2)]
    parts += [f"We live in {place} and what I would like to know is this: {need}?"]
    parts.append(chance.choice(_ENDINGS))
    return " ".join(parts)
