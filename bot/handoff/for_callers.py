"""A call back, or a referral, that somebody who works here begins for a caller who said yes.

It lands where residents' own calls back land: among those of the desk, with the number or address
in the table of contact details, to be deleted when it is done. The caller has no chat; what staff
wrote down for them stands in a conversation of its own, so that the desk reads it as any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import store as conversations
from bot.conversations.words import find_start
from bot.handoff import callback_flow, callbacks, store
from bot.handoff.contact import Way, checked_name
from bot.handoff.machine import Event
from bot.handoff.models import Callback
from bot.handoff.notices import Announcer
from bot.handoff.teams import team_for
from bot.masking import mask
from knowledge.errors import InvalidInput, NotFound
from knowledge.replies import Card, Reply

CALLBACK, REFERRAL = "callback", "referral"
CHANNEL = "staff"
LONGEST_WORDS = 1000
_LONGEST_TOPIC = 300

STATES = {
    "booked": "With the advisers",
    "changing": "With the advisers",
    "done": "Done",
    "failed": "They could not be reached",
    "cancelled": "Cancelled",
}
"""How things stand with what was begun, as staff read it."""


@dataclass(frozen=True)
class Wanted:
    """What a caller wants, and said yes to.

    Attributes:
        kind: `callback` or `referral`.
        way: How to reach them.
        name: Their first name, or empty.
        best_time: When, in words.
        subject: The key of a way to start, such as `find_funding`, or empty.
        district: The council area, or empty.
        words: What it is about, in the words of whoever took the call.
        refer_to: The name of whom a referral is to.
        cards: What they were told of already.
    """

    kind: str
    way: Way
    name: str
    best_time: str
    subject: str
    district: str
    words: str
    refer_to: str = ""
    cards: tuple[Card, ...] = ()

    def check(self) -> None:
        """Checks what was typed.

        Raises:
            InvalidInput: When something is missing, too long or not to be used.
        """
        if self.kind not in {CALLBACK, REFERRAL}:
            raise InvalidInput("Please choose a call back or a referral.")
        if self.kind == REFERRAL and not self.refer_to:
            raise InvalidInput("Please choose whom to refer them to.")
        if self.name and checked_name(self.name) is None:
            raise InvalidInput("Please type a first name alone, or leave it empty.")
        if not self.words:
            raise InvalidInput("Please say in a few words what it is about.")
        if len(self.words) > LONGEST_WORDS:
            raise InvalidInput(f"Please say it in at most {LONGEST_WORDS:,} letters.")


def book(
    session: Session,
    announcer: Announcer,
    wanted: Wanted,
    account_id: int,
    who: str,
    *,
    at: datetime,
) -> Callback:
    """Books what a caller said yes to; the yes is kept with it. Does not commit.

    Args:
        session: The session.
        announcer: Writes the notice to the team down.
        wanted: What the caller wants.
        account_id: Who took the yes.
        who: Their name, for the advisers.
        at: When the caller said yes.

    Raises:
        InvalidInput: When something is missing or cannot be used.
    """
    wanted.check()
    site = announcer.site
    conversation, _ = conversations.open_conversation(session, channel=CHANNEL, at=at)
    place = wanted.district
    conversations.note_about(session, conversation.id, wanted.subject, place)
    reply = Reply(_told(wanted, who), list(wanted.cards))
    conversations.add_reply(session, conversation.id, reply, at=at, sender="system")
    row = store.find_or_add(session, conversation.id, at=at)
    found = callbacks.begin(session, conversation.id, site.desk, at=at)
    contact = callbacks.contact_of(session, conversation.id)
    contact.how, contact.value = wanted.way.how, wanted.way.value
    contact.name = checked_name(wanted.name) if wanted.name else ""
    team = team_for(site.desk, wanted.subject, place)
    found.kind, found.refer_to = wanted.kind, wanted.refer_to[:200]
    found.consent_at, found.taken_by = at, account_id
    found.best_time, found.topic = wanted.best_time, mask(wanted.words)[:_LONGEST_TOPIC]
    found.state, found.team = callbacks.BOOKED, team.key if team else ""
    for event in (Event.OFFER, Event.BOOK):
        store.change(session, row, event, by=f"staff:{account_id}", at=at)
    announcer.announce(session, "callback_booked", conversation.id, at=at)
    return found


def _told(wanted: Wanted, who: str) -> str:
    start = find_start(wanted.subject) if wanted.subject else None
    asks = (
        f"The caller would like to be referred to: {wanted.refer_to}."
        if wanted.kind == REFERRAL
        else "The caller would like to be called back."
    )
    parts = [
        f"Written by {who} for a caller, who said yes to passing it on.",
        asks,
        f"About: {start.label}" if start else "",
        mask(wanted.words),
        "They were told of what stands below." if wanted.cards else "",
    ]
    return "\n\n".join(part for part in parts if part)


def list_taken(session: Session, account_id: int, *, limit: int = 50) -> list[Callback]:
    """Returns what somebody began for callers and is still kept, newest first."""
    query = (
        select(Callback)
        .where(Callback.taken_by == account_id)
        .order_by(Callback.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def find_taken(session: Session, account_id: int, callback_id: int) -> Callback:
    """Returns one that somebody began.

    Raises:
        NotFound: When there is none of theirs of that number, or it is not kept any more.
    """
    found = session.get(Callback, callback_id) if 0 < callback_id < 2**31 else None
    if found is None or found.taken_by != account_id:
        raise NotFound("There is no such call back or referral of yours. It may have been deleted.")
    return found


def withdraw(
    session: Session, announcer: Announcer, account_id: int, callback_id: int, *, at: datetime
) -> None:
    """Takes back what a caller no longer wants, and deletes how to reach them. Does not commit.

    Raises:
        NotFound: When there is none of theirs of that number that is open.
    """
    found = find_taken(session, account_id, callback_id)
    if found.state not in callbacks.OPEN:
        raise NotFound("This is not open any more.")
    callback_flow.cancel_booked(session, announcer, found, at=at)
