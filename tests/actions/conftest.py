"""Plays messages to the real actions over the real content, without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import shared
from actions.answering import SUBJECTS_OF, ActionAnswer
from knowledge.directory import Directory
from knowledge.settings import SETTINGS, Settings


@dataclass
class Said:
    """What one action uttered and which slots it set."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any]

    @property
    def reply(self) -> dict[str, Any]:
        """The one message; every action says exactly one."""
        assert len(self.messages) == 1, self.messages
        custom: dict[str, Any] = self.messages[0]["custom"]
        return custom

    @property
    def text(self) -> str:
        return str(self.reply["text"])

    @property
    def labels(self) -> list[str]:
        return [str(choice["label"]) for choice in self.reply["choices"]]

    @property
    def payloads(self) -> list[str]:
        return [str(choice["payload"]) for choice in self.reply["choices"]]

    @property
    def entries(self) -> list[str]:
        """The slugs of the records that can be tapped."""
        found = [payload for payload in self.payloads if payload.startswith("/choose_entry")]
        return [payload.split('"')[3] for payload in found]

    @property
    def titles(self) -> list[str]:
        return [str(card["title"]) for card in self.reply["cards"]]


def _groups(intent: str, confidence: float) -> dict[str, float]:
    """What the engine would say of whose such a message is."""
    if intent.startswith("off_topic") or intent == "gibberish":
        likeliest = "door"
    elif intent in (*SUBJECTS_OF, "ask", ""):
        likeliest = "ours"
    else:
        likeliest = "unclear" if intent == "nlu_fallback" else "talk"
    others = dict.fromkeys(("ours", "door", "talk", "unclear"), (1 - confidence) / 3)
    return {**others, likeliest: confidence}


@dataclass
class Talk:
    """One conversation: what an action sets stays set for the next."""

    slots: dict[str, Any] = field(default_factory=lambda: {"misses": 0.0})
    events: list[dict[str, Any]] = field(default_factory=list)

    async def say(
        self,
        text: str,
        action: Action | None = None,
        intent: str = "ask",
        confidence: float = 0.5,
        **entities: str,
    ) -> Said:
        """Sends a message to an action as the engine would."""
        latest = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": intent, "confidence": confidence}],
            "groups": _groups(intent, confidence),
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        }
        tracker = Tracker(
            "sender", self.slots, latest, self.events, False, None, {}, "action_listen"
        )
        dispatcher = CollectingDispatcher()
        events = await (action or ActionAnswer()).run(dispatcher, tracker, {})
        changed = {event["name"]: event["value"] for event in events}
        self.slots = {**self.slots, **changed}
        self.events += [{"event": "bot", "data": dict(said)} for said in dispatcher.messages]
        return Said(dispatcher.messages, changed)

    async def tap(self, action: Action, intent: str, **entities: str) -> Said:
        """Sends the command of a choice, which is not what a resident typed."""
        return await self.say(f"/{intent}", action, intent, 1.0, **entities)


@pytest.fixture(scope="session", autouse=True)
def opened(real_settings: Settings) -> Iterator[Directory]:
    """The directory that the actions open for themselves, by the settings of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for setting in SETTINGS:
            value = getattr(real_settings, setting.name.lower())
            if isinstance(value, str):
                patch.setenv(setting.name, value)
        shared.directory.cache_clear()
        shared.live_site.cache_clear()
        yield shared.directory()
        shared.directory().close()
        shared.directory.cache_clear()
        shared.live_site.cache_clear()


@pytest.fixture
def talk() -> Talk:
    """A conversation that has just begun."""
    return Talk()


Find = Callable[[str], str]


@pytest.fixture(scope="session")
def place(opened: Directory) -> Find:
    """Returns the slug of the place of a name."""

    def find(name: str) -> str:
        return opened.search().gazetteer.find(name)[0].place.slug

    return find
