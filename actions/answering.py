"""Answers questions from the directory, shows a record, and looks again when it missed."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import (
    Events,
    SignpostAction,
    directory,
    entity,
    intent,
    known_place,
    misses,
    say,
    site,
    typed,
)
from knowledge.answers import Answer, Outcome, answer, others, show
from knowledge.gazetteer import PlaceName
from knowledge.openings import opening
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply

WANTED = {
    "find_funding": "fund",
    "find_volunteering": "opportunity",
    "find_local_help": "service",
    "find_case_studies": "case_study",
}
"""The kind of record that each task is after."""

MISSES_BEFORE_A_PERSON = 2
"""After so many misses in a row a person is offered unasked."""


class ActionAnswer(SignpostAction):
    """Answers what was asked, or what a task that was tapped begins with."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answers the message; a task tapped without words is opened with its first question."""
        text = typed(tracker)
        if not text:
            say(dispatcher, opening(directory(), intent(tracker)))
            return [SlotSet("subject", intent(tracker))]
        return answer_text(dispatcher, tracker, text, WANTED.get(intent(tracker)))


class ActionShowEntry(SignpostAction):
    """Shows the record that was tapped."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Shows it whole; one that is gone is said to be gone."""
        found = show(directory(), entity(tracker, "entry") or "", known_place(tracker))
        if found is None:
            say(dispatcher, Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON]))
            return []
        say(dispatcher, found.reply)
        return [SlotSet("shown", list(found.shown)), SlotSet("misses", 0)]


class ActionNotWhatIMeant(SignpostAction):
    """Looks again for the last question, without what was shown already."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Offers the next likeliest records; the second time in a row a person comes first."""
        again = misses(tracker) + 1
        shown = [str(slug) for slug in tracker.get_slot("shown") or []]
        question = tracker.get_slot("last_question")
        choices = others(directory(), str(question), shown) if question else []
        if again >= MISSES_BEFORE_A_PERSON or not choices:
            once = again < MISSES_BEFORE_A_PERSON
            text = phrase("not_meant_rephrase" if once else "nothing_again", site())
            say(dispatcher, Reply(text, choices=[PERSON, *choices]))
        else:
            text = "\n".join(
                [phrase("not_meant", site()), *(f"- {item.label}" for item in choices)]
            )
            say(dispatcher, Reply(text, choices=[*choices, PERSON]))
        return [SlotSet("misses", again)]


def answer_text(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    text: str,
    wanted: str | None,
    place: PlaceName | None = None,
) -> Events:
    """Answers a text; remembers the question, what was shown and the place.

    Args:
        dispatcher: Where the reply goes.
        tracker: The conversation so far.
        text: The question.
        wanted: The kind of record that is wanted, or None.
        place: Where it is about; the place known from before when None.
    """
    found = answer(directory(), text, wanted=wanted, place=place or known_place(tracker))
    missed = 0 if found.outcome is Outcome.SURE else misses(tracker) + 1
    say(dispatcher, _with_a_way_on(found, missed))
    events = [SlotSet("misses", missed), SlotSet("last_question", text)]
    if found.shown:
        events.append(SlotSet("shown", list(found.shown)))
    if found.place:
        events.append(SlotSet("place", found.place))
    return events


def _with_a_way_on(found: Answer, missed: int) -> Reply:
    if found.outcome is Outcome.SURE:
        return found.reply
    offers_person = missed >= MISSES_BEFORE_A_PERSON
    if found.outcome is Outcome.NOTHING:
        if offers_person:
            return Reply(phrase("nothing_again", site()), choices=[PERSON, *SUBJECTS])
        return Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON])
    if not offers_person:
        return found.reply
    text = f"{found.reply.text}\n\n{phrase('offer_person', site())}"
    return Reply(text, found.reply.cards, [*found.reply.choices, PERSON])
