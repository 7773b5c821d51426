"""Shows what was found for a resident, each record with what they need to decide on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.finding.records import FoundList, FoundRecord
from knowledge.gazetteer import PlaceName
from knowledge.models import Guidance, Record
from knowledge.replies import Card, Reply
from knowledge.wording import short_text

MOST_SHOWN = 4
"""How many records one reply lists."""

_MOST_GUIDES = 2


def _no_lines(_: Record) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Shape:
    """How a list is shown.

    Attributes:
        kind: The kind of its records.
        heading: The line above it.
        lines: Beginnings of the detail lines that each record shows.
        lines_of: Further lines about a record.
        note: A line under it, or an empty text.
        nothing: What is said when nothing was found.
    """

    kind: str
    heading: str
    lines: tuple[str, ...]
    lines_of: Callable[[Record], Sequence[str]] = _no_lines
    note: str = ""
    nothing: str = ""


def matches_reply(
    directory: Directory,
    found: FoundList,
    shape: Shape,
    place: PlaceName | None,
    guides: Sequence[str] = (),
) -> Answer:
    """Lists what was found, best first, at most four; at most two guides follow in short.

    The slugs of `guides` are in order of how much they matter.
    """
    notes = {item.slug: item for item in found.records[:MOST_SHOWN]}
    records = directory.records(notes)
    cards = [_card(directory, shape, record, notes[record.slug]) for record in records]
    lines = [f"{number}. {short_text(card)}" for number, card in enumerate(cards, start=1)]
    heading = "\n".join([shape.heading, *lines])
    parts = [found.said, heading, shape.note] if lines else [found.said, shape.nothing]
    known = [record for record in directory.records(guides) if isinstance(record, Guidance)]
    known = known[:_MOST_GUIDES]
    added = [replace(card_of(record, directory.today()), details=[]) for record in known]
    if added:
        parts.append("\n".join(["Good to know:", *(f"- {short_text(card)}" for card in added)]))
    choices = [entry_choice(record.slug, f"More: {record.name}") for record in records]
    choices += [entry_choice(record.slug, record.name) for record in known]
    slugs = tuple(record.slug for record in records)
    return Answer(
        Reply("\n\n".join(part for part in parts if part), [*cards, *added], choices),
        Outcome.SURE,
        slugs or tuple(record.slug for record in known),
        slugs[0] if slugs else None,
        place.slug if place else None,
        shape.kind if slugs else None,
        found if slugs else None,
    )


def _card(directory: Directory, shape: Shape, record: Record, found: FoundRecord) -> Card:
    card = card_of(record, directory.today())
    details = [line for line in card.details if line.startswith(shape.lines) or "DBS" in line]
    said = {line.partition(":")[0] for line in found.notes}
    kept = [line for line in details if line.partition(":")[0] not in said or line[-1:] == ")"]
    return replace(card, details=[*kept, *found.notes, *shape.lines_of(record)])
