"""The doors to elsewhere: what is said to a message that the directory is not for."""

from __future__ import annotations

from knowledge.cards import card_of
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.phrases import SUBJECTS, door
from knowledge.placing import placed
from knowledge.replies import Reply
from knowledge.site import Site
from knowledge.wording import in_short, short_text

_SURE_OF_INTENT = 0.75
_OURS = (0.55, 0.62)
_OURS_AGAINST_A_SURE_INTENT = (0.75, 0.72)
_OURS_AGAINST_A_GUESS = (0.4, 0.5)
_GUESS_OF_INTENT = 0.5
_WEAK_LIKENESS = 0.5
_WEAK_CHANCE = 0.3


def is_ours(directory: Directory, text: str, confidence: float) -> bool:
    """Says whether the directory has so near an answer that the message is for it after all.

    Args:
        directory: Where to look.
        text: What was typed.
        confidence: How sure the intent is that takes the message elsewhere, 0 to 1; the surer, the
            nearer an answer must be.
    """
    hits = directory.search().find(text, limit=1).hits
    chance, likeness = _OURS
    if confidence >= _SURE_OF_INTENT:
        chance, likeness = _OURS_AGAINST_A_SURE_INTENT
    elif confidence < _GUESS_OF_INTENT:
        chance, likeness = _OURS_AGAINST_A_GUESS
    return bool(hits) and hits[0].chance >= chance and hits[0].likeness >= likeness


def has_no_near_answer(directory: Directory, text: str) -> bool:
    """Says whether what the directory has is so far off that a door may be the better guess."""
    hits = directory.search().find(text, limit=1).hits
    return not hits or hits[0].likeness < _WEAK_LIKENESS or hits[0].chance < _WEAK_CHANCE


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
    if found.council:
        gazetteer = directory.search().gazetteer
        where = placed(gazetteer, gazetteer.find(text), before)
        slugs += directory.councils_of(where.districts)[:1]
    cards = [in_short(card_of(record, directory.today())) for record in directory.records(slugs)]
    lines = [short_text(card) for card in cards]
    return Reply("\n\n".join([found.text, *lines]), cards, list(SUBJECTS))
