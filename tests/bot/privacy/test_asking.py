"""'Delete my chat' and 'show what you hold' in plain words, asked about first, on the interface."""

from __future__ import annotations

import pytest

from bot.privacy.asking import asks_to_delete, asks_to_see
from bot.telegram.commands import commands
from tests.bot.conftest import Bench

DELETES = [
    "delete my chat", "Delete my chat.", "please delete this conversation", "delete my data",
    "Can you delete my messages please?", "I want you to delete everything", "erase my chat",
    "forget me", "Forget everything you know about me", "delete everything about me",
    "please could you delete my chat history", "wipe my data", "delete all you hold about me",
    "I would like to delete my conversation now", "remove my data", "how do I delete my chat",
    "delete what I said", "delete all my data", "forget this chat", "delete my conversation please",
    "DELETE IT ALL", "clear this chat", *commands()["forget"].words,
]  # fmt: skip
SEES = [
    "show what you hold", "Show me what you hold about me", "what do you hold about me?",
    "what data do you have about me", "what do you know about me", "show my data", "see my data",
    "what information do you keep on me?", "can I see my data", "subject access request",
    "send me a copy of my data", "What do you hold", "tell me what you know about me",
    "Can I see what you have stored about me?", "show me what you keep",
]  # fmt: skip
NEITHER = [
    "can I ask a charity to delete my details", "delete", "how do charities keep data",
    "what do you know about volunteering", "what do you do", "show me volunteering", "yes",
    "what do you have in Melton", "forget it", "never mind", "what data must a charity keep",
    "I want to forget my troubles", "remove a trustee", "clear my drains",
    "delete my address from the newsletter of the club", "is my data safe", "show me grants",
    "who keeps the records of the parish", "what do charities hold about me", "data protection",
]  # fmt: skip


@pytest.mark.parametrize("text", DELETES)
def test_a_wish_to_delete_is_understood(text: str) -> None:
    assert asks_to_delete(text)
    assert not asks_to_see(text)


@pytest.mark.parametrize("text", SEES)
def test_a_wish_to_see_is_understood(text: str) -> None:
    assert asks_to_see(text)
    assert not asks_to_delete(text)


@pytest.mark.parametrize("text", NEITHER)
def test_other_things_are_not(text: str) -> None:
    assert not asks_to_delete(text)
    assert not asks_to_see(text)


async def _gone(bench: Bench) -> bool:
    tables = ("conversation", "message", "choice", "handoff_contact")
    return all(bench.rows(f"SELECT count(*) FROM {name}") == [(0,)] for name in tables)


@pytest.mark.parametrize("how", ["words", "choice"])
async def test_a_chat_is_deleted_after_a_yes_and_the_engine_is_not_asked(
    bench: Bench, how: str
) -> None:
    talk = await bench.open()
    await talk.send(text="a private matter")
    asked = (await talk.send(text="Delete my chat")).json()["messages"]
    assert "cannot be undone" in asked[1]["text"]
    choices = {choice["label"]: choice["id"] for choice in asked[1]["choices"]}
    if how == "words":
        done = await talk.send(text="Yes please")
    else:
        done = await talk.send(choice=choices["Yes, delete it all"])
    assert (done.status_code, done.json()["messages"]) == (200, [])
    assert await _gone(bench)
    assert [message for _, message in bench.engine.asked] == ["a private matter"]
    assert (await talk.send(text="hello")).status_code == 404


async def test_a_no_keeps_it_and_a_yes_to_something_else_deletes_nothing(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="delete my chat")
    kept = (await talk.send(text="no")).json()["messages"]
    assert "Nothing is deleted" in kept[1]["text"]
    await talk.send(text="yes")
    assert bench.engine.asked[-1][1] == "yes"
    await talk.send(text="delete my chat")
    await talk.send(text="grants for a hall")
    await talk.send(text="yes")
    assert not await _gone(bench)


async def test_it_works_while_the_engine_is_down(bench: Bench) -> None:
    bench.engine.fails = True
    talk = await bench.open()
    await talk.send(text="delete my chat")
    await talk.send(text="yes")
    assert await _gone(bench)


async def test_what_is_held_is_shown_and_is_all_that_is_held(bench: Bench) -> None:
    talk = await bench.open()
    await talk.send(text="my name is Jane Sample and I want grants near LE13 1GH")
    shown = (await talk.send(text="what do you hold about me?")).json()["messages"]
    text = shown[1]["text"]
    assert "1 message of yours and 2 of ours, since 24 November 2026" in text
    assert "- my name is [name removed] and I want grants near LE13 1\n" in text
    assert "deleted on 24 December 2026" in text
    assert [choice["label"] for choice in shown[1]["choices"]] == ["Delete my chat"]
    asked = await talk.send(choice=shown[1]["choices"][0]["id"])
    assert "Shall I delete it?" in asked.json()["messages"][1]["text"]


async def test_the_page_leads_to_the_page_that_says_so(bench: Bench) -> None:
    for text in ("hello", "delete my chat"):
        await bench.client.post("/chat", data={"text": text})
    answer = await bench.client.post(
        "/chat", data={"text": "yes"}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"messages": [], "deleted": "/deleted"}
    assert await _gone(bench)
    for text in ("hello", "delete my chat"):
        await bench.client.post("/chat", data={"text": text})
    answer = await bench.client.post("/chat", data={"text": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/deleted")
    assert await _gone(bench)
