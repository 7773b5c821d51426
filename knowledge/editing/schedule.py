"""What happens on its day without a person: changes begin and end, records are taken down.

Safe to do again and again, and from several processes at once: what was done is no longer due.
Nothing here commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge.assurance.records import Word, assure
from knowledge.editing import changes, text_changes
from knowledge.editing.proposing import (
    APPROVED,
    SCHEDULED,
    Change,
    Deed,
    british_day,
    check_days,
    checked_reason,
    is_over,
    was_approved_by_two,
)
from knowledge.editing.records import find_record
from knowledge.errors import Conflict, NotFound
from knowledge.models import Record, RecordChange, RecordEnd, TextChange

_AT_ONCE = 200


@dataclass(frozen=True)
class Deeds(Generic[Change]):
    """How one sort of change begins and ends; `kind` is its word in `Done`."""

    kind: str
    begin: Deed[Change]
    end: Deed[Change]


@dataclass(frozen=True)
class Done:
    """One thing that was carried out.

    Attributes:
        what: `began`, `overtaken`, `ended` or `taken down`.
        kind: `change`, `text` or `record`.
        name: The number of the change, or the slug of the record.
        by: Who set it, by the name that they sign in with.
    """

    what: str
    kind: str
    name: str
    by: str


def end_on(
    session: Session, slug: str, last_on: date, *, team: str, reason: str, by: str, at: datetime
) -> RecordEnd:
    """Sets the last day on which residents see a record; an earlier word on it is called off.

    One person may: what is not shown can mislead nobody.

    Raises:
        InvalidInput: When the day is over or years ahead, or no reason is given.
        Conflict: When residents do not see it anyway.
        NotFound: When there is no such record.
    """
    record = find_record(session, slug)
    if record.is_withheld:
        raise Conflict("Residents do not see this record, so it needs no last day.")
    check_days(None, last_on, british_day(at))
    reason = checked_reason(reason)
    for earlier in waiting_ends(session, slug=slug):
        earlier.state, earlier.ended_by, earlier.ended_at = "called off", by, at
    found = RecordEnd(
        slug=slug, last_on=last_on, team=team, reason=reason, state="waiting", set_by=by, set_at=at
    )
    session.add(found)
    session.flush()
    return found


def waiting_ends(session: Session, *, slug: str | None = None, limit: int = 200) -> list[RecordEnd]:
    """Returns the records' last days that are to come, the next first, at most `limit`."""
    query = select(RecordEnd).where(RecordEnd.state == "waiting")
    if slug is not None:
        query = query.where(RecordEnd.slug == slug)
    return list(session.scalars(query.order_by(RecordEnd.last_on, RecordEnd.id).limit(limit)))


def call_off_end(session: Session, end_id: int, *, by: str, at: datetime) -> RecordEnd:
    """Calls off a last day.

    Raises:
        Conflict: When it was carried out or called off already.
        NotFound: When there is none of that number.
    """
    found = session.get(RecordEnd, end_id) if 0 < end_id < 2**31 else None
    if found is None:
        raise NotFound("There is no such last day.")
    if found.state != "waiting":
        raise Conflict("It was carried out or called off already.")
    found.state, found.ended_by, found.ended_at = "called off", by, at
    return found


def carry_out(session: Session, at: datetime) -> list[Done]:
    """Does everything whose day has come, at most 200 of each sort; the rest comes next time."""
    return [
        *_carry_out(session, RecordChange, Deeds("change", changes.begin, changes.end), at),
        *_carry_out(session, TextChange, Deeds("text", text_changes.begin, text_changes.end), at),
        *_take_down(session, british_day(at), at),
    ]


def _due(session: Session, model: type[Change], today: date) -> tuple[list[Change], list[Change]]:
    """The changes that begin and those that end, locked so that no other process takes them."""

    def read(query: Select[Any]) -> list[Change]:
        ordered = query.order_by(model.id).limit(_AT_ONCE)
        return list(session.scalars(ordered.with_for_update(skip_locked=True)))

    begin = select(model).where(model.state == SCHEDULED, model.from_on <= today)
    end = select(model).where(model.state == APPROVED, model.until_on < today)
    return read(begin), read(end)


def _carry_out(
    session: Session, model: type[Change], deeds: Deeds[Change], at: datetime
) -> list[Done]:
    beginning: list[Change]
    ending: list[Change]
    beginning, ending = _due(session, model, british_day(at))
    for change in beginning:
        if _may_begin(change, at):
            deeds.begin(session, change, at)
            session.flush()
    for change in ending:
        deeds.end(session, change, at)
    session.flush()
    return [_done(change, deeds.kind) for change in beginning + ending]


def _may_begin(change: RecordChange | TextChange, at: datetime) -> bool:
    """Refuses what a second person never approved, and what slept over its own last day."""
    if not was_approved_by_two(change):
        change.state = "refused"
    elif is_over(change, at):
        change.state = "ended"
    return change.state == SCHEDULED


def _done(change: RecordChange | TextChange, kind: str) -> Done:
    what = "began" if change.state == APPROVED else change.state
    return Done(what, kind, str(change.id), change.proposed_by)


def _take_down(session: Session, today: date, at: datetime) -> list[Done]:
    query = (
        select(RecordEnd)
        .where(RecordEnd.state == "waiting", RecordEnd.last_on < today)
        .order_by(RecordEnd.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    done = []
    for item in session.scalars(query):
        item.state, item.ended_at = "done", at
        record = session.scalar(select(Record).where(Record.slug == item.slug))
        if record is None or record.is_withheld:
            continue
        first_hidden = item.last_on + timedelta(days=1)
        note = f"Its last day was {item.last_on}: {item.reason}"
        # The words of assurance count days by UTC, which may be one behind in a summer night.
        day = min(first_hidden, at.date())
        assure(session, Word(item.slug, item.team, day, "taken down", note=note), at)
        done.append(Done("taken down", "record", item.slug, item.set_by))
    session.flush()
    return done
