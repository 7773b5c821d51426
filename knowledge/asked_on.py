"""Answers a question that leans on the record on the screen: 'how far is it', 'how long'."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.answers import Answer, Outcome, show
from knowledge.composing import asks_a_fact, fact_of, silent_on
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.where import how_far, where_of
from knowledge.gazetteer import PlaceName

_LOOKED_AT = 8
_LIKE_ENOUGH = 0.5
_HOW_FAR = re.compile(r"\bhow\ (?:far|near|close)\b|\bdistance\b|\bhow many miles\b", re.IGNORECASE)


def about(
    directory: Directory, slug: str, question: str, place: PlaceName | None = None
) -> Answer | None:
    """Answers a question about the record on the screen from that record alone, or None.

    Args:
        directory: Where to look.
        slug: The record on the screen.
        question: What was asked under it.
        place: Where the resident is, if known: distances are from there.
    """
    records = directory.records([slug])
    if not records:
        return None
    far = _distance(directory, slug, place) if _HOW_FAR.search(question) else None
    reply = fact_of(records[0], question, directory.today(), far)
    return None if reply is None else Answer(reply, Outcome.SURE, (slug,), slug)


def _distance(directory: Directory, slug: str, place: PlaceName | None) -> str | None:
    """Returns how far the record's nearest spot is from a place, as one sentence, or None."""
    search, facts = directory.searchable()
    row = facts.row_of.get(slug)
    spots = facts.facts[row].spots if row is not None else ()
    where = where_of(search.gazetteer, place, Criteria())
    if not spots:
        return None
    position = where.position
    nearest = min(spots, key=lambda spot: spot.km_from(position)) if position else spots[0]
    told = how_far(nearest, where)
    if told is None:
        return None
    start = f" from the middle of {where.name}, as the crow flies" if position else ""
    return f"{told[0].upper()}{told[1:]}{start}."


def misses_a_fact(directory: Directory, slug: str, question: str) -> bool:
    """Says whether a record that is no guidance ought to tell what is asked, and does not."""
    kinds = {record.kind for record in directory.records([slug])}
    return bool(kinds) and "guidance" not in kinds and asks_a_fact(question)


def does_not_say(directory: Directory, slug: str) -> Answer | None:
    """Says that the record on the screen does not tell what was asked about it, and who may."""
    records = directory.records([slug])
    if not records:
        return None
    reply = silent_on(records[0], directory.today())
    return Answer(reply, Outcome.UNSURE, (slug,), slug)


def chance_of(directory: Directory, text: str, without: Collection[str] = ()) -> float:
    """Returns how likely the record found first is the one asked for, 0 to 1.

    Args:
        directory: Where to look.
        text: What was typed.
        without: Slugs of records that are not meant, such as the one on the screen.
    """
    hits = directory.search().find(text, limit=len(without) + 1).hits
    return next((hit.chance for hit in hits if hit.slug not in without), 0.0)


def is_of_one_topic(directory: Directory, slug: str, other: str | None) -> bool:
    """Says whether two records, by their slugs, have the same first topic."""
    topics = {record.topics[0] for record in directory.records([slug, other or slug])}
    return len(topics) == 1


def beside(
    directory: Directory, slug: str, question: str, place: PlaceName | None = None
) -> Answer | None:
    """Answers a question that names nothing, from a record of the same topic as the one shown.

    'How long will they take' under a council's list of assets asks for a decision on a
    nomination, although grants have a record that is more like these words. None where no record
    of the topic is like them.

    Args:
        directory: Where to look.
        slug: The record on the screen.
        question: What was asked under it.
        place: Where the resident is, if known.
    """
    hits = directory.search().find(question, place=place, limit=_LOOKED_AT).hits
    for hit in hits:
        is_like = hit.slug != slug and hit.likeness >= _LIKE_ENOUGH
        if is_like and is_of_one_topic(directory, slug, hit.slug):
            return show(directory, hit.slug, place, question)
    return None
