"""Meets messages that are not ours: says so, and where to go instead."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import MISSES_BEFORE_A_PERSON, ListeningAction
from actions.shared import (
    Events,
    directory,
    intent,
    known_place,
    likeliest_door,
    misses,
    say,
    site,
    typed,
)
from knowledge.doors import ELSEWHERE, GIBBERISH, at_the_door, may_be_elsewhere
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply


class ActionOffTopic(ListeningAction):
    """Sends a message to the right door, unless the directory has just the answer to it."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says what the door of the intent says; what nobody understands counts as a miss."""
        name = intent(tracker)
        if name == ELSEWHERE and not may_be_elsewhere(directory(), typed(tracker)):
            name = likeliest_door(tracker) or GIBBERISH
        missed = misses(tracker) + 1 if name == GIBBERISH else 0
        if missed >= MISSES_BEFORE_A_PERSON:
            lost = "nothing_again" if missed == MISSES_BEFORE_A_PERSON else "lost"
            say(dispatcher, Reply(phrase(lost, site()), choices=[PERSON, *SUBJECTS]))
        else:
            reply = at_the_door(directory(), site(), name, typed(tracker), known_place(tracker))
            say(dispatcher, reply or Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON]))
        return [SlotSet("misses", missed)]
