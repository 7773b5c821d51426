"""Counts what happened in the last days, again and again, so that a deletion takes nothing away.

A day is counted while its conversations are there; a count never falls when one is deleted. Days
are those of UTC. Nothing here commits.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, inspect, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.conversations.keeping import Helped
from bot.conversations.models import Conversation
from bot.handoff.models import Callback, HandoffEvent
from bot.insight.models import DailyCount
from bot.transactions import Transactions
from knowledge.errors import Unavailable
from knowledge.models import Place

log = logging.getLogger("signpost.insight")

MEASURES = {
    "conversation": "Conversations",
    "handed_over": "Asked for a person and waited",
    "callback": "Asked to be called back",
    "helped": "Said that an answer helped",
    "not_helped": "Said that an answer did not help",
}
"""What is counted, by the word that is kept."""

_DAYS = 3
_ROUND_SECONDS = 900.0

Key = tuple[date, str, str, str, str]


async def keep_counting(transactions: Transactions, clock: Clock) -> None:
    """Counts every quarter of an hour, until cancelled."""
    while True:
        try:
            await transactions.do(lambda session: count_days(session, at=clock()))
        except Unavailable as error:
            log.warning("Counting is put off: %s", error)
        await asyncio.sleep(_ROUND_SECONDS)


def count_days(session: Session, *, at: datetime, days: int = _DAYS) -> None:
    """Counts today and the days before it, and keeps the larger of old and new.

    Args:
        session: An open session.
        at: Now.
        days: How many days, today among them.
    """
    since = datetime.combine(at.date() - timedelta(days=days - 1), datetime.min.time(), at.tzinfo)
    districts = _districts(session)
    found: Counter[Key] = Counter()
    for measure, rows in _happened(session, since):
        for row in rows:
            district = districts.get((row.place or "").casefold(), "")
            found[(row.at.date(), measure, row.subject or "", district, row.channel)] += 1
    for key, count in found.items():
        day, measure, subject, district, channel = key
        kept = session.get(DailyCount, key)
        if kept is None:
            session.add(
                DailyCount(
                    day=day, measure=measure, subject=subject, district=district,
                    channel=channel, count=count,
                )
            )  # fmt: skip
        else:
            kept.count = max(kept.count, count)
    session.flush()


def _happened(session: Session, since: datetime) -> Iterable[tuple[str, Iterable[Row[Any]]]]:
    about = (Conversation.subject, Conversation.place, Conversation.channel)
    opened = Conversation.created_at
    # What was opened since was also spoken in since, and that has an index.
    is_new = (Conversation.last_at >= since) & (opened >= since)
    yield "conversation", session.execute(select(opened.label("at"), *about).where(is_new))
    waited = (
        select(HandoffEvent.at, *about)
        .join(Conversation, Conversation.id == HandoffEvent.conversation_id)
        .where(HandoffEvent.at >= since, HandoffEvent.event == "join")
    )
    yield "handed_over", session.execute(waited)
    called = (
        select(Callback.created_at.label("at"), *about)
        .join(Conversation, Conversation.id == Callback.conversation_id)
        .where(Callback.created_at >= since, Callback.state != "draft")
    )
    yield "callback", session.execute(called)
    for measure, has_helped in (("helped", True), ("not_helped", False)):
        told = (
            select(Helped.at, *about)
            .join(Conversation, Conversation.id == Helped.conversation_id)
            .where(Helped.at >= since, Helped.has_helped.is_(has_helped))
        )
        yield measure, session.execute(told)


def _districts(session: Session) -> dict[str, str]:
    """The council area of each place by its name; a name of several areas stands for none."""
    if not inspect(session.connection()).has_table(Place.__tablename__):
        return {}
    found: dict[str, str] = {}
    places = select(Place.name, Place.district, Place.areas).where(
        Place.place_kind.not_in(("outcode", "ambiguous_name"))
    )
    for name, district, areas in session.execute(places):
        area = district or (areas[0] if areas else "")
        key = name.casefold()
        found[key] = area if found.get(key, area) == area else ""
    return found
