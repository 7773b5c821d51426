"""The doors to elsewhere: what is said to a message that the directory is not for."""

from __future__ import annotations

from knowledge.cards import card_of
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.phrases import SUBJECTS, door
from knowledge.placing import placed
from knowledge.replies import Reply
from knowledge.site import Site
from knowledge.wording import short_text

_OURS_CHANCE = 0.55
_OURS_LIKENESS = 0.62


def is_ours(directory: Directory, text: str) -> bool:
    """Says whether the directory has so near an answer that the message is for it after all."""
    hits = directory.search().find(text, limit=1).hits
    return bool(hits) and hits[0].chance >= _OURS_CHANCE and hits[0].likeness >= _OURS_LIKENESS


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
    cards = [card_of(record, directory.today()) for record in directory.records(slugs)]
    lines = [short_text(card) for card in cards]
    return Reply("\n\n".join([found.text, *lines]), cards, list(SUBJECTS))
