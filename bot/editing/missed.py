"""Questions that the assistant did not answer: nothing found, unsure, or 'not what I meant'.

Reads single messages, masked when they were stored and masked once more here; never who asked, and
nothing else of the conversation. They go when the conversation does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.conversations.models import Message
from bot.editing.models import MissedDone
from bot.masking import mask
from knowledge.errors import NotFound

WHY = {
    "nothing": "nothing was found",
    "unsure": "it was not sure",
    "not_meant": "'not what I meant'",
}
"""The kinds of sureness that mean a question was missed, and how they are called."""

_LOOKED_AT = 400
_LONGEST = 300


@dataclass(frozen=True)
class Missed:
    """A question that was missed.

    Attributes:
        message_id: The resident's message.
        text: What was typed, masked.
        why: A key of `WHY`.
        at: When.
        times: How often it was asked so.
    """

    message_id: int
    text: str
    why: str
    at: datetime
    times: int = 1


def list_missed(session: Session, *, limit: int = 50) -> list[Missed]:
    """Returns the questions missed last that nobody has dealt with, newest first.

    What was asked in the same words stands once. Relies on the index of sureness.
    """
    answers = session.execute(
        select(Message.conversation_id, Message.id, Message.sureness)
        .where(Message.sureness.in_(WHY))
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(_LOOKED_AT)
    ).all()
    found: dict[str, Missed] = {}
    for conversation_id, answer_id, sureness in answers:
        why = str(sureness)
        asked = _question_before(session, conversation_id, answer_id, why)
        if asked is None:
            continue
        text = mask(" ".join(asked.text.split()))[:_LONGEST]
        key = text.casefold().strip(" ?.!")
        known = found.get(key)
        if known is not None:
            found[key] = Missed(known.message_id, known.text, known.why, known.at, known.times + 1)
        elif len(found) < limit:
            found[key] = Missed(asked.id, text, why, asked.at)
    return list(found.values())


def _question_before(
    session: Session, conversation_id: str, answer_id: int, why: str
) -> Message | None:
    """The typed question that an answer was to; for 'not what I meant' the one before that."""
    done = aliased(MissedDone)
    rows = session.execute(
        select(Message, done.message_id)
        .outerjoin(done, done.message_id == Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Message.id < answer_id,
            Message.sender == "resident",
        )
        .order_by(Message.id.desc())
        .limit(3)
    ).all()
    # The last thing that was said or tapped is itself 'not what I meant'.
    asked = rows[1:] if why == "not_meant" else rows[:1]
    for message, is_done in asked:
        if message.payload is None and message.text.strip():
            return None if is_done else message
    return None


def find_missed(session: Session, message_id: int) -> str:
    """Returns the text of a missed question, masked.

    Raises:
        NotFound: When it is not among those that were missed: nobody reads other messages here.
    """
    found = next((item for item in list_missed(session) if item.message_id == message_id), None)
    if found is None:
        raise NotFound("There is no such question any more, or it was dealt with.")
    return found.text


def finish_missed(session: Session, message_id: int, what: str, *, by: int, at: datetime) -> None:
    """Notes that a question was dealt with, with every other one in the same words.

    Raises:
        NotFound: When it is not among those that were missed.
    """
    wanted = find_missed(session, message_id).casefold().strip(" ?.!")
    for _ in range(_LOOKED_AT):
        same = [m for m in list_missed(session) if m.text.casefold().strip(" ?.!") == wanted]
        if not same:
            return
        session.add(MissedDone(message_id=same[0].message_id, what=what, done_at=at, done_by=by))
        session.flush()
