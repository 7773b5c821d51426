"""Reading and writing where conversations stand. Every function takes a Session, does not commit.

A change names the version that was seen: of two who change at once, exactly one does, and the other
is told. Whoever changes a conversation touches its row first, so that changes and messages of one
conversation follow one another on every database.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.conversations import store as conversations
from bot.conversations.views import ConversationStatus
from bot.handoff.machine import OWNED, Event, State, step
from bot.handoff.models import Handoff, HandoffEvent
from knowledge.errors import Conflict

TYPING_SHOWN = timedelta(seconds=6)


def find(session: Session, conversation_id: str) -> Handoff | None:
    """Returns where a conversation stands as the database has it now, or None."""
    return session.get(Handoff, conversation_id, populate_existing=True)


def find_or_add(session: Session, conversation_id: str, *, at: datetime) -> Handoff:
    """Returns where a conversation stands, from now on with a row of its own.

    Raises:
        NotFound: When the conversation is gone.
    """
    conversations.touch(session, conversation_id, at)
    row = find(session, conversation_id)
    if row is None:
        row = Handoff(
            conversation_id=conversation_id,
            state=State.WITH_ASSISTANT,
            version=1,
            step="",
            reason="asked",
            team="",
            changed_at=at,
            seen_id=0,
        )
        session.add(row)
        session.flush()
    return row


def _compare_and_set(session: Session, row: Handoff, values: dict[str, Any]) -> None:
    """Writes the values if nobody has changed the row since it was read."""
    changed = session.execute(
        update(Handoff)
        .where(
            Handoff.conversation_id == row.conversation_id,
            Handoff.version == row.version,
            Handoff.state == row.state,
        )
        .values(version=row.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Someone else was first. This has changed meanwhile.")


def change(
    session: Session, row: Handoff, event: Event, *, by: str, at: datetime, **values: Any
) -> Handoff:
    """Moves a conversation on, if nobody did since the row was read.

    Args:
        session: The session; not committed.
        row: What was read.
        event: What happens.
        by: Who does it: `resident`, `system`, or the id of an adviser.
        at: When.
        **values: Further columns to set.

    Returns:
        The row as it is now.

    Raises:
        Conflict: When somebody was first, or it cannot happen in this state.
    """
    before = State(row.state)
    after = step(before, event)
    values = {"step": "", "adviser_typing_at": None} | values
    if after not in OWNED:
        values |= {"adviser_id": None}
    _compare_and_set(session, row, {"state": after.value, "changed_at": at} | values)
    session.add(
        HandoffEvent(
            conversation_id=row.conversation_id,
            at=at,
            event=event.value,
            from_state=before.value,
            to_state=after.value,
            by=by,
        )
    )
    session.flush()
    session.refresh(row)
    return row


def place_of(session: Session, row: Handoff) -> int | None:
    """Returns the place in the queue, from 1, or None when the conversation does not wait.

    Uses the index on (state, waiting_at).
    """
    if row.state != State.WAITING or row.waiting_at is None:
        return None
    before = or_(
        Handoff.waiting_at < row.waiting_at,
        (Handoff.waiting_at == row.waiting_at) & (Handoff.conversation_id < row.conversation_id),
    )
    query = select(func.count()).where(Handoff.state == State.WAITING.value, before)
    return (session.scalar(query) or 0) + 1


def status_of(session: Session, conversation_id: str, *, at: datetime) -> ConversationStatus:
    """Returns where a conversation stands, as everybody in it may know."""
    row = find(session, conversation_id)
    if row is None:
        return ConversationStatus(
            state=State.WITH_ASSISTANT.value, place=None, adviser=None, is_typing=False
        )
    has_adviser = row.state == State.WITH_ADVISER
    typed_at = row.adviser_typing_at
    return ConversationStatus(
        state=State(row.state).value,
        place=place_of(session, row),
        adviser=row.adviser_name if has_adviser else None,
        is_typing=has_adviser and typed_at is not None and at - typed_at < TYPING_SHOWN,
    )


def list_waiting(session: Session, *, limit: int = 500) -> list[Handoff]:
    """Returns who waits, in the order of the queue, at most `limit`."""
    query = (
        select(Handoff)
        .where(Handoff.state == State.WAITING.value)
        .order_by(Handoff.waiting_at, Handoff.conversation_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def count_waiting(session: Session) -> int:
    """Returns how many wait."""
    query = select(func.count()).where(Handoff.state == State.WAITING.value)
    return session.scalar(query) or 0


def list_owned(session: Session, adviser_id: str | None = None) -> list[Handoff]:
    """Returns what advisers have open, of one or of all, longest first."""
    query = select(Handoff).where(Handoff.state == State.WITH_ADVISER.value)
    if adviser_id is not None:
        query = query.where(Handoff.adviser_id == adviser_id)
    return list(session.scalars(query.order_by(Handoff.changed_at)))


def list_events(session: Session, conversation_id: str) -> list[HandoffEvent]:
    """Returns every step of a conversation, oldest first."""
    query = (
        select(HandoffEvent)
        .where(HandoffEvent.conversation_id == conversation_id)
        .order_by(HandoffEvent.id)
    )
    return list(session.scalars(query))
