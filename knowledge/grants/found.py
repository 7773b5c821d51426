"""Who has funded what, as an answer: plain values that know nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

EVERYWHERE = "everywhere"
"""The area of an answer that looked at all grants."""


@dataclass(frozen=True)
class Example:
    """One grant, to show what a funder paid for.

    Attributes:
        grant_id: The grant's id, as its publisher gave it.
        title: What it was for, in the publisher's words.
        recipient: The organisation that got it.
        amount_gbp: How much, in pounds.
        awarded_on: When it was decided.
        place: Where it was for, in the publisher's words, or None.
        url: A page about it, or None.
        likeness: How much of the asker's words it shares, 0 to 1.
    """

    grant_id: str
    title: str
    recipient: str
    amount_gbp: Decimal
    awarded_on: date
    place: str | None
    url: str | None
    likeness: float


@dataclass(frozen=True)
class Funder:
    """A funder of like work, and what its grants for it were like.

    Attributes:
        funder_id: Its id by org-id.guide.
        name: Its name in its newest grant.
        count: How many of its grants were for like work in the area.
        median_gbp: The middle one of their amounts, in pounds.
        least_gbp: The smallest.
        most_gbp: The largest.
        newest_on: When the newest was decided.
        has_open_calls: Whether any came from a call that was open to all; None where none says.
        examples: At most 3 of them, most alike first.
        publishers: Publisher and licence of the grants counted, each pair once.
    """

    funder_id: str
    name: str
    count: int
    median_gbp: Decimal
    least_gbp: Decimal
    most_gbp: Decimal
    newest_on: date
    has_open_calls: bool | None
    examples: tuple[Example, ...]
    publishers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FundersFound:
    """The answer.

    Attributes:
        funders: Best first.
        asked_area: The district that was asked about, or None.
        area: The area that the funders were found in: the district, its county, or `everywhere`.
        tried: The areas looked at, in order, and how many grants for like work each had.
        newest_on: When the newest grant of all that we hold was decided; None when we hold none.
    """

    funders: tuple[Funder, ...]
    asked_area: str | None
    area: str
    tried: tuple[tuple[str, int], ...]
    newest_on: date | None
