"""The page without a script, as a browser's forms use it, and what every page must have."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from bot.conversations.views import ConversationStatus
from bot.pages.standing import catalogue, standing_words
from bot.pages.widget import TEXTS_FOLDER
from knowledge.replies import Card, Choice, Reply
from tests.bot.conftest import BASE, CARD, Bench, StandInEngine

PAGES = ["/", "/privacy", "/accessibility", "/chat/delete", "/chat/start-again", "/deleted"]


async def _say(bench: Bench, **form: str) -> httpx.Response:
    return await bench.client.post("/chat", data=form, follow_redirects=True)


def _buttons(page: httpx.Response, name: str) -> dict[str, str]:
    found = re.findall(rf'<button name="{name}" value="([^"]+)"[^>]*>([^<]+)</button>', page.text)
    return {label: value for value, label in found}


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_what_must_always_be_there(bench: Bench, path: str) -> None:
    page = await bench.client.get(path)
    assert page.status_code == 200
    assert '<html lang="en-GB">' in page.text
    assert page.text.count("<h1") == 1
    assert page.text.count("<main") == 1
    assert 'value="talk_to_person"' in page.text
    assert 'href="/privacy"' in page.text
    assert 'href="/accessibility"' in page.text
    assert 'href="tel:999"' in page.text
    assert 'href="tel:116123"' in page.text
    assert "9 Newarke Street" in page.text
    titles = [(await bench.client.get(other)).text.split("<title>")[1] for other in PAGES]
    assert len(set(titles)) == len(PAGES)


@pytest.mark.parametrize("path", [*PAGES, "/nothing"])
async def test_nothing_inline_and_nothing_from_elsewhere(bench: Bench, path: str) -> None:
    page = await bench.client.get(path)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page.text)
    sources = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page.text)
    assert sources
    for source in sources:
        assert source.startswith("/")
        assert (await bench.client.get(source)).status_code == 200


async def test_looking_at_the_page_keeps_nothing(bench: Bench) -> None:
    page = await bench.client.get("/")
    assert "automated service" in page.text
    assert "set-cookie" not in page.headers
    assert bench.rows("SELECT count(*) FROM conversation") == [(0,)]


async def test_a_whole_conversation_without_a_script(bench: Bench) -> None:
    bench.engine.replies = [Reply("A fund.", [CARD], [Choice("Tell me more", "/more")])]
    first = await bench.client.post("/chat", data={"text": "a <b>roof</b>"})
    assert first.status_code == 303
    assert first.headers["location"] == "/#m-2"
    page = await bench.client.get("/")
    for words in (
        "automated service", "a &lt;b&gt;roof&lt;/b&gt;", "A fund. (a &lt;b&gt;", CARD.title,
        "Up to £5,000", 'href="https://example.org/fund"', "The funder&#39;s website",
        "Dated 2026-10", 'id="m-2"',
    ):  # fmt: skip
        assert words in page.text
    page = await _say(bench, choice=_buttons(page, "choice")["Tell me more"])
    assert bench.engine.asked[-1][1] == "/more"
    assert "A fund. (/more)" in page.text
    assert page.text.index("a &lt;b&gt;roof") < page.text.index("A fund. (/more)")
    assert bench.rows("SELECT count(*) FROM conversation") == [(1,)]


async def test_a_very_long_chat_shows_its_end(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pages.visit.MOST_SHOWN", 3)
    await _say(bench, text="one")
    page = await _say(bench, text="two")
    assert "An answer. (two)" in page.text
    assert "An answer. (one)" in page.text
    assert "automated service" not in page.text.partition("<main")[2].partition("</main")[0]
    assert "Only the last messages" in page.text


async def test_a_start_opens_the_conversation(bench: Bench) -> None:
    starts = _buttons(await bench.client.get("/"), "start")
    assert len(starts) == 7
    await _say(bench, start=starts["Find volunteering"])
    assert bench.engine.asked[-1][1] == "/find_volunteering"
    await _say(bench, start="talk_to_person")
    assert "Ask for a call back" in (await bench.client.get("/")).text
    assert bench.engine.asked[-1][1] == "/find_volunteering"
    assert len({sender for sender, _ in bench.engine.asked}) == 1


async def test_a_start_of_ones_own_is_not_obeyed(bench: Bench) -> None:
    page = await bench.client.post("/chat", data={"start": "restart"})
    assert page.status_code == 422
    assert bench.engine.asked == []


async def test_the_cookie_is_strict(bench: Bench) -> None:
    answer = await bench.client.post("/chat", data={"text": "hello"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("signpost_chat=")
    for words in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert words in cookie
    assert "Secure" not in cookie
    assert "max-age" not in cookie.lower()
    assert "expires" not in cookie.lower()
    bench.client.cookies.clear()
    secure = await bench.client.post(
        BASE.replace("http:", "https:") + "/chat", data={"text": "hello"}
    )
    assert "Secure" in secure.headers["set-cookie"]


@pytest.mark.parametrize("cookie", ["nonsense", "a.b", "0" * 36 + "." + "x" * 43, "é"])
async def test_a_nonsense_cookie_starts_anew(bench: Bench, cookie: str) -> None:
    headers = [(b"cookie", b"signpost_chat=" + cookie.encode())]
    page = await bench.client.get("/", headers=headers)
    assert page.status_code == 200
    assert "automated service" in page.text
    answer = await bench.client.post("/chat", data={"text": "hello"}, headers=headers)
    assert answer.status_code == 303
    assert "signpost_chat=" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("text", "words"), [("", "type a message"), (" \n", "type a message"), ("a" * 1001, "too long")]
)
async def test_what_was_wrong_is_said_at_the_field_and_the_text_is_kept(
    bench: Bench, text: str, words: str
) -> None:
    page = await bench.client.post("/chat", data={"text": text})
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert re.search(
        rf'id="wrong"[^>]*role="alert"><strong>Error:</strong> [^<]*{words}', page.text
    )
    assert 'aria-describedby="hint wrong count" aria-invalid="true"' in page.text
    assert text.strip() in page.text
    assert "set-cookie" not in page.headers
    assert bench.rows("SELECT count(*) FROM conversation") == [(0,)]


async def test_too_fast_keeps_the_text(make_bench: Any) -> None:
    bench: Bench = await make_bench(RATE_MESSAGES_PER_MINUTE=1)
    await _say(bench, text="one")
    page = await bench.client.post("/chat", data={"text": "my second question"})
    assert page.status_code == 429
    assert page.headers["retry-after"]
    assert "my second question</textarea>" in page.text


async def test_a_failed_engine_is_shown_with_try_again(bench: Bench) -> None:
    bench.engine.fails = True
    page = await _say(bench, text="grants for a roof")
    assert "could not look that up" in page.text
    bench.engine.fails = False
    page = await _say(bench, choice=_buttons(page, "choice")["Try again"])
    assert "An answer. (grants for a roof)" in page.text


async def test_deleting_and_starting_again(bench: Bench) -> None:
    await _say(bench, text="hello")
    asked = (await bench.client.get("/chat/delete")).text
    assert 'action="/chat/delete"' in asked
    assert 'href="/chat/transcript"' in asked
    page = await bench.client.post("/chat/delete", follow_redirects=True)
    assert "Your chat is deleted" in page.text
    assert bench.rows("SELECT count(*) FROM message") == [(0,)]
    assert "hello" not in (await bench.client.get("/")).text
    assert "no chat to delete" in (await bench.client.get("/chat/delete")).text
    await _say(bench, text="hello")
    page = await bench.client.post("/chat/start-again", follow_redirects=True)
    assert page.url.path == "/"
    assert bench.rows("SELECT count(*) FROM conversation") == [(0,)]


async def test_the_script_gets_html_and_the_error_shape(bench: Bench) -> None:
    json_please = {"Accept": "application/json"}
    answer = await bench.client.post("/chat", data={"text": "<i>"}, headers=json_please)
    mine, reply = answer.json()["messages"]
    assert (mine["from"], reply["from"]) == ("resident", "assistant")
    assert "&lt;i&gt;" in mine["html"]
    refused = await bench.client.post("/chat", data={"text": ""}, headers=json_please)
    assert refused.status_code == 422
    assert refused.json()["error"] == "Please type a message first."


async def test_the_scripts_stream_needs_a_chat(bench: Bench) -> None:
    assert (await bench.client.get("/chat/events")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {
            "content": b"\xff\xfe=&&&",
            "headers": {"content-type": "application/x-www-form-urlencoded"},
        },
        {"content": b"text=hello", "headers": {"content-type": "text/plain"}},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=y"}},
        {"content": b"{}", "headers": {"content-type": "multipart/form-data"}},
        {"files": {"text": ("a.txt", b"hello")}},
        {"data": {str(number): "x" for number in range(50)}},
        {"data": {"text": "a" * 17000}},
        {"data": {"choice": "\x00é"}},
    ],
    ids=range(8),
)
async def test_forms_that_are_none(bench: Bench, body: dict[str, Any]) -> None:
    page = await bench.client.post("/chat", **body)
    assert page.status_code in {400, 413, 422}
    assert "text/html" in page.headers["content-type"]
    assert bench.engine.asked == []


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/chat/helped", 405), ("/%00", 404)]
)
async def test_errors_outside_the_interface_are_pages(bench: Bench, path: str, status: int) -> None:
    page = await bench.client.get(path)
    assert page.status_code == status
    assert "Ask a person" in page.text
    assert "Traceback" not in page.text


async def test_an_address_of_a_card_cannot_break_out(make_bench: Any) -> None:
    card = Card("x", '"><script>', "<img src=x onerror=y>", ["<b>"], 'https://e.org/"><i>', "<u>")
    bench: Bench = await make_bench(StandInEngine([Reply("<h1>", [card])]))
    page = await _say(bench, text="hello")
    assert not re.search(r"<(script>|img src=x|b>|i>|u>)", page.text)
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize(
    ("state", "values", "words"),
    [
        ("waiting", {"place": 2}, "You are number 2 in the queue"),
        ("waiting", {}, "Waiting for an adviser. You can go on typing"),
        ("with_adviser", {"adviser": "Asha"}, "You are talking with Asha."),
        ("with_adviser", {}, "You are talking with an adviser."),
        ("with_adviser", {"adviser": "Asha", "is_typing": True}, "Asha is typing"),
        ("with_adviser", {"is_typing": True}, "The adviser is typing"),
        ("callback_booked", {}, "will call you back"),
        ("given_back", {}, "automated assistant again"),
        ("closed", {}, "You can go on asking here."),
        ("with_assistant", {}, ""),
        ("offered", {}, ""),
    ],
)
def test_where_a_chat_stands_is_said_in_words(
    state: Any, values: dict[str, Any], words: str
) -> None:
    status = ConversationStatus(
        **{"state": state, "place": None, "adviser": None, "is_typing": False} | values
    )
    said = standing_words(catalogue(TEXTS_FOLDER), status)
    assert words in said
    assert bool(said) is bool(words)


async def test_the_page_says_where_the_chat_stands(bench: Bench) -> None:
    await _say(bench, text="a roof")
    told = ConversationStatus(state="waiting", place=3, adviser=None, is_typing=False)
    reception = bench.app.state.conversations.reception
    object.__setattr__(reception, "status", lambda *_: told)
    page = await bench.client.get("/chat")
    assert re.search(r'id="status"[^>]*>Waiting for an adviser\. You are number 3', page.text)
    assert "Look for new messages" in page.text
    assert (await bench.client.post("/chat/typing")).status_code == 204
    bench.client.cookies.clear()
    assert (await bench.client.post("/chat/typing")).status_code == 404


async def test_a_message_in_another_language_is_marked_with_it(bench: Bench) -> None:
    bench.engine.replies = [Reply("Dzień dobry.", language="pl")]
    page = await _say(bench, text="dzień dobry")
    assert re.search(r'<div class="words" lang="pl" dir="auto">\s*<p>Dzień dobry', page.text)
    bench.engine.replies = [Reply("Hello.")]
    page = await _say(bench, text="hello")
    assert page.text.count('lang="pl"') == 1
