"""Puts what people say and type the way the content writes it: 'owt' is anything, 'b4' before.

Neither the encoder nor the word scores know such words, and a message that has two of them looks
like nothing at all. No library knows how the county speaks, so the words lie in a file of ours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "words" / "spoken.yml"


def as_written(text: str) -> str:
    """Returns a message with spoken and shortened words written out; any other as it was.

    The same text always gives the same, and what was written out is not changed again.

    Args:
        text: What was typed, any length.
    """
    phrases, words, pattern = _spoken()
    for phrase, meant in phrases:
        text = phrase.sub(meant, text)
    return pattern.sub(lambda match: words[match.group().lower()], text)


@lru_cache(maxsize=1)
def _spoken() -> tuple[tuple[tuple[re.Pattern[str], str], ...], dict[str, str], re.Pattern[str]]:
    listed = yaml.safe_load(FILE.read_text("utf-8"))
    words = {str(word): str(meant) for word, meant in listed["words"].items()}
    phrases = tuple(
        (re.compile(phrase, re.IGNORECASE), meant) for phrase, meant in listed["phrases"].items()
    )
    # "What's on" and 'a.m.' hold single letters that are no words.
    longest_first = sorted(words, key=len, reverse=True)
    every = "|".join(re.escape(word) for word in longest_first)
    return (
        phrases,
        words,
        re.compile(rf"(?<![\w'’.&/?=-])(?:{every})(?![\w'’&/=-]|\.\s*\w)", re.IGNORECASE),
    )
