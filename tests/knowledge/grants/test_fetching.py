"""Grants from an address: page by page, gently, never from elsewhere, and all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from knowledge.errors import InvalidInput, SignpostError, Unavailable
from knowledge.grants.fetching import MOST_TRIES, PAUSE_SECONDS, fetch_grants
from knowledge.grants.reading import GrantFile
from knowledge.web import NotPublic, PublicWeb
from tests.knowledge.grants.making import make_grant

URL = "https://api.invented.example/org/X/grants_made/"
Pages = dict[str, Any]


class Fetched:
    """What was asked and how long was waited."""

    def __init__(self, answers: Callable[[httpx.Request], httpx.Response]) -> None:
        self.asked: list[httpx.Request] = []
        self.waited: list[float] = []
        self._answers = answers

    def fetch(self, url: str = URL, address: str = "93.184.215.14") -> GrantFile:
        def answer(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return self._answers(request)

        transport = httpx.MockTransport(answer)
        with PublicWeb("test", resolver=lambda *_: [address], transport=transport) as web:
            return fetch_grants(web, url, sleep=self.waited.append)


def pages(*found: Any) -> Fetched:
    """Answers each request with the next page; the last one again and again."""
    rest: Iterator[Any] = iter(found)
    kept = [found[-1]]

    def answer(_: httpx.Request) -> httpx.Response:
        page = next(rest, kept[0])
        if isinstance(page, httpx.Response):
            return page
        return httpx.Response(200, text=page if isinstance(page, str) else json.dumps(page))

    return Fetched(answer)


def api_page(*numbers: int, after: str | None = None) -> dict[str, Any]:
    results = [{"grant_id": "x", "data": make_grant(number)} for number in numbers]
    return {"count": 3, "next": after, "results": results}


def test_the_pages_of_the_api() -> None:
    fetched = pages(api_page(1, 2, after=f"{URL}?offset=2"), api_page(3))
    file = fetched.fetch()
    assert [item.grant["id"] for item in file.grants] == [f"360G-invented-{n}" for n in (1, 2, 3)]
    assert [item.number for item in file.grants] == [1, 2, 3]
    assert file.name == URL
    assert all(request.headers["Accept"] == "application/json" for request in fetched.asked)
    assert fetched.waited == [PAUSE_SECONDS]


def test_a_package_at_an_address() -> None:
    document = {"publisher": {"name": "X"}, "license": "https://l", "grants": [make_grant()]}
    file = pages(document).fetch()
    assert (file.publisher, file.licence, len(file.grants)) == ("X", "https://l", 1)


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    busy = httpx.Response(429, headers={"Retry-After": "7"})
    down = httpx.Response(503)
    fetched = pages(busy, down, api_page(1))
    assert len(fetched.fetch().grants) == 1
    assert fetched.waited == [7.0, 4.0]


@pytest.mark.parametrize(
    ("found", "kind", "said"),
    [
        ([httpx.Response(404)], Unavailable, "answers with status 404"),
        ([httpx.Response(503)] * MOST_TRIES, Unavailable, "answers with status 503"),
        (["<html>"], InvalidInput, "is not JSON"),
        ([{"detail": "no"}], InvalidInput, "no package of grants"),
        ([api_page(1, after=URL)], InvalidInput, "never end"),
        ([api_page(1, after="https://other.example/")], InvalidInput, "another host"),
    ],
)
def test_what_goes_wrong_is_said(found: list[Any], kind: type[SignpostError], said: str) -> None:
    with pytest.raises(kind, match=said):
        pages(*found).fetch()


def test_addresses_within_are_never_asked() -> None:
    fetched = pages(api_page(1))
    with pytest.raises(NotPublic):
        fetched.fetch(address="10.0.0.1")
    assert fetched.asked == []
