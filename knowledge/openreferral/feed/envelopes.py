"""Pages of a feed, out of every envelope that real feeds use.

Key names are compared by their letters alone, so that `total_items`, `totalElements` and
`totalelements` are read alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from knowledge.errors import InvalidInput

_CONTENTS = ("contents", "content", "items", "data", "results", "services", "records")
_TOTALS = ("totalitems", "totalelements", "total", "count")
_PAGES = ("totalpages", "pages")
_NUMBERS = ("pagenumber", "number", "page", "currentpage")
_FIRST, _LAST, _EMPTY = ("firstpage", "first"), ("lastpage", "last"), ("empty",)
_SERVICE_KEYS = {"id", "name"}


@dataclass(frozen=True)
class FeedPage:
    """One page as a feed sent it.

    Attributes:
        items: What is on it; not yet known to be services.
        total: How many items the feed says it has, or None.
        pages: How many pages it says it has, or None.
        number: Which page it says this is, or None.
        is_first: Whether it says that this is the first, or None.
        is_last: Whether it says that this is the last, or None.
    """

    items: list[Any]
    total: int | None = None
    pages: int | None = None
    number: int | None = None
    is_first: bool | None = None
    is_last: bool | None = None


def plain(key: str) -> str:
    """Returns the letters and digits of a key, small."""
    return re.sub(r"[^a-z0-9]", "", key.lower())


def page_of(data: Any) -> FeedPage:
    """Reads a page: an envelope, a bare list, or one service alone.

    Raises:
        InvalidInput: When nothing in it can be a list of services.
    """
    if isinstance(data, list):
        return FeedPage(data, total=len(data), pages=1, number=1, is_first=True, is_last=True)
    if not isinstance(data, dict):
        raise InvalidInput("The feed answered with neither a list nor an object.")
    keys = {plain(str(key)): value for key, value in data.items()}
    items = next((keys[name] for name in _CONTENTS if isinstance(keys.get(name), list)), None)
    total, pages = _number(keys, _TOTALS), _number(keys, _PAGES)
    if items is None and keys.keys() >= _SERVICE_KEYS:
        return FeedPage([data], total=1, pages=1, number=1, is_first=True, is_last=True)
    if items is None and (total == 0 or keys.get("empty") is True):
        items = []
    if items is None:
        raise InvalidInput("The feed answered with an object that holds no list of services.")
    return FeedPage(
        items,
        total=total,
        pages=pages,
        number=_number(keys, _NUMBERS),
        is_first=_truth(keys, _FIRST),
        is_last=_truth(keys, _LAST),
    )


def _number(keys: dict[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = keys.get(name)
        if isinstance(value, str) and value.isdecimal():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


def _truth(keys: dict[str, Any], names: tuple[str, ...]) -> bool | None:
    for name in names:
        value = keys.get(name)
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
    return None
