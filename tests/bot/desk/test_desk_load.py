"""Two hundred who wait on one desk: all are on the list, and the figures are printed."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest

from bot.conversations import store as conversations
from bot.handoff import store
from bot.handoff.machine import Event
from knowledge import database as knowledge
from tests.bot.handoff.conftest import HOURS, MakeHall
from tests.bot.people import signed_in

WAITING = 200


@pytest.mark.slow
async def test_two_hundred_wait_without_slowing_the_desk(make_hall: MakeHall) -> None:
    hall = await make_hall(hours=HOURS)
    knowledge.upgrade(hall.bench.settings.database_url)
    priya = await signed_in(hall.bench, "adviser", name="priya")
    await priya.client.get("/desk")

    def fill(session: Any) -> list[str]:
        ids = []
        for number in range(WAITING):
            at = hall.bench.clock()
            made, _ = conversations.open_conversation(session, channel="web", at=at)
            conversations.add_resident_message(
                session, made.id, text=f"invented question {number}", at=at
            )
            row = store.find_or_add(session, made.id, at=at)
            store.change(session, row, Event.OFFER, by="resident", at=at)
            store.change(session, row, Event.JOIN, by="resident", at=at, waiting_at=at)
            hall.bench.clock.move(seconds=0.1)
            ids.append(made.id)
        return ids

    ids = await hall.do(fill)
    spans: dict[str, list[float]] = {"list": [], "take": [], "rounds": []}
    for number in range(10):
        began = time.perf_counter()
        page = await priya.client.get("/desk")
        spans["list"].append(time.perf_counter() - began)
        assert page.text.count('class="chat-row') == WAITING
        began = time.perf_counter()
        await priya.post(f"/desk/chats/{ids[number]}/claim")
        spans["take"].append(time.perf_counter() - began)
        began = time.perf_counter()
        await hall.room.watch.round()
        spans["rounds"].append(time.perf_counter() - began)
    found = {name: statistics.median(span) for name, span in spans.items()}
    print({name: f"{span * 1000:.0f} ms" for name, span in found.items()})
