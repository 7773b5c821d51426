"""Talks with the public interface as its contract has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.evaluation.doors import Door, Doors
from tests.evaluation.expectations import CrisisLine, Dialogue, Expected, Question, Turn
from tests.evaluation.interface import NotReachable, open_conversation
from tests.evaluation.judge import Judge, Outcome, Shown
from tests.evaluation.playing import Player
from tests.evaluation.records import Records

CARD = {"kind": "guidance", "title": "A question", "summary": "", "details": []}
CHOICE = {"id": "c1", "label": "The other question"}


def message(sender: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": "1", "from": sender, "text": text, "cards": [], "choices": [], **more}


class Desk:
    """A stand-in for the public interface that remembers what it was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.deleted = 0
        self.refusals: list[Response] = []

    async def open(self, request: Request) -> Response:
        if self.refusals:
            return self.refusals.pop()
        return JSONResponse({"id": "a", "token": "t", "messages": []}, 201)

    async def messages(self, request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer t"
        body = await request.json()
        self.sent.append(body)
        if body.get("text") == "too long":
            return JSONResponse({"ok": False, "error": "That is too long."}, 422)
        if body.get("text") == "break":
            return JSONResponse({}, 500)
        said = [
            message("resident", body.get("text", "")),
            message("assistant", "One.", cards=[CARD]),
            message("assistant", "Two.", choices=[CHOICE]),
        ]
        return JSONResponse({"messages": said})

    async def delete(self, request: Request) -> Response:
        self.deleted += 1
        return Response(status_code=204)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(
        routes=[
            Route("/api/conversations", desk.open, methods=["POST"]),
            Route("/api/conversations/{id}/messages", desk.messages, methods=["POST"]),
            Route("/api/conversations/{id}", desk.delete, methods=["DELETE"]),
        ]
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as made:
        yield made


async def test_all_messages_of_a_turn_are_one_answer(client: httpx.AsyncClient) -> None:
    conversation = await open_conversation(client)
    answer = await conversation.say("hello")
    assert answer.text == "One.\n\nTwo."
    assert answer.cards == (Shown("guidance", "A question"),)
    assert answer.choices == ("The other question",)


async def test_a_choice_is_taken_by_its_label(client: httpx.AsyncClient, desk: Desk) -> None:
    conversation = await open_conversation(client)
    await conversation.say("hello")
    await conversation.choose("other")
    assert desk.sent[-1] == {"choice": "c1"}
    assert (await conversation.choose("no such label")).broken is not None


async def test_a_polite_refusal_is_what_was_said(client: httpx.AsyncClient) -> None:
    conversation = await open_conversation(client)
    assert (await conversation.say("too long")).text == "That is too long."
    assert (await conversation.say("break")).broken == "status 500"


async def test_a_short_wait_is_waited_and_a_long_one_told(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("tests.evaluation.interface.asyncio.sleep", sleep)
    desk.refusals = [Response(status_code=429, headers={"Retry-After": "7"})]
    await open_conversation(client)
    assert waited == [7.0]
    desk.refusals = [Response(status_code=429, headers={"Retry-After": "3000"})]
    with pytest.raises(NotReachable, match="RATE_CONVERSATIONS_PER_HOUR"):
        await open_conversation(client)


async def test_everything_is_played_in_order_and_deleted(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    judge = Judge(Records({}, {}), Doors({"thanks": Door((("two",),))}, {"x": Door((("one",),))}))
    player = Player(client, judge, at_once=2)
    questions = [
        Question(
            number, "some", f"question {number}", "plain", False, Expected(must_say=(("one",),))
        )
        for number in (1, 2, 3)
    ]
    played = await player.questions(questions)
    assert [item.question.number for item in played] == [1, 2, 3]
    assert all(item.verdict.is_right for item in played)
    crisis = await player.crisis([CrisisLine("help", ("x",))])
    assert crisis[0].verdict.is_right
    assert desk.deleted == 4


async def test_a_dialogue_ends_at_its_first_fault(client: httpx.AsyncClient, desk: Desk) -> None:
    judge = Judge(Records({}, {}), Doors({}, {}))
    turns = (
        Turn("hello", None, Expected(answered=True)),
        Turn(None, "other", Expected(must_say=(("three",),))),
        Turn("never said", None, Expected(answered=True)),
    )
    played = await Player(client, judge, 1).dialogues([Dialogue("file", "name", turns)])
    assert played[0].verdict.outcome is Outcome.WRONG
    assert played[0].verdict.why == "step 2: lacks three"
    assert [said for said, _ in played[0].transcript] == ["hello", "[other]"]
    assert {"text": "never said"} not in desk.sent
