"""The text of a record: everything that its card says, in the order that a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from knowledge.cards import contact_line
from knowledge.models import Guidance, Record
from knowledge.placing import Placed
from knowledge.replies import Card

_MOST_CONTACTS = 4
_MANY_DISTRICTS = 3
_SEEN = "seen its page"
_IN_SHORT = (
    "From:", "How much:", "Who can apply:", "Deadline:", "Telephone:", "Open:", "Cost:", "With:",
    "Closed", "We do not know",
)  # fmt: skip
_EVERYWHERE = frozenset({"England", "UK"})


def full_text(record: Record, card: Card, contacts: Iterable[Record] = ()) -> str:
    """Returns the whole answer: what it is, what to do, by when, whom to ask, and how old it is.

    Args:
        record: The record.
        card: Its card.
        contacts: Whom to contact, nearest first; for guidance alone.
    """
    if isinstance(record, Guidance):
        parts = _guidance_parts(record, list(contacts))
    else:
        parts = [f"{card.title}\n{card.summary}", "\n".join(card.details)]
    return "\n\n".join([part for part in [*parts, source_lines(card)] if part])


def in_short(card: Card, notes: Iterable[str] = ()) -> Card:
    """Returns the card with only the details that a list of several shows, and notes under them."""
    lines = [line for line in card.details if line.startswith(_IN_SHORT) or _SEEN in line]
    return replace(card, details=[*lines, *notes])


def short_text(card: Card) -> str:
    """Returns a card in a few lines, for a list of several; says all that the card says."""
    details = "\n".join(f"   {line}" for line in card.details)
    text = f"{card.title}: {card.summary}"
    last = f"   {source_lines(card, joined=' ')}"
    return "\n".join(part for part in (text, details, last) if part)


def source_lines(card: Card, *, joined: str = "\n") -> str:
    """Says where to read more, where the facts come from and how old they are."""
    more = [f"Read more: {card.url}"] if card.url else []
    return joined.join([*more, f"Source: {card.source}. {card.checked}"])


def _guidance_parts(record: Guidance, contacts: list[Record]) -> list[str]:
    steps = [f"{number}. {step}" for number, step in enumerate(record.steps, start=1)]
    limits = [
        f"- {limit['what']}: {limit['length']}" + (f" ({limit['law']})" if limit.get("law") else "")
        for limit in record.time_limits
    ]
    people = [f"- {contact_line(contact)}" for contact in contacts]
    return [
        record.short_answer,
        record.answer if record.answer != record.short_answer else "",
        _headed("What to do:", steps),
        _headed("Time limits:", limits),
        _headed("Who to contact:", people),
        f"The law: {record.law}." if record.law else "",
    ]


def _headed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines]) if lines else ""


def nearest_contacts(record: Record, where: Placed) -> list[Record]:
    """Returns at most four contacts; those for another district are left out when one is known.

    Where none is known, the offices of many districts are left out: four of them by chance would
    help nobody.
    """
    contacts = [contact for contact in record.contacts if not contact.is_withheld]
    if depends_on_district(record, where):
        contacts = [contact for contact in contacts if not _is_of_one_area(contact)]
    if where.districts:
        here = frozenset(where.districts)
        wider = here | where.counties | _EVERYWHERE
        contacts = [contact for contact in contacts if not wider.isdisjoint(contact.areas)]
        contacts.sort(key=lambda contact: here.isdisjoint(contact.areas))
    return contacts[:_MOST_CONTACTS]


def depends_on_district(record: Record, where: Placed) -> bool:
    """Says whether whom to contact depends on the district, and no district is known."""
    areas = {contact.areas[0] for contact in record.contacts if _is_of_one_area(contact)}
    return not where.districts and len(areas) >= _MANY_DISTRICTS


def _is_of_one_area(contact: Record) -> bool:
    return len(contact.areas) == 1 and contact.areas[0] not in _EVERYWHERE
