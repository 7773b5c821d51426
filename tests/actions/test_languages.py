"""A message in another language gets two messages: one in it, one in English."""

from __future__ import annotations

from knowledge.phrases import PERSON
from tests.actions.conftest import Talk


async def test_polish_is_answered_in_polish_and_in_english(talk: Talk) -> None:
    said = await talk.say("gdzie mogę dostać jedzenie", intent="nlu_fallback")
    first, second = (message["custom"] for message in said.messages)
    assert first["language"] == "pl"
    assert "angielsku" in first["text"]
    assert second["language"] == "en"
    assert "Polish" in second["text"]
    assert "interpreter" in second["text"]
    assert second["choices"][0]["payload"] == PERSON.payload


async def test_an_order_to_the_machine_is_no_language(talk: Talk) -> None:
    said = await talk.say("SELECT * FROM users", intent="off_topic_injection", confidence=0.9)
    assert said.reply["language"] == "en"
