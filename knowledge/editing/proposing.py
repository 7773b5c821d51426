"""What every change goes through: a reason, a second person, its days. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound
from knowledge.finding.opening import british_time
from knowledge.models import Proposal, RecordChange, TextChange

LONGEST_REASON = 500
_SHORTEST_REASON = 3
_MOST_DAYS_AHEAD = 2 * 366

PROPOSED, SCHEDULED, APPROVED = "proposed", "scheduled", "approved"
WAITING = (PROPOSED, SCHEDULED)
"""States of a change that may still come to hold."""

Change = TypeVar("Change", RecordChange, TextChange)
Deed = Callable[[Session, Change, datetime], None]
"""Begins or ends a change at a moment."""


def british_day(at: datetime) -> date:
    """Returns the day that it is in Britain at a moment."""
    return at.astimezone(british_time()).date()


def read_day(text: str, what: str) -> date | None:
    """Returns a day as a form sends it (`2026-12-24`), or None for an empty text.

    Raises:
        InvalidInput: When it is none; `what` names the field.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput(f"{what}: please give a day, such as 2026-12-24.") from None


def checked_reason(reason: str) -> str:
    """Returns a reason without spaces around it.

    Raises:
        InvalidInput: When there is none, or it is too long.
    """
    reason = reason.strip()
    if not _SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise InvalidInput(f"Please say why, in at most {LONGEST_REASON} characters.")
    return reason


def check_days(from_on: date | None, until_on: date | None, today: date) -> None:
    """Refuses days that cannot be.

    Raises:
        InvalidInput: When the last day is over or before the first, or a day is years ahead.
    """
    if from_on is not None and from_on < today:
        raise InvalidInput("The day from which it is to hold is over already.")
    if until_on is not None and until_on < (from_on or today):
        raise InvalidInput("The last day is before the first.")
    latest = max((day for day in (from_on, until_on) if day), default=today)
    if (latest - today).days > _MOST_DAYS_AHEAD:
        raise InvalidInput("That day is more than two years ahead. Please choose a nearer one.")


def find_change(session: Session, model: type[Change], change_id: int) -> Change:
    """Returns a change of a record or of a text by its number.

    Raises:
        NotFound: When there is none.
    """
    found = session.get(model, change_id) if 0 < change_id < 2**31 else None
    if found is None:
        raise NotFound("There is no such change.")
    return found


def newest_changes(
    session: Session,
    model: type[Change],
    states: Collection[str],
    conditions: Collection[ColumnElement[bool]],
    limit: int,
) -> list[Change]:
    """Returns changes, newest first, at most `limit`; of some states where any are named."""
    query = select(model).where(*conditions).order_by(model.id.desc()).limit(limit)
    if states:
        query = query.where(model.state.in_(states))
    return list(session.scalars(query))


def approve(
    session: Session, change: Change, begin: Deed[Change], *, by: str, at: datetime, note: str
) -> None:
    """Makes a change hold, by a second person; one whose day is to come waits for it.

    Raises:
        Forbidden: When it is one's own proposal.
        Conflict: When it was decided already, or its last day has passed meanwhile.
    """
    check_second_person(change, by)
    if is_over(change, at):
        raise Conflict("Its last day has passed meanwhile. Please refuse it.")
    note_decision(change, SCHEDULED, by=by, at=at, note=note)
    if not waits_for_its_day(change, at):
        begin(session, change, at)
    session.flush()


def refuse(change: Proposal, *, by: str, at: datetime, note: str = "") -> None:
    """Refuses a change; whoever proposed it may also take it back so.

    Raises:
        Conflict: When it was decided already.
    """
    check_undecided(change)
    note_decision(change, "refused", by=by, at=at, note=note)


def check_second_person(change: Proposal, by: str) -> None:
    """Refuses that somebody approves their own proposal, or what is decided already.

    Raises:
        Conflict: When it was decided already.
        Forbidden: When it is one's own.
    """
    check_undecided(change)
    if not change.proposed_by:
        raise Conflict(
            "It waited so long that nobody knows who proposed it. Please refuse it and propose it "
            "anew."
        )
    if change.proposed_by.casefold() == by.casefold():
        raise Forbidden("This is your own change: a second person has to approve it.")


def check_undecided(change: Proposal) -> None:
    """Refuses what is decided already.

    Raises:
        Conflict: When it is.
    """
    if change.state != PROPOSED:
        raise Conflict("This change was decided already.")


def note_decision(change: Proposal, state: str, *, by: str, at: datetime, note: str = "") -> None:
    """Writes down who decided what, and whether it was another than who proposed it."""
    change.state, change.decided_by, change.decided_at = state, by, at
    change.is_by_two = change.proposed_by.casefold() != by.casefold()
    change.decision_note = note.strip()[:LONGEST_REASON] or None


def waits_for_its_day(change: Proposal, at: datetime) -> bool:
    """Says whether the day from which a change is to hold is still to come."""
    return change.from_on is not None and change.from_on > british_day(at)


def is_over(change: Proposal, at: datetime) -> bool:
    """Says whether the last day of a change has passed."""
    return change.until_on is not None and change.until_on < british_day(at)


def call_off(change: Proposal, *, by: str, at: datetime) -> None:
    """Calls off a change whose day has not come; one person may, residents see nothing new.

    Raises:
        Conflict: When it does not wait for its day.
    """
    if change.state != SCHEDULED:
        raise Conflict("This change does not wait for its day, so it cannot be called off.")
    change.state = "called off"
    said = f"called off by {by} on {british_day(at)}"
    change.decision_note = f"{change.decision_note}; {said}" if change.decision_note else said


def was_approved_by_two(change: Proposal) -> bool:
    """Says whether a second person approved it: what is asked again before it holds.

    Their names go after a time; that there were two stays.
    """
    return change.is_by_two
