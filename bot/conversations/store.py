"""All reading and writing of conversations.

Every function takes a Session and does not commit. Writing to a conversation begins by touching
its row: that serialises writers of one conversation, keeps message ids in the order of commit, and
finds a conversation that was deleted meanwhile before anything is written to it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import uuid
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.conversations.models import Choice, Conversation, Erasure, Message
from knowledge.errors import InvalidInput, NotFound, Unauthorised
from knowledge.replies import Reply

MOST_MESSAGES = 500
_CONVERSATION_ID = re.compile(r"^[0-9a-f-]{36}$", re.ASCII)
_CHOICE_ID = re.compile(r"^[A-Za-z0-9_-]{1,24}$", re.ASCII)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_conversation(session: Session, *, channel: str, at: datetime) -> tuple[Conversation, str]:
    """Adds a conversation and returns it with its token, which is not kept and not shown again."""
    token = secrets.token_urlsafe(32)
    conversation = Conversation(
        id=str(uuid.uuid4()),
        token_hash=_hash(token),
        engine_id=secrets.token_urlsafe(24),
        channel=channel,
        created_at=at,
        last_at=at,
    )
    session.add(conversation)
    session.flush()
    return conversation, token


def find_conversation(session: Session, conversation_id: str) -> Conversation:
    """Returns a conversation by its id.

    Raises:
        NotFound: When there is none, or no longer.
    """
    is_id = _CONVERSATION_ID.match(conversation_id) is not None
    found = session.get(Conversation, conversation_id) if is_id else None
    if found is None:
        raise NotFound("There is no such conversation. It may have been deleted.")
    return found


def check_token(conversation: Conversation, token: str | None) -> None:
    """Compares the token in constant time.

    Raises:
        Unauthorised: When it is missing or wrong.
    """
    if token is None or not hmac.compare_digest(conversation.token_hash, _hash(token)):
        raise Unauthorised("The token of this conversation is missing or wrong.")


def touch(session: Session, conversation_id: str, at: datetime) -> None:
    """Marks a conversation as used, and makes other writers of it wait for this transaction.

    Raises:
        NotFound: When the conversation is gone.
    """
    touched = session.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(last_at=at)
    )
    if touched.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound("There is no such conversation. It may have been deleted.")


def add_resident_message(
    session: Session,
    conversation_id: str,
    *,
    text: str,
    at: datetime,
    payload: str | None = None,
    origin_id: str | None = None,
) -> Message:
    """Adds what a resident said, in state `received`.

    Args:
        session: The session; not committed.
        conversation_id: Whose conversation.
        text: What is shown, already masked.
        at: The time.
        payload: What the engine gets instead of the text, when a choice was taken.
        origin_id: What its sender calls it; a second one of that name is refused by the database.

    Raises:
        NotFound: When the conversation is gone.
    """
    touch(session, conversation_id, at)
    message = Message(
        conversation_id=conversation_id,
        sender="resident",
        at=at,
        text=text,
        cards=[],
        state="received",
        payload=payload,
        origin_id=origin_id,
    )
    session.add(message)
    session.flush()
    return message


def add_reply(
    session: Session,
    conversation_id: str,
    reply: Reply,
    *,
    at: datetime,
    retry_of: int | None = None,
    sender: str = "assistant",
    name: str | None = None,
    origin_id: str | None = None,
) -> Message:
    """Adds a reply with its cards and choices.

    A choice with an empty payload tries again: it sends the message `retry_of` once more.

    Args:
        session: The session; not committed.
        conversation_id: Whose conversation.
        reply: What is said.
        at: The time.
        retry_of: The resident's message that 'try again' sends once more.
        sender: Who says it.
        name: Who wrote it, for an adviser's message.
        origin_id: What its sender calls it; a second one of that name is refused by the database.

    Raises:
        NotFound: When the conversation is gone.
    """
    touch(session, conversation_id, at)
    message = Message(
        conversation_id=conversation_id,
        sender=sender,
        at=at,
        text=reply.text,
        cards=[asdict(card) for card in reply.cards],
        name=name,
        origin_id=origin_id,
        language=None if reply.language == "en" else reply.language,
        sureness=reply.sureness or None,
    )
    session.add(message)
    session.flush()
    _add_choices(session, message, reply, retry_of)
    return message


def _add_choices(session: Session, message: Message, reply: Reply, retry_of: int | None) -> None:
    for position, choice in enumerate(reply.choices):
        session.add(
            Choice(
                id=secrets.token_urlsafe(12),
                conversation_id=message.conversation_id,
                message_id=message.id,
                position=position,
                label=choice.label,
                payload=choice.payload,
                retry_of=None if choice.payload else retry_of,
            )
        )
    session.flush()


def note_about(session: Session, conversation_id: str, subject: str, place: str) -> None:
    """Keeps what the assistant takes a conversation to be about; an empty text changes nothing."""
    found = {name: value for name, value in (("subject", subject), ("place", place)) if value}
    if found:
        session.execute(
            update(Conversation).where(Conversation.id == conversation_id).values(**found)
        )


def set_state(session: Session, message_id: int, state: str) -> None:
    """Marks a resident's message `answered` or `failed`; nothing happens when it is gone."""
    session.execute(update(Message).where(Message.id == message_id).values(state=state))


