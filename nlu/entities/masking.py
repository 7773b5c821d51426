"""A text with what was found in it replaced by words for its kind.

'grants in Melton' and 'grants in Hinckley' are then the same words to whoever counts words, so an
intent is not learned from the places that its examples happen to name.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlu.entities.found import Found

_KINDS = ("place", "elsewhere", "postcode", "age", "amount", "date")


def masked(text: str, found: Iterable[Found]) -> str:
    """Returns the text with places, postcodes, ages, money and dates as `xplacex` and so on.

    Args:
        text: As typed.
        found: What is in it. Organisations stay: their names say what they do.
    """
    result, last = [], 0
    for one in sorted(found, key=_order):
        if one.kind in _KINDS and one.start >= last:
            result += [text[last : one.start], f" x{one.kind}x "]
            last = one.end
    return " ".join("".join([*result, text[last:]]).split())


def _order(one: Found) -> tuple[int, int, bool]:
    return one.start, -one.end, one.kind != "elsewhere"
