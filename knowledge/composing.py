"""Puts replies together from records: one in full, a list, or a choice between a few."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.cards import card_of
from knowledge.leading import leading_sentence
from knowledge.models import Guidance, Record
from knowledge.phrases import PERSON
from knowledge.placing import Placed
from knowledge.replies import Card, Choice, Reply
from knowledge.search.engine import Hit
from knowledge.wording import (
    depends_on_district,
    full_text,
    in_short,
    nearest_contacts,
    short_text,
    source_lines,
)

_LONGEST_LABEL = 90
_LIST_HEADINGS = {
    "fund": "Money that may fit:",
    "opportunity": "Ways to volunteer that may suit:",
    "service": "Help that may suit:",
    "case_study": "Others who have done it:",
}
ASK_COUNCIL = (
    "Whom to contact depends on the place: tell me your town, village or postcode, and I can say."
)
LIKELIEST = "I am not sure what you mean. The likeliest answer:"
"""Stands over an answer that is only the likeliest of several."""

NONE_OF_THESE = Choice("None of these", "/not_what_i_meant")
"""Closes every choice between records; leads to others, or to a person."""

ASK_PLACE = "Tell me your town, village or postcode and I can look nearer to you."
"""Stands under a list that is for no place yet."""

_OWN_COUNCIL = re.compile(r"\byour\b[^.;:]{0,20}\b(?:district|borough|council)\b", re.IGNORECASE)
_FACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"how much|costs?|fees?|prices?|charges?|pay",
        ("How much", "Cost", "Fee to register", "Your own share"),
    ),
    (r"how (?:do|can|would) (?:i|we|they) (?:apply|start|join|get)|apply", ("How to apply",)),
    (r"when|deadline|open|hours|closing|how long", ("Deadline", "Open", "When", "Time")),
    (r"who (?:can|is it for)|eligible|allowed|qualify", ("Who can apply", "Who it is for")),
    (
        r"who (?:do|should)|phone|ring|call|contact|e-?mail|number",
        ("Telephone", "E-mail", "Contact"),
    ),
    (r"who (?:runs|gives|is behind)|whose", ("From", "With")),
    (r"where|address", ("Address", "Where")),
    (r"age|old", ("Youngest age",)),
    (r"dbs|checks?|crb", ("DBS", "Basic DBS", "Standard DBS", "Enhanced DBS", "No DBS", "A DBS")),
)


_WHO_TO_ASK = ("Telephone", "E-mail", "Contact", "Address")


@dataclass(frozen=True)
class Listed:
    """What a list says beside its records.

    Attributes:
        said: How it was found, where that must be known; else an empty text.
        notes: Lines beside each record, by slug: why it fits, how far it is.
    """

    said: str = ""
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)


_NOTHING_SAID = Listed()


def entry_choice(slug: str, name: str) -> Choice:
    """Returns the choice that shows a record."""
    return Choice(_label(name), f'/choose_entry{{"entry": "{slug}"}}')


def entry_choices(hits: Sequence[Hit]) -> list[Choice]:
    """Returns the choices that show what was found, in the same order."""
    return [entry_choice(hit.slug, hit.name) for hit in hits]


def each_name_once(hits: Sequence[Hit]) -> list[Hit]:
    """Returns the first hit of each name.

    A body and the story about it may share a name, and two buttons with the same words cannot be
    told apart.
    """
    by_name: dict[str, Hit] = {}
    for hit in hits:
        by_name.setdefault(hit.name, hit)
    return list(by_name.values())


def answer_in_full(
    record: Record,
    question: str,
    where: Placed,
    today: date,
    councils: Sequence[Record],
    near: Sequence[Hit],
) -> Reply:
    """Shows one record whole, the fact that was asked for first.

    Args:
        record: The record.
        question: What was asked, or an empty text.
        where: The place that counts.
        today: The day to reckon the age of sources from.
        councils: The resident's own council, added where the record sends people to it.
        near: Other records to offer.
    """
    contacts: list[Record] = []
    lead = None
    if isinstance(record, Guidance):
        contacts = nearest_contacts(record, where)
        if _sends_to_own_council(record):
            contacts += [council for council in councils if council not in contacts]
        lead = leading_sentence(record, question)
    card = card_of(record, today, contacts)
    asks = ASK_COUNCIL if depends_on_district(record, where) else ""
    parts = [where.said, lead or "", full_text(record, card, contacts), asks]
    text = "\n\n".join(part for part in parts if part)
    return Reply(text, [card], entry_choices(near))


def _sends_to_own_council(record: Guidance) -> bool:
    if any(contact.slug.startswith("council-") for contact in record.contacts):
        return True
    return any(_OWN_COUNCIL.search(text) for text in (record.short_answer, *record.steps))


def list_of(
    records: Sequence[Record],
    kind: str,
    where: Placed,
    today: date,
    top: Reply | None,
    near: Sequence[Hit],
    listed: Listed = _NOTHING_SAID,
) -> Reply:
    """Lists records of one kind, numbered, under an answer that comes first if there is one."""
    cards = [
        in_short(card_of(record, today), listed.notes.get(record.slug, ())) for record in records
    ]
    lines = [f"{number}. {short_text(card)}" for number, card in enumerate(cards, start=1)]
    heading = _LIST_HEADINGS.get(kind, "This may suit:")
    parts = [top.text if top else where.said, listed.said, "\n".join([heading, *lines])]
    if not where.districts:
        parts.append(ASK_PLACE)
    choices = [entry_choice(record.slug, f"More: {record.name}") for record in records]
    return Reply(
        "\n\n".join(part for part in parts if part),
        [*(top.cards if top else []), *cards],
        [*choices, *entry_choices(near)],
    )


def which_of_these(records: Sequence[Record], where: Placed, today: date) -> Reply:
    """Asks which of a few records is meant, each with its short answer."""
    cards = [replace(card_of(record, today), details=[]) for record in records]
    lines = [
        f"{number}. {card.title}\n   {card.summary}\n   {source_lines(card, joined=' ')}"
        for number, card in enumerate(cards, start=1)
    ]
    text = "\n".join(["I am not sure which of these you mean:", *lines])
    choices = [entry_choice(record.slug, record.name) for record in records]
    said = "\n\n".join(part for part in (where.said, text) if part)
    return Reply(said, cards, [*choices, NONE_OF_THESE])


def likeliest_of_these(top: Reply, near: Sequence[Hit]) -> Reply:
    """Says that it is not certain, and yet answers with the likeliest; the others can be tapped.

    Args:
        top: The likeliest record, whole.
        near: The others that may be meant, likeliest first.
    """
    lines = ["Or did you mean:", *(f"- {hit.name}" for hit in near)] if near else []
    parts = [LIKELIEST, top.text, "\n".join(lines)]
    text = "\n\n".join(part for part in parts if part)
    return replace(top, text=text, choices=[*entry_choices(near), NONE_OF_THESE])


def fact_of(record: Record, question: str, today: date, known: str | None = None) -> Reply | None:
    """Returns what a record says to a question about it, with source and age, or None.

    Args:
        record: The record on the screen.
        question: What was asked about it.
        today: The day, for its age.
        known: The fact, where it was reckoned already.
    """
    card = card_of(record, today)
    fact = known
    if fact is None and isinstance(record, Guidance):
        fact = leading_sentence(record, question, is_on_screen=True)
    fact = fact or _detail(card, question)
    if fact is None:
        return None
    only = replace(card, summary=fact, details=[])
    return Reply(f"{record.name}:\n{fact}\n\n{source_lines(card)}", [only], [_all_about(record)])


def asks_a_fact(question: str) -> bool:
    """Says whether a question asks for something that a card has a line for, if it is known."""
    return any(re.search(rf"\b(?:{words})\b", question, re.IGNORECASE) for words, _ in _FACTS)


def silent_on(record: Record, today: date) -> Reply:
    """Says that a record does not tell what was asked about it, with whom to ask."""
    card = card_of(record, today)
    who = [line for line in card.details if line.startswith(_WHO_TO_ASK)]
    told = "\n".join([f"I do not know that about this:\n{record.name}", *who])
    only = replace(card, summary="", details=who)
    return Reply(f"{told}\n\n{source_lines(card)}", [only], [_all_about(record), PERSON])


def _all_about(record: Record) -> Choice:
    return Choice(_label(f"All about: {record.name}"), f'/choose_entry{{"entry": "{record.slug}"}}')


def _detail(card: Card, question: str) -> str | None:
    for words, labels in _FACTS:
        if re.search(rf"\b(?:{words})\b", question, re.IGNORECASE):
            lines = [line for line in card.details if line.startswith(labels)]
            if lines:
                return "\n".join(lines)
    return None


def _label(name: str) -> str:
    if len(name) <= _LONGEST_LABEL:
        return name
    return name[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
