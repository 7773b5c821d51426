"""The conversation itself: who I am, a person, privacy, starting again, and small talk."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import ListeningAction
from actions.outcomes import ask_outcome, told_outcome
from actions.shared import Events, directory, entity, intent, say, site
from actions.tasks import TaskAction, is_waiting, leave, running_task, start_again
from knowledge.cards import card_of
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply
from knowledge.settings import Settings
from knowledge.wording import source_lines

_INTRODUCTIONS = {"are_you_robot": "robot", "what_can_you_do": "abilities"}
_SMALL_TALK = ("thanks", "goodbye", "affirm", "deny", "stop", "abuse")


class ActionIntroduce(ListeningAction):
    """Says what this is and what it can do."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Greets, or answers 'are you a robot' and 'what can you do'."""
        if intent(tracker) == "greet" and is_waiting(tracker):
            say(dispatcher, Reply(phrase("hello_again", site())))
            return []
        text = phrase(_INTRODUCTIONS.get(intent(tracker), "introduce"), site())
        say(dispatcher, Reply(text, choices=[*SUBJECTS, PERSON]))
        return []


class ActionPerson(TaskAction):
    """Says how to reach a person."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Gives what is known of the adviser organisation, and says what is not."""
        adviser = site().adviser
        parts = [phrase("person", site()), phrase("person_ways", site())]
        known = [
            f"Telephone: {adviser.phone}" if adviser.phone else "",
            adviser.opening_hours or "",
        ]
        parts += [line for line in known if line]
        if not adviser.phone:
            parts.append(phrase("person_missing", site()))
        records = directory().records([adviser.entry] if adviser.entry else [])
        cards = [card_of(record, directory().today()) for record in records]
        parts += [f"{card.summary}\n{source_lines(card)}" for card in cards]
        # The application offers a person in place of this text; Rasa's own shell shows it.
        say(dispatcher, Reply("\n\n".join(parts), cards, list(SUBJECTS), handoff="asked"))
        return [SlotSet("misses", 0)]


class ActionPrivacy(TaskAction):
    """Says what is kept and how to delete it."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Names the days of the settings."""
        days = Settings.from_environment().retention_days
        say(dispatcher, Reply(phrase("privacy", site(), days=days), choices=[PERSON]))
        return []


class ActionStartAgain(ListeningAction):
    """Forgets what the conversation was about."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Clears every slot; what was said stays on the page."""
        return start_again(dispatcher)


class ActionTellOutcome(TaskAction):
    """Takes the tap that says whether it helped."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Keeps the outcome, thanks, and offers a person where it did not help."""
        return told_outcome(dispatcher, tracker, entity(tracker, "outcome") == "yes")


class ActionSmallTalk(ListeningAction):
    """Answers thanks, goodbye, yes, no, stop and rudeness in a line."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says the line; 'goodbye' offers nothing more."""
        name = intent(tracker)
        if name in ("affirm", "deny") and tracker.get_slot("helped") == "asked":
            return told_outcome(dispatcher, tracker, name == "affirm")
        if name == "thanks" and (tracker.get_slot("current") or tracker.get_slot("last_question")):
            return ask_outcome(dispatcher, tracker)
        if name in ("deny", "stop") and running_task(tracker):
            return leave(dispatcher, tracker)
        text = phrase(name if name in _SMALL_TALK else "deny", site())
        offered = [] if name in ("goodbye", "stop") else [*SUBJECTS, PERSON]
        say(dispatcher, Reply(text, choices=offered))
        return []
