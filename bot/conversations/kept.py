"""A resident's message on its way through a turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.conversations import store
from bot.conversations.models import Message
from bot.conversations.text import checked, for_engine, has_words
from bot.crisis.replies import NOT_CLEAR, CrisisReply
from knowledge.errors import InvalidInput, NotFound
from knowledge.replies import Reply


@dataclass(frozen=True)
class Kept:
    """A resident's message as it was stored.

    Attributes:
        id: Its id.
        engine_id: The name of the conversation for the engine.
        to_engine: What the engine is to be sent; empty when there is nothing to send.
        is_received: Whether the reception has taken it: then nothing else answers.
        typed: What was typed, masked; empty for a choice. Known of a message that came again.
        is_again: Whether it was stored by an earlier request, which may still be at work on it.
        has_reply: Whether something was said after it already. Known of one that came again.
    """

    id: int
    engine_id: str
    to_engine: str
    is_received: bool
    typed: str = ""
    is_again: bool = False
    has_reply: bool = False


def may_be_ordinary(reply: Reply) -> bool:
    """Says whether an ordinary answer follows: the crisis check was not sure what it had found."""
    return isinstance(reply, CrisisReply) and reply.category == NOT_CLEAR


Take = Callable[[], Awaitable[tuple[Kept, Reply | None]]]
"""Stores what was said; returns it with the reply that needs no engine, if there is one."""


def recall(session: Session, message_id: int) -> Kept:
    """Returns a message that was stored before, as one that still has to be answered or not.

    Raises:
        NotFound: When it is gone.
    """
    message = store.find_message(session, message_id)
    if message is None:
        raise NotFound("There is no such message. It may have been deleted.")
    engine_id = store.find_conversation(session, message.conversation_id).engine_id
    typed = "" if message.payload is not None else message.text
    to_engine = message.payload or for_engine(message.text)
    is_done = message.state != "received"
    later = store.list_messages(session, message.conversation_id, after=message_id)
    return Kept(
        message_id,
        engine_id,
        to_engine,
        is_done,
        typed,
        is_again=True,
        has_reply=any(one.sender != "resident" for one in later),
    )


def settle(session: Session, message_id: int, state: str) -> bool:
    """Marks a message that nobody has answered yet, and says whether it was one.

    Of several processes that answer the same message exactly one is told True.
    """
    settled = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == "received")
        .values(state=state)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined]


def sent_again(session: Session, message_id: int | None) -> str:
    """Returns what the engine gets when a kept message is sent again.

    Raises:
        InvalidInput: When it is no longer kept.
    """
    message = store.find_message(session, message_id) if message_id else None
    if message is None:
        raise InvalidInput("That message is no longer kept. Please type it again.")
    return message.payload or for_engine(message.text)


def needs_words(kept: Kept, typed: str) -> bool:
    """Says whether a message that is ours to answer holds nothing that could be read."""
    return not (kept.is_received or (has_words(typed) and kept.to_engine))


def read_text(text: str, most_characters: int, help_line: str) -> str:
    """Returns a text cleaned; the refusal of one about danger ends with whom to call.

    Raises:
        InvalidInput: When it is empty or too long.
    """
    try:
        return checked(text, most_characters)
    except InvalidInput as error:
        if not help_line:
            raise
        raise InvalidInput(f"{error} {help_line}", error.problems) from None
