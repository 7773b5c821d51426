"""Choices as buttons under a message, with short keys that say nothing."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.views import ChoiceView
from bot.telegram.rendering import LONGEST_LABEL, needs_list

MOST_KEY_BYTES = 64
_KEY = "c:"


def key_of(choice_id: str) -> str:
    """Returns what Telegram sends back when the button is pressed, at most 64 bytes."""
    return f"{_KEY}{choice_id}"


def choice_of(key: str) -> str | None:
    """Returns the id of the choice, or None when the key is not one of ours."""
    return key.removeprefix(_KEY) if key.startswith(_KEY) else None


def keyboard(choices: list[ChoiceView]) -> InlineKeyboardMarkup | None:
    """Returns one button a row, or None when there is nothing to choose."""
    if not choices:
        return None
    is_long = needs_list(choices)
    rows = [
        [InlineKeyboardButton(_label(choice, n, is_long), callback_data=key_of(choice.id))]
        for n, choice in enumerate(choices, start=1)
    ]
    return InlineKeyboardMarkup(rows)


def _label(choice: ChoiceView, number: int, is_long: bool) -> str:
    if not is_long:
        return choice.label
    text = f"{number}. {choice.label}"
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}\u2026"
