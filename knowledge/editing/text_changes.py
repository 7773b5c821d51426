"""Proposes, approves and takes back changes of fixed texts, and says which of them hold.

The same workflow as for records. Every text here is one that residents read or find things by, so
every change takes a second person; the reader of what holds asks for it once more. Nothing here
commits.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from knowledge import overrides
from knowledge.editing import proposing
from knowledge.editing.proposing import (
    APPROVED,
    LONGEST_REASON,
    PROPOSED,
    WAITING,
    british_day,
    check_days,
    checked_reason,
    newest_changes,
    was_approved_by_two,
)
from knowledge.errors import Conflict, InvalidInput
from knowledge.models import TextChange
from knowledge.overrides import SYNONYMS, Override, Overrides
from knowledge.record_changes import note_change

_SECONDS_BETWEEN_LOOKS = 1.0


def propose(
    session: Session,
    family: str,
    key: str,
    after: Any,
    *,
    file_says: Any,
    reason: str,
    by: str,
    at: datetime,
    from_on: date | None = None,
    until_on: date | None = None,
    undoes_id: int | None = None,
) -> TextChange:
    """Proposes a change of one text; nothing of it holds yet.

    Args:
        session: An open session.
        family: Which family of texts.
        key: Which text of it.
        after: What it is to say, checked already.
        file_says: What the file says now.
        reason: Why.
        by: The name that the person signs in with.
        at: Now.
        from_on: The day from which it is to hold, or None for at once.
        until_on: The last day, or None for good.
        undoes_id: The change that it takes back, or None.

    Raises:
        InvalidInput: When nothing is changed, no reason is given, or its days cannot be.
        Conflict: When a change of the same text waits already.
    """
    before = held(session, family, key, file_says)
    if after == before:
        raise InvalidInput("Nothing is changed: please change something first.")
    reason = checked_reason(reason)
    check_days(from_on, until_on, british_day(at))
    if list_changes(session, WAITING, family=family, key=key):
        raise Conflict(
            "A change of the same text waits to be approved, or for its day. Please decide on it "
            "first."
        )
    change = TextChange(
        family=family,
        key=key,
        file_says=file_says,
        before=before,
        after=after,
        reason=reason,
        state=PROPOSED,
        proposed_by=by,
        proposed_at=at,
        undoes_id=undoes_id,
        from_on=from_on,
        until_on=until_on,
    )
    session.add(change)
    session.flush()
    return change


def find_change(session: Session, change_id: int) -> TextChange:
    """Returns a change of a text by its number, as `proposing.find_change`."""
    return proposing.find_change(session, TextChange, change_id)


def list_changes(
    session: Session,
    states: Collection[str] = (),
    *,
    family: str | None = None,
    key: str | None = None,
    limit: int = 100,
) -> list[TextChange]:
    """Returns changes, newest first, at most `limit`; of some states, family or key where named."""
    wanted = {TextChange.family: family, TextChange.key: key}
    of_text = [column == value for column, value in wanted.items() if value is not None]
    return newest_changes(session, TextChange, states, of_text, limit)


def approve(session: Session, change_id: int, *, by: str, at: datetime, note: str = "") -> None:
    """Makes a change of a text hold, as `proposing.approve`."""
    change = find_change(session, change_id)
    proposing.approve(session, change, begin, by=by, at=at, note=note)


def begin(session: Session, change: TextChange, at: datetime) -> None:
    """Makes an approved change hold from now on."""
    change.state, change.since_at = APPROVED, at
    if change.undoes_id is not None:
        find_change(session, change.undoes_id).state = "undone"
    _tell_search(session, change)


def end(session: Session, change: TextChange, at: datetime) -> None:  # noqa: ARG001
    """Ends a change whose last day has passed: what held before it holds again."""
    change.state = "ended"
    _tell_search(session, change)


def _tell_search(session: Session, change: TextChange) -> None:
    """Lets every search be built anew where the words that it compares by have changed."""
    if change.family == SYNONYMS:
        note_change(session)


def propose_undoing(
    session: Session, change_id: int, *, file_says: Any, by: str, at: datetime
) -> TextChange:
    """Proposes to take an approved change back.

    Raises:
        Conflict: When it does not hold any more.
        NotFound: When there is no such change.
    """
    change = find_change(session, change_id)
    holds = held(session, change.family, change.key, file_says)
    if change.state != APPROVED or holds != change.after:
        raise Conflict("This change does not hold, so it cannot be taken back.")
    return propose(
        session,
        change.family,
        change.key,
        change.before,
        file_says=file_says,
        reason=f"Takes back change {change.id}: {change.reason}"[:LONGEST_REASON],
        by=by,
        at=at,
        undoes_id=change.id,
    )


def held(session: Session, family: str, key: str, file_says: Any) -> Any:
    """Returns what holds for a text, by the database and not by what this process knows yet."""
    found = read_overrides(session).texts.get(family, {}).get(key)
    return found.value if found is not None and found.file_says == file_says else file_says


def read_version(session: Session) -> str:
    """Returns the version of the changes that hold; one small query."""
    row = session.execute(
        select(func.count(), func.max(TextChange.since_at), func.max(TextChange.id)).where(
            TextChange.state == APPROVED
        )
    ).one()
    return f"{row[0]} {row[1]} {row[2]}" if row[0] else ""


def read_overrides(session: Session) -> Overrides:
    """Returns the changes that hold: the latest of each text, approved by a second person."""
    texts: dict[str, dict[str, Override]] = {}
    query = select(TextChange).where(TextChange.state == APPROVED)
    for change in session.scalars(query.order_by(TextChange.since_at, TextChange.id)):
        if was_approved_by_two(change):
            override = Override(change.file_says, change.after)
            texts.setdefault(change.family, {})[change.key] = override
    return Overrides(read_version(session), texts)


class Renewal:
    """Keeps what a process knows in step with the database.

    Looks at most once a second: what an editor changed is there a second after it was approved.
    """

    def __init__(self) -> None:
        self._looked_at = float("-inf")
        self._has_table = False

    def renew(self, session: Session, *, now: bool = False) -> bool:
        """Reads the changes where there are new ones; returns whether there were.

        Args:
            session: An open session.
            now: Whether to look although it was looked a moment ago.
        """
        moment = time.monotonic()
        if not now and moment - self._looked_at < _SECONDS_BETWEEN_LOOKS:
            return False
        self._looked_at = moment
        if not self._has_table:
            self._has_table = inspect(session.connection()).has_table(TextChange.__tablename__)
        if not self._has_table or read_version(session) == overrides.version():
            return False
        overrides.take(read_overrides(session))
        return True
