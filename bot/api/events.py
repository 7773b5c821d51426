"""Server-sent events: the messages of one conversation as they are written, and its status."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.conversations.service import Conversations
from bot.conversations.views import ConversationStatus, MessageView

_HEADERS = {"X-Accel-Buffering": "no"}
_MOST_ID = 2**62


def last_event_id(request: Request) -> int:
    """Returns where a stream goes on: Last-Event-ID, else `after`, else 0; nonsense counts as 0."""
    for said in (request.headers.get("last-event-id"), request.query_params.get("after")):
        if said and said.isascii() and said.isdecimal():
            return min(int(said[:19]), _MOST_ID)
    return 0


def as_json(message: MessageView) -> str:
    """Returns a message as one line of JSON."""
    return message.model_dump_json(by_alias=True)


async def _stream(
    conversations: Conversations,
    conversation_id: str,
    after: int,
    render: Callable[[MessageView], str],
) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    async for found in conversations.follow_all(conversation_id, after):
        if found is None:
            yield ": still here\n\n"
        elif isinstance(found, ConversationStatus):
            yield f"event: status\ndata: {found.model_dump_json()}\n\n"
        else:
            yield f"id: {found.id}\nevent: message\ndata: {render(found)}\n\n"


def stream_messages(
    conversations: Conversations,
    conversation_id: str,
    after: int,
    render: Callable[[MessageView], str] = as_json,
) -> StreamingResponse:
    """Returns the stream of one conversation; the caller has been authorised.

    Args:
        conversations: The service.
        conversation_id: Whose.
        after: The last id that the caller has.
        render: Makes one line of text of a message.

    Raises:
        TooMany: When the conversation is followed too often at once.
    """
    conversations.check_listeners(conversation_id)
    stream = _stream(conversations, conversation_id, after, render)
    return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)
