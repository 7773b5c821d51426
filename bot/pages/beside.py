"""What of a text is left to say beside its cards, and which cards are the answer itself.

The text of a reply says everything that its cards say, for those who have only the text. On the
page both stand together, so lines that the cards repeat word for word are left out, what the text
says after its cards stands after them, beside the buttons that answer it, and a choice that only
opens a card is a button of that card. `bot/widget/src/beside.ts` does the same.
"""

from __future__ import annotations

import re

from bot.conversations.views import CardView, ChoiceView

_LABELS = ("source", "sources", "checked", "last checked", "website", "web", "read more", "more")
_OPENS = "More"
_SEGMENT = re.compile(r"(?<=[.!?:;])\s+|\s+[(–—-]\s*|\n")
_ITEM_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_ADDRESS = re.compile(r"https?://\S+")
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
    line = _ADDRESS.sub(lambda found: "" if f" {_plain(found[0])} " in said else found[0], line)
    segments = [plain for plain in map(_plain, _SEGMENT.split(_ITEM_MARK.sub("", line))) if plain]
    return bool(segments) and all(f" {segment} " in said for segment in segments)


def _stays(line: str, first: CardView) -> bool:
    """Says whether a line stays even if a card says it: a heading, and the answer in one line."""
    return line.rstrip().endswith(":") or _plain(line) == _plain(first.summary)


def _is_left_heading(lines: list[str], place: int, dropped: set[int]) -> bool:
    """Says whether a heading such as 'What to do:' has lost every line beneath it."""
    if not lines[place].rstrip().endswith(":"):
        return False
    beneath = place + 1
    while beneath < len(lines) and lines[beneath].strip():
        if beneath not in dropped:
            return False
        beneath += 1
    return beneath > place + 1


def around(text: str, cards: list[CardView]) -> tuple[str, str]:
    """Returns what is left to say before the cards, and after them; all is before if no card.

    Lines whose every word stands in a card are left out, and a heading that loses all its lines
    goes with them. The first line always stays, so that a message never begins with a bare card.
    After the cards stand the paragraphs after the last line that they say.
    """
    if not cards:
        return text, ""
    said = _said_by(cards)
    lines = text.split("\n")
    dropped = {
        place
        for place, line in enumerate(lines)
        if place and not _stays(line, cards[0]) and _is_said(line, said)
    }
    left = {place for place in range(1, len(lines)) if _is_left_heading(lines, place, dropped)}
    last = max(dropped, default=len(lines))
    end = next((at for at in range(last, len(lines)) if not lines[at].strip()), len(lines))

    def kept(places: range) -> str:
        found = [lines[place] for place in places if place not in dropped | left]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(found)).strip()

    return kept(range(end)), kept(range(end, len(lines)))


def choice_of(card: CardView, choices: list[ChoiceView]) -> ChoiceView | None:
    """Returns the choice that does nothing but open the card, such as 'More: <its title>'."""
    return next((one for one in choices if one.label == f"{_OPENS}: {card.title}"), None)


def others_of(cards: list[CardView], choices: list[ChoiceView]) -> list[ChoiceView]:
    """Returns the choices that do more than open one of the cards, in their order."""
    opening = [choice_of(card, choices) for card in cards]
    return [one for one in choices if one not in opening]


def is_told(card: CardView, text: str) -> bool:
    """Says whether the text tells the details of a card: then it is the answer and stands open."""
    if not card.details:
        return True
    whole = f" {_plain(text)} "
    told = [
        line for line in card.details if f" {_plain(line.partition(': ')[2] or line)} " in whole
    ]
    return len(told) * 2 >= len(card.details)


def says(text: str, part: str) -> bool:
    """Says whether the words of a part stand in the text in one piece."""
    return f" {_plain(part)} " in f" {_plain(text)} "
