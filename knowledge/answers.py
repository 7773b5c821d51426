"""Turns a question into a reply: the answer when sure, a choice when not, the truth when neither.

Nothing is ever made up here: every fact comes out of a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.cards import card_of
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.models import Record
from knowledge.placing import Placed, placed
from knowledge.replies import Card, Choice, Reply
from knowledge.search.engine import Found, Hit
from knowledge.wording import full_text, nearest_contacts, short_text, source_lines

SURE = 0.35
"""From this chance on the likeliest record is the answer; measured: three in four are right at it,
and nineteen in twenty at twice it (docs/evaluation.md)."""

_LIKE_NOTHING = 0.36
_COVERS_NOTHING = 0.5
_NEIGHBOURS = 3
_LISTED = 3
_LONGEST_LABEL = 90

_LIST_HEADINGS = {
    "fund": "Money that may fit:",
    "opportunity": "Ways to volunteer that may suit:",
    "service": "Help that may suit:",
    "case_study": "Others who have done it:",
}


class Outcome(StrEnum):
    """How sure the answer is."""

    SURE = "sure"
    UNSURE = "unsure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Answer:
    """A reply and what a conversation should remember of it.

    Attributes:
        reply: What to say.
        outcome: How sure it is.
        shown: The slugs of the records shown or offered, in order.
        place: The slug of the place that counted, or None.
    """

    reply: Reply
    outcome: Outcome
    shown: tuple[str, ...] = ()
    place: str | None = None


def answer(
    directory: Directory,
    text: str,
    *,
    wanted: str | None = None,
    place: PlaceName | None = None,
) -> Answer:
    """Answers a message.

    Args:
        directory: Where to look.
        text: What was typed.
        wanted: The kind of record that the person is after, such as `fund`; None for any.
        place: A place known from before.
    """
    search = directory.search()
    found = search.find(text, place=place, limit=8)
    where = placed(found.mentions, place)
    if not found.hits or _is_nothing(found.hits[0]):
        return Answer(Reply(""), Outcome.NOTHING, place=where.slug)
    listed: tuple[Hit, ...] = ()
    if wanted is not None:
        listed = search.find(
            text, kinds=frozenset({wanted}), place=place, districts=where.districts, limit=6
        ).hits
    if found.hits[0].chance < SURE and wanted is None:
        return _unsure(directory, found, where)
    return _sure(directory, found, listed, wanted, where)


def show(directory: Directory, slug: str, place: PlaceName | None = None) -> Answer | None:
    """Shows one record whole, or None when there is none of that name."""
    records = directory.records([slug])
    if not records:
        return None
    where = placed((), place)
    near = directory.search().find(records[0].name, limit=_NEIGHBOURS + 1).hits
    card, text = _whole(directory, records[0], where)
    others = [hit for hit in near if hit.slug != slug][:_NEIGHBOURS]
    shown = (slug, *(hit.slug for hit in others))
    return Answer(Reply(text, [card], _choices(others)), Outcome.SURE, shown, where.slug)


def others(directory: Directory, question: str, shown: Sequence[str]) -> list[Choice]:
    """Returns up to three records that may answer a question, without those shown already."""
    hits = directory.search().find(question, limit=len(shown) + _NEIGHBOURS).hits
    return _choices([hit for hit in hits if hit.slug not in shown][:_NEIGHBOURS])


def _is_nothing(best: Hit) -> bool:
    return best.likeness < _LIKE_NOTHING and best.covered < _COVERS_NOTHING


def _sure(
    directory: Directory,
    found: Found,
    listed: Sequence[Hit],
    wanted: str | None,
    where: Placed,
) -> Answer:
    best = found.hits[0]
    records = directory.records([best.slug, *(hit.slug for hit in listed)])
    main = records[0]
    extra = [record for record in records[1:] if record.slug != main.slug and _is_offered(record)]
    if best.chance < SURE and extra and main.kind != wanted:
        # Not sure which guidance it is: then the list that was asked for comes first.
        main, extra = extra[0], extra[1:]
    extra = extra[:_LISTED]
    card, text = _whole(directory, main, where)
    cards = [card, *(card_of(record, directory.today()) for record in extra)]
    parts = [where.said, text]
    if extra and wanted is not None:
        lines = [f"{number}. {short_text(card)}" for number, card in enumerate(cards[1:], start=1)]
        parts.append("\n".join([_LIST_HEADINGS.get(wanted, "See also:"), *lines]))
    if wanted is not None and not where.districts:
        parts.append("Tell me your town, village or postcode and I can look nearer to you.")
    taken = {main.slug, *(record.slug for record in extra)}
    neighbours = [hit for hit in found.hits if hit.slug not in taken][:_NEIGHBOURS]
    shown = (main.slug, *(record.slug for record in extra), *(hit.slug for hit in neighbours))
    text = "\n\n".join(part for part in parts if part)
    return Answer(Reply(text, cards, _choices(neighbours)), Outcome.SURE, shown, where.slug)


def _unsure(directory: Directory, found: Found, where: Placed) -> Answer:
    hits = found.hits[:_NEIGHBOURS]
    records = directory.records([hit.slug for hit in hits])
    cards = [card_of(record, directory.today()) for record in records]
    lines = [
        f"{number}. {card.title}\n   {card.summary}\n   {source_lines(card, joined=' ')}"
        for number, card in enumerate(cards, start=1)
    ]
    text = "\n".join(["I am not sure which of these you mean:", *lines])
    choices = [*_choices(hits), Choice("None of these", "/not_what_i_meant")]
    said = "\n\n".join(part for part in (where.said, text) if part)
    return Answer(
        Reply(said, cards, choices), Outcome.UNSURE, tuple(hit.slug for hit in hits), where.slug
    )


def _whole(directory: Directory, record: Record, where: Placed) -> tuple[Card, str]:
    contacts = nearest_contacts(record, where.districts) if record.kind == "guidance" else []
    card = card_of(record, directory.today(), contacts)
    return card, full_text(record, card, contacts)


def _is_offered(record: Record) -> bool:
    return record.status != "closed"


def entry_choice(slug: str, name: str) -> Choice:
    """Returns the choice that shows a record."""
    return Choice(_label(name), f'/choose_entry{{"entry": "{slug}"}}')


def _choices(hits: Sequence[Hit]) -> list[Choice]:
    return [entry_choice(hit.slug, hit.name) for hit in hits]


def _label(name: str) -> str:
    if len(name) <= _LONGEST_LABEL:
        return name
    return name[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
