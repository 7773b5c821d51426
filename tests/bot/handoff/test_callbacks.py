"""Calls back: asked for, checked, changed, cancelled, and nothing kept that is not needed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.handoff.asking import asks_for_call_back
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


@pytest.mark.parametrize(
    "words",
    [
        "Ask for a call back", "please ask somebody to call me back", "call me back please",
        "can someone ring me back?", "Could you please phone me back", "I'd like to be called back",
        "I would like a callback from an adviser", "will somebody call me back?",
    ],
)  # fmt: skip
async def test_a_call_back_is_asked_for_in_words(hall: Hall, words: str) -> None:
    resident = await hall.bench.open()
    assert "telephone number" in (await say(resident, words))[1]["text"]


async def test_who_has_a_call_back_and_asks_again_is_told_of_it(hall: Hall) -> None:
    resident, reference = await _book(hall)
    assert reference in (await say(resident, "please call me back"))[1]["text"]
    assert hall.bench.rows("SELECT count(*) FROM callback") == [(1,)]


@pytest.mark.parametrize(
    "words",
    [
        "call me Ishmael", "the council never called me back", "I asked for a call back",
        "how do I get a call back from my landlord", "call me an ambulance", "cancel my call back",
        "they said they would call me back", "call me back tomorrow about the hall grant",
    ],
)  # fmt: skip
def test_what_only_speaks_of_a_call_back_asks_for_none(words: str) -> None:
    assert not asks_for_call_back(words)


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
