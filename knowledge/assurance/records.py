"""Says that a team has checked a record, and keeps it said when the content is loaded anew.

A record is taken down, or put back, by a person's word and by nothing else: neither a review date
that passes nor a page that does not answer hides anything.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, InvalidInput, NotFound
from knowledge.models import CONTENT, Assurance, Record
from knowledge.record_changes import LIFECYCLES, note_change

Outcome = Literal["right", "corrected", "taken down", "put back"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)

_LONGEST_TEAM = 200
_ROWS_A_QUERY = 500
TAKEN_DOWN = "inactive"
"""The lifecycle of a record that a person has taken down."""


ASSURED_KEYS = ("assured_on", "assured_by", "review_on")
"""Keys of an entry that say who checked it: a check is no change of what it says."""


@dataclass(frozen=True)
class Word:
    """What a team says about a record.

    Attributes:
        slug: Which record.
        team: Which team; never a person's name.
        assured_on: The day on which it looked.
        outcome: `right`, `corrected`, `taken down` or `put back`.
        review_on: When somebody should look again, or None.
        note: What was found, or None; never shown to residents.
        team_email: The team's address, or None.
        fields: The keys that were looked at; empty for all.
    """

    slug: str
    team: str
    assured_on: date
    outcome: Outcome = "right"
    review_on: date | None = None
    note: str | None = None
    team_email: str | None = None
    fields: tuple[str, ...] = ()


def assure(session: Session, word: Word, now: datetime) -> Assurance:
    """Keeps what a team says and does what it says; does not commit.

    Args:
        session: An open session.
        word: What the team says.
        now: When it says so, aware.

    Raises:
        NotFound: When there is no such record.
        InvalidInput: When the team, a day or a key cannot be right.
        Conflict: When what its file withholds should be put back: the file must say so.
    """
    record = session.scalar(select(Record).where(Record.slug == word.slug))
    if record is None:
        raise NotFound(f"There is no record {word.slug}.")
    _check(word, record, now.date())
    kept = Assurance(
        id=uuid.uuid4(),
        slug=word.slug,
        assured_on=word.assured_on,
        team=word.team.strip(),
        team_email=word.team_email,
        outcome=word.outcome,
        fields=list(word.fields),
        review_on=word.review_on,
        note=word.note,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    _apply(record, history_of(session, [word.slug])[word.slug])
    note_change(session)
    session.flush()
    return kept


def history_of(session: Session, slugs: Sequence[str]) -> dict[str, list[Assurance]]:
    """Returns what was said about records, newest first; a record without any is left out."""
    found: dict[str, list[Assurance]] = {}
    for start in range(0, len(slugs), _ROWS_A_QUERY):
        rows = session.scalars(
            select(Assurance)
            .where(Assurance.slug.in_(slugs[start : start + _ROWS_A_QUERY]))
            .order_by(Assurance.assured_on.desc(), Assurance.created_at.desc(), Assurance.id)
        )
        for row in rows:
            found.setdefault(row.slug, []).append(row)
    return found


def taken_down(session: Session, slugs: Sequence[str]) -> dict[str, Assurance]:
    """Returns those records that a person has taken down and nobody has put back, and the word."""
    found = {}
    for slug, history in history_of(session, slugs).items():
        last = _last_word(history)
        if last is not None and last.outcome == "taken down":
            found[slug] = last
    return found


def keep_assurances(session: Session) -> None:
    """Does again what teams have said, after records were written anew; does not commit.

    Whoever replaces records calls this before the commit. The later of what the source says and
    what a team said holds; what a person has taken down stays down. A check does not hold for a
    record from elsewhere that has changed since: nobody has checked what it says now. Entries of
    the content are changed by the editors themselves, who say so if they undo a check.
    """
    slugs = list(session.scalars(select(Assurance.slug).distinct()))
    histories: Mapping[str, list[Assurance]] = history_of(session, slugs) if slugs else {}
    for slug in slugs:
        record = session.scalar(select(Record).where(Record.slug == slug))
        if record is not None:
            _apply(record, histories[slug])
    session.flush()


def _check(word: Word, record: Record, today: date) -> None:
    problems = []
    if not word.team.strip() or len(word.team) > _LONGEST_TEAM:
        problems.append(f"team: must be a name of at most {_LONGEST_TEAM} characters")
    if "@" in word.team:
        problems.append("team: is the name of a team, not an address")
    if word.outcome not in OUTCOMES:
        problems.append(f"outcome: must be one of {', '.join(OUTCOMES)}, not {word.outcome!r}")
    if word.assured_on > today:
        problems.append(f"assured on: {word.assured_on} is still to come")
    if word.review_on is not None and word.review_on <= word.assured_on:
        problems.append(f"review on: {word.review_on} is not after {word.assured_on}")
    known = {column.key for column in type(record).__mapper__.columns}
    problems += [f"fields: a {record.kind} has no {key}" for key in word.fields if key not in known]
    if problems:
        raise InvalidInput("That cannot be kept as an assurance.", problems)
    if word.outcome == "put back" and record.status == "withheld":
        raise Conflict(
            f"{record.slug} is withheld by {record.content_file}: take the status out there."
        )


def _apply(record: Record, history: Sequence[Assurance]) -> None:
    checks = [item for item in history if item.outcome in ("right", "corrected", "put back")]
    newest = next((item for item in checks if not item.fields), None)
    if newest is not None and record.origin != CONTENT and record.modified_at is not None:
        newest = newest if newest.created_at >= record.modified_at else None
    if newest is not None and (record.assured_on or date.min) <= newest.assured_on:
        record.assured_on, record.assured_by = newest.assured_on, newest.team
        record.assurer_email = newest.team_email
        record.review_on = newest.review_on
    last = _last_word(history)
    if last is not None and last.outcome == "taken down":
        record.lifecycle = TAKEN_DOWN
    elif last is not None and record.lifecycle == TAKEN_DOWN:
        record.lifecycle = LIFECYCLES.get(record.status or "", "active")


def _last_word(history: Sequence[Assurance]) -> Assurance | None:
    words = (item for item in history if item.outcome in ("taken down", "put back"))
    return next(words, None)
