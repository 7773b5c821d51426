"""A channel that is switched off says whom to call instead, and is off in every application."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.operations import switches
from bot.operations.__main__ import main
from tests.bot.conftest import Bench
from tests.bot.people import signed_in


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the second in which an application looks."""
    monkeypatch.setattr(switches, "_FRESH_SECONDS", 0.0)


async def flip(bench: Bench, channel: str, *, is_on: bool = False) -> None:
    await bench.app.state.conversations.transactions.do(
        lambda session: switches.switch(
            session, channel, is_on=is_on, account_id=None, at=bench.clock()
        )
    )


@pytest.mark.parametrize("channel", [switches.WEB, switches.EVERYTHING])
async def test_the_chat_becomes_a_page_of_true_numbers(bench: Bench, channel: str) -> None:
    talk = await bench.open()
    await flip(bench, channel)
    for path in ("/", "/chat", "/chat?framed=1", "/list"):
        page = await bench.client.get(path)
        assert page.status_code == 503
        assert page.headers["retry-after"] == "300"
        for true in ("999", "116 123", "0800 1111", "9 Newarke Street", "County Hall"):
            assert true in page.text, (path, true)
    refused = await talk.send(text="i want to kill myself")
    assert refused.status_code == 503
    assert refused.json()["status"] == 503
    assert "116 123" in refused.json()["error"]
    assert bench.engine.asked == []
    # One's chat can still be deleted, and what is no chat goes on.
    for path in ("/accessibility", "/privacy", "/chat/delete", "/healthz", "/sign-in"):
        assert (await bench.client.get(path)).status_code == 200, path
    deleted = await bench.client.delete(talk.address, headers=talk.headers)
    assert deleted.status_code == 204
    await flip(bench, channel, is_on=True)
    assert (await bench.client.get("/")).status_code == 200


async def test_without_the_way_to_a_person_the_assistant_goes_on(bench: Bench) -> None:
    await flip(bench, switches.HANDOFF)
    talk = await bench.open()
    said = (await talk.send(text="can i talk to a person please")).json()["messages"][-1]
    assert "cannot pass you on" in said["text"]
    assert "9 Newarke Street" in said["text"]
    assert "116 123" in said["text"]
    assert not any("call" in choice["label"].lower() for choice in said["choices"])
    again = (await talk.send(text="a roof")).json()["messages"][-1]
    assert again["text"] == "An answer. (a roof)"


async def test_another_application_is_off_within_seconds(
    make_bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switches, "_FRESH_SECONDS", 1.0)
    one, other = await make_bench(), await make_bench()
    assert (await other.client.get("/")).status_code == 200
    await flip(one, switches.WEB)
    async with asyncio.timeout(30):
        while (await other.client.get("/")).status_code != 503:
            await asyncio.sleep(0.1)


async def test_an_administrator_switches_and_it_is_noted(bench: Bench) -> None:
    person = await signed_in(bench, "administrator")
    await person.post("/accounts/switches", channel="web", on="no")
    page = (await person.client.get("/accounts/switches")).text
    assert "Off since" in page
    assert (await bench.client.get("/")).status_code == 503
    await person.post("/accounts/switches", channel="web", on="yes")
    assert (await bench.client.get("/")).status_code == 200
    events = (await person.client.get("/accounts/events")).text
    assert "switched off" in events
    assert "switched on" in events
    wrong = await person.post("/accounts/switches", channel="nonsense", on="no")
    assert wrong.status_code == 422


def test_the_command_switches_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", bench.settings.database_url)
    assert main(["off", "telegram"]) == 0
    assert main(["off", "telegram"]) == 0
    assert main(["switches"]) == 0
    said = capsys.readouterr().out
    assert "Telegram: off." in said
    assert "Telegram: off already." in said
    assert "off since" in said
    deeds = bench.rows("SELECT action, object_id, account_id FROM accounts_event")
    assert ("switched_off", "telegram", None) in deeds
    assert len(deeds) == 1
    assert main(["on", "telegram"]) == 0


async def test_what_was_known_last_goes_on_while_the_database_is_away(bench: Bench) -> None:
    await flip(bench, switches.WEB)
    assert (await bench.client.get("/")).status_code == 503
    (bench.folder / "signpost.db").rename(bench.folder / "gone.db")
    bench.app.state.database.engine.dispose()
    (bench.folder / "signpost.db").mkdir()
    assert (await bench.client.get("/")).status_code == 503
