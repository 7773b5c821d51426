"""Asks whether it helped, and keeps what was answered in a slot."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import Events, say, site
from actions.tasks import running_task
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Choice, Reply
from knowledge.tasks.registry import task_of
from knowledge.tasks.turns import back_to

YES = Choice("Yes, it helped", '/tell_outcome{"outcome": "yes"}')
NO = Choice("No, it did not", '/tell_outcome{"outcome": "no"}')


def ask_outcome(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Asks whether it helped, once in a conversation; the way back to a task is one tap away."""
    state = running_task(tracker)
    task = task_of(state.name) if state and state.asked else None
    back = [back_to(task)] if task else []
    kept = [SlotSet("task", state.as_slot())] if state else []
    if tracker.get_slot("helped"):
        say(dispatcher, Reply(phrase("thanks", site()), choices=[*back, *SUBJECTS, PERSON]))
        return kept
    say(dispatcher, Reply(phrase("asks_whether_it_helped", site()), choices=[YES, NO, *back]))
    return [*kept, SlotSet("helped", "asked")]


def told_outcome(dispatcher: CollectingDispatcher, tracker: Tracker, helped: bool) -> Events:
    """Keeps whether it helped; where it did not, a person is offered first."""
    text = phrase("it_helped" if helped else "it_did_not_help", site())
    choices = [*SUBJECTS, PERSON] if helped else [PERSON, *SUBJECTS]
    say(dispatcher, Reply(text, choices=choices))
    state = running_task(tracker)
    kept = [SlotSet("task", state.as_slot())] if state else []
    return [*kept, SlotSet("helped", "yes" if helped else "no")]
