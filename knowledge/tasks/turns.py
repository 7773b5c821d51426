"""One turn of a task: what is said next, and how far the conversation then is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import ASK_PLACE
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.phrases import PERSON, SUBJECTS, phrase
from knowledge.replies import Choice, Reply
from knowledge.site import Site
from knowledge.tasks.frame import SKIPPED, Question, Task, Value, is_known
from knowledge.tasks.guides import meanwhile
from knowledge.tasks.news import marks_of, only_news
from knowledge.tasks.readers import what_is_wished
from knowledge.tasks.reading import Kind, Read
from knowledge.tasks.state import TaskState, begin, finish, next_question, place_of
from knowledge.wording import in_short, short_text

_UNCLEAR_BEFORE_A_PERSON = 2
_POINTS_BACK = re.compile(r"\b(?:this|that|it|the same|similar)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Turn:
    """What one turn of a task says, and what is left of it.

    Attributes:
        answer: The reply and what it shows.
        state: The task as it now stands; None when it has ended.
    """

    answer: Answer
    state: TaskState | None


def opened(
    directory: Directory,
    site: Site,
    task: Task,
    text: str,
    place: PlaceName | None,
    needs: Sequence[tuple[str, str]] = (),
    asked_before: str = "",
) -> Turn:
    """Begins a task: takes what was said, and answers at once if that is enough.

    Args:
        directory: Knows places and records.
        site: Whose Signpost this is.
        task: The task.
        text: What was typed; empty after a tap.
        place: A place known from before.
        needs: What else the resident needs, for afterwards.
        asked_before: What was asked before this message, for 'has anyone done this?'.
    """
    state = replace(begin(directory, task, text, place), needs=tuple(needs))
    if asked_before and _POINTS_BACK.search(text):
        state = _about_last(directory, task, state, asked_before)
    question = next_question(task, state)
    if question is None or task.has_enough(state.answers):
        return go_on(directory, site, task, state)
    lead = [task.opening, task.say_back(directory, state.answers)]
    reply = _asking(directory, site, task, state, question, lead)
    if text:
        reply = _with_meanwhile(directory, reply, task)
    return Turn(_said(reply, place_of(directory, state.answers)), state.asking(question))


def _about_last(directory: Directory, task: Task, state: TaskState, asked_before: str) -> TaskState:
    key = task.about_last
    if key is None or key in state.answers:
        return state
    return state.answered({key: what_is_wished(directory, asked_before)[:300]})


def joined(
    directory: Directory,
    site: Site,
    task: Task,
    text: str,
    found: Answer,
    place: PlaceName | None,
) -> Turn | None:
    """Puts a task's next question under an answer that was given already; None if none is left."""
    state = begin(directory, task, text, place)
    question = next_question(task, state)
    if question is None:
        return None
    if found.current in found.listed and any(is_known(state.answers, key) for key in task.heeds):
        # More was said than a plain list heeds, such as an age.
        return go_on(directory, site, task, state)
    state = replace(state, shown=found.listed).asking(question)
    shown = replace(found.reply, text=found.reply.text.replace(ASK_PLACE, "").strip())
    reply = _under(directory, site, task, state, question, shown)
    return Turn(replace(found, reply=reply), state)


def take(directory: Directory, site: Site, task: Task, state: TaskState, read: Read) -> Turn:
    """Goes on with a task after a message that belongs to it."""
    if read.kind is Kind.LEAVE:
        return left(site, state, task)
    if read.kind is Kind.AGAIN:
        return opened(directory, site, task, "", None, state.needs)
    if read.kind is Kind.TROUBLE:
        return ask_again(directory, site, task, state, read.text)
    if read.kind is Kind.CHANGE and read.key:
        question = task.question(read.key)
        state = state.reopened(read.key)
        if question is not None:
            reply = _asking(directory, site, task, state, question, [])
            return Turn(_said(reply), replace(state, asked=read.key))
    if read.kind is Kind.BACK:
        return resumed(directory, site, task, state)
    return go_on(directory, site, task, state.answered(read.answers), read.answers)


def go_on(
    directory: Directory,
    site: Site,
    task: Task,
    state: TaskState,
    new: dict[str, Value] | None = None,
) -> Turn:
    """Answers if there is enough to answer from, and asks the next question if one is left."""
    question = next_question(task, state)
    if question is not None and not state.shown and not task.has_enough(state.answers):
        lead = [task.say_back(directory, state.answers)] if _says_something(new) else []
        reply = _asking(directory, site, task, state, question, lead)
        return Turn(_said(reply, place_of(directory, state.answers)), state.asking(question))
    found = finish(directory, site, task, state)
    mark = zlib.crc32(found.reply.text.encode())
    said = task.say_back(directory, state.answers)
    fresh = only_news(site, found.reply, state.told) if task.tells_news else found.reply
    reply = _headed(said, fresh)
    if state.shown and mark == state.mark:
        reply = _same_again(site, found, said if _says_something(new) else "")
    once = {item.key for item in task.questions if item.is_once}
    kept = {key: value for key, value in state.answers.items() if key not in once}
    told = marks_of(found.reply.text) if task.tells_news else ()
    state = replace(state, answers=kept, shown=found.listed, mark=mark, told=told)
    if question is None:
        done = _closed(site, state, reply)
        return Turn(replace(found, reply=done), replace(state, asked=None))
    state = state.asking(question)
    return Turn(replace(found, reply=_under(directory, site, task, state, question, reply)), state)


