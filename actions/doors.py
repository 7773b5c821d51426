"""Meets messages that are not ours: says so, and where to go instead."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import MISSES_BEFORE_A_PERSON, ListeningAction
from actions.shared import Events, directory, intent, known_place, misses, say, site, typed
from knowledge.doors import at_the_door
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply


class ActionOffTopic(ListeningAction):
    """Sends a message to the right door, unless the directory has just the answer to it."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says what the door of the intent says; what nobody understands counts as a miss."""
        missed = misses(tracker) + 1 if intent(tracker) == "gibberish" else 0
        if missed >= MISSES_BEFORE_A_PERSON:
            name = "nothing_again" if missed == MISSES_BEFORE_A_PERSON else "lost"
            say(dispatcher, Reply(phrase(name, site()), choices=[PERSON, *SUBJECTS]))
        else:
            reply = at_the_door(
                directory(), site(), intent(tracker), typed(tracker), known_place(tracker)
            )
            say(dispatcher, reply or Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON]))
        return [SlotSet("misses", missed)]
