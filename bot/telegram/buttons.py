"""Choices as buttons under a message, with short keys that say nothing."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversations.views import ChoiceView, MessageView
from bot.telegram.rendering import LONGEST_LABEL, needs_list

MOST_KEY_BYTES = 64
_KEY = "c:"


def key_of(choice_id: str) -> str:
    """Returns what Telegram sends back when the button is pressed, at most 64 bytes."""
    return f"{_KEY}{choice_id}"


def choice_of(key: str) -> str | None:
    """Returns the id of the choice, or None when the key is not one of ours."""
    return key.removeprefix(_KEY) if key.startswith(_KEY) else None


def keyboard(message: MessageView) -> InlineKeyboardMarkup | None:
    """Returns one button a row, or None when there is nothing to choose."""
    choices, is_listed = message.choices, needs_list(message)
    if not choices:
        return None
    rows = [
        [
            InlineKeyboardButton(
                _label(choice, n, is_listed=is_listed), callback_data=key_of(choice.id)
            )
        ]
        for n, choice in enumerate(choices, start=1)
    ]
    return InlineKeyboardMarkup(rows)


def _label(choice: ChoiceView, number: int, is_listed: bool) -> str:
    """The label, shortened; with the number that the text gives it, where the text lists it."""
    text = f"{number}. {choice.label}" if is_listed else choice.label
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}\u2026"
