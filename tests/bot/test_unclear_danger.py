"""Where the crisis check is not sure what it found, its lines come first and the answer follows."""

from __future__ import annotations

import pytest

from bot.crisis import CrisisCheck
from bot.crisis.replies import NOT_CLEAR, CrisisReply
from tests.bot.conftest import Bench, MakeBench

ASKED = "how do I fight this"


def found(category: str, *, is_acute: bool) -> CrisisReply:
    return CrisisReply("Call 999 in danger.", category=category, is_acute=is_acute)


async def test_an_unsure_find_is_followed_by_the_ordinary_answer(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    unclear = found(NOT_CLEAR, is_acute=False)
    monkeypatch.setattr(CrisisCheck, "check", lambda self, text: unclear)
    bench: Bench = await make_bench()
    talk = await bench.open()
    messages = (await talk.send(text=ASKED)).json()["messages"]
    assert [message["text"] for message in messages] == [
        ASKED,
        "Call 999 in danger.",
        f"An answer. ({ASKED})",
    ]


@pytest.mark.parametrize(("category", "is_acute"), [("suicidal", True), ("no_food", False)])
async def test_a_sure_find_stands_alone(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch, category: str, is_acute: bool
) -> None:
    sure = found(category, is_acute=is_acute)
    monkeypatch.setattr(CrisisCheck, "check", lambda self, text: sure)
    bench: Bench = await make_bench()
    talk = await bench.open()
    messages = (await talk.send(text=ASKED)).json()["messages"]
    assert [message["text"] for message in messages][1:] == ["Call 999 in danger."]
    assert bench.engine.asked == []
