"""'This number is wrong': from staff and residents, in one queue. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing.models import Suggestion
from bot.masking import mask
from knowledge.errors import InvalidInput, NotFound

LONGEST = 500
_MOST_OPEN = 2000


def add_suggestion(
    session: Session, slug: str, text: str, *, said_by: str, at: datetime
) -> Suggestion:
    """Adds what somebody says is wrong, with identifiers masked.

    Raises:
        InvalidInput: When it says nothing, too much, or the queue is full.
    """
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    text = mask(text, keeps_postcodes=True)
    if not text or len(text) > LONGEST:
        raise InvalidInput(f"Please say what is wrong, in at most {LONGEST} characters.")
    if count_open(session) >= _MOST_OPEN:
        raise InvalidInput("So many things are waiting to be looked at that we cannot take more.")
    found = Suggestion(slug=slug, said_by=said_by, text=text, said_at=at)
    session.add(found)
    session.flush()
    return found


def count_open(session: Session) -> int:
    """Returns how many nobody has dealt with."""
    return session.scalar(select(func.count()).where(Suggestion.done_at.is_(None))) or 0


def list_open(session: Session, *, slug: str | None = None, limit: int = 100) -> list[Suggestion]:
    """Returns what nobody has dealt with, oldest first, at most `limit`."""
    query = select(Suggestion).where(Suggestion.done_at.is_(None)).order_by(Suggestion.id)
    if slug is not None:
        query = query.where(Suggestion.slug == slug)
    return list(session.scalars(query.limit(limit)))


def finish(session: Session, suggestion_id: int, *, by: int, at: datetime) -> None:
    """Notes that an editor has dealt with it; the retention plan deletes it in time.

    Raises:
        NotFound: When there is none of that number.
    """
    found = session.get(Suggestion, suggestion_id) if 0 < suggestion_id < 2**31 else None
    if found is None:
        raise NotFound("There is no such suggestion.")
    found.done_at, found.done_by = at, by
