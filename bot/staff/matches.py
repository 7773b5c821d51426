"""A record as the aid shows it: in plain words, with its source, its age, its fit and distance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote_plus

from knowledge.cards import card_of
from knowledge.models import Record
from knowledge.replies import Card
from knowledge.wording import full_text

KINDS: dict[str, str] = {
    "guidance": "Guidance",
    "service": "Services",
    "opportunity": "Volunteering",
    "fund": "Funds",
    "organisation": "Organisations",
    "contact": "Contacts",
    "case_study": "Examples",
    "legal_form": "Legal forms",
}
"""The kinds that the aid finds, by the word of the content, as its chips name them."""

_FITS = ((0.5, "Very likely"), (0.28, "Likely"), (0.12, "Possible"), (0.0, "Less likely"))
_REACH = ("Contact:", "Telephone:", "E-mail:", "Address:", "Open:", "How to apply:", "Cost:")
_MAP = "https://www.openstreetmap.org/search?query="


@dataclass(frozen=True)
class Match:
    """One record for somebody with a caller on the line.

    Attributes:
        slug: Its stable name.
        kind: Its kind, in one word for people.
        card: What a resident sees of it.
        text: All of it as plain text, to copy or to send.
        fit: How likely it is what was asked for, in words; empty where nothing was asked.
        areas: Whom it serves.
        distance: How far it is from the place that was named, in words, or empty.
        map_url: A map of its address, or None.
        subject: Its first topic.
        page: Its page here, or None.
    """

    slug: str
    kind: str
    card: Card
    text: str
    fit: str
    areas: str
    distance: str
    map_url: str | None
    subject: str
    page: str | None

    @property
    def reach(self) -> list[str]:
        """The lines of the card that say how to reach somebody."""
        return [line for line in self.card.details if line.startswith(_REACH)]


def match_of(
    record: Record,
    today: date,
    *,
    chance: float | None = None,
    distance: str = "",
) -> Match:
    """Returns a record as the aid shows it.

    Args:
        record: The record with its contacts.
        today: The day to reckon the age of its source from.
        chance: How likely it is what was asked for, 0 to 1; None where nothing was asked.
        distance: Where it is and how far, in words; empty where nothing can be said.
    """
    contacts = record.contacts
    card = card_of(record, today, contacts)
    text = full_text(record, card, contacts)
    return Match(
        slug=record.slug,
        kind=KINDS.get(record.kind, record.kind),
        card=card,
        text=text if text.startswith(card.title) else f"{card.title}\n\n{text}",
        fit="" if chance is None else fit_in_words(chance),
        areas=", ".join(record.areas),
        distance=distance,
        map_url=_map_url(record),
        subject=record.topics[0] if record.topics else "",
        page=f"/services/{record.slug}" if record.kind == "service" else None,
    )


def fit_in_words(chance: float) -> str:
    """Returns a chance in words: the assistant itself answers from 'Likely' on."""
    return next(words for least, words in _FITS if chance >= least)


def _map_url(record: Record) -> str | None:
    parts = [record.address, record.postcode]
    if record.address and record.postcode and record.postcode in record.address:
        parts = [record.address]
    where = ", ".join(part for part in parts if part)
    return f"{_MAP}{quote_plus(where)}" if where and (record.postcode or "," in where) else None
