"""Notices that a message is about a place that is not ours."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

_HERE = re.compile(r"\b(?:here|local|locally|like they did)\b", re.IGNORECASE)


def names_elsewhere(text: str) -> bool:
    """Says whether a message asks for something in a place outside the content's areas.

    The name must follow a word such as 'in' or 'near', or end the message: 'Nottingham Road' and
    'the Birmingham fund' are no such places.
    """
    return bool(_pattern().search(text)) and not _HERE.search(text)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    path = Path(__file__).parent / "content" / "words" / "elsewhere.yml"
    names = "|".join(re.escape(name) for name in yaml.safe_load(path.read_text("utf-8")))
    return re.compile(
        rf"\b(?:in|near|around|outside)\s+(?:{names})\b(?!\s+(?:road|street|lane|st|rd)\b)",
        re.IGNORECASE,
    )
