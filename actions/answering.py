"""Answers questions from the directory, shows a record, and looks again when it missed."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.following import WANTED, followed_up, goes_on_with_ours, in_context
from actions.lists import count, kept_list
from actions.shared import (
    Events,
    confidence,
    directory,
    entity,
    groups,
    intent,
    known_place,
    likeliest_door,
    misses,
    remembered,
    say,
    site,
    typed,
)
from actions.tasks import (
    TaskAction,
    begin_heard,
    begin_tapped,
    is_waiting,
    not_understood,
    start,
    under,
)
from knowledge.answers import Answer, Outcome, Wish, answer, others, show
from knowledge.composing import entry_choices
from knowledge.doors import (
    GIBBERISH,
    at_the_door,
    has_sure_answer,
    is_door,
    is_elsewhere,
    is_for_a_door,
    is_ours,
)
from knowledge.gazetteer import PlaceName
from knowledge.openings import opening
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Reply
from knowledge.tasks.money_wishes import wishes_for_money
from knowledge.tasks.registry import task_of
from knowledge.tasks.words import is_question

SUBJECTS_OF = {
    "find_funding": "funding",
    "find_volunteering": "volunteering",
    "find_local_help": "support-services",
    "find_case_studies": None,
    "save_building": "community-rights",
    "run_service": "community-rights",
    "choose_structure": "social-enterprise",
    "have_say": "participation",
    "run_group": "running-a-group",
}
"""The topic of the content that each task belongs to."""

_IN_A_RECORDS_WORDS = 0.88
"""From this likeness on a message is a way of asking for one record, whatever it sounds like."""

_SURE_OF_A_LIST = 0.5
"""From this share of an intent on it says what kind of record is wanted; below, words must."""

MISSES_BEFORE_A_PERSON = 2
"""After so many misses in a row a person is offered unasked."""


class ListeningAction(TaskAction):
    """An action that first asks whether the message is really for it.

    The intent is a guess from the words alone. A message that leans on what is on the screen, or
    that the directory answers for sure, is answered, whatever it was taken for.
    """

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answers a follow-up or a question of ours; anything else is left to `otherwise`."""
        text = typed(tracker)
        if text:
            followed = followed_up(dispatcher, tracker, text)
            if followed is not None:
                return followed
            if is_elsewhere(directory(), text):
                return told_elsewhere(dispatcher, tracker, text)
            started = start(dispatcher, tracker, text)
            if started is not None:
                return started
            is_our_own = is_ours(directory(), text, groups(tracker)) or _is_in_its_words(
                tracker, text
            )
            if is_our_own or goes_on_with_ours(tracker, text):
                return answer_text(dispatcher, tracker, text, None)
        return self.otherwise(dispatcher, tracker)

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Does what the intent stands for; returns the events that change slots."""
        raise NotImplementedError


def _is_in_its_words(tracker: Tracker, text: str) -> bool:
    """Says whether a message is small talk by its sound, and in the very words of a record.

    'Stop smoking' sounds like 'stop'. A door is another thing: it answers, with a caution before.
    """
    return not is_door(intent(tracker)) and has_sure_answer(directory(), text, _IN_A_RECORDS_WORDS)


class ActionAnswer(TaskAction):
    """Answers what was asked, or what a task that was tapped begins with."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answers the message; a task tapped without words is opened with its first question."""
        text = typed(tracker)
        task = intent(tracker) if intent(tracker) in SUBJECTS_OF else None
        if not text:
            return _opened(dispatcher, tracker, task)
        if is_elsewhere(directory(), text):
            return told_elsewhere(dispatcher, tracker, text)
        followed = followed_up(dispatcher, tracker, text) or start(dispatcher, tracker, text)
        if followed is not None:
            return followed
        door = None if goes_on_with_ours(tracker, text) else likeliest_door(tracker)
        if door and is_for_a_door(directory(), text, groups(tracker)):
            say(dispatcher, at_the_door(directory(), site(), door, text, None) or Reply(""))
            missed = misses(tracker) + 1 if door == GIBBERISH else 0
            return [SlotSet("misses", missed), SlotSet("last_question", text)]
        return answer_text(dispatcher, tracker, text, task)


def _opened(dispatcher: CollectingDispatcher, tracker: Tracker, name: str | None) -> Events:
    task = task_of(name)
    if task is not None:
        return begin_tapped(dispatcher, tracker, task)
    say(dispatcher, opening(directory(), intent(tracker)))
    return [SlotSet("subject", name)]


class ActionShowEntry(TaskAction):
    """Shows the record that was tapped."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Shows it whole; one that is gone is said to be gone."""
        question = str(tracker.get_slot("last_question") or "")
        found = show(directory(), entity(tracker, "entry") or "", known_place(tracker), question)
        if found is None:
            say(dispatcher, Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON]))
            return []
        say(dispatcher, found.reply)
        return remembered(found)


