"""Guided conversations: a running task hears each message first, and is offered back after others.

What a task asks and answers is `knowledge.tasks`; here it meets the engine.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.lists import kept_list
from actions.shared import (
    Events,
    SignpostAction,
    confidence,
    directory,
    entity,
    intent,
    known_place,
    remembered,
    say,
    site,
    typed,
)
from knowledge.answers import Answer, Outcome, Wish, answer
from knowledge.followups import Pick, about_a_list, follow_up
from knowledge.gazetteer import PlaceName
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Card, Choice, Reply
from knowledge.tasks import Kind, Read, Task, TaskState, known, read_answer
from knowledge.tasks.registry import is_for_another, needs_in, task_of, wished
from knowledge.tasks.turns import Turn, ask_again, interrupted, joined, left, opened, resumed, take
from knowledge.tasks.words import is_question, says_back

_SURE_OF_INTENT = 0.5
_SURE_OF_A_DOOR = 0.7
_A_SENTENCE = 4
_OF_THE_CONVERSATION = frozenset(
    (
        "abuse", "are_you_robot", "goodbye", "greet", "not_what_i_meant", "privacy",
        "talk_to_person", "thanks", "unhelpful", "what_can_you_do",
    )
)  # fmt: skip
_SAYS_NOTHING = frozenset(("affirm", "gibberish"))
"""Intents that answer no open question, and are about nothing else either."""

MATTERS = ("interest", "what")
"""The keys of questions that are answered in the resident's own words."""

_FORGOTTEN = (
    "place", "subject", "shown", "current", "last_question", "passed_over", "task", "criteria",
)  # fmt: skip
_QUIET_AFTER = 3
"""After so many messages in a row about something else a task is not offered and hears no more."""


class TaskAction(SignpostAction):
    """An action that lets the running task hear the message first.

    What the task does not take is answered by `act`, and the way back stands under the answer.
    """

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Gives the message to the task, else to the action."""
        heard = hear(dispatcher, tracker)
        is_asked_else = tracker.get_slot("helped") == "asked"
        if heard is None and intent(tracker) in _SAYS_NOTHING and not is_asked_else:
            heard = not_understood(dispatcher, tracker)
        if heard is not None:
            return heard
        events = self.act(dispatcher, tracker)
        return [*events, *_offered_back(dispatcher, tracker, events)]


class ActionAnswerTask(SignpostAction):
    """Takes an answer that was tapped, or the way back to a task, or on to the next need."""

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Goes on with the task that the choice belongs to, whether or not it still runs."""
        name, _, what = (entity(tracker, "task_answer") or "").partition(":")
        task = task_of(name)
        if task is None:
            say(dispatcher, Reply(phrase("task_over", site()), choices=[*SUBJECTS, PERSON]))
            return []
        running = running_task(tracker)
        state = running if running and running.name == name else TaskState(name)
        if what == "next":
            return _next_need(dispatcher, tracker, state)
        return _turned(dispatcher, _tapped(task, state, what))


def _tapped(task: Task, state: TaskState, what: str) -> Turn:
    if what == "back":
        return resumed(directory(), site(), task, state)
    if what == "leave":
        return left(site(), state, task)
    key, _, value = what.partition("=")
    if task.question(key) is None or not value:
        return resumed(directory(), site(), task, state)
    return take(directory(), site(), task, state, Read(Kind.ANSWER, {key: value}))


def _next_need(dispatcher: CollectingDispatcher, tracker: Tracker, state: TaskState) -> Events:
    needs = state.needs
    task = task_of(needs[0][0]) if needs else None
    if task is None:
        say(dispatcher, Reply(phrase("task_over", site()), choices=[*SUBJECTS, PERSON]))
        return []
    place = known_place(tracker)
    return _turned(dispatcher, opened(directory(), site(), task, needs[0][1], place, needs[1:]))


def running_task(tracker: Tracker) -> TaskState | None:
    """Returns how far the running task is, or None when none runs."""
    state = TaskState.from_slot(tracker.get_slot("task"))
    return state if state and task_of(state.name) else None


