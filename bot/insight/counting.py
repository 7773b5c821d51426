"""Counts what happened in the last days, again and again, so that a deletion takes nothing away.

A day is counted while its conversations are there; a count never falls when one is deleted. Days
are those of UTC. Nothing here commits. Each question of it goes by an index on the time, so that
it stays quick beside a million messages.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.conversations.keeping import Helped
from bot.conversations.models import Conversation, Message
from bot.handoff.callbacks import ENDS
from bot.handoff.models import Callback, CallbackAttempt, HandoffEvent
from bot.insight.models import DailyCount
from bot.insight.waits import waits_since
from bot.transactions import Transactions
from knowledge.errors import Unavailable
from knowledge.models import Place

log = logging.getLogger("signpost.insight")

MEASURES = {
    "conversation": "Conversations",
    "sure": "Sure answers",
    "unsure": "Not sure",
    "nothing": "Found nothing",
    "not_meant": "Not what they meant",
    "handed_over": "Asked for a person and waited",
    "callback": "Call backs asked for",
    "referral": "Referrals asked for",
    "called_back": "Called back",
    "helped": "It helped",
    "not_helped": "It did not help",
}
"""What is counted, by the word that is kept; waits are counted beside it, see `waits`."""

ANSWERS = ("sure", "unsure", "nothing")
"""What an answer can be; 'not what I meant' is said of one."""

STAFF = "staff"
"""The way in of what staff passed on for a caller, who did not talk with the assistant."""

_DAYS = 3
_ROUND_SECONDS = 900.0
_ROWS_AT_ONCE = 500

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
            district = district_of(row.place, districts)
            found[(row.at.date(), measure, row.subject or "", district, row.channel)] += 1
    for moment, bucket in waits_since(session, since):
        found[(moment.date(), bucket, "", "", "")] += 1
    _keep_larger(session, found)


def _keep_larger(session: Session, found: Counter[Key]) -> None:
    """Writes counts, each the larger of what is kept and what was found; safe beside others."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if is_postgresql else sqlite.insert
    columns = ("day", "measure", "subject", "district", "channel")
    rows = [dict(zip(columns, key, strict=True)) | {"count": n} for key, n in found.items()]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        row = insert(DailyCount).values(rows[start : start + _ROWS_AT_ONCE])
        new = row.excluded["count"]
        larger = case((new > DailyCount.count, new), else_=DailyCount.count)
        session.execute(
            row.on_conflict_do_update(index_elements=list(columns), set_={"count": larger})
        )


_ABOUT = (Conversation.subject, Conversation.place, Conversation.channel)


def _happened(session: Session, since: datetime) -> Iterable[tuple[str, Iterable[Row[Any]]]]:
    for measure, query in _questions(since):
        yield measure, session.execute(query)
    answers = (
        select(Message.sureness, Message.at, *_ABOUT)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.sureness.is_not(None), Message.at >= since)
    )
    for measure in (*ANSWERS, "not_meant"):
        yield measure, session.execute(answers.where(Message.sureness == measure))


def _questions(since: datetime) -> Iterable[tuple[str, Any]]:
    opened = Conversation.created_at
    # What was opened since was also spoken in since, and that has an index.
    is_new = (Conversation.last_at >= since) & (opened >= since) & (Conversation.channel != STAFF)
    yield "conversation", select(opened.label("at"), *_ABOUT).where(is_new)
    yield (
        "handed_over",
        select(HandoffEvent.at, *_ABOUT)
        .join(Conversation, Conversation.id == HandoffEvent.conversation_id)
        .where(HandoffEvent.event == "join", HandoffEvent.at >= since),
    )
    booked = (
        select(Callback.created_at.label("at"), *_ABOUT)
        .join(Conversation, Conversation.id == Callback.conversation_id)
        .where(Callback.created_at >= since, Callback.state != "draft")
    )
    for kind in ("callback", "referral"):
        yield kind, booked.where(Callback.kind == kind)
    yield (
        "called_back",
        select(CallbackAttempt.at, *_ABOUT)
        .join(Callback, Callback.id == CallbackAttempt.callback_id)
        .join(Conversation, Conversation.id == Callback.conversation_id)
        .where(CallbackAttempt.at >= since, CallbackAttempt.result.in_(ENDS)),
    )
    said = (
        select(Helped.at, *_ABOUT)
        .join(Conversation, Conversation.id == Helped.conversation_id)
        .where(Helped.at >= since)
    )
    yield "helped", said.where(Helped.has_helped.is_(True))
    yield "not_helped", said.where(Helped.has_helped.is_(False))


def district_of(place: str | None, districts: dict[str, str]) -> str:
    """Returns the council area of a place as a conversation names it, or an empty text.

    A conversation names a place alone, or with its area after a comma.

    Args:
        place: Such as `Oadby, Oadby and Wigston`, or None.
        districts: Areas by the names of places in small letters, see `_districts`.
    """
    named, _, area = (place or "").partition(", ")
    if area and area in districts.values():
        return area
    return districts.get(named.casefold(), "")


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
