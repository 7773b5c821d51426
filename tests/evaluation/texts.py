"""How texts are compared: case, spaces, quotation marks and dashes make no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def plain(text: str) -> str:
    """Returns `text` in lower case, with single spaces and straight quotation marks."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_STRAIGHT).lower().split())


def bare(text: str) -> str:
    """Returns the words of `text` alone, in lower case: what makes two questions the same one."""
    return " ".join(re.sub(r"[^\w\s]", " ", plain(text).replace("'", "")).split())


def says(text: str, wanted: str) -> bool:
    """Tells whether `text` holds `wanted` as whole words; 16 is not in 1,600 or 2016."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(plain(wanted))}(?!\w)(?![.,]\d)"
    return re.search(pattern, plain(text)) is not None


def missing(text: str, groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Returns the groups of which `text` says not one word; none when it says all that it must."""
    return [list(group) for group in groups if not any(says(text, word) for word in group)]
