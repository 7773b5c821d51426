"""What the desk shows, read in one session: who waits, what is open, one chat, calls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import store as conversations
from bot.conversations.models import Conversation, Message
from bot.conversations.views import MessageView, view_of
from bot.desk.languages import language_of
from bot.desk.looking import count_due, count_unread, read_typed
from bot.handoff import callbacks, presence, store
from bot.handoff.machine import State
from bot.handoff.models import Callback, CallbackAttempt, Contact, Handoff, Note
from bot.handoff.moves import Adviser
from bot.handoff.store import TYPING_SHOWN
from bot.handoff.teams import find_team
from bot.handoff.words import subject_in_words
from knowledge.errors import NotFound
from knowledge.site_desk import Desk

NO_SUBJECT = "Subject not known yet"
MOST_SHOWN = 300
REASONS = {
    "asked": "Asked for a person",
    "unsure": "The assistant was unsure twice",
    "dispute": "A dispute",
    "complaint": "A complaint",
    "legal": "A legal matter",
    "safeguarding": "Somebody's safety",
    "danger": "Words about danger",
}
CHANNELS = {"web": "Website", "telegram": "Telegram", "staff": "Through staff"}

_NOT_HERE = (
    "This chat is not with the desk any more. It was ended, given back or deleted, or the desk was "
    "closed in your browser for more than a minute and a half."
)


@dataclass(frozen=True)
class Row:
    """One conversation in a list.

    Attributes:
        minutes: Whole minutes since it began to wait, or since the adviser took it.
        unread: Messages of the resident that its adviser has not seen.
        language: In which language the resident writes; empty when it is not sure.
    """

    id: str
    subject: str
    place: str
    channel: str
    reason: str
    is_urgent: bool
    team: str
    minutes: int
    at: datetime
    adviser_id: str | None
    adviser: str
    unread: int
    language: str


@dataclass(frozen=True)
class Board:
    """The lists of the desk, as one adviser sees them."""

    waiting: list[Row]
    mine: list[Row]
    others: list[Row]
    present: list[tuple[str, bool]]
    is_available: bool
    due: int


@dataclass(frozen=True)
class Chat:
    """One conversation as an adviser sees it."""

    id: str
    row: Row
    state: str
    is_mine: bool
    messages: list[MessageView]
    notes: list[Note]
    contact: Contact | None
    is_typing: bool


@dataclass(frozen=True)
class CallbackRow:
    """One open call back with what has been tried."""

    callback: Callback
    contact: Contact | None
    attempts: list[CallbackAttempt]
    channel: str
    is_late: bool


def _row(
    handoff: Handoff,
    conversation: Conversation,
    desk: Desk,
    at: datetime,
    *,
    unread: int = 0,
    typed: str = "",
) -> Row:
    since = handoff.waiting_at if handoff.state == State.WAITING else handoff.changed_at
    since = since or handoff.changed_at
    team = find_team(desk, handoff.team)
    return Row(
        id=handoff.conversation_id,
        subject=subject_in_words(conversation.subject) or NO_SUBJECT,
        place=conversation.place or "",
        channel=CHANNELS.get(conversation.channel, conversation.channel),
        reason=REASONS.get(handoff.reason, handoff.reason),
        is_urgent=handoff.reason in {"danger", "safeguarding"},
        team=team.name if team else "",
        minutes=max(0, int((at - since).total_seconds() // 60)),
        at=since,
        adviser_id=handoff.adviser_id,
        adviser=handoff.adviser_name or "",
        unread=unread,
        language=language_of(typed),
    )


def _rows(
    session: Session, some: list[Handoff], desk: Desk, at: datetime, unread: dict[str, int]
) -> list[Row]:
    ids = [row.conversation_id for row in some]
    found = session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
    by_id = {conversation.id: conversation for conversation in found}
    typed = read_typed(session, ids)
    return [
        _row(
            one,
            by_id[one.conversation_id],
            desk,
            at,
            unread=unread.get(one.conversation_id, 0),
            typed=typed.get(one.conversation_id, ""),
        )
        for one in some
        if one.conversation_id in by_id
    ]


def board(session: Session, desk: Desk, adviser: Adviser, at: datetime) -> Board:
    """Returns the lists of the desk."""
    waiting, owned = store.list_waiting(session), store.list_owned(session)
    with_advisers = _rows(session, owned, desk, at, count_unread(session, owned))
    me = presence.find(session, adviser.id)
    first = sorted(_rows(session, waiting, desk, at, {}), key=lambda row: not row.is_urgent)
    return Board(
        waiting=first,
        mine=[row for row in with_advisers if row.adviser_id == adviser.id],
        others=[row for row in with_advisers if row.adviser_id != adviser.id],
        present=[(one.name, one.is_available) for one in presence.list_present(session, at=at)],
        is_available=me is not None and me.is_available,
        due=count_due(session, at),
    )


def _may_read(session: Session, row: Handoff | None, conversation_id: str) -> bool:
    """Only what a resident has passed on: it waits, is with an adviser, or is to be called."""
    if row is not None and row.state in {State.WAITING, State.WITH_ADVISER}:
        return True
    return callbacks.has_booked(session, conversation_id) is not None


def _messages(session: Session, conversation_id: str, after: int | None) -> list[Message]:
    if after is None:
        return conversations.list_latest(session, conversation_id, limit=MOST_SHOWN)
    return conversations.list_messages(session, conversation_id, after=after)


def _notes(session: Session, conversation_id: str) -> list[Note]:
    query = select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
    return list(session.scalars(query))


def chat(
    session: Session,
    desk: Desk,
    adviser: Adviser,
    conversation_id: str,
    at: datetime,
    *,
    after: int | None = None,
) -> Chat:
    """Returns one conversation, and notes what its adviser has seen.

    Args:
        session: The session; not committed.
        desk: The settings.
        adviser: Who looks.
        conversation_id: Which.
        at: The time.
        after: The last message that is known already; None for the latest of them all.

    Raises:
        NotFound: When it is gone, or is not passed on to the desk any more.
    """
    conversation = conversations.find_conversation(session, conversation_id)
    row = store.find(session, conversation_id)
    if row is None or not _may_read(session, row, conversation_id):
        raise NotFound(_NOT_HERE)
    messages = _messages(session, conversation_id, after)
    is_mine = row.state == State.WITH_ADVISER and row.adviser_id == adviser.id
    if is_mine and messages:
        row.seen_id = messages[-1].id
    typed_at = row.resident_typing_at
    typed = read_typed(session, [conversation_id]).get(conversation_id, "")
    return Chat(
        id=conversation_id,
        row=_row(row, conversation, desk, at, typed=typed),
        state=row.state,
        is_mine=is_mine,
        messages=[view_of(message) for message in messages],
        notes=_notes(session, conversation_id),
        contact=session.get(Contact, conversation_id),
        is_typing=typed_at is not None and at - typed_at < TYPING_SHOWN,
    )


def list_callbacks(session: Session, at: datetime) -> list[CallbackRow]:
    """Returns the open calls back, the earliest due first."""
    found = callbacks.list_open(session)
    ids = [one.conversation_id for one in found]
    contacts = callbacks.contacts_of(session, ids)
    attempts = callbacks.list_attempts(session, [one.id for one in found])
    channels = {
        conversation.id: CHANNELS.get(conversation.channel, conversation.channel)
        for conversation in session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
    }
    return [
        CallbackRow(
            callback=one,
            contact=contacts.get(one.conversation_id),
            attempts=[attempt for attempt in attempts if attempt.callback_id == one.id],
            channel=channels.get(one.conversation_id, ""),
            is_late=one.due_at <= at,
        )
        for one in found
    ]
