"""A message as Telegram shows it: HTML, escaped, in parts that are not too long."""

from __future__ import annotations

import re
from html import escape

from bot.conversations.views import ChoiceView, MessageView

LIMIT = 4096
"""The most characters of one message, counted as Telegram counts: in UTF-16 units."""

LONGEST_LABEL = 40
"""What a button shows on a narrow phone."""

# Leaves room for what is added to a part: a name above it, or below it what was chosen.
_ROOM = 3600
_MARK = re.compile(r"\s*(?:(?:\d{1,2}[.)]|[-*•])\s+)?")
_CUTS = ("\n\n", "\n", r"(?<=[.!?;:]) ", " ")


def units(text: str) -> int:
    """Returns the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = _ROOM) -> list[str]:
    """Returns the text in parts of at most `limit` units.

    Cut at the ends of paragraphs; where one is too long, at lines, sentences, words, and only then
    anywhere. Nothing but white space at a cut is lost.
    """
    return _split(text.strip(), limit, _CUTS) or [""]


def _split(text: str, limit: int, cuts: tuple[str, ...]) -> list[str]:
    if units(text) <= limit:
        return [text] if text else []
    if not cuts:
        return _anywhere(text, limit)
    pieces = re.split(cuts[0], text)
    joint = cuts[0] if cuts[0].isspace() else " "
    parts: list[str] = []
    for piece in pieces:
        together = f"{parts[-1]}{joint}{piece}" if parts else piece
        if parts and units(together) <= limit:
            parts[-1] = together
        else:
            parts.extend(_split(piece.strip("\n"), limit, cuts[1:]))
    return parts


def _anywhere(text: str, limit: int) -> list[str]:
    parts, part, size = [], "", 0
    for character in text:
        size += units(character)
        if size > limit:
            parts.append(part)
            part, size = "", units(character)
        part += character
    return [*parts, part]


def rendered(message: MessageView, name: str = "") -> list[str]:
    """Returns the parts of a message as HTML; the text alone says all that the cards say.

    Args:
        message: What to show.
        name: Who wrote it, when an adviser did.
    """
    titles = sorted((card.title for card in message.cards), key=len, reverse=True)
    head = f"<b>{escape(name, quote=False)}</b>\n" if name else ""
    text = message.text
    if needs_list(message):
        text += f"\n\nYou can choose:\n{_listed(message.choices)}"
    parts = [_html(part, titles) for part in split(text)]
    return [head + parts[0], *parts[1:]]


def needs_list(message: MessageView) -> bool:
    """Says whether the text has to list the choices: a button cannot show what it does not say."""
    return any(
        units(choice.label) > LONGEST_LABEL and choice.label.rpartition(": ")[2] not in message.text
        for choice in message.choices
    )


def _listed(choices: list[ChoiceView]) -> str:
    return "\n".join(f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1))


def _html(text: str, titles: list[str]) -> str:
    """One part, escaped, with the names of records in bold where a line begins with them."""
    return "\n".join(_line(line, titles) for line in text.split("\n"))


def _line(line: str, titles: list[str]) -> str:
    mark = _MARK.match(line)
    start = mark.end() if mark else 0
    for title in titles:
        rest = line[start + len(title) :]
        if line.startswith(title, start) and not rest[:1].isalnum():
            head = escape(line[:start], quote=False)
            bold, after = escape(title, quote=False), escape(rest, quote=False)
            return f"{head}<b>{bold}</b>{after}"
    return escape(line, quote=False)
