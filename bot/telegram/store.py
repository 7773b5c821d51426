"""All reading and writing of the channel's own tables, but for the lease.

Every function takes a Session and does not commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.conversations.models import Conversation, Message
from bot.handoff.machine import State
from bot.handoff.models import Handoff
from bot.telegram.models import TelegramChat, TelegramPress, TelegramUpdate

MOST_WAITING_CHATS = 200


@dataclass(frozen=True)
class Waiting:
    """An update that is to be worked.

    Attributes:
        begun: Whether the work began before, in this process or an earlier one.
        baseline: The newest message of the conversation when it began.
    """

    update_id: int
    sealed: bytes
    begun: bool
    baseline: int
    attempts: int


def claim(
    session: Session, bot_id: int, update_id: int, chat_key: str, sealed: bytes, at: datetime
) -> bool:
    """Adds an update, to be worked; says False when it was here before."""
    if session.get(TelegramUpdate, (bot_id, update_id)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(
                TelegramUpdate(
                    bot_id=bot_id,
                    update_id=update_id,
                    chat_key=chat_key,
                    sealed=sealed,
                    received_at=at,
                    attempts=0,
                )
            )
    except IntegrityError:
        return False
    return True


def waiting_chats(session: Session, bot_id: int) -> list[str]:
    """Returns the chats with unfinished updates, longest waiting first, at most 200."""
    query = (
        select(TelegramUpdate.chat_key)
        .where(TelegramUpdate.bot_id == bot_id, TelegramUpdate.finished_at.is_(None))
        .group_by(TelegramUpdate.chat_key)
        .order_by(func.min(TelegramUpdate.received_at), func.min(TelegramUpdate.update_id))
        .limit(MOST_WAITING_CHATS)
    )
    return list(session.scalars(query))


def next_waiting(session: Session, bot_id: int, chat_key: str) -> Waiting | None:
    """Returns the first unfinished update of a chat."""
    query = (
        select(TelegramUpdate)
        .where(
            TelegramUpdate.bot_id == bot_id,
            TelegramUpdate.chat_key == chat_key,
            TelegramUpdate.finished_at.is_(None),
        )
        .order_by(TelegramUpdate.update_id)
        .limit(1)
    )
    row = session.scalar(query)
    if row is None:
        return None
    begun = row.begun_at is not None
    return Waiting(row.update_id, row.sealed or b"", begun, row.baseline or 0, row.attempts)


def _change(session: Session, bot_id: int, update_id: int, **values: object) -> None:
    session.execute(
        update(TelegramUpdate)
        .where(TelegramUpdate.bot_id == bot_id, TelegramUpdate.update_id == update_id)
        .values(**values)
    )


def begin(session: Session, bot_id: int, update_id: int, at: datetime, baseline: int) -> None:
    """Notes that the work on an update begins."""
    _change(session, bot_id, update_id, begun_at=at, baseline=baseline)


def rewrite(session: Session, bot_id: int, update_id: int, sealed: bytes) -> None:
    """Changes what a waiting update says."""
    _change(session, bot_id, update_id, sealed=sealed)


def failed(session: Session, bot_id: int, update_id: int, attempts: int) -> None:
    """Notes that the work failed for a reason of ours."""
    _change(session, bot_id, update_id, attempts=attempts)


def finish(session: Session, bot_id: int, update_id: int, at: datetime) -> None:
    """Notes that an update is worked, and forgets whose it was and what it said."""
    _change(session, bot_id, update_id, finished_at=at, sealed=None, chat_key="")


def forget_finished(session: Session, before: datetime) -> None:
    """Forgets the claims of updates that Telegram will never send again."""
    session.execute(delete(TelegramUpdate).where(TelegramUpdate.finished_at < before))


def newest_message(session: Session, conversation_id: str) -> int:
    """Returns the id of the newest message of a conversation, 0 when there is none."""
    query = select(func.max(Message.id)).where(Message.conversation_id == conversation_id)
    return session.scalar(query) or 0


def was_said(session: Session, conversation_id: str, baseline: int) -> bool:
    """Says whether the resident's message above the baseline is in the conversation."""
    query = select(
        exists().where(
            Message.conversation_id == conversation_id,
            Message.id > baseline,
            Message.sender == "resident",
        )
    )
    return bool(session.scalar(query))


def find_chat(session: Session, chat_key: str) -> TelegramChat | None:
    """Returns a chat, or None."""
    return session.get(TelegramChat, chat_key)


def add_chat(session: Session, chat: TelegramChat) -> None:
    """Adds a chat."""
    session.add(chat)
    session.flush()


def drop_chat(session: Session, chat_key: str) -> None:
    """Forgets a chat; its conversation stays until it is deleted."""
    session.execute(delete(TelegramChat).where(TelegramChat.chat_key == chat_key))


def drop_orphans(session: Session) -> None:
    """Forgets chats whose conversation is gone, where the database did not do it itself."""
    gone = TelegramChat.conversation_id.not_in(select(Conversation.id))
    session.execute(delete(TelegramChat).where(gone))


def due_chats(session: Session, bot_id: int) -> list[str]:
    """Returns the chats with a message that was not delivered."""
    undelivered = exists().where(
        Message.conversation_id == TelegramChat.conversation_id,
        Message.id > TelegramChat.cursor,
        Message.sender != "resident",
    )
    query = select(TelegramChat.chat_key).where(TelegramChat.bot_id == bot_id, undelivered)
    return list(session.scalars(query))


def chats_with_people(session: Session, bot_id: int) -> list[TelegramChat]:
    """Returns the chats that an adviser has or that wait for one."""
    states = [State.WAITING.value, State.WITH_ADVISER.value]
    query = (
        select(TelegramChat)
        .join(Handoff, Handoff.conversation_id == TelegramChat.conversation_id)
        .where(TelegramChat.bot_id == bot_id, Handoff.state.in_(states))
    )
    return list(session.scalars(query))


def press(session: Session, message_id: int, update_id: int) -> bool:
    """Uses the buttons under a message; says False when another press did before."""
    used = session.get(TelegramPress, message_id)
    if used is None:
        session.add(TelegramPress(message_id=message_id, update_id=update_id))
        session.flush()
        return True
    return used.update_id == update_id


def unpress(session: Session, message_id: int, update_id: int) -> None:
    """Lets the buttons be used again: what was pressed could not be taken."""
    session.execute(
        delete(TelegramPress).where(
            TelegramPress.message_id == message_id, TelegramPress.update_id == update_id
        )
    )


def start_anew(session: Session, bot_id: int, update_id: int, chat_key: str) -> None:
    """Forgets a chat whose conversation is gone, and lets an update begin with a new one."""
    drop_chat(session, chat_key)
    _change(session, bot_id, update_id, begun_at=None, baseline=None)
