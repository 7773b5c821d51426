"""What every action needs: the directory and the site, opened once, and the slots, read safely."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.languages import in_their_language
from knowledge.answers import Answer
from knowledge.composing import NONE_OF_THESE
from knowledge.directory import Directory
from knowledge.doors import ELSEWHERE, is_door, may_be_elsewhere
from knowledge.gazetteer import PlaceName
from knowledge.phrases import PERSON, judgement_wanted, phrase
from knowledge.replies import Reply
from knowledge.settings import Settings
from knowledge.site import Site, load_site
from knowledge.site_texts import LiveSite
from knowledge.spoken import as_written

log = logging.getLogger(__name__)

Events = list[dict[str, Any]]


@lru_cache(maxsize=1)
def directory() -> Directory:
    """Returns the one directory of this process."""
    return Directory(Settings.from_environment())


@lru_cache(maxsize=1)
def live_site() -> LiveSite:
    """Returns the one site of this process, which keeps in step with what editors change."""
    return LiveSite(load_site(Settings.from_environment().site_file))


def site() -> Site:
    """Returns whose Signpost this is."""
    return live_site().site


def renew_texts() -> None:
    """Lets hold what editors have changed in fixed texts since the last message."""
    directory().renew_texts()
    live_site().renew()


class SignpostAction(Action):
    """An action that never lets an error out.

    The server would send the error's text, with the conversation in it, to the engine's log. An
    action that fails says nothing; the application takes silence for what it is and apologises.
    """

    def name(self) -> str:
        """Returns the name in the domain: `ActionShowEntry` is `action_show_entry`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        """Answers, or on an error says nothing and logs the kind of error alone."""
        try:
            renew_texts()
            with directory().one_turn():
                return self._taken(dispatcher, tracker)
        except Exception as error:
            log.error("%s failed: %s", self.name(), type(error).__name__)
            return []

    def _taken(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Takes the turn; a message in another language is answered in that language alone."""
        foreign = in_their_language(
            directory(), site(), typed(tracker), intent(tracker), confidence(tracker)
        )
        for reply in foreign:
            say(dispatcher, reply)
        if foreign:
            return []
        events = self.turn(dispatcher, tracker)
        vary(dispatcher, tracker)
        _say_what_about(dispatcher, tracker, events)
        _say_how_sure(dispatcher, tracker, events)
        return events

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Takes one turn; a kind of action may ask somebody else first."""
        return self.act(dispatcher, tracker)

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Does the work; returns the events that change slots."""
        raise NotImplementedError


# Why a person may be wanted, for the person: after so many misses, or by what was asked.
_UNSURE_FROM = 2
_WHY = {"off_topic_legal": "legal"}


def _say_what_about(dispatcher: CollectingDispatcher, tracker: Tracker, events: Events) -> None:
    """Puts beside each reply what the conversation is about now, for a person who takes over."""
    slots = {name: tracker.get_slot(name) for name in ("subject", "place", "misses", "current")}
    slots |= {e["name"]: e["value"] for e in events if e.get("event") == "slot"}
    place = directory().search().gazetteer.get(str(slots["place"])) if slots["place"] else None
    parts = [place.name, *place.districts[:1]] if place else []
    where = ", ".join(dict.fromkeys(parts))
    needs = judgement_wanted(str(slots["current"] or ""))
    why = needs or _WHY.get(intent(tracker), "")
    if int(slots["misses"] or 0) >= _UNSURE_FROM:
        why = "unsure"
    beside = {"subject": str(slots["subject"] or ""), "place": where, "why": why}
    for message in dispatcher.messages:
        if isinstance(message.get("custom"), dict):
            message["custom"].update(beside)
            if needs and why == needs:
                _offer_person(message["custom"]["choices"])


def _say_how_sure(dispatcher: CollectingDispatcher, tracker: Tracker, events: Events) -> None:
    """Puts beside the last reply how sure it is, for those who count; nothing for small talk.

    A turn that looks something up sets `misses`: to 0 for a sure answer, which shows a record, and
    higher for any other; what is then offered to choose from always holds 'None of these'.
    """
    said = dispatcher.messages[-1].get("custom") if dispatcher.messages else None
    missed = [e["value"] for e in events if e.get("event") == "slot" and e["name"] == "misses"]
    if not isinstance(said, dict) or not missed:
        return
    if intent(tracker) == NONE_OF_THESE.payload.removeprefix("/"):
        said["sureness"] = "not_meant"
    elif not missed[-1]:
        said["sureness"] = "sure" if said["cards"] else ""
    else:
        is_offer = any(choice["payload"] == NONE_OF_THESE.payload for choice in said["choices"])
        said["sureness"] = "unsure" if is_offer else "nothing"


def _offer_person(choices: list[dict[str, Any]]) -> None:
    """Puts a person last among the choices, unless one is offered already."""
    if all(choice["payload"] != PERSON.payload for choice in choices):
        choices.append({"label": PERSON.label, "payload": PERSON.payload})


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Utters a reply in the shape that the application reads."""
    dispatcher.utter_message(json_message=reply.as_dict())


def vary(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Lets no reply stand twice in a row in the same words: says that it is the same as before."""
    said = dispatcher.messages[-1].get("custom") if dispatcher.messages else None
    before = _last_text(tracker)
    if not said or not before.endswith(str(said["text"])):
        return
    is_third = before.startswith(phrase("said_before", site()))
    lead = phrase("said_twice" if is_third else "said_before", site())
    said["text"] = f"{lead}\n\n{said['text']}"
    _offer_person(said["choices"])


def _last_text(tracker: Tracker) -> str:
    """Returns what the assistant said last in this conversation, or an empty text."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            return str(custom.get("text") or "")
    return ""


def remembered(found: Answer) -> Events:
    """Returns the events that keep what is on the screen; a miss changes none of it."""
    events: Events = [SlotSet("misses", 0)]
    if found.listed:
        events += [SlotSet("shown", list(found.listed)), SlotSet("current", found.current)]
    if found.place:
        events.append(SlotSet("place", found.place))
    return events


def typed(tracker: Tracker) -> str:
    """Returns what the resident typed last, spoken words as they are written; no tapped command."""
    text = str(tracker.latest_message.get("text") or "")
    return "" if text.startswith("/") else as_written(text)


def intent(tracker: Tracker) -> str:
    """Returns the name of the last intent, or an empty text."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def confidence(tracker: Tracker) -> float:
    """Returns how sure the engine is of the last intent, 0 to 1."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


def groups(tracker: Tracker) -> dict[str, float]:
    """Returns the engine's word on whose the last message is; empty when it gave none.

    Another part of the country counts only where one is named: who comes from abroad lives here.
    """
    found = dict(tracker.latest_message.get("groups") or {})
    if "door" in found and not may_be_elsewhere(directory(), typed(tracker)):
        found["door"] -= min(found["door"], _ranked(tracker).get(ELSEWHERE, 0.0))
    return found


def _ranked(tracker: Tracker) -> dict[str, float]:
    ranking = tracker.latest_message.get("intent_ranking") or []
    return {str(item["name"]): float(item["confidence"]) for item in ranking}


def likeliest_door(tracker: Tracker) -> str | None:
    """Returns the likeliest class of message that is not ours, or None when none is likely."""
    doors = {name: share for name, share in _ranked(tracker).items() if is_door(name)}
    if not may_be_elsewhere(directory(), typed(tracker)):
        doors.pop(ELSEWHERE, None)
    return max(doors, key=lambda name: doors[name], default=None)


def entity(tracker: Tracker, name: str) -> str | None:
    """Returns the last message's first value of an entity, or None."""
    return next((str(value) for value in tracker.get_latest_entity_values(name)), None)


def known_place(tracker: Tracker) -> PlaceName | None:
    """Returns the place that the conversation is about, or None."""
    slug = tracker.get_slot("place")
    return directory().search().gazetteer.get(str(slug)) if slug else None


def misses(tracker: Tracker) -> int:
    """Returns how many times in a row no answer was found."""
    return int(tracker.get_slot("misses") or 0)
