"""What of a text is left to say beside its cards.

The text of a reply says everything that its cards say, for those who have only the text. On the
page both stand together, so lines that the cards repeat word for word are left out.
"""

from __future__ import annotations

import re

from bot.conversations.views import CardView

_LABELS = ("source", "sources", "checked", "last checked", "website", "web", "read more", "more")
_SEGMENT = re.compile(r"(?<=[.!?:;])\s+|\s+[(–—-]\s*|\n")
_PLAIN = re.compile(r"[^\w£%]+")


def _plain(text: str) -> str:
    return " ".join(_PLAIN.sub(" ", text.casefold()).split())


def _said_by(cards: list[CardView]) -> str:
    """All that the cards say, as one line of plain words between bars."""
    parts: list[str] = list(_LABELS)
    for card in cards:
        parts += [card.title, card.summary, *card.details, card.url or "", card.source]
        parts.append(card.checked)
    return "|" + "|".join(f" {_plain(part)} " for part in parts) + "|"


def _is_said(line: str, said: str) -> bool:
    line = re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", "", line)
    segments = [plain for plain in map(_plain, _SEGMENT.split(line)) if plain]
    return bool(segments) and all(f" {segment} " in said for segment in segments)


def text_beside(text: str, cards: list[CardView]) -> str:
    """Returns the text without the lines whose every word stands in a card; all of it if no card.

    The first line always stays, so that a message never begins with a bare card.
    """
    if not cards:
        return text
    said = _said_by(cards)
    first, *others = text.split("\n")
    kept = [first, *(line for line in others if not line.strip() or not _is_said(line, said))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