def list_messages(
    session: Session, conversation_id: str, *, after: int = 0, limit: int = MOST_MESSAGES
) -> list[Message]:
    """Returns the messages with an id above `after`, oldest first, at most `limit`.

    Uses the index on (conversation_id, id).
    """
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id > after)
        .order_by(Message.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def list_latest(session: Session, conversation_id: str, *, limit: int) -> list[Message]:
    """Returns the last messages, at most `limit`, oldest of them first."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))[::-1]


def find_choice(session: Session, conversation_id: str, choice_id: str) -> Choice:
    """Returns a choice of this conversation.

    Raises:
        InvalidInput: When this conversation never offered it.
    """
    choice = session.get(Choice, choice_id) if _CHOICE_ID.match(choice_id) else None
    if choice is None or choice.conversation_id != conversation_id:
        raise InvalidInput(
            "That choice does not belong to this conversation. Please type what you need.",
            ["choice: not known"],
        )
    return choice


def find_message(session: Session, message_id: int) -> Message | None:
    """Returns a message by its id, or None."""
    return session.get(Message, message_id)


def delete_conversation(session: Session, conversation_id: str, *, at: datetime) -> str:
    """Deletes a conversation with all that hangs on it, and notes that the engine must forget it.

    Returns:
        The name under which the engine knew it.

    Raises:
        NotFound: When there is none.
    """
    engine_id = find_conversation(session, conversation_id).engine_id
    session.execute(delete(Choice).where(Choice.conversation_id == conversation_id))
    session.execute(delete(Message).where(Message.conversation_id == conversation_id))
    session.execute(delete(Conversation).where(Conversation.id == conversation_id))
    session.add(Erasure(engine_id=engine_id, requested_at=at))
    session.flush()
    return engine_id


def list_erasures(session: Session, *, limit: int = 500) -> list[Erasure]:
    """Returns the erasures that are not finished, oldest first, at most `limit`."""
    return list(session.scalars(select(Erasure).order_by(Erasure.requested_at).limit(limit)))


def finish_erasure(session: Session, engine_id: str) -> None:
    """Forgets an erasure that needs no more work."""
    session.execute(delete(Erasure).where(Erasure.engine_id == engine_id))


def list_unanswered(session: Session, *, before: datetime, limit: int = 100) -> list[Message]:
    """Returns residents' messages still `received` since before a time, oldest first.

    Uses the index on (state, at).
    """
    query = (
        select(Message)
        .where(Message.state == "received", Message.at < before)
        .order_by(Message.at, Message.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def list_expired(session: Session, *, before: datetime, limit: int = 200) -> list[str]:
    """Returns the ids of conversations whose last message is older, oldest first."""
    query = (
        select(Conversation.id)
        .where(Conversation.last_at < before)
        .order_by(Conversation.last_at)
        .limit(limit)
    )
    return list(session.scalars(query))
