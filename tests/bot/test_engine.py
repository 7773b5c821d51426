"""The engine's client: everything that can come back, good and bad, over a stand-in transport."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.engine import RasaEngine, read_replies
from knowledge.errors import Unavailable
from knowledge.replies import Choice

CARD = {
    "kind": "fund",
    "title": "A fund",
    "summary": "Money.",
    "details": ["Up to £5"],
    "url": "https://example.org",
    "source": "Its website",
    "checked": "2026-10",
}


def _engine(answer: Any) -> RasaEngine:
    def handle(request: httpx.Request) -> httpx.Response:
        result = answer(request) if callable(answer) else answer
        assert isinstance(result, httpx.Response)
        return result

    return RasaEngine("http://engine.test", httpx.MockTransport(handle))


async def test_it_sends_what_the_rest_channel_takes() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=[{"recipient_id": "x", "text": "Hi."}])

    replies = await _engine(handle).ask("x", "hello", 1)
    assert [reply.text for reply in replies] == ["Hi."]
    assert str(seen[0].url) == "http://engine.test/webhooks/rest/webhook"
    assert json.loads(seen[0].content) == {"sender": "x", "message": "hello", "metadata": {}}


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json=None),
        httpx.Response(200, json=[{}]),
        httpx.Response(200, json=["text"]),
        httpx.Response(200, json=[{"text": ""}, {"text": " \n "}, {"custom": {}}]),
        httpx.Response(200, json=[{"text": 5}]),
        httpx.Response(200, json=[{"custom": {"text": "", "cards": [CARD]}}]),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(200, text='[{"text": "' + "a" * 1_000_001 + '"}]'),
        httpx.Response(500, json=[{"text": "x"}]),
        httpx.Response(404, json={}),
        httpx.Response(302, headers={"location": "http://elsewhere.test"}),
    ],
)
async def test_anything_but_a_reply_is_unavailable(answer: httpx.Response) -> None:
    with pytest.raises(Unavailable):
        await _engine(answer).ask("x", "hello", 1)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no"), httpx.ReadTimeout("no"), httpx.RemoteProtocolError("no")]
)
async def test_a_broken_connection_is_unavailable(error: Exception) -> None:
    def handle(_request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(Unavailable):
        await _engine(handle).ask("x", "hello", 1)
    assert await _engine(handle).is_alive() is False


async def test_a_slow_drip_is_cut_off_as_a_whole() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        while not reader.at_eof():
            writer.write(b" ")
            await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = RasaEngine(f"http://127.0.0.1:{port}")
    began = asyncio.get_running_loop().time()
    with pytest.raises(Unavailable):
        await engine.ask("x", "hello", 0.3)
    assert asyncio.get_running_loop().time() - began < 1
    await engine.aclose()
    await asyncio.sleep(0.1)
    server.close()


async def test_a_refused_connection_is_unavailable() -> None:
    engine = RasaEngine("http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        await engine.ask("x", "hello", 1)
    await engine.aclose()


async def test_it_is_alive_when_its_door_answers() -> None:
    assert await _engine(httpx.Response(200, json={"status": "ok"})).is_alive() is True
    assert await _engine(httpx.Response(503)).is_alive() is False


def test_replies_of_every_kind_in_order() -> None:
    replies = read_replies(
        [
            {"text": "One.", "buttons": [{"title": "Go", "payload": "/go", "extra": 1}]},
            {"image": "http://example.org/x.png"},
            {
                "custom": {
                    "text": "Two.",
                    "cards": [CARD],
                    "choices": [{"label": "A", "payload": "/a"}],
                }
            },
        ]
    )
    assert [reply.text for reply in replies] == ["One.", "Two."]
    assert replies[0].choices == [Choice("Go", "/go")]
    assert replies[1].cards[0].details == ["Up to £5"]
    assert replies[1].choices == [Choice("A", "/a")]


def test_junk_beside_a_reply_is_left_out() -> None:
    replies = read_replies(
        [{"custom": {"text": "Good.", "html": "<b>", "cards": [CARD | {"onclick": "x"}]}}, 7, None]
    )
    assert len(replies) == 1
    assert not hasattr(replies[0].cards[0], "onclick")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/x", "", None, 5])
def test_only_web_addresses_stay_on_a_card(url: Any) -> None:
    (reply,) = read_replies([{"custom": {"text": "x", "cards": [CARD | {"url": url}]}}])
    assert reply.cards[0].url is None


@pytest.mark.parametrize("cards", ["no list", [7, CARD, {"title": "half"}, None], {"a": 1}])
def test_a_bad_card_does_not_cost_the_answer(cards: Any) -> None:
    (reply,) = read_replies([{"custom": {"text": "x", "cards": cards, "choices": [{}]}}])
    assert (reply.text, reply.choices) == ("x", [])
    assert [card.title for card in reply.cards] == (["A fund"] if isinstance(cards, list) else [])


def test_hidden_characters_do_not_come_through() -> None:
    (reply,) = read_replies([{"text": "a\u202eb\x00c"}])
    assert reply.text == "abc"


def test_there_is_an_end_to_replies_and_choices() -> None:
    buttons = [{"title": str(number), "payload": "/x"} for number in range(50)]
    replies = read_replies([{"text": "x", "buttons": buttons}] * 50)
    assert len(replies) == 10
    assert len(replies[0].choices) == 12


@pytest.mark.parametrize(
    ("said", "kept"), [("unsure", "unsure"), ("certain", ""), (5, ""), (None, "")]
)
def test_how_sure_an_answer_is_must_be_a_word_that_is_known(said: object, kept: str) -> None:
    [reply] = read_replies([{"custom": {"text": "Sorry.", "sureness": said}}])
    assert reply.sureness == kept


def test_a_choice_that_leads_to_a_person_says_why() -> None:
    person = {"label": "Talk to a person", "payload": "/talk_to_person"}
    other = {"label": "More", "payload": "/more"}
    item = {"custom": {"text": "Sorry.", "choices": [person, other], "why": "unsure"}}
    [reply] = read_replies([item])
    assert [choice.payload for choice in reply.choices] == ["handoff:offer:unsure", "/more"]
    [reply] = read_replies([{"custom": {"text": "Sorry.", "choices": [person], "why": 5}}])
    assert reply.choices[0].payload == "/talk_to_person"
