"""Where a chat stands between the assistant and a person, in the words of the catalogue.

The widget says the same with the same texts; see `state.ts`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from bot.conversations.views import ConversationStatus

KEYS = (
    "waiting", "waiting_place", "with_adviser", "with_someone", "typing", "someone_typing",
    "callback_booked", "given_back", "closed",
)  # fmt: skip
"""The texts that the page's script needs, to say it as it changes."""


@lru_cache(maxsize=4)
def catalogue(folder: Path, language: str = "en") -> dict[str, str]:
    """Returns the texts of one language."""
    texts: dict[str, str] = json.loads((folder / f"{language}.json").read_text("utf-8"))
    return texts


def standing_words(texts: dict[str, str], status: ConversationStatus) -> str:
    """Returns the sentence about who answers, or an empty text when there is nothing to say."""
    key: str = status.state
    if status.state == "waiting" and status.place:
        key = "waiting_place"
    elif status.state == "with_adviser" and status.is_typing:
        key = "typing" if status.adviser else "someone_typing"
    elif status.state == "with_adviser" and not status.adviser:
        key = "with_someone"
    text = texts[key] if key in KEYS else ""
    return text.replace("{place}", str(status.place)).replace("{adviser}", status.adviser or "")


def has_person(status: ConversationStatus) -> bool:
    """Says whether a person may write at any moment."""
    return status.state in {"waiting", "with_adviser"}
