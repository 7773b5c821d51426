"""What the names of intents say about them."""

from __future__ import annotations


def turns_away(intent: str) -> bool:
    """Says whether following an intent leaves a question of ours unanswered."""
    return intent.startswith("off_topic") or intent in ("gibberish", "abuse")
