"""The record of who did what: written in the transaction of the deed, kept as the settings say.

Holds names of deeds and ids alone, never content. Does not commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.accounts.models import AccountEvent, StoredAccount


@dataclass(frozen=True)
class Event:
    """One event as it is shown; `who` is None when nobody was signed in."""

    at: datetime
    who: str | None
    action: str
    object_kind: str
    object_id: str


def note_event(
    session: Session,
    account_id: int | None,
    action: str,
    *,
    at: datetime,
    object_kind: str = "",
    object_id: str = "",
) -> None:
    """Adds an event.

    Args:
        session: The session of the deed itself; not committed.
        account_id: Who did it; None when nobody was signed in.
        action: What, in words joined by `_`, at most 40 characters.
        at: When.
        object_kind: What kind of thing it was done to, at most 24 characters.
        object_id: Which one, at most 64 characters.
    """
    session.add(
        AccountEvent(
            at=at,
            account_id=account_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
        )
    )


def list_events(
    session: Session, *, account_id: int | None = None, before: int = 0, limit: int = 100
) -> list[tuple[int, Event]]:
    """Returns the latest events with their numbers, newest first, at most `limit`.

    Args:
        session: The session.
        account_id: Whose, or what was done to them; None for everybody's.
        before: Only events with a lower number; 0 for all.
        limit: The most to return.
    """
    query = (
        select(AccountEvent, StoredAccount.name)
        .outerjoin(StoredAccount, StoredAccount.id == AccountEvent.account_id)
        .order_by(AccountEvent.id.desc())
        .limit(limit)
    )
    if before:
        query = query.where(AccountEvent.id < before)
    if account_id is not None:
        is_theirs = AccountEvent.account_id == account_id
        is_them = (AccountEvent.object_kind == "account") & (
            AccountEvent.object_id == str(account_id)
        )
        query = query.where(is_theirs | is_them)
    return [
        (row.id, Event(row.at, name, row.action, row.object_kind, row.object_id))
        for row, name in session.execute(query)
    ]


def forget_events(session: Session, *, at: datetime, kept: timedelta) -> None:
    """Deletes events that are older."""
    session.execute(delete(AccountEvent).where(AccountEvent.at < at - kept))
