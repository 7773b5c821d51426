"""All reading and writing of sheets and signposts. Nothing here commits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.staff.models import Signpost, StaffSheet
from knowledge.errors import InvalidInput, NotFound

OUTCOMES: dict[str, str] = {
    "helped": "It helped",
    "not_right": "It was not right for them",
    "no_answer": "They got no answer there",
}
"""What may become of a signpost, by the word that is kept."""

MOST_ON_SHEET = 12
_SHEET_LASTS = timedelta(hours=12)


def read_sheet(session: Session, account_id: int, *, at: datetime) -> list[str]:
    """Returns the slugs on somebody's sheet; a sheet of another day is empty."""
    sheet = session.get(StaffSheet, account_id)
    return list(sheet.slugs) if sheet and at - sheet.changed_at < _SHEET_LASTS else []


def write_sheet(session: Session, account_id: int, slugs: list[str], *, at: datetime) -> None:
    """Replaces somebody's sheet.

    Raises:
        InvalidInput: When there is too much on it for a caller to use.
    """
    slugs = list(dict.fromkeys(slugs))
    if len(slugs) > MOST_ON_SHEET:
        raise InvalidInput(
            f"There are {MOST_ON_SHEET} things on the sheet already: more is hard to use."
        )
    sheet = session.get(StaffSheet, account_id)
    if sheet is None:
        session.add(StaffSheet(account_id=account_id, slugs=slugs, changed_at=at))
    else:
        sheet.slugs, sheet.changed_at = slugs, at
    session.flush()


def clear_sheet(session: Session, account_id: int) -> None:
    """Empties somebody's sheet."""
    session.execute(delete(StaffSheet).where(StaffSheet.account_id == account_id))


def add_signpost(
    session: Session,
    account_id: int,
    *,
    slug: str,
    kind: str,
    subject: str,
    district: str,
    on: date,
) -> Signpost:
    """Notes that a caller was pointed to a record."""
    signpost = Signpost(
        given_on=on,
        account_id=account_id,
        slug=slug,
        kind=kind,
        subject=subject,
        district=district,
    )
    session.add(signpost)
    session.flush()
    return signpost


def list_signposts(session: Session, account_id: int, *, limit: int = 50) -> list[Signpost]:
    """Returns somebody's own signposts, newest first, at most `limit`."""
    query = (
        select(Signpost)
        .where(Signpost.account_id == account_id)
        .order_by(Signpost.given_on.desc(), Signpost.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def set_outcome(
    session: Session, account_id: int, signpost_id: int, outcome: str, *, on: date
) -> None:
    """Notes what became of one's own signpost; an empty outcome takes it back.

    Raises:
        InvalidInput: When there is no such outcome.
        NotFound: When there is no such signpost of this account.
    """
    if outcome and outcome not in OUTCOMES:
        raise InvalidInput("Please choose one of the outcomes on the page.")
    found = session.get(Signpost, signpost_id) if 0 < signpost_id < 2**31 else None
    if found is None or found.account_id != account_id:
        raise NotFound("There is no such signpost of yours.")
    found.outcome = outcome or None
    found.outcome_on = on if outcome else None


def remove_signpost(session: Session, account_id: int, signpost_id: int) -> None:
    """Takes back a signpost of one's own that was noted by mistake.

    Raises:
        NotFound: When there is no such signpost of this account.
    """
    found = session.get(Signpost, signpost_id) if 0 < signpost_id < 2**31 else None
    if found is None or found.account_id != account_id:
        raise NotFound("There is no such signpost of yours.")
    session.delete(found)
