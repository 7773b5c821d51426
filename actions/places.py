"""Takes a place that was named alone or tapped, and answers the last question again for it."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import answer_text
from actions.following import followed_up
from actions.lists import narrowed, without_places
from actions.shared import Events, directory, entity, groups, say, site, typed
from actions.tasks import TaskAction, start
from knowledge.doors import is_ours
from knowledge.gazetteer import PlaceName
from knowledge.phrases import SUBJECTS, phrase
from knowledge.replies import Reply
from knowledge.search.words import stems

_ASKS = re.compile(
    r"\b(?:where|how|who|when|which|can|could|is there|are there|do|does|any|what (?!about))\b",
    re.IGNORECASE,
)


_SAY_WHERE = frozenset(
    stems("border side live lives living moved move based village town near nearby nearest close")
)
"""Stems that may stand beside a place and ask for nothing: 'just over the border, Kegworth'."""


class ActionSetPlace(TaskAction):
    """Remembers a place; a question asked before is answered again for it."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Takes the place, or says that it is not known; a whole question is answered instead."""
        text = typed(tracker)
        if (
            text
            and set(stems(without_places(text))) - _SAY_WHERE
            and (_ASKS.search(text) or is_ours(directory(), text, groups(tracker)))
        ):
            heard = followed_up(dispatcher, tracker, text) or start(dispatcher, tracker, text)
            return heard or answer_text(dispatcher, tracker, text, None)
        again = narrowed(dispatcher, tracker, text)
        if again is not None:
            return again
        place = _place(tracker)
        if place is None:
            say(dispatcher, Reply(phrase("place_unknown", site())))
            return []
        question = tracker.get_slot("last_question")
        if not question:
            text = phrase("place_set", site(), place=place.name)
            say(dispatcher, Reply(text, choices=list(SUBJECTS)))
            return [SlotSet("place", place.slug)]
        task = tracker.get_slot("subject")
        events = answer_text(dispatcher, tracker, without_places(str(question)), task, place)
        return [*events, SlotSet("place", place.slug), SlotSet("last_question", question)]


def _place(tracker: Tracker) -> PlaceName | None:
    gazetteer = directory().search().gazetteer
    tapped = entity(tracker, "place_id")
    if tapped:
        return gazetteer.get(tapped)
    named = gazetteer.find(typed(tracker))
    if named:
        return named[0].place
    recognised = entity(tracker, "place")
    return gazetteer.get(recognised) if recognised else None
