"""Follow-ups: a message that leans on the answer, the list or the question before it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.lists import narrowed
from actions.shared import Events, directory, groups, intent, known_place, remembered, say, site
from knowledge.answers import SURE, Answer, Outcome, Wish, answer, show
from knowledge.asked_on import (
    about,
    beside,
    chance_of,
    does_not_say,
    is_of_one_topic,
    misses_a_fact,
)
from knowledge.followups import (
    About,
    Pick,
    asks_to_send,
    follow_up,
    goes_on,
    leans,
    names_nothing,
    points_back,
)
from knowledge.gazetteer import PlaceName
from knowledge.phrases import PERSON, phrase
from knowledge.replies import Reply
from knowledge.search.words import stems

_SURE_OF_ANOTHER = 0.85
_NEXT_TO_NOTHING = 0.05

WANTED = {
    "find_funding": "fund",
    "find_volunteering": "opportunity",
    "find_local_help": "service",
    "find_case_studies": "case_study",
}
"""The kind of record that each task is after."""


def followed_up(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events | None:
    """Answers a message that leans on what is on the screen; None when it stands on its own."""
    again = narrowed(dispatcher, tracker, text)
    if again is not None:
        return again
    if asks_to_send(text) and (tracker.get_slot("current") or tracker.get_slot("shown")):
        say(dispatcher, Reply(phrase("cannot_send", site()), choices=[PERSON]))
        return [SlotSet("misses", 0)]
    current = tracker.get_slot("current")
    records = directory().records([str(current)]) if current else []
    name = records[0].name if records else None
    shown = [str(slug) for slug in tracker.get_slot("shown") or []]
    lean = follow_up(text, shown, str(current) if current else None, name)
    found = None
    if isinstance(lean, Pick):
        found = _picked(lean, known_place(tracker))
    elif isinstance(lean, About) and current:
        found = _asked_on(tracker, text, lean)
    if found is None:
        return None
    say(dispatcher, found.reply)
    return remembered(found)


def _picked(pick: Pick, place: PlaceName | None) -> Answer | None:
    """Answers what was asked about a record of the list, else shows it whole."""
    if pick.question:
        said = about(directory(), pick.slug, pick.question, place)
        if said is not None:
            return said
    return show(directory(), pick.slug, place, pick.question)


def _asked_on(tracker: Tracker, text: str, lean: About) -> Answer | None:
    """Answers a question that leans on the record on the screen; None when it means another."""
    current, place = str(tracker.get_slot("current")), known_place(tracker)
    seen = _answered_before(tracker, current)
    alone = chance_of(directory(), text)
    likeliest, chance = _with_what_was_before(tracker, text, lean, seen)
    if lean.is_loose:
        return _beside(tracker, likeliest, seen) if chance > alone else None
    if not lean.is_bare:
        beats = chance < _NEXT_TO_NOTHING if points_back(text) else alone > chance
        if alone >= SURE and beats:
            return None
        said = about(directory(), current, text, place)
        if said is None and leans(text) and misses_a_fact(directory(), current, text):
            return does_not_say(directory(), current)
        return said or _beside(tracker, likeliest, seen)
    said = about(directory(), current, text, place)
    if said is None and chance >= SURE:
        said = _beside(tracker, likeliest, seen)
    if said is None or not is_of_one_topic(directory(), current, said.current):
        said = beside(directory(), current, text, place)
    return said or does_not_say(directory(), current)


def _answered_before(tracker: Tracker, current: str) -> tuple[str, ...]:
    """Returns what is on the screen, and what answered the question before."""
    before = str(tracker.get_slot("last_question") or "")
    hits = directory().search().find(before, limit=1).hits if before else ()
    return (current, *(hit.slug for hit in hits if hit.slug != current))


def _with_what_was_before(
    tracker: Tracker, text: str, lean: About, seen: tuple[str, ...]
) -> tuple[str, float]:
    """Returns a question with what it leans on, and how likely that finds another record.

    It leans on the record on the screen, or on the question before it where that is clearer.
    """
    before = str(tracker.get_slot("last_question") or "")
    chance = chance_of(directory(), lean.text, without=seen)
    if before and not names_nothing(before):
        joined = f"{before} {text}"
        other = chance_of(directory(), joined, without=seen)
        if other >= SURE and other > chance:
            return joined, other
    return lean.text, chance


def goes_on_with_ours(tracker: Tracker, text: str) -> bool:
    """Says whether a few words go on from an answer of ours: 'and insurance' under one.

    'And what is the weather' does not: there the engine is sure that it is for another door.
    """
    if not tracker.get_slot("current") or not goes_on(text) or not stems(text):
        return False
    return max(groups(tracker).get(name, 0.0) for name in ("door", "talk")) < _SURE_OF_ANOTHER


def _beside(tracker: Tracker, text: str, seen: tuple[str, ...]) -> Answer | None:
    """Answers a question about the record on the screen from the records beside it."""
    wish = Wish(place=known_place(tracker))
    # The record's name, often a question itself, is part of what is asked and no second question.
    asked = text.replace("?", "")
    found = answer(directory(), asked, wish, without=seen)
    is_list = intent(tracker) in WANTED
    fits = found.outcome is Outcome.SURE or (found.outcome is Outcome.UNSURE and not is_list)
    return found if fits else None


def in_context(tracker: Tracker, text: str, wish: Wish) -> Answer | None:
    """Answers a message that leans on the question before it, when the two together are clear.

    What is on the screen already is no answer to it.
    """
    before = tracker.get_slot("last_question")
    if not before or not leans(text):
        return None
    found = answer(directory(), f"{before} {text}", wish)
    if found.current is not None and found.current == tracker.get_slot("current"):
        return None
    is_guess = found.outcome is Outcome.UNSURE and found.current is not None
    return found if found.outcome is Outcome.SURE or is_guess else None
