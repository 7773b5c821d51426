"""Headers of every answer, and who may ask from a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.access_log import shown_path
from bot.headers import SECURITY_HEADERS
from tests.bot.conftest import BASE, Bench

FRIEND = "https://www.friend.example"


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/api/nothing", "/healthz", "/theme.css", "/static/nothing"]
)
async def test_every_answer_has_the_headers(bench: Bench, path: str) -> None:
    answer = await bench.client.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "access-control-allow-origin" not in answer.headers


async def test_only_files_that_never_change_are_cached(bench: Bench) -> None:
    page = await bench.client.get("/")
    assert page.headers["cache-control"] == "no-store"
    for address in re.findall(r'"(/(?:static/|theme)[^"]+)"', page.text):
        answer = await bench.client.get(address)
        assert "immutable" in answer.headers["cache-control"]
    assert (await bench.client.get("/static/nothing")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "is_refused"),
    [
        ({}, False),
        ({"Origin": BASE}, False),
        ({"Origin": BASE.replace("http:", "https:")}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Origin": "null"}, True),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": f"{BASE}.evil.example"}, True),
        ({"Origin": FRIEND}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, False),
    ],
)
async def test_other_websites_change_nothing(
    bench: Bench, headers: dict[str, str], is_refused: bool
) -> None:
    page = await bench.client.post("/chat", data={"text": "hello"}, headers=headers)
    assert page.status_code == (403 if is_refused else 303)
    for path in ("/chat/delete", "/chat/start-again"):
        ended = await bench.client.post(path, headers=headers)
        assert ended.status_code == (403 if is_refused else 303)
    opened = await bench.client.post("/api/conversations", headers=headers)
    assert opened.status_code == (403 if is_refused else 201)
    assert "access-control-allow-origin" not in opened.headers


async def test_a_named_website_may_use_the_interface_and_not_the_page(make_bench: Any) -> None:
    bench: Bench = await make_bench(ALLOWED_ORIGINS=FRIEND)
    friend = {"Origin": FRIEND}
    opened = await bench.client.post("/api/conversations", headers=friend)
    assert opened.status_code == 201
    assert opened.headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-credentials" not in opened.headers
    asks = friend | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    assert (await bench.client.options("/api/conversations", headers=asks)).status_code == 200
    wrong = await bench.client.get("/api/conversations/x/messages", headers=friend)
    assert wrong.headers["access-control-allow-origin"] == FRIEND
    assert (await bench.client.post("/chat", headers=friend)).status_code == 403
    stranger = {"Origin": "https://evil.example"}
    assert (await bench.client.post("/api/conversations", headers=stranger)).status_code == 403


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/api/conversations", "/api/conversations"),
        ("/api/conversations/0f-1/messages", "/api/conversations/{id}/messages"),
        ("/api/conversations/My Name/x", "/api/conversations/{id}/x"),
        ("/My Secret", "(other)"),
    ],
)
def test_the_log_shows_no_ids(path: str, shown: str) -> None:
    assert shown_path(path) == shown


async def test_the_log_shows_no_words_and_no_token(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="signpost")
    talk = await bench.open()
    bench.engine.fails = True
    await talk.send(text="a very private matter")
    await bench.client.get(f"{talk.address}/messages?after=private", headers=talk.headers)
    logged = "\n".join(
        record.getMessage() for record in caplog.records if "signpost" in record.name
    )
    assert "POST /api/conversations/{id}/messages 200" in logged
    for secret in ("private", talk.token, talk.id, "192.0.2.1"):
        assert secret not in logged


@pytest.mark.parametrize("referer", ["http://[", "https://[evil", "", "nonsense", "about:blank"])
async def test_a_page_before_that_has_no_address_is_nobodys(bench: Bench, referer: str) -> None:
    code = "x" * 43
    answer = await bench.client.get(f"/chat/open?code={code}", headers={"Referer": referer})
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
