"""Keeps what a resident wrote out of the engine's log.

Rasa logs the text of a message that it could not answer in time, and hands whole messages to its
log elsewhere. Of each line only the name of the event, Rasa's own fixed words and the kind of an
error are kept.
"""

from __future__ import annotations

import sys
from typing import Any

import structlog

_KEPT = frozenset({"event", "event_info", "level", "logger", "timestamp"})


def without_words(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Returns a line of the log without what may hold words of a person."""
    kept = {name: value for name, value in event.items() if name in _KEPT}
    if event.get("exc_info"):
        kind = sys.exc_info()[0]
        kept["error"] = kind.__name__ if kind else "unknown"
    return kept


def keep_words_out() -> None:
    """Lets every line that is logged from now on pass `without_words` first."""
    processors = structlog.get_config()["processors"]
    if without_words not in processors:
        structlog.configure(processors=[without_words, *processors])
