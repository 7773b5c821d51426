"""How long residents waited for an adviser: from joining the queue to the first claim after it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.models import HandoffEvent

WAITS = {
    "wait_1": "Under a minute",
    "wait_3": "1 to 3 minutes",
    "wait_10": "3 to 10 minutes",
    "wait_30": "10 to 30 minutes",
    "wait_more": "Longer",
    "wait_left": "Left, or nobody came",
}
"""What a wait is counted as, shortest first, by the word that is kept."""

_ENDS = ((1, "wait_1"), (3, "wait_3"), (10, "wait_10"), (30, "wait_30"))
_LEFT = "wait_left"
LONGEST = timedelta(days=1)
"""Who joined before a day began is looked for no longer than this before it."""


def bucket_of(wait: timedelta) -> str:
    """Returns what a wait is counted as."""
    minutes = wait.total_seconds() / 60
    return next((bucket for end, bucket in _ENDS if minutes < end), "wait_more")


def waits_since(session: Session, since: datetime) -> Iterator[tuple[datetime, str]]:
    """Yields when each wait ended, and what it is counted as; uses the index on event and time."""
    for ended, wait in _waits(session, since):
        yield ended, _LEFT if wait is None else bucket_of(wait)


def median_minutes(session: Session, since: datetime, least: int) -> float | None:
    """Returns the median wait of who was reached, in minutes; None for fewer than `least`."""
    waits = [wait for _, wait in _waits(session, since) if wait is not None]
    if len(waits) < least:
        return None
    return statistics.median(wait.total_seconds() for wait in waits) / 60


def _waits(session: Session, since: datetime) -> Iterator[tuple[datetime, timedelta | None]]:
    """When each wait ended, and how long it was; None for one that nobody ended by coming."""
    joined: dict[str, datetime] = {}
    events = session.execute(
        select(HandoffEvent.conversation_id, HandoffEvent.event, HandoffEvent.at)
        .where(
            HandoffEvent.event.in_(("join", "claim", "leave", "send_away")),
            HandoffEvent.at >= since - LONGEST,
        )
        .order_by(HandoffEvent.id)
    )
    for conversation_id, event, when in events:
        if event == "join":
            joined[conversation_id] = when
            continue
        began = joined.pop(conversation_id, None)
        if began is not None and when >= since:
            yield when, when - began if event == "claim" else None
