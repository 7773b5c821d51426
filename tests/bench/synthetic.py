"""A directory of invented services, as large as one likes and always the same.

Everything in it is invented but the names of the places. It is for measuring and is never shown.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SEED = 20261124
ORIGIN = "synthetic"
"""The source that every invented record names."""

_HOSTS = (
    "St Anne's Church", "St Peter's Church", "the Methodist Chapel", "the Village Hall",
    "the Community Centre", "the Old School", "the Library", "the Scout Hut", "the Baptist Church",
    "the Memorial Hall", "the Leisure Centre", "the Social Club", "the Fire Station",
    "Holy Trinity", "the Gurdwara", "the Mosque Hall", "the Family Centre", "the Pavilion",
)  # fmt: skip
_FOR = (
    "", "", "", "", "for over 55s", "for women", "for men", "for young people", "for families",
    "for beginners", "for carers", "for Gujarati speakers", "for Polish speakers",
    "for deaf people", "for wheelchair users", "for newcomers",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMES = ("mornings", "afternoons", "evenings")
_MORE = (
    "Free and no need to book.", "£2 a time, tea included.", "Ring before you come.",
    "Step-free, with an accessible toilet.", "Run by volunteers.", "Children come free.",
    "In school terms only.", "Parking at the door.", "Bring a friend.", "Referral by your doctor.",
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A real place and the council area that it lies in."""

    name: str
    area: str


@dataclass(frozen=True)
class Activity:
    """What a service does, and how people ask for it."""

    names: tuple[str, ...]
    what: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """One invented service.

    Attributes:
        number: Its place in the directory, from 0.
        name: What it is called; no two alike.
        activity: What it does.
        spot: Where.
        areas: The areas it serves.
        summary: What it says of itself.
        also_asked: A way of asking for it, for one in four.
    """

    number: int
    name: str
    activity: Activity
    spot: Spot
    areas: tuple[str, ...]
    summary: str
    also_asked: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its stable name, which says that it is invented."""
        return f"synthetic-{self.number:06}"


def read_activities() -> list[Activity]:
    """Returns what the invented services do."""
    items: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("activities.yml").read_text("utf-8")
    )
    return [
        Activity(tuple(item["names"]), tuple(item["what"]), tuple(item["asks"])) for item in items
    ]


def make_services(count: int, spots: Sequence[Spot], county: str) -> Iterator[Made]:
    """Yields invented services; a longer directory begins like a shorter one.

    Args:
        count: How many.
        spots: The places they are in, in a lasting order.
        county: The area that a tenth of them serves as a whole.
    """
    chance = random.Random(SEED)
    activities = read_activities()
    taken: set[str] = set()
    for number in range(count):
        activity, spot = chance.choice(activities), chance.choice(spots)
        name = _name(activity, spot, taken, chance)
        taken.add(name)
        what = chance.choice(activity.what)
        more = chance.choice(_MORE)
        # Branches of one organisation say the same of themselves; two in five say something own.
        when = f"{chance.choice(_DAYS)} {chance.choice(_TIMES)}"
        where = f", in {spot.name} on {when}" if chance.random() < 0.4 else ""
        asks = (chance.choice(activity.asks),) if chance.random() < 0.25 else ()
        areas = (county,) if chance.random() < 0.1 else (spot.area,)
        summary = f"{what}{where}. {more}"
        yield Made(number, name, activity, spot, areas, summary, asks)


def _name(activity: Activity, spot: Spot, taken: set[str], chance: random.Random) -> str:
    base = f"{spot.name} {chance.choice(activity.names)}"
    audience = chance.choice(_FOR)
    name = f"{base} {audience}".strip()
    while name in taken:
        audience, day = chance.choice(_FOR), chance.choice(_DAYS)
        name = f"{base} {audience}".strip() + f" at {chance.choice(_HOSTS)}"
        if name in taken:
            name = f"{day} {name}"
    return name
