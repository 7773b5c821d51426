"""What the desk counts and reads in one go for many conversations, and whether anything changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.models import Message
from bot.handoff import callbacks, presence
from bot.handoff.machine import State
from bot.handoff.models import Callback, Handoff


def count_due(session: Session, at: datetime) -> int:
    """Returns how many calls back are due."""
    query = select(func.count()).where(Callback.state.in_(callbacks.OPEN), Callback.due_at <= at)
    return session.scalar(query) or 0


def count_unread(session: Session, rows: list[Handoff]) -> dict[str, int]:
    """Returns how many messages of each resident its adviser has not seen."""
    if not rows:
        return {}
    query = (
        select(Message.conversation_id, func.count())
        .join(Handoff, Handoff.conversation_id == Message.conversation_id)
        .where(
            Message.conversation_id.in_([row.conversation_id for row in rows]),
            Message.sender == "resident",
            Message.id > Handoff.seen_id,
        )
        .group_by(Message.conversation_id)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def read_typed(session: Session, ids: list[str]) -> dict[str, str]:
    """Returns what each resident has typed, in one text; choices say nothing of a language."""
    query = (
        select(Message.conversation_id, Message.text)
        .where(
            Message.conversation_id.in_(ids),
            Message.sender == "resident",
            Message.payload.is_(None),
        )
        .order_by(Message.id)
    )
    found: dict[str, str] = {}
    for conversation_id, text in session.execute(query):
        found[conversation_id] = f"{found.get(conversation_id, '')} {text}"
    return found


def fingerprint(session: Session, at: datetime) -> tuple[object, ...]:
    """Returns something that changes whenever the board does; cheaper than the board itself."""
    states = (State.WAITING.value, State.WITH_ADVISER.value)
    moved = session.execute(
        select(func.count(), func.sum(Handoff.version), func.sum(Handoff.seen_id)).where(
            Handoff.state.in_(states)
        )
    ).one()
    newest = session.scalar(
        select(func.max(Message.id))
        .join(Handoff, Handoff.conversation_id == Message.conversation_id)
        .where(Handoff.state == State.WITH_ADVISER.value)
    )
    urgent = session.scalar(
        select(func.count()).where(Handoff.state.in_(states), Handoff.reason == "danger")
    )
    there = [(one.adviser_id, one.is_available) for one in presence.list_present(session, at=at)]
    minute = at.replace(second=0, microsecond=0)
    return (*moved, newest, urgent, tuple(there), count_due(session, at), minute)
