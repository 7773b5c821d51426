"""Who is at the desk. A sign of life counts for a minute and a half; then the browser is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.hours import is_open
from bot.handoff.models import Presence
from knowledge.site_desk import Desk

GONE_AFTER = timedelta(seconds=90)
EXTERNAL = "api:"
"""How the id of another desk begins."""


class Availability(StrEnum):
    """Whether a person can come now."""

    READY = "ready"
    CLOSED = "closed"
    EMPTY = "empty"


def sign_in(
    session: Session, adviser_id: str, name: str, *, at: datetime, is_available: bool | None = None
) -> Presence:
    """Notes a sign of life; whoever was gone comes back as available.

    Args:
        session: The session; not committed.
        adviser_id: Who.
        name: The first name that residents see.
        at: When.
        is_available: Whether they take conversations; None leaves it as it was.
    """
    row = session.get(Presence, adviser_id) or _add(session, adviser_id, name, at)
    row.name, row.seen_at = name, at
    if is_available is not None:
        row.is_available = is_available
    session.flush()
    return row


def _add(session: Session, adviser_id: str, name: str, at: datetime) -> Presence:
    row = Presence(adviser_id=adviser_id, name=name, team="", is_available=True, seen_at=at)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Another window of theirs was quicker.
        return session.get_one(Presence, adviser_id, populate_existing=True)
    return row


def touch(session: Session, adviser_id: str, *, at: datetime) -> bool:
    """Notes a sign of life of somebody who is at the desk; False when they have left it."""
    touched = session.execute(
        update(Presence).where(Presence.adviser_id == adviser_id).values(seen_at=at)
    )
    return bool(touched.rowcount)  # type: ignore[attr-defined]


def keep(session: Session, adviser_id: str, *, at: datetime) -> None:
    """Notes a sign of life of somebody who is here; whoever is gone or has left stays so."""
    session.execute(
        update(Presence)
        .where(Presence.adviser_id == adviser_id, Presence.seen_at > at - GONE_AFTER)
        .values(seen_at=at)
    )


def sign_out(session: Session, adviser_id: str) -> None:
    """Forgets an adviser's presence."""
    session.execute(delete(Presence).where(Presence.adviser_id == adviser_id))


def find(session: Session, adviser_id: str) -> Presence | None:
    """Returns an adviser's presence, or None."""
    return session.get(Presence, adviser_id)


def list_present(session: Session, *, at: datetime) -> list[Presence]:
    """Returns who gave a sign of life lately, away or not, by name."""
    query = select(Presence).where(Presence.seen_at > at - GONE_AFTER).order_by(Presence.name)
    return list(session.scalars(query))


def count_available(session: Session, *, at: datetime) -> int:
    """Returns how many advisers are there and take conversations."""
    query = select(func.count()).where(
        Presence.seen_at > at - GONE_AFTER, Presence.is_available.is_(True)
    )
    return session.scalar(query) or 0


def is_gone(session: Session, adviser_id: str, *, at: datetime) -> bool:
    """Says whether an adviser's last sign of life is too old."""
    row = session.get(Presence, adviser_id)
    return row is None or row.seen_at <= at - GONE_AFTER


def availability(session: Session, desk: Desk, *, at: datetime) -> Availability:
    """Says whether a person can come now: inside hours that are known, and somebody there."""
    if is_open(desk, at) is False:
        return Availability.CLOSED
    return Availability.READY if count_available(session, at=at) else Availability.EMPTY
