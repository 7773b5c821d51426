"""A resident's message on its way through a turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.crisis.replies import NOT_CLEAR, CrisisReply
from knowledge.replies import Reply


@dataclass(frozen=True)
class Kept:
    """A resident's message as it was stored.

    Attributes:
        id: Its id.
        engine_id: The name of the conversation for the engine.
        to_engine: What the engine is to be sent; empty when there is nothing to send.
        is_received: Whether the reception has taken it: then nothing else answers.
    """

    id: int
    engine_id: str
    to_engine: str
    is_received: bool


def may_be_ordinary(reply: Reply) -> bool:
    """Says whether an ordinary answer follows: the crisis check was not sure what it had found."""
    return isinstance(reply, CrisisReply) and reply.category == NOT_CLEAR


Take = Callable[[], Awaitable[tuple[Kept, Reply | None]]]
"""Stores what was said; returns it with the reply that needs no engine, if there is one."""