def hear(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Lets the running task take the message; None when it is not for the task."""
    state, text = running_task(tracker), typed(tracker)
    task = task_of(state.name) if state else None
    if state is None or task is None or not text or state.aside >= _QUIET_AFTER:
        return None
    is_ours = says_back(text) or _names_an_option(task, state, text)
    is_for_others = not is_ours and _is_for_others(tracker, task, text)
    if _picks(tracker, text) or is_for_others:
        return None
    read = read_answer(directory(), task, state, text)
    if read is None or _narrows(state, read, text):
        return None
    if read.kind is Kind.AGAIN:
        return start_again(dispatcher)
    return _turned(dispatcher, take(directory(), site(), task, state, read))


def _narrows(state: TaskState, read: Read, text: str) -> bool:
    """Says whether a message narrows the list on the screen: 'nearer', 'only free ones'."""
    if read.kind not in (Kind.ANSWER, Kind.TROUBLE) or not state.shown:
        return False
    if read.kind is Kind.ANSWER and not set(read.answers) & set(MATTERS):
        return False
    return about_a_list(text, has_place=False, is_shown=True) is not None


def start_again(dispatcher: CollectingDispatcher) -> Events:
    """Forgets all that the conversation was about; what was said stays on the page."""
    say(dispatcher, Reply(phrase("start_again", site()), choices=[*SUBJECTS, PERSON]))
    return [*(SlotSet(name, None) for name in _FORGOTTEN), SlotSet("misses", 0)]


def not_understood(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Asks a running task's open question in other words; None when no question is open."""
    state = running_task(tracker)
    task = task_of(state.name) if state else None
    if state is None or task is None or not state.asked or not typed(tracker):
        return None
    if state.aside >= _QUIET_AFTER or task.question(state.asked) is None:
        return None
    return _turned(dispatcher, ask_again(directory(), site(), task, state))


def leave(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Leaves the running task; there must be one."""
    state = running_task(tracker)
    task = task_of(state.name) if state else None
    if state is None or task is None:
        return []
    return _turned(dispatcher, left(site(), state, task))


def is_waiting(tracker: Tracker) -> bool:
    """Says whether a running task has a question open that the resident still thinks of."""
    state = running_task(tracker)
    return state is not None and bool(state.asked) and state.aside == 0


def _picks(tracker: Tracker, text: str) -> bool:
    shown = [str(slug) for slug in tracker.get_slot("shown") or []]
    return isinstance(follow_up(text, shown, None, None), Pick) and not text.strip().isdigit()


def _names_an_option(task: Task, state: TaskState, text: str) -> bool:
    """Says whether a message gives one of the answers that the open question offers.

    'Any money left goes back in' answers a question about profit, whatever else it may be like.
    """
    question = task.question(state.asked)
    if question is None or not question.options or is_question(text):
        return False
    return question.read(directory(), text) in [option.value for option in question.options]


def _is_for_others(tracker: Tracker, task: Task, text: str) -> bool:
    if confidence(tracker) < _SURE_OF_INTENT:
        return False
    name = intent(tracker)
    if name.startswith("off_topic_") and len(text.split()) >= _A_SENTENCE:
        return confidence(tracker) >= _SURE_OF_A_DOOR
    return name in _OF_THE_CONVERSATION or (
        name != task.name and task_of(name) is not None and is_for_another(task.name, text)
    )


def start(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events | None:
    """Starts the task that a message is a bare wish for; None when it says more, or something else.

    Of several needs in one message the first is begun and the others wait.
    """
    needs = needs_in(text)
    task = task_of(needs[0][0]) if needs else wished(directory(), text)
    if task is None or (not needs and _is_answered_for_a_place(task, text)):
        return None
    words = needs[0][1] if needs else text
    before = str(tracker.get_slot("last_question") or "")
    turn = opened(directory(), site(), task, words, known_place(tracker), needs[1:], before)
    events = _turned(dispatcher, turn)
    return [*events, SlotSet("last_question", text), SlotSet("passed_over", None)]


def _is_answered_for_a_place(task: Task, text: str) -> bool:
    """Says whether a bare wish names a place, and there is a list for it to show at once."""
    if task.kind is None or not directory().search().gazetteer.find(text):
        return False
    found = answer(directory(), text, Wish(task.kind))
    return found.outcome is Outcome.SURE and found.of_kind == task.kind


def begin_tapped(dispatcher: CollectingDispatcher, tracker: Tracker, task: Task) -> Events:
    """Begins a task that was tapped."""
    return _turned(dispatcher, opened(directory(), site(), task, "", known_place(tracker)))


def begin_heard(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events | None:
    """Begins the task that a message surely belongs to, where nothing was found for its words."""
    task = task_of(intent(tracker))
    if task is None or task.kind is None or is_waiting(tracker) or not typed(tracker):
        return None
    if confidence(tracker) < _SURE_OF_INTENT:
        return None
    return _turned(dispatcher, opened(directory(), site(), task, text, known_place(tracker)))


def under(name: str | None, text: str, found: Answer, place: PlaceName | None) -> Turn | None:
    """Puts a task's next question under an answer that was found without it, where it fits."""
    task = task_of(name)
    if task is None or not task.joins(found):
        return None
    if found.current not in found.listed and is_question(text):
        # It was answered; the list under the answer is beside the point.
        return None
    return joined(directory(), site(), task, text, found, place)


def _turned(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    say(dispatcher, turn.answer.reply)
    return [*_kept_for_more(turn), *_kept(turn)]


def _kept_for_more(turn: Turn) -> Events:
    """Returns what 'only free ones' and 'any others' need of a list that a task showed."""
    found, state, task = turn.answer, turn.state, task_of(turn.state.name if turn.state else None)
    if found.found is None or state is None or task is None:
        return []
    about = [known(state.answers, key) for key in MATTERS]
    words = next((str(value) for value in about if value), "")
    place = directory().search().gazetteer.get(found.place or "")
    wish = Wish(kind=found.of_kind, place=place)
    return [SlotSet("last_question", words), SlotSet("criteria", kept_list(found, wish))]


def _kept(turn: Turn) -> Events:
    state = turn.state
    events = [*remembered(turn.answer), SlotSet("task", state.as_slot() if state else None)]
    return [*events, SlotSet("subject", state.name)] if state else events


def _offered_back(dispatcher: CollectingDispatcher, tracker: Tracker, events: Events) -> Events:
    """Puts the way back to the running task under what was just said, unless the task changed."""
    state = running_task(tracker)
    task = task_of(state.name) if state else None
    changed = any(event.get("name") == "task" for event in events)
    if state is None or task is None or changed or not dispatcher.messages:
        return []
    said = dispatcher.messages[-1]
    reply, state = interrupted(site(), task, state, _reply_of(said["custom"]))
    said["custom"] = reply.as_dict()
    return [SlotSet("task", state.as_slot())]


def _reply_of(data: dict[str, Any]) -> Reply:
    cards = [Card(**card) for card in data["cards"]]
    choices = [Choice(**choice) for choice in data["choices"]]
    return Reply(**{**data, "cards": cards, "choices": choices})
