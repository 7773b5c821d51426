"""What a resident typed, made safe to keep, to read and to pass on.

Nothing here knows the database or the engine.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge.errors import InvalidInput

# Marks that change the direction of text, hide in it, or spell in secret (Unicode tag characters
# and the supplementary variation selectors). Joiners (U+200C, U+200D) stay: Persian, Hindi and
# family emoji need them.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_NOT_TEXT = {"Cc", "Cs", "Co", "Cn"}
_COMMAND_MARKS = re.compile(r"^[\s/\u200c\u200d]+")


def clean(raw: str) -> str:
    """Returns the text with single kinds of line break and without characters that are no text.

    Removes control characters (NUL too), halves of characters, private and unassigned ones,
    direction marks, zero-width marks and Unicode tag characters, and white space at both ends.
    """
    text = _LINE_BREAK.sub("\n", raw)
    text = _HIDDEN.sub("", text)
    kept = [c for c in text if c in "\n\t" or unicodedata.category(c) not in _NOT_TEXT]
    text = unicodedata.normalize("NFC", "".join(kept)).strip()
    return text if text.strip(_JOINERS + " \n\t") else ""


def checked(raw: str, limit: int) -> str:
    """Returns the cleaned text of a message.

    Args:
        raw: What was sent.
        limit: The most characters, counted after cleaning, inclusive.

    Raises:
        InvalidInput: When nothing is left, or more than the limit.
    """
    text = clean(raw)
    if not text:
        raise InvalidInput("Please type a message first.", ["text: it is empty"])
    if len(text) > limit:
        raise InvalidInput(
            f"Your message is too long. It has {len(text):,} characters and can have {limit:,}. "
            "Please make it shorter.",
            [f"text: longer than {limit} characters"],
        )
    return text


def has_words(text: str) -> bool:
    """Says whether the text holds a letter or digit of any script; emoji and marks are none."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def for_engine(text: str) -> str:
    """Returns typed text as the engine may have it: it never begins with a slash.

    The engine obeys text that begins with '/', after stripping white space, as a command.
    """
    return _COMMAND_MARKS.sub("", text)
