"""Reading and writing calls back and how residents may be reached; does not commit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.handoff.contact import Way
from bot.handoff.hours import closing, next_opening
from bot.handoff.models import Callback, CallbackAttempt, Contact
from knowledge.errors import NotFound
from knowledge.site_desk import Desk

# Without the letters and digits that are easily taken for one another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_UNKNOWN_HOURS = timedelta(days=1)

BOOKED, CHANGING, DRAFT = "booked", "changing", "draft"
OPEN = (BOOKED, CHANGING)
"""A call back that its owner is changing stands as it was until it is booked anew."""

RESULTS = {
    "done": "Spoke to them",
    "passed_on": "Passed them on, as they asked",
    "no_answer": "No answer",
    "message_left": "Left a message",
    "wrong": "The number or address is wrong",
}
"""What an attempt can come to, and how the desk calls it."""

ENDS = ("done", "passed_on")
"""What ends a call back or a referral; its contact details go."""


def _reference() -> str:
    """Such as KM4T-R7XP: three letters at least, so that it looks like no other number."""
    parts = [secrets.choice(_LETTERS) for _ in range(5)]
    parts += [secrets.choice(_DIGITS) for _ in range(3)]
    secrets.SystemRandom().shuffle(parts)
    return f"{''.join(parts[:4])}-{''.join(parts[4:])}"


def due_of(desk: Desk, at: datetime) -> datetime:
    """Returns by when somebody should have tried first: before the next hours end."""
    start = at if closing(desk, at) else next_opening(desk, at)
    end = closing(desk, start) if start else None
    return end or at + _UNKNOWN_HOURS


def find_draft(session: Session, conversation_id: str) -> Callback | None:
    """Returns the call back that a resident is putting together, or None."""
    query = select(Callback).where(
        Callback.conversation_id == conversation_id, Callback.state.in_((DRAFT, CHANGING))
    )
    return session.scalars(query.order_by(Callback.state == DRAFT)).first()


def begin(session: Session, conversation_id: str, desk: Desk, *, at: datetime) -> Callback:
    """Returns the draft of a conversation, a new one when there is none."""
    draft = find_draft(session, conversation_id)
    if draft is None:
        draft = Callback(
            reference=_reference(),
            conversation_id=conversation_id,
            state=DRAFT,
            topic="",
            best_time="",
            team="",
            created_at=at,
            due_at=due_of(desk, at),
        )
        session.add(draft)
        session.flush()
    return draft


def find_booked(session: Session, reference: str) -> Callback | None:
    """Returns the open call back of a reference, or None."""
    query = select(Callback).where(Callback.reference == reference, Callback.state.in_(OPEN))
    return session.scalars(query).first()


def has_booked(session: Session, conversation_id: str) -> Callback | None:
    """Returns the latest open call back of a conversation, or None."""
    query = (
        select(Callback)
        .where(Callback.conversation_id == conversation_id, Callback.state.in_(OPEN))
        .order_by(Callback.id.desc())
    )
    return session.scalars(query).first()


def list_open(session: Session, *, limit: int = 200) -> list[Callback]:
    """Returns the open calls back, the earliest due first, at most `limit`."""
    query = select(Callback).where(Callback.state.in_(OPEN)).order_by(Callback.due_at).limit(limit)
    return list(session.scalars(query))


def get(session: Session, callback_id: int) -> Callback:
    """Returns a call back.

    Raises:
        NotFound: When there is none.
    """
    found = session.get(Callback, callback_id, populate_existing=True)
    if found is None:
        raise NotFound("There is no such call back. The resident may have deleted the chat.")
    return found


def list_attempts(session: Session, callback_ids: list[int]) -> list[CallbackAttempt]:
    """Returns the attempts of some calls back, oldest first."""
    query = (
        select(CallbackAttempt)
        .where(CallbackAttempt.callback_id.in_(callback_ids))
        .order_by(CallbackAttempt.id)
    )
    return list(session.scalars(query))


def contact_of(session: Session, conversation_id: str) -> Contact:
    """Returns how a resident may be reached; empty when nothing was given."""
    found = session.get(Contact, conversation_id, populate_existing=True)
    if found is None:
        found = Contact(conversation_id=conversation_id)
        session.add(found)
        session.flush()
    return found


def contacts_of(session: Session, conversation_ids: list[str]) -> dict[str, Contact]:
    """Returns how residents may be reached, by conversation."""
    query = select(Contact).where(Contact.conversation_id.in_(conversation_ids))
    return {contact.conversation_id: contact for contact in session.scalars(query)}


def way_of(contact: Contact) -> Way | None:
    """Returns the way that a contact holds, or None."""
    return Way(contact.how, contact.value) if contact.how and contact.value else None


def forget_contact(session: Session, conversation_id: str) -> None:
    """Deletes how a resident may be reached, unless another call back still needs it."""
    if has_booked(session, conversation_id) is None:
        session.execute(delete(Contact).where(Contact.conversation_id == conversation_id))


def drop_unfinished(session: Session, conversation_id: str) -> None:
    """Ends the questions of a call back: a new one is forgotten, a booked one stands."""
    draft = find_draft(session, conversation_id)
    if draft is None:
        return
    if draft.state == CHANGING:
        draft.state = BOOKED
        session.flush()
    else:
        drop_draft(session, conversation_id)


def drop_draft(session: Session, conversation_id: str) -> None:
    """Forgets the call back that a resident did not finish, and the contact given for it."""
    session.execute(
        delete(Callback).where(Callback.conversation_id == conversation_id, Callback.state == DRAFT)
    )
    forget_contact(session, conversation_id)
