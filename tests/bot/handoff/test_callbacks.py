"""Calls back: asked for, checked, changed, cancelled, and nothing kept that is not needed."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bot.conftest import Opened
from tests.bot.handoff.conftest import Hall, say, take


async def test_a_call_back_from_the_first_word_to_the_reference(hall: Hall) -> None:
    hall.bench.clock.at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    resident = await hall.bench.open()
    await say(resident, "talk to a person")
    assert "telephone number" in (await take(resident, "Ask for a call back"))[0]["text"]
    assert "does not look like" in (await say(resident, "12345678"))[1]["text"]
    # A question meanwhile is answered, and the question of the call back stands.
    assert (await say(resident, "Is there money for a roof?"))[1]["text"].startswith("An answer.")
    found = await say(resident, "my number is 07700 900123")
    assert found[0]["text"] == "my number is [phone number removed]"
    assert "ending in 123" in found[1]["text"]
    found = await say(resident, "I'm Zainab")
    assert found[0]["text"] == "[first name given]"
    await take(resident, "In the morning")
    found = await say(resident, "money for a hall roof")
    assert "- Name: Zainab" in found[1]["text"]
    await take(resident, "Change the number or address")
    assert "z…@example.org" in (await say(resident, "zainab@example.org"))[1]["text"]
    found = await take(resident, "Yes, book it")
    assert "Your reference is" in found[0]["text"]
    assert "tomorrow, Wednesday 25 November, at 9am" in found[0]["text"]
    assert (await hall.status(resident))["state"] == "callback_booked"
    stored = " ".join(str(row) for row in hall.bench.rows("SELECT text FROM message"))
    for secret in ("07700", "900123", "zainab@", "Zainab."):
        assert secret not in stored
    assert "zainab" not in str(hall.bench.rows("SELECT * FROM handoff_contact")).casefold()
    assert hall.bench.unsealed("SELECT how, value FROM handoff_contact") == [
        ("email", "zainab@example.org")
    ]
    await hall.bench.client.delete(resident.address, headers=resident.headers)
    for table in ("handoff_contact", "callback", "handoff", "handoff_event", "handoff_outgoing"):
        assert hall.bench.rows(f"SELECT count(*) FROM {table}") == [(0,)]


async def _book(hall: Hall) -> tuple[Opened, str]:
    resident = await hall.bench.open()
    await say(resident, "talk to a person")
    await take(resident, "Ask for a call back")
    await say(resident, "0116 496 0123")
    await take(resident, "Skip")
    await take(resident, "Any time they are there")
    await take(resident, "They can see it in this chat")
    await take(resident, "Yes, book it")
    [(reference,)] = hall.bench.rows("SELECT reference FROM callback")
    return resident, reference


async def test_a_call_back_is_changed_with_its_reference(hall: Hall) -> None:
    resident, reference = await _book(hall)
    await say(resident, f"please change {reference.lower()}")
    await take(resident, "Change the call back")
    await take(resident, "Change the time")
    await take(resident, "In the afternoon")
    found = await take(resident, "Yes, book it")
    assert reference in found[0]["text"]
    assert hall.bench.rows("SELECT state, best_time FROM callback") == [
        ("booked", "In the afternoon")
    ]
    await say(resident, reference)
    await take(resident, "Change the call back")
    assert "stands as it is" in (await say(resident, "never mind"))[1]["text"]
    assert hall.bench.rows("SELECT state FROM callback") == [("booked",)]
    assert (await hall.status(resident))["state"] == "callback_booked"


async def test_a_call_back_is_cancelled_from_another_chat_that_learns_nothing(hall: Hall) -> None:
    resident, reference = await _book(hall)
    other = await hall.bench.open()
    found = await say(other, f"cancel {reference}")
    assert "0123" not in found[1]["text"]
    assert "Change the call back" not in [choice["label"] for choice in found[1]["choices"]]
    await take(other, "Cancel the call back")
    assert hall.bench.rows("SELECT state FROM callback") == [("cancelled",)]
    assert hall.bench.rows("SELECT count(*) FROM handoff_contact") == [(0,)]
    assert (await hall.status(resident))["state"] == "with_assistant"
    assert "no open call back" in (await say(other, f"cancel {reference}"))[1]["text"]


async def test_never_mind_keeps_nothing(hall: Hall) -> None:
    resident = await hall.bench.open()
    await say(resident, "talk to a person")
    await take(resident, "Ask for a call back")
    await say(resident, "0116 496 0123")
    assert "kept nothing" in (await take(resident, "Never mind"))[0]["text"]
    for table in ("callback", "handoff_contact"):
        assert hall.bench.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    assert (await hall.status(resident))["state"] == "with_assistant"