def resumed(directory: Directory, site: Site, task: Task, state: TaskState) -> Turn:
    """Comes back to a task: says what was understood and asks again what was open."""
    question = task.question(state.asked) or next_question(task, state)
    state = replace(state, aside=0, unclear=0)
    if question is None:
        return go_on(directory, site, task, replace(state, shown=()))
    lead = [phrase("task_back", site, title=task.title), task.say_back(directory, state.answers)]
    reply = _asking(directory, site, task, state, question, lead)
    return Turn(_said(reply), replace(state, asked=question.key))


def ask_again(
    directory: Directory, site: Site, task: Task, state: TaskState, why: str = ""
) -> Turn:
    """Asks the open question in other words; the second time in a row a person is offered first."""
    question = task.question(state.asked)
    if question is None:
        return resumed(directory, site, task, state)
    unclear = state.unclear + 1
    state = replace(state, unclear=unclear)
    if unclear >= _UNCLEAR_BEFORE_A_PERSON:
        lead = phrase("task_unclear_again" if unclear == 2 else "task_lost", site)
        answers = _answers_to(directory, site, task, state, question)
        choices = [PERSON, *(choice for choice in answers if choice != PERSON)]
        return Turn(_said(Reply(f"{lead} {question.text}", choices=choices)), state)
    lead = why or phrase("task_unclear", site)
    choices = _answers_to(directory, site, task, state, question)
    return Turn(_said(Reply(f"{lead} {question.again}", choices=choices)), state)


def left(site: Site, state: TaskState, task: Task) -> Turn:
    """Leaves a task; what else was needed is offered."""
    reply = Reply(phrase("task_left", site, title=task.title), choices=[*SUBJECTS, PERSON])
    if state.needs:
        reply = _closed(site, state, Reply(reply.text, choices=[PERSON]))
        return Turn(_said(reply), replace(state, asked=None, aside=0))
    return Turn(_said(reply), None)


def interrupted(site: Site, task: Task, state: TaskState, reply: Reply) -> tuple[Reply, TaskState]:
    """Puts the way back to a task under an answer to something else."""
    question = task.question(state.asked)
    state = replace(state, aside=state.aside + 1, unclear=0)
    if question is None or state.aside > 2:
        return reply, state
    name = "task_offer_back" if state.aside == 1 else "task_offer_back_again"
    line = phrase(name, site, title=task.title, question=question.text)
    choices = [back_to(task), *(item for item in reply.choices if item not in SUBJECTS)]
    return replace(reply, text=f"{reply.text}\n\n{line}", choices=choices), state


def back_to(task: Task) -> Choice:
    """Returns the choice that goes back to a task."""
    return Choice(f"Back to {task.title}", payload_of(task.name, "back"))


def payload_of(task: str, what: str) -> str:
    """Returns what the application sends to the engine for an answer that was tapped."""
    return f'/answer_task{{"task_answer": "{task}:{what}"}}'


def _says_something(new: dict[str, Value] | None) -> bool:
    return bool(new) and any(is_known(new or {}, key) for key in new or {})


def _said(reply: Reply, place: PlaceName | None = None) -> Answer:
    return Answer(reply, Outcome.SURE, place=place.slug if place else None)


def _headed(said: str, reply: Reply) -> Reply:
    return replace(reply, text="\n\n".join(part for part in (said, reply.text) if part))


def _same_again(site: Site, found: Answer, said: str) -> Reply:
    if not said:
        return Reply(phrase("task_skipped", site), choices=found.reply.choices)
    first = found.reply.text.split("\n\n", 1)[0]
    lead = "" if "\n" in first else first
    text = "\n\n".join(part for part in (said, lead, phrase("task_same", site)) if part)
    return Reply(text, choices=found.reply.choices)


def _asking(
    directory: Directory,
    site: Site,
    task: Task,
    state: TaskState,
    question: Question,
    lead: Sequence[str],
) -> Reply:
    text = " ".join([*(part for part in lead if part), question.text])
    return Reply(text, choices=_answers_to(directory, site, task, state, question))


def _under(
    directory: Directory, site: Site, task: Task, state: TaskState, question: Question, reply: Reply
) -> Reply:
    answers = _answers_to(directory, site, task, state, question)
    room = max(0, 12 - len(answers))
    return Reply(f"{reply.text}\n\n{question.text}", reply.cards, [*answers, *reply.choices[:room]])


def _answers_to(
    directory: Directory, site: Site, task: Task, state: TaskState, question: Question
) -> list[Choice]:
    options = [*question.options, *question.options_here(directory, site, state.answers)]
    choices = [
        Choice(item.label, payload_of(task.name, f"{question.key}={item.value}"))
        for item in options
    ]
    if question.may_skip:
        skip = payload_of(task.name, f"{question.key}={SKIPPED}")
        choices.append(Choice("Skip this", skip))
    elif not state.shown:
        choices.append(PERSON)
    return choices


def _with_meanwhile(directory: Directory, reply: Reply, task: Task) -> Reply:
    slug = meanwhile(task.name)
    records = directory.records([slug] if slug else [])
    if not records:
        return reply
    card = in_short(card_of(records[0], directory.today()))
    return Reply(f"{reply.text}\n\n{short_text(card)}", [card], reply.choices)


def _closed(site: Site, state: TaskState, reply: Reply) -> Reply:
    """Ends a task: offers what else was needed, or says how to change what was said."""
    from knowledge.tasks.registry import task_of

    needed = [task for task in (task_of(name) for name, _ in state.needs) if task is not None]
    if not needed:
        return Reply(f"{reply.text}\n\n{phrase('task_done', site)}", reply.cards, reply.choices)
    line = phrase("task_next", site, title=needed[0].title)
    choice = Choice(f"Go on to {needed[0].title}", payload_of(state.name, "next"))
    return Reply(f"{reply.text}\n\n{line}", reply.cards, [choice, *reply.choices])
