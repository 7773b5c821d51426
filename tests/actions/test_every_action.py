"""Whatever reaches an action, it says one thing with words in it, and its errors stay inside."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import shared
from actions.answering import ActionAnswer
from actions.shared import SignpostAction, typed
from tests.actions.conftest import Talk
from tests.real_content import ROOT

DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
NAMES: list[str] = DOMAIN["actions"]
INTENTS = [next(iter(item)) if isinstance(item, dict) else item for item in DOMAIN["intents"]]


def registered() -> dict[str, Action]:
    """The actions as the action server finds them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    found: dict[str, Action] = {}
    for name in executor.actions:
        if name.startswith("action_"):
            found[name] = next(kind() for kind in _kinds(SignpostAction) if kind().name() == name)
    return found


def _kinds(kind: type[Action]) -> list[type[Action]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _kinds(child))]


ACTIONS = registered()


def test_the_server_finds_exactly_the_actions_of_the_domain() -> None:
    assert sorted(ACTIONS) == sorted(NAMES)


def test_every_action_of_a_rule_is_in_the_domain() -> None:
    for path in (ROOT / "nlu" / "data" / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            for step in rule["steps"]:
                if "action" in step:
                    assert step["action"] in {*NAMES, "action_listen"}, rule["rule"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(type(action).__name__, name) for name, action in ACTIONS.items()],
)
def test_names_follow_from_the_class(kind: str, name: str) -> None:
    assert name == "".join(f"_{letter.lower()}" if letter.isupper() else letter
                           for letter in kind).lstrip("_")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "intent", ["ask", "greet", "find_funding", "gibberish", "nlu_fallback", ""]
)
@pytest.mark.parametrize("text", ["grants for a hall in Melton", "asdf", "/choose_entry", ""])
async def test_it_says_exactly_one_thing_with_words_in_it(
    talk: Talk, name: str, intent: str, text: str
) -> None:
    said = await talk.say(text, ACTIONS[name], intent)
    assert said.text.strip()
    assert set(said.reply) >= {"text", "cards", "choices"}
    assert set(said.messages[0]) >= {"custom"}
    assert not said.messages[0].get("text")


@pytest.mark.parametrize("intent", INTENTS)
async def test_every_intent_tapped_or_typed_gets_words_from_its_action(
    talk: Talk, intent: str
) -> None:
    action = ACTIONS[_action_of(intent)]
    assert (await talk.tap(action, intent)).text
    assert (await talk.say("and this", action, intent, 0.9)).text


def _action_of(intent: str) -> str:
    """The action that the rules give to an intent."""
    for path in sorted((ROOT / "nlu" / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            steps = rule["steps"]
            if any(_names(step.get("intent"), intent) for step in steps):
                return str(next(step["action"] for step in steps if "action" in step))
    raise AssertionError(f"no rule for {intent}")


def _names(step: Any, intent: str) -> bool:
    return step == intent


@pytest.mark.parametrize("name", NAMES)
async def test_slots_are_those_of_the_domain(talk: Talk, name: str) -> None:
    for text in ("grants for a hall in Melton", "", "the second one", "asdf"):
        said = await talk.say(text, ACTIONS[name], "find_funding")
        assert set(said.slots) <= set(DOMAIN["slots"])


SECRET = "my secret is 07700 900123"


@pytest.mark.parametrize("name", NAMES)
async def test_an_error_inside_says_nothing_and_logs_only_its_kind(
    talk: Talk, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The engine would log the error's text, with the resident's words in it."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"broken by {SECRET}")

    for module in ("answering", "conversation", "doors", "outcomes", "places", "shared", "tasks"):
        for helper in ("directory", "site", "say"):
            if hasattr(import_module(f"actions.{module}"), helper):
                monkeypatch.setattr(f"actions.{module}.{helper}", fail)
    with caplog.at_level(logging.DEBUG):
        said = await talk.say(SECRET, ACTIONS[name], "find_funding")
    assert said.messages == []
    assert said.slots == {}
    assert f"{name} failed: RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert "07700" not in caplog.text


async def test_an_answer_leaves_nothing_of_the_message_in_the_log(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await talk.say(f"can i volunteer, {SECRET}")
    assert "07700" not in caplog.text


@pytest.mark.parametrize("text", ["/greet", '/choose_entry{"entry": "x"}', "/", "//"])
async def test_a_command_is_never_taken_for_what_a_resident_typed(talk: Talk, text: str) -> None:
    """Only the application can send one: what residents type never begins with a slash."""
    said = await talk.say(text, ActionAnswer(), "find_funding")
    assert "last_question" not in said.slots
    assert "What do you need the money for" in said.text


def test_typed_text_is_read_as_it_stands() -> None:
    from rasa_sdk import Tracker

    for latest, wanted in (
        ({"text": "hello"}, "hello"),
        ({"text": "/greet"}, ""),
        ({"text": None}, ""),
        ({}, ""),
        ({"text": "and/or"}, "and/or"),
    ):
        tracker = Tracker("x", {}, latest, [], False, None, {}, "action_listen")
        assert typed(tracker) == wanted


async def test_an_unwritten_action_fails_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    from rasa_sdk import Tracker

    tracker = Tracker("x", {}, {"text": SECRET}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    assert await SignpostAction().run(dispatcher, tracker, {}) == []
    assert dispatcher.messages == []
    assert "NotImplementedError" in caplog.text


TASK_SLOTS: list[Any] = [
    None,
    {},
    "find_volunteering",
    {"name": "no_such_task", "asked": "place"},
    {"name": "find_volunteering"},
    {"name": "find_volunteering", "asked": "no_such_question", "aside": -1, "needs": [["x"]]},
    {"name": "find_volunteering", "asked": "place", "answers": {"interest": "animals", "x": None}},
    {"name": "find_volunteering", "asked": "age", "answers": {"place": "gone", "age": "old"}},
    {"name": "find_volunteering", "asked": "when", "needs": [["no_such_task", "money"]]},
]


@given(
    text=st.text(max_size=400),
    slots=st.fixed_dictionaries(
        {
            "misses": st.sampled_from([0, 1.0, None]),
            "place": st.sampled_from([None, "no-such-place", "place-district-melton", 7]),
            "shown": st.sampled_from([None, [], ["no-such-record", "g-dbs-what"]]),
            "current": st.sampled_from([None, "no-such-record", "g-dbs-what"]),
            "last_question": st.sampled_from([None, "", "grants for a hall"]),
            "passed_over": st.sampled_from([None, ["g-dbs-what"]]),
            "task": st.sampled_from(TASK_SLOTS),
        }
    ),
    name=st.sampled_from(NAMES),
)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_in_whatever_state_something_is_said(
    text: str, slots: dict[str, Any], name: str
) -> None:
    said = await Talk(dict(slots)).say(text, ACTIONS[name], "find_funding")
    # Another language is answered in it and in English, which makes two.
    assert said.messages
    assert all(message["custom"]["text"].strip() for message in said.messages)


def test_the_directory_and_the_site_are_opened_once() -> None:
    assert shared.directory() is shared.directory()
    assert shared.site() is shared.site()
