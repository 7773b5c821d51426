"""The doors to elsewhere: what is said to a message that the directory is not for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.cards import card_of
from knowledge.composing import answer_in_full, entry_choice
from knowledge.directory import Directory
from knowledge.elsewhere import names_elsewhere
from knowledge.gazetteer import PlaceName
from knowledge.phrases import SUBJECTS, door
from knowledge.placing import Placed, placed
from knowledge.replies import Reply
from knowledge.search.engine import Hit
from knowledge.search.words import STOP_WORDS
from knowledge.site import Site
from knowledge.triage import Triage, triage
from knowledge.wording import in_short, short_text

ELSEWHERE = "off_topic_elsewhere"
GIBBERISH = "gibberish"

_PLACED = re.compile(r"\b(?:in|near|around|outside|at)\s+([a-z]{3,})", re.IGNORECASE)
_LOOKED_AT = 2
_SURE_CHANCE = 0.75
_SURE_LIKENESS = 0.72
_MEANT_LIKENESS = 0.65
_BENEFITS = "off_topic_benefits"
# What is about danger before all is for the crisis replies, and no answer to a question.
_DANGER = "safety"
_MAY_CHANCE = 0.6
_MAY_LIKENESS = 0.5
_SAYS_NOTHING_OF_OURS = frozenset((ELSEWHERE, GIBBERISH, "off_topic_injection"))
_A_QUESTION_LOST = 1.3
"""To turn away a question of ours costs more than to search in vain."""


def whose(directory: Directory, text: str, groups: Mapping[str, float]) -> Triage:
    """Says whose a message is likely to be.

    Args:
        directory: Where to look.
        text: What was typed.
        groups: What the engine says of it: shares of `ours`, `door`, `talk` and `unclear`.
    """
    return triage(text, groups, directory.search().find(text, limit=_LOOKED_AT).hits)


def is_ours(directory: Directory, text: str, groups: Mapping[str, float]) -> bool:
    """Says whether a message is likelier a question for the directory than anything else."""
    found = whose(directory, text, groups)
    return found.ours * _A_QUESTION_LOST >= max(found.door, found.talk)


def is_for_a_door(directory: Directory, text: str, groups: Mapping[str, float]) -> bool:
    """Says whether a message is likelier somebody else's to answer than a question of ours."""
    found = whose(directory, text, groups)
    return found.door > max(found.ours * _A_QUESTION_LOST, found.talk)


def has_sure_answer(
    directory: Directory, text: str, least_likeness: float = _SURE_LIKENESS
) -> bool:
    """Says whether one record is so near a message that the message surely asks for it.

    Args:
        directory: Where to look.
        text: What was typed.
        least_likeness: How like one of the record's own ways of asking it must be, 0 to 1.
    """
    hits = directory.search().find(text, limit=1).hits
    return bool(hits) and hits[0].chance >= _SURE_CHANCE and hits[0].likeness >= least_likeness


def is_door(intent: str) -> bool:
    """Says whether an intent is a class of message that is not ours."""
    return intent.startswith("off_topic_") or intent == GIBBERISH


def may_be_elsewhere(directory: Directory, text: str) -> bool:
    """Says whether a message names a place that is not ours, or one that nobody here knows."""
    if is_elsewhere(directory, text):
        return True
    gazetteer = directory.search().gazetteer
    unknown = (word.lower() for word in _PLACED.findall(text))
    return any(word not in STOP_WORDS and not gazetteer.knows(word) for word in unknown)


def is_elsewhere(directory: Directory, text: str) -> bool:
    """Says whether a message asks for something in a place that is not ours, and in none that is.

    'The children are in London, and I am in Thurnby' is about Thurnby.
    """
    if not names_elsewhere(text):
        return False
    mentions = directory.search().gazetteer.find(text)
    return not any(mention.place.in_county for mention in mentions)


def at_the_door(
    directory: Directory, site: Site, name: str, text: str, before: PlaceName | None
) -> Reply | None:
    """Returns the reply to a message of a class that is not ours, or None for an unknown class.

    Args:
        directory: Holds the records that say where to go.
        site: Whose Signpost this is.
        name: The class, as the intents name it.
        text: What was typed; a place in it chooses the council.
        before: The place known from before.
    """
    found = door(name, site)
    if found is None:
        return None
    slugs = list(found.entries)
    gazetteer = directory.search().gazetteer
    where = placed(gazetteer, gazetteer.find(text), before)
    if found.council:
        slugs += directory.councils_of(where.districts)[:1]
    hit = _meant(directory, name, text, slugs)
    answered = _answered(directory, text, hit, where) if hit and name != _BENEFITS else None
    cards = [in_short(card_of(record, directory.today())) for record in directory.records(slugs)]
    lines = [short_text(card) for card in cards]
    if answered is not None:
        text = "\n\n".join([found.text, answered.text, *lines])
        return Reply(text, [*answered.cards, *cards], list(SUBJECTS))
    if hit is not None:
        lines.append(f"If this is what you meant, tap it: {hit.name}")
    choices = [entry_choice(hit.slug, hit.name)] if hit else []
    return Reply("\n\n".join([found.text, *lines]), cards, [*choices, *SUBJECTS])


def _meant(directory: Directory, name: str, text: str, shown: Sequence[str]) -> Hit | None:
    """Returns the record that a message may have been about after all, or None."""
    if name in _SAYS_NOTHING_OF_OURS:
        return None
    for hit in directory.search().find(text, limit=1).hits:
        is_near = hit.chance >= _MAY_CHANCE and hit.likeness >= _MAY_LIKENESS
        if is_near and hit.slug not in shown:
            return hit
    return None


def _answered(directory: Directory, text: str, hit: Hit, where: Placed) -> Reply | None:
    """Returns what the directory says after all, to stand under the door's caution, or None."""
    if hit.chance < _SURE_CHANCE or hit.likeness < _MEANT_LIKENESS:
        return None
    today = directory.today()
    councils = directory.records(directory.councils_of(where.districts[:1]))
    for record in directory.records([hit.slug]):
        if record.topics[0] == _DANGER:
            return None
        return answer_in_full(record, text, where, today, councils, [])
    return None
