"""The list on the screen: narrowed by what is asked for next, gone on with, and counted."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import Events, directory, intent, known_place, remembered, say
from knowledge.answers import Answer, Outcome, Wish, list_again
from knowledge.demand import subject_of
from knowledge.finding.criteria import Criteria
from knowledge.followups import Onward, about_a_list
from knowledge.phrases import PERSON, SUBJECTS
from knowledge.replies import Reply
from knowledge.search.words import stems

_FITTING = ("strict", "maybe")
"""The steps that give what was asked for; any later one is a search without a good result."""


def narrowed(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> Events | None:
    """Answers 'only free ones', 'nearer', 'in Syston', 'any others'; None for anything else."""
    kept, question = tracker.get_slot("criteria"), tracker.get_slot("last_question")
    if not isinstance(kept, dict) or not question:
        return None
    gazetteer = directory().search().gazetteer
    mentions = gazetteer.find(text)
    is_shown = kept.get("listed") == tracker.get_slot("shown")
    lean = about_a_list(without_places(text), has_place=bool(mentions), is_shown=is_shown)
    if lean is None:
        return None
    asked = Criteria.from_dict(kept.get("criteria") or {})
    seen: tuple[str, ...] = ()
    if isinstance(lean, Onward):
        seen = tuple(kept.get("seen") or ())
    else:
        asked = asked.with_more(lean.criteria)
    place = mentions[0].place if mentions else known_place(tracker)
    wish = Wish(kept.get("kind"), kept.get("topic"), place, asked, seen)
    about = without_places(str(question)) if mentions else str(question)
    found = list_again(directory(), about, wish)
    count(tracker, about, found, wish)
    say(dispatcher, found.reply if found.listed else _nothing(found))
    return [*remembered(found), SlotSet("criteria", kept_list(found, wish) or kept)]


def without_places(text: str) -> str:
    """Returns a text without the places that it names."""
    for mention in reversed(directory().search().gazetteer.find(text)):
        text = f"{text[: mention.start]}{text[mention.end :]}"
    return text


def kept_list(found: Answer, wish: Wish) -> dict[str, Any] | None:
    """Returns what the next message needs to lean on a list, as plain values; None for no list."""
    if found.found is None or not found.listed:
        return None
    seen = [*wish.seen, *found.listed, *([found.current] if found.current else [])]
    return {
        "kind": wish.kind,
        "topic": wish.subject,
        "criteria": found.found.criteria.as_dict(),
        "listed": list(found.listed),
        "seen": list(dict.fromkeys(seen)),
    }


def count(tracker: Tracker, text: str, found: Answer, wish: Wish) -> None:
    """Counts what is shown, and a search without a good result; beside the answer, never before."""
    shown = [*(found.listed if found.found else ()), *([found.current] if found.current else [])]
    if shown:
        directory().later(directory().note_shown, list(dict.fromkeys(shown)))
    is_met = found.found is None or found.found.step in _FITTING
    if (found.outcome is not Outcome.NOTHING and is_met) or not stems(text):
        return
    if intent(tracker) == "gibberish":
        return
    place = directory().search().gazetteer.get(found.place or "")
    metadata = tracker.latest_message.get("metadata") or {}
    directory().later(
        directory().note_unmet,
        subject_of(text, wish.subject),
        wish.kind or "",
        place.districts[0] if place and place.districts else "",
        str(metadata.get("channel") or "")[:20],
    )


def _nothing(found: Answer) -> Reply:
    return Reply(found.reply.text, choices=[*SUBJECTS, PERSON])
