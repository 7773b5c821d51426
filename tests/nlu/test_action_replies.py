"""An answer of the action server is as good or as bad as Rasa finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from nlu import action_replies

GOOD = {
    "events": [
        {"event": "slot", "name": "place", "value": "Inventon", "timestamp": None},
        {"event": "followup", "name": "action_listen", "timestamp": 1.5},
    ],
    "responses": [{"custom": {"text": "an answer", "cards": [], "choices": []}}],
}
BAD: list[dict[str, Any]] = [
    {"events": "none", "responses": []},
    {"events": [], "responses": ["an answer"]},
    {"events": [{"name": "place"}], "responses": []},
    {"events": [{"event": "slot", "timestamp": None}], "responses": []},
]


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    """An action that checks as the engine does; Rasa's own check comes back afterwards."""
    own = RemoteAction._validate_action_result
    action_replies.check_rules_once()
    yield RemoteAction("action_answer", None)
    RemoteAction._validate_action_result = own


def test_a_good_answer_is_taken_without_checking_the_rules_again(
    action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert action._validate_action_result(GOOD)

    def refuse(*_values: Any) -> None:
        raise AssertionError("the whole check was made again")

    monkeypatch.setattr(jsonschema, "validate", refuse)
    assert action._validate_action_result(GOOD)


@pytest.mark.parametrize("answer", BAD)
def test_a_bad_answer_is_refused_in_rasas_words(action: RemoteAction, answer: Any) -> None:
    with pytest.raises(jsonschema.ValidationError) as ours:
        action._validate_action_result(answer)
    with pytest.raises(jsonschema.ValidationError) as theirs:
        action_replies._rasas_own(action, answer)
    assert ours.value.message == theirs.value.message
