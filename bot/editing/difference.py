"""What a change says, side by side: the words that differ are marked."""

from __future__ import annotations

import difflib
import re
from typing import Any

from markupsafe import Markup, escape

_TOKEN = re.compile(r"\n|[^\s]+")


def difference(before: Any, after: Any) -> tuple[Markup, Markup]:
    """Returns both values as HTML, with the words that differ marked."""
    old, new = _words(before), _words(after)
    left, right = [], []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, start2, end2 in matcher.get_opcodes():
        mine, theirs = _said(old[start:end]), _said(new[start2:end2])
        is_same = tag == "equal"
        left.append(mine if is_same or not mine else Markup("<del>{}</del>").format(mine))
        right.append(theirs if is_same or not theirs else Markup("<ins>{}</ins>").format(theirs))
    nothing = Markup("<em>nothing</em>")
    return (
        Markup(" ").join(part for part in left if part) if old else nothing,
        Markup(" ").join(part for part in right if part) if new else nothing,
    )


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    return [] if value is None else _TOKEN.findall(str(value))


def _said(words: list[str]) -> Markup:
    parts = (Markup("<br>") if word == "\n" else escape(word) for word in words)
    return Markup(" ").join(parts)
