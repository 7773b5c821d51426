"""Is everything all right? Six figures with their targets."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.models import Suggestion
from bot.handoff.models import Callback, HandoffEvent
from bot.insight.models import DailyCount
from bot.insight.tables import LEAST, WEEKS, dated_records
from knowledge.demand import unmet_by
from knowledge.freshness import describe_source
from knowledge.models import RecordChange
from knowledge.site import Site

TARGET_HELPED, TARGET_NOTHING, TARGET_FRESH = 80, 20, 80
_WAITING_TOO_LONG = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        label: What it says.
        value: The figure in words.
        target: What it should be, in words.
        is_right: Whether it is; None where there is too little to tell.
    """

    label: str
    value: str
    target: str
    is_right: bool | None


def six_figures(session: Session, site: Site, at: datetime) -> list[Figure]:
    """Returns the six figures in their order."""
    return [
        _helped(session, at),
        _nothing(session, at),
        _wait(session, site, at),
        _callbacks(session, at),
        _fresh(session, at),
        _queue(session, at),
    ]


def _sum(session: Session, measure: str, at: datetime) -> int:
    since = at.date() - timedelta(weeks=WEEKS)
    total = select(func.sum(DailyCount.count)).where(
        DailyCount.measure == measure, DailyCount.day >= since
    )
    return int(session.scalar(total) or 0)


def _share(label: str, part: int, whole: int, target: int, *, is_most: bool) -> Figure:
    words = f"at {'most' if is_most else 'least'} {target} in 100"
    if whole < LEAST:
        return Figure(label, "too few to say", words, None)
    share = round(100 * part / whole)
    is_right = share <= target if is_most else share >= target
    return Figure(label, f"{share} in 100", words, is_right)


def _helped(session: Session, at: datetime) -> Figure:
    yes, no = _sum(session, "helped", at), _sum(session, "not_helped", at)
    return _share("Answers that helped", yes, yes + no, TARGET_HELPED, is_most=False)


def _nothing(session: Session, at: datetime) -> Figure:
    found = unmet_by(session, at.date(), by=("channel",), weeks=WEEKS)
    searches = sum(item.searches for item in found if item.channel != "staff")
    talks = _sum(session, "conversation", at)
    label = "Searches that found nothing, to 100 conversations"
    return _share(label, searches, talks, TARGET_NOTHING, is_most=True)


def _wait(session: Session, site: Site, at: datetime) -> Figure:
    target = site.desk.wait_limit_minutes
    waits = _waits(session, at - timedelta(days=30))
    words = f"at most {target:g} minutes"
    if len(waits) < LEAST:
        return Figure("Usual wait for an adviser, 30 days", "too few to say", words, None)
    minutes = statistics.median(wait.total_seconds() for wait in waits) / 60
    return Figure(
        "Usual wait for an adviser, 30 days",
        _minutes(minutes),
        words,
        minutes <= target,
    )


def _minutes(minutes: float) -> str:
    if minutes < 1:
        return "under a minute"
    whole = round(minutes)
    return "1 minute" if whole == 1 else f"{whole} minutes"


def _waits(session: Session, since: datetime) -> list[timedelta]:
    """From joining the queue to the first claim after it."""
    joined: dict[str, datetime] = {}
    waits = []
    events = session.execute(
        select(HandoffEvent.conversation_id, HandoffEvent.event, HandoffEvent.at)
        .where(HandoffEvent.at >= since, HandoffEvent.event.in_(("join", "claim", "leave")))
        .order_by(HandoffEvent.id)
    )
    for conversation_id, event, when in events:
        if event == "join":
            joined[conversation_id] = when
        elif event == "claim" and conversation_id in joined:
            waits.append(when - joined.pop(conversation_id))
        else:
            joined.pop(conversation_id, None)
    return waits


def _callbacks(session: Session, at: datetime) -> Figure:
    late = select(func.count()).where(Callback.state == "booked", Callback.due_at < at)
    count = session.scalar(late) or 0
    return Figure("Call backs that are late", f"{count:,}", "none", count == 0)


def _fresh(session: Session, at: datetime) -> Figure:
    needing = [describe_source(record, at.date()).needs_check for record in dated_records(session)]
    good, whole = needing.count(False), len(needing)
    label = "Records that need no check"
    return _share(label, good, whole, TARGET_FRESH, is_most=False)


def _queue(session: Session, at: datetime) -> Figure:
    before = at - _WAITING_TOO_LONG
    changes = select(func.count()).where(
        RecordChange.state == "proposed", RecordChange.proposed_at < before
    )
    said = select(func.count()).where(Suggestion.done_at.is_(None), Suggestion.said_at < before)
    count = (session.scalar(changes) or 0) + (session.scalar(said) or 0)
    return Figure("Left with the editors for over a week", f"{count:,}", "none", count == 0)
