"""Whose chat a page shows: the ticket of the cookie, and the messages that it opens."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from bot.conversations.service import Conversations
from bot.conversations.views import ConversationStatus, MessageView
from bot.pages.cookies import Ticket, read_ticket
from knowledge.errors import NotFound, Unauthorised

MOST_SHOWN = 200


@dataclass(frozen=True)
class Visit:
    """A chat as a page finds it.

    Attributes:
        ticket: What opens it, or None when there is none.
        messages: Its last messages, oldest first, at most 200.
        status: Where it stands between the assistant and a person, or None when there is none.
    """

    ticket: Ticket | None = None
    messages: list[MessageView] = field(default_factory=list)
    status: ConversationStatus | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there may be earlier messages that are not shown."""
        return len(self.messages) >= MOST_SHOWN


async def find_ticket(request: Request) -> Ticket | None:
    """Returns the ticket of the cookie, if it still opens a conversation."""
    ticket = read_ticket(request)
    if ticket is None:
        return None
    service: Conversations = request.app.state.conversations
    try:
        await service.authorise(ticket.conversation_id, ticket.token)
    except (NotFound, Unauthorised):
        return None
    return ticket


async def read_visit(request: Request) -> Visit:
    """Returns the chat of this browser; an empty one when there is none."""
    ticket = await find_ticket(request)
    if ticket is None:
        return Visit()
    service: Conversations = request.app.state.conversations
    messages = await service.latest(ticket.conversation_id, MOST_SHOWN)
    return Visit(ticket, messages, await service.status(ticket.conversation_id))
