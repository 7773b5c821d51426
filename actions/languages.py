"""Answers a message in another language: shortly in that language, then in English."""

from __future__ import annotations

from knowledge.cards import card_of
from knowledge.directory import Directory
from knowledge.languages import foreign_languages, reply_in
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply
from knowledge.site import Site
from knowledge.wording import in_short, short_text

_INTERPRETER = "guide-part-interpreter"
_SURE_OF_INTENT = 0.6
_OPEN = frozenset({"nlu_fallback", "gibberish", ""})


def in_their_language(
    directory: Directory, site: Site, text: str, intent: str, confidence: float
) -> list[Reply]:
    """Returns what to say to a message that is not in English; nothing for one that is.

    Args:
        directory: Knows ordinary words, places, and how to get an interpreter.
        site: Whose Signpost this is.
        text: What was typed.
        intent: What the engine took it for; an order to the machine is no foreign language.
        confidence: How sure it was, 0 to 1.
    """
    if not text or (text.isascii() and intent not in _OPEN and confidence >= _SURE_OF_INTENT):
        return []
    spoken = foreign_languages(text, directory.search().gazetteer)
    if not spoken:
        return []
    records = directory.records([_INTERPRETER])
    cards = [in_short(card_of(record, directory.today())) for record in records]
    said = phrase("language", site, language=" or ".join(each.name for each in spoken))
    english = "\n\n".join([said, *(short_text(card) for card in cards)])
    return [
        *(reply_in(each, site) for each in spoken),
        Reply(english, cards, [PERSON, *SUBJECTS]),
    ]
