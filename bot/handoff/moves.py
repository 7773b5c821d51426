"""What advisers do with a conversation, each with the message that tells the resident.

Every function works in the caller's transaction and does not commit: the step of the machine, the
message and the notice are kept together or not at all. The row is one that `store.find_or_add`
gave to the caller in this transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations import store as conversations
from bot.conversations.models import Message
from bot.conversations.reception import Utterance
from bot.handoff import callbacks, presence, store, words
from bot.handoff.machine import Event, State
from bot.handoff.models import Handoff, Note
from bot.handoff.notices import Announcer
from bot.handoff.presence import Availability
from bot.handoff.teams import find_team
from knowledge.errors import Conflict, InvalidInput
from knowledge.replies import Reply

OUTCOMES = {
    "answered": "Answered",
    "signposted": "Signposted to",
    "referred": "Referred, with the resident's consent, to",
    "could_not_help": "Could not help, because",
}
"""How a chat can end, and how the desk calls it."""

NEEDS_DETAIL = frozenset({"signposted", "referred", "could_not_help"})


@dataclass(frozen=True)
class Adviser:
    """Who acts: the id of the account as text, or another desk's, and the first name shown."""

    id: str
    name: str


def utter(session: Session, row: Handoff, said: Utterance, *, at: datetime) -> None:
    """Adds a message to the conversation."""
    conversations.add_reply(session, row.conversation_id, said.reply, at=at, sender=said.sender)


def claim(
    session: Session, announcer: Announcer, row: Handoff, adviser: Adviser, *, at: datetime
) -> None:
    """Gives a waiting conversation to an adviser.

    Raises:
        Conflict: When a colleague was first, or the resident does not wait any more.
    """
    if row.state == State.WITH_ADVISER and row.adviser_id == adviser.id:
        return
    if row.state == State.WITH_ADVISER:
        raise Conflict(f"{row.adviser_name} was first and has this conversation.")
    if row.state != State.WAITING:
        raise Conflict("This resident does not wait any more.")
    callbacks.drop_unfinished(session, row.conversation_id)
    store.change(
        session,
        row,
        Event.CLAIM,
        by=adviser.id,
        at=at,
        adviser_id=adviser.id,
        adviser_name=adviser.name,
        resident_typing_at=None,
    )
    utter(session, row, words.joined(announcer.site, adviser.name), at=at)
    announcer.announce(session, "claimed", row.conversation_id, at=at)


def own(row: Handoff, adviser: Adviser) -> None:
    """Checks that an adviser has the conversation.

    Raises:
        Conflict: When not.
    """
    if row.state != State.WITH_ADVISER or row.adviser_id != adviser.id:
        raise Conflict("This conversation is not with you any more.")


def reply(
    session: Session,
    row: Handoff,
    adviser: Adviser,
    said: Reply,
    *,
    at: datetime,
    origin_id: str | None = None,
) -> Message | None:
    """Adds what an adviser says; None when it was there already under the same `origin_id`.

    Raises:
        Conflict: When the conversation is not with this adviser.
    """
    own(row, adviser)
    row.adviser_typing_at = None
    try:
        with session.begin_nested():
            return conversations.add_reply(
                session,
                row.conversation_id,
                said,
                at=at,
                sender="adviser",
                name=adviser.name,
                origin_id=origin_id,
            )
    except IntegrityError:
        return None


def pass_to_colleague(
    session: Session,
    announcer: Announcer,
    row: Handoff,
    adviser: Adviser,
    colleague: Adviser,
    *,
    at: datetime,
) -> None:
    """Gives the conversation to a colleague who is there.

    Raises:
        Conflict: When it is not this adviser's, or the colleague has gone.
    """
    own(row, adviser)
    if presence.is_gone(session, colleague.id, at=at):
        raise Conflict(f"{colleague.name} is not at the desk any more.")
    store.change(
        session,
        row,
        Event.PASS_ON,
        by=adviser.id,
        at=at,
        adviser_id=colleague.id,
        adviser_name=colleague.name,
    )
    utter(session, row, words.passed_on(announcer.site, colleague.name), at=at)
    announcer.announce(session, "passed_on", row.conversation_id, at=at)


