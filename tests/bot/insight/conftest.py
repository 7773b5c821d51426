"""A running application in which things happened; everybody and everything in it is invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.keeping import Helped
from bot.conversations.models import Conversation, Message
from bot.handoff.models import Callback, HandoffEvent
from bot.insight.counting import count_days
from bot.insight.reading import read_snapshot
from bot.insight.snapshot import Period, Snapshot
from knowledge import database as knowledge
from knowledge.demand import note_unmet
from knowledge.models import ContentState, Place, Service
from tests.bot.conftest import Bench
from tests.knowledge.records import make_record_of

MONEY, BUILDING = 32, 3
"""Conversations about money, and about a building."""


def _conversation(at: Any, number: int) -> Conversation:
    is_money = number < MONEY
    return Conversation(
        id=f"{number:036d}", token_hash="x", engine_id=f"e{number}",
        channel="web" if is_money else "telegram", created_at=at, last_at=at,
        subject="find_funding" if is_money else "save_building",
        place="Inventown, Melton" if is_money else None,
    )  # fmt: skip


def _answer(session: Any, owner: str, at: Any, sureness: str) -> Message:
    message = Message(
        conversation_id=owner, sender="assistant", at=at, text="", cards=[], sureness=sureness
    )
    session.add(message)
    session.flush()
    return message


def fill(session: Any, at: Any) -> None:
    """Twenty-one said yes and nine no; seven asked for a person, one of whom gave up."""
    town = make_record_of(
        Place, slug="town", name="Inventown", place_kind="town", district="Melton"
    )
    service = make_record_of(Service, slug="service", name="A service", areas=["Melton"])
    session.add_all([town, service])
    session.add(ContentState(name="content", version="v", loaded_at=at, vectors_version="x"))
    session.add_all(_conversation(at, number) for number in range(MONEY + BUILDING))
    session.flush()
    for number in range(30):
        owner = f"{number:036d}"
        kind = "unsure" if number < 6 else "nothing" if number < 8 else "sure"
        message = _answer(session, owner, at, kind)
        has_helped = number >= 9
        session.add(
            Helped(message_id=message.id, conversation_id=owner, has_helped=has_helped, at=at)
        )
    for number in range(5):
        _answer(session, f"{number:036d}", at, "not_meant")
    for number in range(7):
        ends = ("leave", 120) if number == 6 else ("claim", 60)
        for event, later in (("join", 0), ends):
            session.add(
                HandoffEvent(
                    conversation_id=f"{number:036d}", at=at + timedelta(seconds=later), event=event,
                    from_state="", to_state="", by="",
                )
            )  # fmt: skip
    for number, kind in enumerate(["callback"] * 5 + ["referral"]):
        session.add(
            Callback(
                reference=f"AAAA-AA{number:02d}", conversation_id=f"{number:036d}", kind=kind,
                state="booked", created_at=at, due_at=at + timedelta(days=1),
            )
        )  # fmt: skip
    for _ in range(6):
        note_unmet(session, "Debt advice", "service", "Melton", "web", at.date())
    note_unmet(session, "Small matter", "", "", "web", at.date())
    count_days(session, at=at)


@pytest.fixture
async def room(bench: Bench) -> Bench:
    """Thirty-two conversations about money in one area, three about a building."""
    knowledge.upgrade(bench.settings.database_url)
    await bench.app.state.accounts.transactions.do(lambda session: fill(session, bench.clock()))
    return bench


async def snapshot_of(room: Bench) -> Snapshot:
    """The figures of the last 13 weeks."""
    site = room.app.state.conversations.site
    found: Snapshot = await room.app.state.accounts.transactions.do(
        lambda session: read_snapshot(session, site, room.clock(), Period(room.clock().date()))
    )
    return found
