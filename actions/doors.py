"""Meets messages that are not ours: says so, and where to go instead."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import MISSES_BEFORE_A_PERSON, answer_text, followed_up
from actions.shared import (
    Events,
    SignpostAction,
    directory,
    intent,
    known_place,
    misses,
    say,
    site,
    typed,
)
from knowledge.doors import at_the_door, is_ours
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply


class ActionOffTopic(SignpostAction):
    """Sends a message to the right door, unless the directory has just the answer to it."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks first: 'can I volunteer on benefits' is ours even if it looks like benefits."""
        text = typed(tracker)
        followed = followed_up(dispatcher, tracker, text)
        if followed is not None:
            return followed
        if text and is_ours(directory(), text):
            return answer_text(dispatcher, tracker, text, None)
        missed = misses(tracker) + 1 if intent(tracker) == "gibberish" else 0
        reply = at_the_door(directory(), site(), intent(tracker), text, known_place(tracker))
        if missed >= MISSES_BEFORE_A_PERSON:
            reply = Reply(phrase("nothing_again", site()), choices=[PERSON, *SUBJECTS])
        say(dispatcher, reply or Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON]))
        return [SlotSet("misses", missed)]
