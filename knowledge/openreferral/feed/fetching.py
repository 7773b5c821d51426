"""Fetches a feed gently: one request at a time, a pause between them, patience with failures.

A failure is told apart by what can be done: an item that is not there is passed over, a feed that
does not answer stops the run. Nothing here writes to the database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import httpx

from knowledge.errors import InvalidInput, Unavailable
from knowledge.openreferral.feed.envelopes import FeedPage, page_of

PAGE_SIZE = 100
USER_AGENT = "Signpost/0.1 (directory of a council; reads Open Referral feeds)"

_TRIES = 5
_LONGEST_WAIT_SECONDS = 120.0
_TIMEOUT_SECONDS = 30.0
_MOST_BYTES = 64_000_000
_READ_BYTES = 65_536
_MOST_PAGES = 20_000
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_NOT_THERE = {404, 410}


class NotThere(Exception):
    """The feed answers, and has no such thing; a page of HTML with status 200 counts as this."""


class FeedSource(Protocol):
    """Where services come from: a feed on the network, or a file.

    Attributes:
        address: Where it is.
        lists_everything: Whether a service that its list does not name is gone.
    """

    address: str
    lists_everything: bool

    def pages(self, query: Mapping[str, str] | None = None) -> Iterator[FeedPage]:
        """Yields the pages of the list of services, from the first on."""
        ...

    def detail(self, name: str) -> Any:
        """Returns one service whole; raises NotThere where the source has no details."""
        ...


class GentleClient:
    """Asks for JSON.

    Args:
        client: Does the asking.
        delay_seconds: The pause before each request but the first.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        client: httpx.Client,
        delay_seconds: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._delay = delay_seconds
        self._sleep = sleep
        self._has_asked = False

    def json(self, address: str, query: Mapping[str, str] | None = None) -> Any:
        """Returns the JSON at an address.

        Tries five times, waiting longer each time or as long as the answer asks for.

        Raises:
            NotThere: When there is nothing, or a page for people instead.
            Unavailable: When it does not answer, or not with JSON.
        """
        problem = ""
        for attempt in range(_TRIES):
            if self._has_asked and not attempt:
                self._sleep(self._delay)
            self._has_asked = True
            try:
                answer = self._ask(address, query)
            except httpx.HTTPError as error:
                problem, wait = type(error).__name__, 2.0**attempt
            else:
                if answer.status_code not in _TRY_AGAIN:
                    return _read(answer)
                problem, wait = f"status {answer.status_code}", _asked_wait(answer, 2.0**attempt)
            if attempt < _TRIES - 1:
                self._sleep(min(wait, _LONGEST_WAIT_SECONDS))
        raise Unavailable(f"{address} does not answer ({problem}, {_TRIES} times).")

    def _ask(self, address: str, query: Mapping[str, str] | None) -> httpx.Response:
        """Asks once, and stops reading what unpacks to more than can be read."""
        with self._client.stream("GET", address, params=dict(query or {})) as answer:
            body = bytearray()
            for part in answer.iter_bytes(_READ_BYTES):
                body += part
                if len(body) > _MOST_BYTES:
                    raise Unavailable(f"{address} answers with more than can be read.")
        headers = [
            (name, value)
            for name, value in answer.headers.multi_items()
            if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
        ]
        return httpx.Response(
            answer.status_code, headers=headers, content=bytes(body), request=answer.request
        )


def _asked_wait(answer: httpx.Response, otherwise: float) -> float:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() else otherwise


def _read(answer: httpx.Response) -> Any:
    address = str(answer.request.url)
    if answer.status_code in _NOT_THERE:
        raise NotThere(f"there is nothing (status {answer.status_code})")
    if answer.status_code != 200:
        raise Unavailable(f"{address} refuses to answer (status {answer.status_code}).")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = answer.content.lstrip(b"\xef\xbb\xbf \r\n\t")
    if kind in {"text/html", "application/xhtml+xml"} or body[:1] == b"<":
        raise NotThere("there is a page for people and no data (a soft 404)")
    try:
        return json.loads(body)
    except ValueError:
        raise Unavailable(f"{address} answers, but not with JSON.") from None


