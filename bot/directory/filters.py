"""What a person asks of a list in the directory, read from the address and checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams

from knowledge.finding.criteria import DAYS, PARTS, Criteria
from knowledge.gazetteer import Gazetteer, PlaceName
from knowledge.openreferral.geography import Geography, split_postcode
from knowledge.openreferral.nearness import centre_of

NAMES = (
    "search", "topic", "service_type", "area", "near", "proximity", "age", "day", "part", "cost",
    "online", "access", "sort",
)  # fmt: skip
DISTANCES = {"1609": "1 mile", "4828": "3 miles", "8047": "5 miles", "16093": "10 miles"}
"""Metres, as the feed takes them, and what a person calls them."""

COSTS = {"free": "Free", "cheap": "Free or at most £5"}
ONLINE = {"yes": "Online or from home"}
ACCESS = {"yes": "Says what access there is"}
SORTS = {"open": "Open now first", "near": "Nearest first"}
MOST_PAGES = 1_000_000
_LONGEST = 200
_OLDEST = 120


@dataclass
class Filters:
    """What was asked, as typed, and what it means.

    Attributes:
        values: Each field of the form, as typed.
        page: The page, from 1.
        problems: What is wrong, in sentences; when there is any, nothing is narrowed.
        criteria: What is asked for beside words and type.
        place: Where it is about.
    """

    values: dict[str, str]
    page: int = 1
    problems: list[str] = field(default_factory=list)
    criteria: Criteria = field(default_factory=Criteria)
    place: PlaceName | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.values.values()) and not self.problems


def read_filters(query: QueryParams) -> Filters:
    """Reads the fields; what cannot be meant becomes a problem. Places are found by `place_of`."""
    values = {name: (query.get(name) or "").strip() for name in NAMES}
    # The feed's name for the same field, so that an address of either works here.
    values["near"] = values["near"] or (query.get("postcode") or "").strip()
    asked = Filters(values)
    asked.page = _number(query.get("page") or "1", 1, MOST_PAGES, "Page", asked.problems) or 1
    if any(len(text) > _LONGEST or "\0" in text for text in values.values()):
        asked.problems.append(f"Write at most {_LONGEST} characters.")
        return asked
    age = _number(values["age"], 0, _OLDEST, "Age", asked.problems) if values["age"] else None
    asked.criteria = Criteria(
        topics=frozenset({values["topic"]} if values["topic"] else ()),
        area=values["area"] or None,
        age=age,
        days=frozenset(_days(values["day"])),
        parts=frozenset({values["part"]} & set(PARTS)),
        cost=values["cost"] if values["cost"] in COSTS else None,
        is_online=bool(values["online"]),
        is_accessible=bool(values["access"]),
        open_first=values["sort"] == "open",
    )
    return asked


def place_of(session: Session, gazetteer: Gazetteer, asked: Filters) -> None:
    """Finds the place that is named, and says where it is not known; changes `asked`."""
    near = asked.values["near"]
    if not near:
        return
    mentions = gazetteer.find(near)
    if not mentions:
        asked.problems.append(
            f"Near: we do not know where '{near}' is. Try a town, a village or a postcode."
        )
        return
    asked.place = mentions[0].place
    proximity = asked.values["proximity"]
    if proximity not in DISTANCES and asked.values["sort"] != "near":
        return
    asked.criteria = replace(
        asked.criteria,
        is_near=True,
        within_km=int(proximity) / 1000 if proximity in DISTANCES else None,
        nearest_first=True,
        position=_own_position(session, near),
    )


def _own_position(session: Session, near: str) -> tuple[float, float] | None:
    """Returns the middle of a whole postcode where our own addresses tell it."""
    if split_postcode(near)[1] is None:
        return None
    return centre_of(session, Geography.read(session), near)


def _days(text: str) -> set[int]:
    if text == "weekend":
        return {5, 6}
    names = [name.lower() for name in DAYS]
    return {names.index(text.lower())} if text.lower() in names else set()


def _number(text: str, least: int, most: int, name: str, problems: list[str]) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else least - 1
    if not least <= number <= most:
        problems.append(f"{name} must be a whole number from {least} to {most:,}.")
        return None
    return number
