"""Fetches grants from an address: a package, or the 360Giving API page by page.

Gentle: one request at a time with a pause between pages, and it waits as long as the other side
asks it to. It stays on the host that it was given.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from knowledge.errors import InvalidInput, Unavailable
from knowledge.grants.reading import GrantFile, package_of, parse_json
from knowledge.spreadsheets.comma_files import decoded
from knowledge.web import Answer, PublicWeb

PAUSE_SECONDS = 1.0
"""How long it rests between two pages."""

MOST_PAGES = 2000
MOST_TRIES = 4
LONGEST_WAIT_SECONDS = 120.0

_BUSY = frozenset((429, 500, 502, 503, 504))


def fetch_grants(
    web: PublicWeb,
    url: str,
    *,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = lambda _line: None,
) -> GrantFile:
    """Fetches all pages of an address.

    Args:
        web: Fetches from the public web.
        url: A package in JSON, or a list of the 360Giving API.
        sleep: Waits that many seconds.
        say: Is told of each page after the first.

    Raises:
        NotPublic: When the address is not on the public web.
        Unavailable: When it does not answer; nothing was taken then.
        InvalidInput: When what it answers are no grants, or its pages lead elsewhere or never end.
    """
    found: GrantFile | None = None
    page: str | None = url
    seen: set[str] = set()
    while page is not None:
        if page in seen or len(seen) >= MOST_PAGES:
            raise InvalidInput(f"The pages of {url} never end.")
        seen.add(page)
        data = _page(web, page, sleep)
        part = package_of(data, page)
        if found is None:
            found = part
            found.name = url
        else:
            _append(found, part)
            say(f"{len(found.grants):,} grants so far")
        page = _next(data, page)
        if page is not None:
            sleep(PAUSE_SECONDS)
    if found is None:
        raise InvalidInput(f"{url} holds no grants.")
    return found


def _append(found: GrantFile, part: GrantFile) -> None:
    before = len(found.grants)
    for item in part.grants:
        item.number += before
        found.grants.append(item)


def _next(data: Any, page: str) -> str | None:
    target = data.get("next") if isinstance(data, dict) else None
    if not isinstance(target, str) or not target:
        return None
    url = urljoin(page, target)
    if urlsplit(url).hostname != urlsplit(page).hostname:
        raise InvalidInput(f"{page} says that its next page is on another host, {url}.")
    return url


def _page(web: PublicWeb, url: str, sleep: Callable[[float], None]) -> Any:
    for attempt in range(1, MOST_TRIES + 1):
        answer = web.get(url, headers={"Accept": "application/json"})
        if answer.status not in _BUSY or attempt == MOST_TRIES:
            break
        sleep(_wait(answer, attempt))
    if answer.status != 200:
        raise Unavailable(f"{url} answers with status {answer.status}.")
    return parse_json(decoded(answer.body, url), url)


def _wait(answer: Answer, attempt: int) -> float:
    asked = answer.headers.get("retry-after", "")
    seconds = float(asked) if asked.isdigit() else 2.0**attempt
    return min(seconds, LONGEST_WAIT_SECONDS)