class HttpFeed:
    """A feed on the network.

    Args:
        address: Its base address, with or without `/services` at the end.
        client: Asks gently.
    """

    def __init__(self, address: str, client: GentleClient) -> None:
        self.address = address.rstrip("/").removesuffix("/services")
        self.lists_everything = True
        self._client = client

    def pages(self, query: Mapping[str, str] | None = None) -> Iterator[FeedPage]:
        """Yields the pages of the list of services.

        Copes with feeds that count pages from 0, and with those that send the same page for ever.

        Raises:
            Unavailable: When a page cannot be fetched or the pages make no sense.
        """
        page = self.page(1, query)
        yield page
        if page.is_first is False and page.number == 1:
            # This feed counts from 0, so that was its second page.
            yield self.page(0, query)
        before = _ids(page)
        number = 1
        while not _is_end(page, number):
            number += 1
            page = self.page(number, query)
            ids = _ids(page)
            if ids and ids == before:
                raise Unavailable(f"{self.address} sends the same page again and again.")
            if number > _MOST_PAGES:
                raise Unavailable(f"{self.address} has more pages than can be.")
            before = ids
            yield page

    def page(self, number: int, query: Mapping[str, str] | None = None) -> FeedPage:
        """Returns one page of the list of services.

        Raises:
            Unavailable: When it cannot be fetched.
        """
        size = str(PAGE_SIZE)
        # Both spellings are in use; a feed ignores the one that it does not know.
        asked = {"page": str(number), "per_page": size, "perPage": size} | dict(query or {})
        try:
            return page_of(self._client.json(f"{self.address}/services", asked))
        except NotThere as error:
            raise Unavailable(f"{self.address}/services: {error}.") from None
        except InvalidInput as error:
            raise Unavailable(f"{self.address}/services: {error}") from None

    def detail(self, name: str) -> Any:
        """Returns one service whole.

        Raises:
            NotThere: When the feed has no details of it.
            Unavailable: When it does not answer.
        """
        return self._client.json(f"{self.address}/services/{quote(name, safe='')}")


def _ids(page: FeedPage) -> list[str]:
    return [str(item.get("id")) for item in page.items if isinstance(item, dict)]


def _is_end(page: FeedPage, number: int) -> bool:
    if not page.items or page.is_last is True:
        return True
    if page.pages is not None:
        return number >= page.pages
    return page.is_last is None and page.total is not None and len(page.items) >= page.total


def http_client() -> httpx.Client:
    """Returns a client that says who asks and follows redirections."""
    return httpx.Client(
        headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
        timeout=_TIMEOUT_SECONDS,
        follow_redirects=True,
    )


class FileFeed:
    """A feed in a file: one page, a list, one service, or one service a line.

    Args:
        path: The file.
        lists_everything: Whether a service that it does not name is gone; a person's word.

    Raises:
        InvalidInput: When it cannot be read as any of these.
    """

    def __init__(self, path: str | Path, *, lists_everything: bool = False) -> None:
        self.address = Path(path).name
        self.lists_everything = lists_everything
        try:
            text = Path(path).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"The file cannot be read: {error}") from None
        try:
            self._page = page_of(_parsed(text))
        except ValueError:
            raise InvalidInput(f"{self.address} holds no JSON.") from None

    def pages(self, query: Mapping[str, str] | None = None) -> Iterator[FeedPage]:  # noqa: ARG002
        """Yields the one page of the file, whatever is asked."""
        yield self._page

    def detail(self, name: str) -> Any:  # noqa: ARG002
        """Raises NotThere: a file has no details beside what it says."""
        raise NotThere("a file has no details beside what it says")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line) for line in lines]