def pass_to_team(
    session: Session,
    announcer: Announcer,
    row: Handoff,
    adviser: Adviser,
    key: str,
    *,
    at: datetime,
) -> None:
    """Puts the conversation back into the queue for a team.

    Raises:
        Conflict: When it is not this adviser's.
        InvalidInput: When there is no such team.
    """
    own(row, adviser)
    if find_team(announcer.site.desk, key) is None:
        raise InvalidInput("There is no such team.", ["team: not known"])
    row.team = key
    session.flush()
    release(session, announcer, row, "team", by=adviser.id, at=at)


def release(
    session: Session, announcer: Announcer, row: Handoff, why: str, *, by: str, at: datetime
) -> None:
    """Puts a conversation back into the queue at its old place, or sends the resident away.

    Args:
        session: The session; not committed.
        announcer: Writes notices down.
        row: The conversation.
        why: `lost`, `shift` or `team`.
        by: Who does it.
        at: When.
    """
    found = presence.availability(session, announcer.site.desk, at=at)
    if found is not Availability.READY:
        send_away(session, announcer, row, at=at)
        return
    waiting_at = row.waiting_at or at
    store.change(
        session,
        row,
        Event.RELEASE,
        by=by,
        at=at,
        waiting_at=waiting_at,
        told_at=at,
        adviser_name=None,
    )
    team = find_team(announcer.site.desk, row.team)
    place = store.place_of(session, row) or 1
    said = words.released(why, place, team.name if team else "a colleague")
    utter(session, row, said, at=at)
    announcer.announce(session, "waiting", row.conversation_id, at=at)


def send_away(session: Session, announcer: Announcer, row: Handoff, *, at: datetime) -> None:
    """Ends the wait of a resident to whom nobody can come, with the truth and a way on."""
    found = presence.availability(session, announcer.site.desk, at=at)
    if found is Availability.READY:
        found = Availability.EMPTY
    store.change(session, row, Event.SEND_AWAY, by="system", at=at, waiting_at=None)
    said = Utterance(words.nobody(announcer.site, found, at), "system")
    utter(session, row, said, at=at)
    announcer.announce(session, "left", row.conversation_id, at=at)


def give_back(
    session: Session, announcer: Announcer, row: Handoff, adviser: Adviser, *, at: datetime
) -> None:
    """Lets the assistant go on.

    Raises:
        Conflict: When the conversation is not with this adviser.
    """
    own(row, adviser)
    store.change(session, row, Event.GIVE_BACK, by=adviser.id, at=at, waiting_at=None)
    utter(session, row, words.given_back(announcer.site, adviser.name), at=at)
    callbacks.forget_contact(session, row.conversation_id)
    announcer.announce(session, "given_back", row.conversation_id, at=at)


def _check_outcome(outcome: str, detail: str) -> None:
    if outcome not in OUTCOMES:
        raise InvalidInput("Please choose how the chat ended.", ["outcome: not known"])
    if outcome in NEEDS_DETAIL and not detail:
        raise InvalidInput(
            f"Please say where to, or why not: it completes '{OUTCOMES[outcome]}'.",
            ["detail: it is empty"],
        )


def close(
    session: Session,
    announcer: Announcer,
    row: Handoff,
    adviser: Adviser,
    outcome: str,
    detail: str,
    *,
    at: datetime,
) -> None:
    """Ends the chat with an outcome; the assistant goes on if the resident writes again.

    Raises:
        Conflict: When the conversation is not with this adviser.
        InvalidInput: When the outcome is not known, or needs a word that is missing.
    """
    own(row, adviser)
    _check_outcome(outcome, detail)
    store.change(
        session,
        row,
        Event.CLOSE,
        by=adviser.id,
        at=at,
        waiting_at=None,
        outcome=outcome,
        outcome_note=detail,
    )
    shown = detail if outcome in {"signposted", "referred"} else ""
    utter(session, row, words.closed(announcer.site, adviser.name, outcome, shown), at=at)
    callbacks.forget_contact(session, row.conversation_id)
    announcer.announce(session, "closed", row.conversation_id, at=at)


def add_note(session: Session, row: Handoff, adviser: Adviser, text: str, *, at: datetime) -> None:
    """Adds what advisers write for each other."""
    session.add(Note(conversation_id=row.conversation_id, at=at, name=adviser.name, text=text))
    session.flush()
