"""Nothing that anybody typed, and nothing that opens or names a chat, is in the log."""

from __future__ import annotations

import logging
import sqlite3

import pytest

from bot.handoff.models import Contact
from tests.bot.conftest import Bench

SAID = "aubergine"


async def test_the_log_holds_no_words_numbers_or_secrets(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    talk = await bench.open()
    await talk.send(text=f"a {SAID} matter")
    bench.engine.fails = True
    await talk.send(text=f"the {SAID} again")
    await talk.send(text=SAID * 400)
    await talk.send(choice=SAID)
    await talk.send(text="what do you hold about me?")
    await bench.client.get(f"/{SAID}?q={SAID}", headers=talk.headers)
    await bench.client.post("/chat", data={"text": f"{SAID} on the page"})
    with sqlite3.connect(bench.folder / "signpost.db") as connection:
        connection.execute("DROP TABLE choice")
    await talk.send(text=f"{SAID} while the database is broken")
    await bench.client.post("/chat", data={"text": f"{SAID} on the page, broken"})
    # Our own log and that of the server; what a test's client says of its requests is not ours.
    told = "\n".join(
        f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore", "asyncio"))
    )
    assert "The database failed" in told
    for secret in (SAID, talk.id, talk.token, "192.0.2.1"):
        assert secret not in told


def test_a_contact_shows_nothing_of_itself_in_an_error() -> None:
    contact = Contact(conversation_id="x", how="telephone", value="01632960123", name="Jane Sample")
    assert "01632960123" not in repr(contact)
    assert "Jane" not in repr(contact)
