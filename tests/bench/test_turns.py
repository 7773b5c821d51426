"""The benchmark of whole turns: what is said is always the same, and its figures are right."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from bot.conversations.words import TRY_AGAIN
from tests.bench.turns_load import Measured, measure
from tests.bench.turns_report import tell
from tests.bench.turns_speakers import SignpostSpeaker, StarterSpeaker
from tests.bench.turns_talk import TURNS, our_talk, starter_talk

ASKS = ["where can i dance", "how do i start a choir", "who mends kettles"]
PLACES = ["Inventon", "Inventby"]


def test_each_resident_always_says_the_same_and_not_what_the_next_says() -> None:
    talk = our_talk(ASKS, PLACES)
    assert talk(3) == our_talk(ASKS, PLACES)(3)
    assert len({tuple(talk(number)) for number in range(20)}) > 15
    assert all(len(talk(number)) == TURNS and all(talk(number)) for number in range(20))


def test_nobody_begins_with_words_that_lean_on_an_answer() -> None:
    talk = our_talk(["where can i dance"], PLACES)
    assert all(" " in talk(number)[0] for number in range(50))
    assert "ok thanks" not in {talk(number)[0] for number in range(200)}
    assert "ok thanks" in {line for number in range(200) for line in talk(number)}


def test_the_starter_bot_hears_its_own_examples(tmp_path: Path) -> None:
    names = ("greet", "mood_unhappy", "affirm", "goodbye")
    parts = [
        f"- intent: {name}\n  examples: |\n    - {name} one\n    - {name} two" for name in names
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("nlu:\n" + "\n".join(parts), "utf-8")
    said = starter_talk(tmp_path)(0)
    assert [line.rsplit(" ", 1)[0] for line in said] == list(names)


def _signpost(reply: dict[str, object], status: int = 200) -> httpx.AsyncClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/conversations":
            return httpx.Response(201, json={"id": "one", "token": "invented"})
        assert request.headers["Authorization"] == "Bearer invented"
        own = {"from": "resident", "text": json.loads(request.content)["text"], "choices": []}
        return httpx.Response(status, json={"messages": [own, reply]})

    return httpx.AsyncClient(base_url="http://invented", transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("labels", "status", "wrong"),
    [
        (["Yes"], 200, None),
        ([TRY_AGAIN.label], 200, "an apology in place of an answer"),
        ([], 429, "status 429"),
    ],
)
async def test_an_apology_is_no_answer(labels: list[str], status: int, wrong: str | None) -> None:
    choices = [{"id": str(row), "label": label} for row, label in enumerate(labels)]
    async with _signpost({"from": "assistant", "text": "x", "choices": choices}, status) as client:
        speaker = await SignpostSpeaker.opened(client, 0)
        assert await speaker.say("where can i dance") == wrong


async def test_what_cannot_be_reached_is_an_error_and_no_turn() -> None:
    seen = await measure("http://127.0.0.1:9", StarterSpeaker.opened, lambda _: ["hello"], 2, 0.05)
    assert seen.errors
    assert seen.took == []


def _measured(at_once: int, took: float, errors: int = 0) -> Measured:
    turns, wrong = [took] * round(10 / took), ["status 500"] * errors
    return Measured(at_once, 10.0, turns, wrong, {"all": 9.0}, {"all": 1.0})


def test_it_says_what_was_reached_and_what_was_not() -> None:
    text, is_reached = tell([_measured(10, 0.1)], [_measured(10, 0.4)])
    assert is_reached
    assert "reached: 10 at once: 4.0 times the starter bot's turns a second" in text
    assert "reached: 10 at once: p95 100 ms, under 250" in text
    assert "all 9 MB, 10 ms of a processor a turn" in text


def test_slow_answers_and_errors_are_not_passed_over() -> None:
    text, is_reached = tell([_measured(10, 0.5), _measured(50, 0.5, errors=2)], [])
    assert not is_reached
    assert "NOT REACHED: 10 at once: p95 500 ms" in text
    assert "NOT REACHED: 50 at once: 2 errors" in text
    assert "- status 500" in text
