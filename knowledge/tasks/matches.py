"""Finds the records that fit what a resident said, nearest and best first, and shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName, distance_km
from knowledge.models import Guidance, Record
from knowledge.replies import Card, Reply
from knowledge.search.words import stems
from knowledge.wording import short_text

MOST_SHOWN = 4
"""How many records one reply lists."""

_LOOKED_AT = 40
_LIKE_ENOUGH = 0.3
_MILES_PER_KM = 0.621371
_KM_AS_MUCH_AS_ALL = 60.0
_MOST_GUIDES = 2


def _keep_all(_: Any) -> bool:
    return True


def _all_alike(_: Any) -> float:
    return 0


def _no_lines(_: Match) -> list[str]:
    return []


@dataclass(frozen=True)
class Match:
    """A record that fits.

    Attributes:
        record: The record.
        score: Higher fits better; comparable within one search only.
        km: How far it is from the resident as the crow flies, or None where it is not known.
    """

    record: Any
    score: float
    km: float | None


@dataclass(frozen=True)
class Criteria:
    """What is looked for, and how it is shown.

    Attributes:
        kind: The kind of record.
        text: The resident's words for it; empty for whatever there is.
        place: Where the resident is, or None.
        heading: The line above the list.
        lines: Beginnings of the detail lines that each record shows.
        keep: Leaves out records that cannot fit.
        prefer: How well a record fits otherwise; 1 counts as much as a good likeness.
        lines_of: Further lines about a record, such as why it fits.
        most: How many are shown.
    """

    kind: str
    text: str
    place: PlaceName | None
    heading: str
    lines: tuple[str, ...]
    keep: Callable[[Any], bool] = _keep_all
    prefer: Callable[[Any], float] = _all_alike
    lines_of: Callable[[Match], Sequence[str]] = _no_lines
    most: int = MOST_SHOWN


def nearest_first(directory: Directory, criteria: Criteria) -> list[Match]:
    """Returns what fits, best first; a record that is like none of the words is left out."""
    place = criteria.place
    found = directory.search().find(
        criteria.text or criteria.heading,
        kinds=frozenset({criteria.kind}),
        place=place,
        districts=place.districts if place else (),
        limit=_LOOKED_AT,
    )
    says_what = bool(stems(criteria.text))
    likeness = {
        hit.slug: hit.likeness + hit.covered if says_what else 0.0
        for hit in found.hits
        if not says_what or hit.likeness >= _LIKE_ENOUGH or hit.covered > 0
    }
    top = max(likeness.values(), default=0.0)
    matches = []
    for record in directory.records(likeness):
        if record.status == "closed" or not criteria.keep(record):
            continue
        km = distance_from(directory, place, record)
        nearness = 0.0 if km is None else -min(km, _KM_AS_MUCH_AS_ALL) / _KM_AS_MUCH_AS_ALL / 2
        own = 0.15 if place and set(record.areas) & set(place.districts) else 0.0
        score = likeness[record.slug] - top + criteria.prefer(record) / 2 + nearness + own
        matches.append(Match(record, score, km))
    return sorted(matches, key=lambda match: (-match.score, match.record.slug))


def distance_from(directory: Directory, place: PlaceName | None, record: Any) -> float | None:
    """Returns how far a record's own place is from a place in km, or None where not known."""
    if place is None:
        return None
    where = " ".join(
        str(part)
        for part in (getattr(record, "place", None), record.address, record.postcode)
        if part
    )
    mentions = directory.search().gazetteer.find(where)
    precise = [item.place for item in mentions if item.place.kind != "district"]
    km = [distance_km(place, other) for other in precise]
    return min((value for value in km if value is not None), default=None)


def matches_reply(
    directory: Directory,
    criteria: Criteria,
    matches: Sequence[Match],
    guides: Sequence[str] = (),
) -> Answer:
    """Lists the best matches under each other; guidance that matters to the resident follows.

    Args:
        directory: Holds the guidance.
        criteria: What was looked for.
        matches: What fits, best first.
        guides: Slugs of guidance to add in short, at most two.
    """
    shown = matches[: criteria.most]
    cards = [_card(directory, criteria, match) for match in shown]
    lines = [f"{number}. {short_text(card)}" for number, card in enumerate(cards, start=1)]
    parts = ["\n".join([criteria.heading, *lines])] if lines else []
    known = [record for record in directory.records(guides) if isinstance(record, Guidance)]
    notes = [_in_short(directory, record) for record in known[:_MOST_GUIDES]]
    if notes:
        parts.append("\n".join(["Good to know:", *(f"- {short_text(card)}" for card in notes)]))
    choices = [entry_choice(item.record.slug, f"More: {item.record.name}") for item in shown]
    choices += [entry_choice(record.slug, record.name) for record in known[:_MOST_GUIDES]]
    slugs = tuple(match.record.slug for match in shown)
    return Answer(
        Reply("\n\n".join(parts), [*cards, *notes], choices),
        Outcome.SURE if slugs or notes else Outcome.NOTHING,
        slugs or tuple(record.slug for record in known),
        slugs[0] if slugs else None,
        criteria.place.slug if criteria.place else None,
        criteria.kind if slugs else None,
    )


def _card(directory: Directory, criteria: Criteria, match: Match) -> Card:
    card = card_of(match.record, directory.today())
    details = [line for line in card.details if line.startswith(criteria.lines) or "DBS" in line]
    near = _distance_said(criteria.place, match.km)
    more = [line for line in (near, *criteria.lines_of(match)) if line]
    return replace(card, details=[*details, *more])


def _distance_said(place: PlaceName | None, km: float | None) -> str:
    if place is None or km is None:
        return ""
    miles = round(km * _MILES_PER_KM)
    if miles < 1:
        return f"In or close to {place.name}"
    return f"About {miles} {'mile' if miles == 1 else 'miles'} from {place.name}, as the crow flies"


def _in_short(directory: Directory, record: Record) -> Card:
    return replace(card_of(record, directory.today()), details=[])
