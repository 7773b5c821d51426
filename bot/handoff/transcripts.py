"""A chat by e-mail to the resident's own address, twice at most; forgotten when it has gone out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.models import Outgoing
from knowledge.errors import TooMany

TRANSCRIPT = "transcript"
MOST = 2


def send_transcript(
    session: Session, *, conversation_id: str, address: str, text: str, subject: str, at: datetime
) -> None:
    """Writes down that a chat is to be sent; does not commit.

    Raises:
        TooMany: When this chat was sent twice already.
    """
    sent = session.scalar(
        select(func.count()).where(
            Outgoing.conversation_id == conversation_id, Outgoing.kind == TRANSCRIPT
        )
    )
    if (sent or 0) >= MOST:
        raise TooMany("This chat was sent twice already. You can save or print it.", 3600)
    session.add(
        Outgoing(
            kind=TRANSCRIPT,
            conversation_id=conversation_id,
            target=address,
            subject=subject,
            body=text,
            created_at=at,
            next_at=at,
            attempts=0,
            state="waiting",
            error="",
        )
    )
