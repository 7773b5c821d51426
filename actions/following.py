"""Follow-ups: a message that leans on the answer, the list or the question before it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.lists import narrowed
from actions.shared import Events, directory, groups, intent, known_place, remembered, say, site
from knowledge.answers import Answer, Outcome, Wish, answer
from knowledge.asked_on import Screen, asked_on, picked
from knowledge.followups import About, Pick, asks_to_send, follow_up, goes_on, leans
from knowledge.phrases import PERSON, phrase
from knowledge.replies import Reply
from knowledge.search.words import stems

_SURE_OF_ANOTHER = 0.85

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
        found = picked(directory(), lean, known_place(tracker))
    elif isinstance(lean, About) and current:
        before = str(tracker.get_slot("last_question") or "")
        screen = Screen(str(current), before, known_place(tracker), intent(tracker) in WANTED)
        found = asked_on(directory(), text, lean, screen)
    if found is None:
        return None
    say(dispatcher, found.reply)
    return remembered(found)


def goes_on_with_ours(tracker: Tracker, text: str) -> bool:
    """Says whether a few words go on from an answer of ours: 'and insurance' under one.

    'And what is the weather' does not: there the engine is sure that it is for another door.
    """
    if not tracker.get_slot("current") or not goes_on(text) or not stems(text):
        return False
    return max(groups(tracker).get(name, 0.0) for name in ("door", "talk")) < _SURE_OF_ANOTHER


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
