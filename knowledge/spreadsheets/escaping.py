"""Keeps what is exported from being run: CSV injection, and its undoing on the way back in.

A spreadsheet program takes a cell that begins with `=`, `+`, `-` or `@` for a formula, even from a
CSV file and even in quotes. An apostrophe in front makes it text. Numbers are left as they are.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n]")


def with_guard(text: str) -> str:
    """Returns the text with an apostrophe in front if a program might run it.

    `without_guard` gives exactly the same text back.
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def without_guard(text: str) -> str:
    """Takes away the apostrophe that `with_guard` has put in front."""
    return text[1:] if _GUARDED.match(text) else text
