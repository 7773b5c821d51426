"""Answers a question that leans on the record on the screen: 'how far is it', 'how long'."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from knowledge.answers import SURE, Answer, Outcome, Wish, answer, show
from knowledge.composing import asks_a_fact, fact_of, silent_on
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.where import how_far, where_of
from knowledge.followups import About, Pick, leans, names_nothing, points_back
from knowledge.gazetteer import PlaceName

_LOOKED_AT = 8
_LIKE_ENOUGH = 0.5
_NEXT_TO_NOTHING = 0.05
_HOW_FAR = re.compile(r"\bhow\ (?:far|near|close)\b|\bdistance\b|\bhow many miles\b", re.IGNORECASE)


@dataclass(frozen=True)
class Screen:
    """What the resident sees when the question is asked.

    Attributes:
        current: The slug of the record shown whole.
        before: The question that led to it; empty when it was tapped.
        place: Where the resident is, or None.
        wants_a_list: Whether the engine takes the message for a wish for a list.
    """

    current: str
    before: str = ""
    place: PlaceName | None = None
    wants_a_list: bool = False


def picked(directory: Directory, pick: Pick, place: PlaceName | None) -> Answer | None:
    """Answers what was asked about a record of the list, else shows it whole."""
    if pick.question:
        said = about(directory, pick.slug, pick.question, place)
        if said is not None:
            return said
    return show(directory, pick.slug, place, pick.question)


def asked_on(directory: Directory, text: str, lean: About, screen: Screen) -> Answer | None:
    """Answers a question that leans on the record on the screen, or None when it means another.

    From that record first; then from the records beside it; and where nobody tells a fact that was
    asked for, that is said.

    Args:
        directory: Where to look.
        text: What was typed.
        lean: How it leans.
        screen: What it leans on.
    """
    seen = _answered_before(directory, screen)
    joined, chance = _with_what_was_before(directory, text, lean, screen, seen)
    if lean.is_bare:
        return _bare(directory, text, screen, seen, joined, chance)
    alone = chance_of(directory, text)
    if lean.is_loose:
        return _from_others(directory, joined, screen, seen) if chance > alone else None
    beats = chance < _NEXT_TO_NOTHING if points_back(text) else alone > chance
    if alone >= SURE and beats:
        return None
    said = about(directory, screen.current, text, screen.place)
    if said is None and leans(text) and misses_a_fact(directory, screen.current, text):
        return does_not_say(directory, screen.current)
    return said or _from_others(directory, joined, screen, seen)


def _bare(
    directory: Directory,
    text: str,
    screen: Screen,
    seen: Collection[str],
    joined: str,
    chance: float,
) -> Answer | None:
    """Answers a question that names nothing: never from a record of another topic."""
    said = about(directory, screen.current, text, screen.place)
    if said is None and chance >= SURE:
        said = _from_others(directory, joined, screen, seen)
    if said is None or not _is_of_one_topic(directory, screen.current, said.current):
        said = beside(directory, screen.current, text, screen.place)
    return said or does_not_say(directory, screen.current)


def _answered_before(directory: Directory, screen: Screen) -> tuple[str, ...]:
    """Returns what is on the screen, and what answered the question before."""
    hits = directory.search().find(screen.before, limit=1).hits if screen.before else ()
    return (screen.current, *(hit.slug for hit in hits if hit.slug != screen.current))


def _with_what_was_before(
    directory: Directory, text: str, lean: About, screen: Screen, seen: Collection[str]
) -> tuple[str, float]:
    """Returns a question with what it leans on, and how likely that finds another record.

    It leans on the record on the screen, or on the question before it where that is clearer.
    """
    chance = chance_of(directory, lean.text, without=seen)
    if screen.before and not names_nothing(screen.before):
        joined = f"{screen.before} {text}"
        other = chance_of(directory, joined, without=seen)
        if other >= SURE and other > chance:
            return joined, other
    return lean.text, chance


def _from_others(
    directory: Directory, joined: str, screen: Screen, seen: Collection[str]
) -> Answer | None:
    """Answers a question about the record on the screen from the records beside it."""
    # The record's name, often a question itself, is part of what is asked and no second question.
    found = answer(directory, joined.replace("?", ""), Wish(place=screen.place), without=seen)
    is_guess = found.outcome is Outcome.UNSURE and not screen.wants_a_list
    return found if found.outcome is Outcome.SURE or is_guess else None


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


def _is_of_one_topic(directory: Directory, slug: str, other: str | None) -> bool:
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
        if is_like and _is_of_one_topic(directory, slug, hit.slug):
            return show(directory, hit.slug, place, question)
    return None