class ActionNotWhatIMeant(ListeningAction):
    """Looks again for the last question, without what was shown already."""

    def otherwise(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Offers the next likeliest records; the second time in a row a person comes first."""
        again = misses(tracker) + 1
        seen = _seen(tracker)
        question = tracker.get_slot("last_question")
        hits = others(directory(), str(question), seen) if question else []
        choices = entry_choices(hits)
        if again >= MISSES_BEFORE_A_PERSON or not choices:
            once = again < MISSES_BEFORE_A_PERSON
            text = phrase("not_meant_rephrase" if once else "nothing_again", site())
            say(dispatcher, Reply(text, choices=[PERSON, *choices]))
        else:
            text = "\n".join(
                [phrase("not_meant", site()), *(f"- {item.label}" for item in choices)]
            )
            say(dispatcher, Reply(text, choices=[*choices, PERSON]))
        events: Events = [SlotSet("misses", again), SlotSet("passed_over", seen)]
        if hits:
            events += [SlotSet("shown", [hit.slug for hit in hits]), SlotSet("current", None)]
        return events


def _seen(tracker: Tracker) -> list[str]:
    """Returns every record that was shown or offered for the last question, each once."""
    slugs = [*(tracker.get_slot("passed_over") or []), *(tracker.get_slot("shown") or [])]
    slugs.append(tracker.get_slot("current"))
    return list(dict.fromkeys(str(slug) for slug in slugs if slug))


def told_elsewhere(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events:
    """Says that the place is not ours; the question is kept, should another place follow."""
    reply = at_the_door(directory(), site(), "off_topic_elsewhere", text, known_place(tracker))
    say(dispatcher, reply or Reply(phrase("place_unknown", site())))
    return [SlotSet("last_question", text)]


def answer_text(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    text: str,
    task: str | None,
    place: PlaceName | None = None,
) -> Events:
    """Answers a text; remembers the question, what was shown and the place.

    Args:
        dispatcher: Where the reply goes.
        tracker: The conversation so far.
        text: The question.
        task: The task that it belongs to, or None.
        place: Where it is about; the place known from before when None.
    """
    # A question in the middle of a task wants its answer, and not another list.
    is_aside = is_waiting(tracker) and is_question(text)
    kind = None if is_aside else _kind_wanted(tracker, text, task)
    wish = Wish(kind, SUBJECTS_OF.get(task or ""), place or known_place(tracker))
    found = answer(directory(), text, wish)
    if found.outcome is not Outcome.SURE and kind is None:
        found = in_context(tracker, text, wish) or found
    listed = WANTED.get(task or "") if _is_wished(tracker, task, text) else None
    if found.outcome is Outcome.NOTHING and kind is None and listed is not None:
        found = answer(directory(), text, replace(wish, kind=listed))
    if _says_nothing(tracker, text, found):
        again = not_understood(dispatcher, tracker)
        if again is not None:
            return again
    begun = begin_heard(dispatcher, tracker, text) if found.outcome is Outcome.NOTHING else None
    if begun is not None:
        count(tracker, text, found, wish)
        return [*begun, SlotSet("last_question", text), SlotSet("passed_over", None)]
    missed = 0 if found.outcome is Outcome.SURE else misses(tracker) + 1
    turn = None if is_waiting(tracker) else under(task, text, found, wish.place)
    if turn is not None and turn.state is not None:
        found = turn.answer
    count(tracker, text, found, wish)
    say(dispatcher, _with_a_way_on(found, missed))
    running = [SlotSet("task", turn.state.as_slot())] if turn and turn.state else []
    return [
        *running,
        *remembered(found),
        SlotSet("misses", missed),
        SlotSet("last_question", text),
        SlotSet("subject", task),
        SlotSet("passed_over", None),
        SlotSet("criteria", kept_list(found, wish)),
    ]


def _says_nothing(tracker: Tracker, text: str, found: Answer) -> bool:
    """Says whether a message was a try to answer a task's question rather than another question."""
    if not is_waiting(tracker):
        return False
    unsure = found.outcome is Outcome.UNSURE and not is_question(text)
    return unsure or found.outcome is Outcome.NOTHING


def _kind_wanted(tracker: Tracker, text: str, task: str | None) -> str | None:
    """Returns the kind of record that a list should hold; None when that is only a weak guess."""
    kind = WANTED.get(task or "")
    if kind is None or not _is_wished(tracker, task, text):
        return None
    if not typed(tracker) or confidence(tracker) >= _SURE_OF_A_LIST:
        return kind
    return kind if kind in directory().search().find(text, limit=1).kinds else None


def _is_wished(tracker: Tracker, task: str | None, text: str) -> bool:
    """Says whether a message that was taken for a task wishes for what the task lists."""
    return task != "find_funding" or wishes_for_money(text, confidence(tracker))


def _with_a_way_on(found: Answer, missed: int) -> Reply:
    if found.outcome is Outcome.SURE:
        return found.reply
    offers_person = missed >= MISSES_BEFORE_A_PERSON
    if found.outcome is Outcome.NOTHING:
        if missed > MISSES_BEFORE_A_PERSON:
            return Reply(phrase("lost", site()), choices=[PERSON, *SUBJECTS])
        if offers_person:
            return Reply(phrase("nothing_again", site()), choices=[PERSON, *SUBJECTS])
        return Reply(phrase("nothing", site()), choices=[*SUBJECTS, PERSON])
    if not offers_person:
        return found.reply
    text = f"{found.reply.text}\n\n{phrase('offer_person', site())}"
    return Reply(text, found.reply.cards, [*found.reply.choices, PERSON])
