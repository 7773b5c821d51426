"""Proposes, approves, refuses and takes back changes of records, and keeps them when files load.

A change holds as long as the content file says what it said when the change was made. When the
file says something new, the file is right and the change is overtaken. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.editing import proposing
from knowledge.editing.drafts import KIND, new_record
from knowledge.editing.fields import fields_of, read_value, typed_value
from knowledge.editing.proposing import (
    APPROVED,
    LONGEST_REASON,
    PROPOSED,
    WAITING,
    british_day,
    check_days,
    checked_reason,
    newest_changes,
)
from knowledge.editing.records import find_record
from knowledge.errors import Conflict, InvalidInput
from knowledge.models import CONTENT, Record, RecordChange
from knowledge.openreferral.parts import replace_parts
from knowledge.record_changes import note_change


def propose(
    session: Session,
    slug: str,
    after: dict[str, Any],
    *,
    reason: str,
    by: str,
    at: datetime,
    undoes_id: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> RecordChange:
    """Proposes a change of the content's record; residents see nothing of it yet.

    Raises:
        InvalidInput: When nothing is changed, no reason is given, or its days cannot be.
        Conflict: When the record comes from elsewhere, or a change of the same keys waits already.
        NotFound: When there is no such record.
    """
    record = find_record(session, slug)
    if record.origin != CONTENT:
        raise Conflict(
            "This record comes from another source, which must change it there. You can take it "
            "down here."
        )
    if not after:
        raise InvalidInput("Nothing is changed: please change something first.")
    reason = checked_reason(reason)
    check_days(from_on, until_on, british_day(at))
    waiting = {key for change in list_changes(session, WAITING, slug=slug) for key in change.after}
    if waiting & after.keys():
        raise Conflict(
            "A change of the same thing waits to be approved, or for its day. Please decide on it "
            "first."
        )
    change = RecordChange(
        slug=slug,
        before={key: _stored(record, key) for key in after},
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


def propose_new(
    session: Session, slug: str, after: dict[str, Any], *, reason: str, by: str, at: datetime
) -> RecordChange:
    """Proposes a record that is to be added, as `drafts.new_entry` gives it.

    Raises:
        InvalidInput: When no reason is given.
    """
    change = RecordChange(
        slug=slug,
        before={},
        after=after,
        reason=checked_reason(reason),
        state=PROPOSED,
        proposed_by=by,
        proposed_at=at,
    )
    session.add(change)
    session.flush()
    return change


def find_change(session: Session, change_id: int) -> RecordChange:
    """Returns a change of a record by its number, as `proposing.find_change`."""
    return proposing.find_change(session, RecordChange, change_id)


def list_changes(
    session: Session,
    states: Collection[str] = (),
    *,
    slug: str | None = None,
    limit: int = 100,
) -> list[RecordChange]:
    """Returns changes, newest first, at most `limit`; of some states or a record where named."""
    of_record = [] if slug is None else [RecordChange.slug == slug]
    return newest_changes(session, RecordChange, states, of_record, limit)


def approve(session: Session, change_id: int, *, by: str, at: datetime, note: str = "") -> None:
    """Makes a change of a record hold, as `proposing.approve`."""
    change = find_change(session, change_id)
    proposing.approve(session, change, begin, by=by, at=at, note=note)


def begin(session: Session, change: RecordChange, at: datetime) -> None:
    """Makes an approved change hold now, or marks it as overtaken by what its file says now."""
    if not _fits(session, change):
        change.state = "overtaken"
        return
    write_change(session, change, at)
    change.state = APPROVED
    if change.undoes_id is not None:
        find_change(session, change.undoes_id).state = "undone"
    note_change(session)


def _fits(session: Session, change: RecordChange) -> bool:
    """Says whether the record still says what it said when the change was proposed."""
    record = session.scalar(select(Record).where(Record.slug == change.slug))
    if record is None or is_new_record(change):
        return record is None and is_new_record(change)
    return all(_stored(record, key) == value for key, value in change.before.items())


def is_new_record(change: RecordChange) -> bool:
    """Says whether a change adds a record instead of changing one."""
    return KIND in change.after


def write_change(session: Session, change: RecordChange, at: datetime) -> Record:
    """Writes what a change says, whatever its state, and returns the record."""
    if is_new_record(change):
        record = new_record(session, change.slug, change.after, at)
        session.add(record)
        session.flush()
        replace_parts(session, [record])
        return record
    record = find_record(session, change.slug)
    _write(session, record, change.after, at)
    return record


def end(session: Session, change: RecordChange, at: datetime) -> None:
    """Puts back what a record said before a change whose last day has passed.

    What was changed again meanwhile stays.
    """
    change.state = "ended"
    record = session.scalar(select(Record).where(Record.slug == change.slug))
    if record is None:
        return
    back = {
        key: change.before[key]
        for key, value in change.after.items()
        if _stored(record, key) == value
    }
    if back:
        _write(session, record, back, at)
        note_change(session)


def propose_undoing(session: Session, change_id: int, *, by: str, at: datetime) -> RecordChange:
    """Proposes to take an approved change back.

    Raises:
        Conflict: When it does not hold any more.
        NotFound: When there is no such change.
    """
    change = find_change(session, change_id)
    if change.state != APPROVED:
        raise Conflict("This change does not hold, so it cannot be taken back.")
    if is_new_record(change):
        raise Conflict("This change added the record. Please take the record down instead.")
    record = find_record(session, change.slug)
    if any(_stored(record, key) != value for key, value in change.after.items()):
        raise Conflict("The record was changed again since. Please change it by hand.")
    reason = f"Takes back change {change.id}: {change.reason}"[:LONGEST_REASON]
    return propose(
        session, change.slug, change.before, reason=reason, by=by, at=at, undoes_id=change.id
    )


def keep_changes(session: Session, at: datetime) -> None:
    """Does approved changes again after the content was loaded anew.

    Whoever replaces the content's records calls this before the commit.
    """
    approved = select(RecordChange).where(RecordChange.state == APPROVED).order_by(RecordChange.id)
    for change in session.scalars(approved):
        record = session.scalar(select(Record).where(Record.slug == change.slug))
        if is_new_record(change):
            if record is None:
                write_change(session, change, change.decided_at or at)
            else:
                change.state = "overtaken"
            continue
        if record is None:
            continue
        now = {key: _stored(record, key) for key in change.after}
        if now == change.before:
            _write(session, record, change.after, change.decided_at or at)
        elif now != change.after:
            change.state = "overtaken"
    session.flush()


def _stored(record: Record, key: str) -> Any:
    """What a record says under a key, as it is compared: without differences of spaces."""
    field = next((field for field in fields_of(record.kind) if field.key == key), None)
    return None if field is None else read_value(field, typed_value(record, field))


def _write(session: Session, record: Record, values: dict[str, Any], at: datetime) -> None:
    for key, value in values.items():
        setattr(record, key, value)
    record.modified_at = at
    session.flush()
    replace_parts(session, [record])
