"""Checks what the action server answers as Rasa does, and the rules of that check only once.

Rasa calls `jsonschema.validate`, which at every turn also checks the rules themselves against the
rules for rules: half of the engine's time. Rasa's rules never change while it runs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_rasas_own = RemoteAction._validate_action_result


def check_rules_once() -> None:
    """Makes Rasa's remote actions, in this process, check their rules once and not every time."""
    RemoteAction._validate_action_result = _validated


def _validated(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Returns True for a good answer; for a bad one Rasa's own check says what is wrong."""
    return _validator().is_valid(result) or bool(_rasas_own(self, result))


@lru_cache(maxsize=1)
def _validator() -> Any:
    rules = RemoteAction.action_response_format_spec()
    kind = validator_for(rules)
    kind.check_schema(rules)
    return kind(rules)
