"""What hangs on a conversation: what was sent before, whether answers helped, the keys of a page.

A page key lets the page take a conversation over from the widget, in the same browser, without the
token ever standing in an address: a code that is good once and for a minute is changed for a token
of the page's own.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.conversations import store
from bot.conversations.models import Base, Message, UtcTime
from knowledge.errors import NotFound

CODE_FOR = timedelta(seconds=60)


class Helped(Base):
    """Whether an answer helped, as the resident said with one tap; goes with the conversation."""

    __tablename__ = "helped"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    has_helped: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class PageKey(Base):
    """Another secret that opens a conversation.

    Attributes:
        hash: SHA-256 of the secret; the secret itself is not kept.
        is_code: A code that is changed for a token, once; otherwise the token of a page.
    """

    __tablename__ = "page_key"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    is_code: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcTime)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _add_key(session: Session, conversation_id: str, *, is_code: bool, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    key = PageKey(hash=_hash(secret), conversation_id=conversation_id, is_code=is_code, made_at=at)
    session.add(key)
    session.flush()
    return secret


def make_code(session: Session, conversation_id: str, *, at: datetime) -> str:
    """Returns a code that opens the conversation as a page, once, within a minute.

    Codes of it that nobody used go.

    Raises:
        NotFound: When the conversation is gone.
    """
    store.find_conversation(session, conversation_id)
    old = PageKey.conversation_id == conversation_id
    session.execute(delete(PageKey).where(old, PageKey.is_code))
    return _add_key(session, conversation_id, is_code=True, at=at)


def take_code(session: Session, code: str, *, at: datetime) -> tuple[str, str]:
    """Changes a code for a token of the page's own; returns the conversation's id and the token.

    Raises:
        NotFound: When the code was used, is too old or was never given.
    """
    key = session.get(PageKey, _hash(code), with_for_update=True)
    if key is None or not key.is_code:
        raise NotFound("This way into a chat has been used.")
    session.delete(key)
    session.flush()
    if at - key.made_at > CODE_FOR:
        raise NotFound("This way into a chat is too old.")
    return key.conversation_id, _add_key(session, key.conversation_id, is_code=False, at=at)


def opens(session: Session, conversation_id: str, token: str | None) -> bool:
    """Says whether a page's token opens this conversation."""
    key = session.get(PageKey, _hash(token)) if token else None
    return key is not None and not key.is_code and key.conversation_id == conversation_id


def find_sent(session: Session, conversation_id: str, origin_id: str) -> int | None:
    """Returns the id of the message that its sender called so, or None; uses the unique index."""
    query = select(Message.id).where(
        Message.conversation_id == conversation_id, Message.origin_id == origin_id
    )
    return session.scalar(query)


def rate(
    session: Session, conversation_id: str, message_id: int, has_helped: bool, *, at: datetime
) -> None:
    """Notes whether an answer helped; a second tap replaces the first.

    Raises:
        NotFound: When the conversation holds no such answer.
    """
    message = session.get(Message, message_id)
    is_answer = message is not None and message.sender in {"assistant", "adviser"}
    if message is None or message.conversation_id != conversation_id or not is_answer:
        raise NotFound("There is no such answer in this conversation.")
    session.merge(
        Helped(message_id=message_id, conversation_id=conversation_id, has_helped=has_helped, at=at)
    )


def list_rated(session: Session, conversation_id: str) -> set[int]:
    """Returns the ids of the answers that were rated; at most one a message."""
    query = select(Helped.message_id).where(Helped.conversation_id == conversation_id)
    return set(session.scalars(query))
