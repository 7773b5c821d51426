"""What a community's group may do about a place: nominate it, and ask for the longer pause."""

from __future__ import annotations

import re

from knowledge.directory import Directory
from knowledge.search.words import plain
from knowledge.tasks.questions import option_in

_FILE = "save-building"
_MAY = r"\b(?:can|may|could|are|is|do|does|would|allowed|able|entitled|have)\b"
_PAUSE = re.compile(
    rf"{_MAY}.{{0,60}}\b(?:ask for|trigger|start|request|call for|claim|get)\b.{{0,30}}"
    r"\b(?:pause|six months?|6 months?|moratorium)\b"
)
_NOMINATE = re.compile(
    rf"{_MAY}.{{0,60}}\b(?:nominate|put (?:it|the \w+) forward|get (?:it|the \w+) listed)\b"
)
_OURS = re.compile(r"\b(?:we|our|us|i|im|my|the parish|caller|they)\b")


def may_we(_: Directory, text: str) -> str | None:
    """Reads what a message asks leave for: `pause`, `nominate`, or None."""
    typed = plain(text)
    if not _OURS.search(typed):
        return None
    if _PAUSE.search(typed):
        return "pause"
    return "nominate" if _NOMINATE.search(typed) else None


def notice_group(directory: Directory, text: str) -> str | None:
    """Reads what kind of body somebody is, more freely where they ask what it may do."""
    strict = option_in(_FILE, "group", text, is_asked=False)
    if strict or may_we(directory, text) is None:
        return strict
    return option_in(_FILE, "group", text.replace("?", "").partition("can ")[0], is_asked=True)
