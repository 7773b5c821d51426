"""Keeps a clock that leapt from deleting what is not old.

What is too old is known by the time of day alone. A machine that starts with a wrong year, or is
set wrong by hand, would take every conversation for one of long ago. So the last time that was
believed is kept in the database; a clock that is far beyond it deletes nothing until a person has
looked: `python -m bot.privacy trust-clock`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import Integer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.conversations.models import Base, UtcTime
from bot.metrics import DELETING_HELD

log = logging.getLogger("signpost.clock")

_ROW = 1
_STEP = timedelta(minutes=10)
_SAID_EVERY = timedelta(hours=1)
_LEAST_LEAP = timedelta(days=1)


class ClockMark(Base):
    """The latest time of day that was believed: one row, or none before the first round."""

    __tablename__ = "clock_mark"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)


def most_leap(retention_days: int) -> timedelta:
    """Returns how far time may go on between two rounds: a tenth of what is kept, at least a day.

    Whatever the clock does, nothing is deleted sooner than by so much.
    """
    return max(_LEAST_LEAP, timedelta(days=retention_days) / 10)


def leap_at(session: Session, at: datetime, retention_days: int) -> datetime | None:
    """Returns the time that was last believed when `at` is too far beyond it, else None.

    Every round asks first, and what it believes is kept. A clock that goes back is believed too:
    it deletes less, not more. Does not commit.

    Args:
        session: The session.
        at: The time of day, as this machine has it.
        retention_days: How long conversations are kept.
    """
    mark = session.get(ClockMark, _ROW) or _begin(session, at)
    if at - mark.at > most_leap(retention_days):
        return mark.at
    if at - mark.at >= _STEP:
        mark.at = at
    return None


def trust(session: Session, at: datetime) -> None:
    """Believes a time, because a person has looked at it. Does not commit."""
    mark = session.get(ClockMark, _ROW) or _begin(session, at)
    mark.at = at


def _begin(session: Session, at: datetime) -> ClockMark:
    mark = ClockMark(id=_ROW, at=at)
    try:
        with session.begin_nested():
            session.add(mark)
    except IntegrityError:
        # Another application was quicker.
        return session.get_one(ClockMark, _ROW, populate_existing=True)
    return mark


class ClockGuard:
    """Says whether one application may delete what is old, and when it may not, why not."""

    def __init__(self, retention_days: int) -> None:
        self._retention_days = retention_days
        self._said_at: datetime | None = None

    def allows(self, session: Session, at: datetime) -> bool:
        """Says whether the clock is believed; sets the figure, and logs once an hour when not.

        Does not commit.
        """
        believed = leap_at(session, at, self._retention_days)
        DELETING_HELD.set(believed is not None)
        if believed is None:
            self._said_at = None
            return True
        if self._said_at is None or abs(at - self._said_at) >= _SAID_EVERY:
            self._said_at = at
            log.error("%s", why_held(believed, at))
        return False


def why_held(believed: datetime, at: datetime) -> str:
    """Returns what is wrong and what to do, for whoever looks after the machine."""
    return (
        f"Nothing that is old is deleted: the clock says {at:%d %B %Y %H:%M} UTC, and the last time"
        f" that was believed is {believed:%d %B %Y %H:%M} UTC. Set the clock if it is wrong. If it"
        " is right, because Signpost stood still so long, say so: python -m bot.privacy trust-clock"
    )
