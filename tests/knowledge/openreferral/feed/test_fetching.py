"""Fetching: gentle, patient with failures, wary of answers that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from knowledge.errors import InvalidInput, Unavailable
from knowledge.openreferral.feed.fetching import (
    PAGE_SIZE,
    USER_AGENT,
    FileFeed,
    GentleClient,
    HttpFeed,
    NotThere,
    http_client,
)
from knowledge.openreferral.feed.probing import probe

BASE = "https://feed.invented"
Handler = Callable[[httpx.Request], httpx.Response]


class Asked:
    """A feed in memory that remembers what it was asked, and how long the asker waited."""

    def __init__(self, handler: Handler) -> None:
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return handler(request)

        client = httpx.Client(transport=httpx.MockTransport(handle))
        self.client = GentleClient(client, 0.5, self.waits.append)
        self.feed = HttpFeed(BASE, self.client)


def answers(*given: httpx.Response) -> Asked:
    left = list(given)
    return Asked(lambda _request: left.pop(0) if len(left) > 1 else left[0])


def services(*ids: Any, **envelope: Any) -> httpx.Response:
    return httpx.Response(
        200, json={"contents": [{"id": name, "name": "x"} for name in ids]} | envelope
    )


def paged(total: int, size: int = 2, first: int = 1) -> Handler:
    """A feed with so many services, so many a page, that counts pages from `first`."""

    def handle(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        start = (number - first) * size
        ids = range(max(start, 0), min(start + size, total)) if start >= 0 else []
        pages = -(-total // size)
        return services(
            *ids, total_items=total, total_pages=pages, page_number=number,
            first_page=number == first, last_page=number - first + 1 >= pages,
        )  # fmt: skip

    return handle


def test_a_pause_comes_before_each_request_but_the_first() -> None:
    asked = answers(httpx.Response(200, json={}))
    for _ in range(3):
        asked.client.json(BASE)
    assert asked.waits == [0.5, 0.5]


def test_failures_are_tried_again_later_and_later() -> None:
    failing = [httpx.Response(status) for status in (503, 500, 429)]
    asked = answers(*failing, httpx.Response(200, json={"ok": 1}))
    assert asked.client.json(BASE) == {"ok": 1}
    assert asked.waits == [1.0, 2.0, 4.0]


def test_the_wait_that_an_answer_asks_for_is_kept_within_reason() -> None:
    asked = answers(
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.Response(429, headers={"Retry-After": "99999"}),
        httpx.Response(429, headers={"Retry-After": "tomorrow"}),
        httpx.Response(200, json=[]),
    )
    asked.client.json(BASE)
    assert asked.waits == [7.0, 120.0, 4.0]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_feed_that_stays_down_is_given_up(status: int) -> None:
    asked = answers(httpx.Response(status))
    with pytest.raises(Unavailable, match=f"status {status}, 5 times"):
        asked.client.json(BASE)
    assert len(asked.requests) == 5


def test_a_connection_that_breaks_is_tried_again() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    asked = Asked(handle)
    with pytest.raises(Unavailable, match="ConnectError"):
        asked.client.json(BASE)
    assert len(asked.requests) == 5


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(410),
        httpx.Response(200, html="<!doctype html><title>Not found</title>"),
        httpx.Response(200, text="\n  <html>", headers={"content-type": "application/json"}),
    ],
)
def test_nothing_there_is_not_a_failure(answer: httpx.Response) -> None:
    asked = answers(answer)
    with pytest.raises(NotThere):
        asked.client.json(BASE)
    assert len(asked.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(401), httpx.Response(403), httpx.Response(200, text="{'a': 1}"),
     httpx.Response(200, text=""), httpx.Response(302)],
)  # fmt: skip
def test_what_no_patience_mends_stops_at_once(answer: httpx.Response) -> None:
    asked = answers(answer)
    with pytest.raises(Unavailable):
        asked.client.json(BASE)
    assert len(asked.requests) == 1


def test_it_says_who_asks() -> None:
    with http_client() as client:
        assert client.headers["user-agent"] == USER_AGENT
        assert client.follow_redirects


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("total", [0, 1, 2, 3, 7])
def test_every_service_is_seen_however_pages_are_counted(total: int, first: int) -> None:
    asked = Asked(paged(total, first=first))
    seen = [item["id"] for page in asked.feed.pages() for item in page.items]
    assert sorted(seen) == list(range(total))
    assert asked.requests[0].url.params["per_page"] == str(PAGE_SIZE)
    assert asked.requests[0].url.params["perPage"] == str(PAGE_SIZE)


def test_a_feed_that_repeats_its_page_is_stopped() -> None:
    asked = answers(services(1, 2, total_items=4, total_pages=2))
    with pytest.raises(Unavailable, match="same page again"):
        list(asked.feed.pages())


def test_a_bare_list_is_one_page() -> None:
    asked = answers(httpx.Response(200, json=[{"id": 1, "name": "x"}]))
    assert len(list(asked.feed.pages())) == 1
    assert len(asked.requests) == 1


def test_a_list_that_is_a_page_for_people_stops_the_run() -> None:
    asked = answers(httpx.Response(200, html="<html></html>"))
    with pytest.raises(Unavailable, match="soft 404"):
        list(asked.feed.pages())


def test_details_are_asked_for_by_id_safely() -> None:
    asked = answers(httpx.Response(200, json={"id": "a/b"}))
    asked.feed.detail("a/b?c")
    assert asked.requests[0].url.raw_path == b"/services/a%2Fb%3Fc"
    assert HttpFeed(f"{BASE}/v3/services/", asked.client).address == f"{BASE}/v3"


def test_filters_that_are_ignored_are_found_out() -> None:
    ignoring = answers(services(1, 2))
    assert probe(ignoring.feed).as_dict() == {"modified_after": False, "full": False}

    def obeying(request: httpx.Request) -> httpx.Response:
        if "modified_after" in request.url.params:
            return services()
        if request.url.params.get("full") == "true":
            return httpx.Response(200, json=[{"id": 1, "name": "x", "contacts": [{"id": 2}]}])
        return services(1)

    assert probe(Asked(obeying).feed).as_dict() == {"modified_after": True, "full": True}


@pytest.mark.parametrize(
    "text",
    [
        '{"contents": [{"id": 1, "name": "x"}], "total_items": 1}',
        '[{"id": 1, "name": "x"}]',
        '{"id": 1, "name": "x"}',
        '{"id": 1, "name": "x"}\n\n{"id": 2, "name": "y"}\n',
        '\ufeff[{"id": 1, "name": "x"}]',
    ],
)
def test_files_of_every_shape(tmp_path: Path, text: str) -> None:
    (tmp_path / "feed.json").write_text(text, "utf-8")
    feed = FileFeed(tmp_path / "feed.json")
    (page,) = feed.pages()
    assert page.items[0] == {"id": 1, "name": "x"}
    assert feed.address == "feed.json"
    with pytest.raises(NotThere):
        feed.detail("1")


@pytest.mark.parametrize("text", ["", "no json", "7", '{"a": 1}', '{"id": 1}\nbroken'])
def test_files_that_are_no_feed(tmp_path: Path, text: str) -> None:
    (tmp_path / "feed.json").write_text(text, "utf-8")
    with pytest.raises(InvalidInput):
        FileFeed(tmp_path / "feed.json")
    with pytest.raises(InvalidInput, match="cannot be read"):
        FileFeed(tmp_path / "nothing.json")


def test_what_json_cannot_hold_is_told_from_what_it_can(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput):
        FileFeed(tmp_path / "bytes.json")
    assert json.loads("[]") == []
