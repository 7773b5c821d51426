"""The whole of a chat to take away: to read and print, as a file, or by e-mail to oneself.

E-mail is offered where it is set up. The address and the text are forgotten when it has gone out.
"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.api.transcript import MOST_MESSAGES, transcript_file, transcript_text
from bot.conversations.service import Conversations
from bot.conversations.views import MessageView
from bot.errors import problem_of
from bot.handoff.contact import EMAIL, find_way
from bot.handoff.room import HandoffRoom
from bot.handoff.transcripts import send_transcript
from bot.pages.cookies import Ticket
from bot.pages.rendering import Rendering
from bot.pages.visit import find_ticket
from knowledge.errors import InvalidInput, NotFound, SignpostError, TooMany


async def _chat(request: Request) -> tuple[Ticket, list[MessageView]]:
    ticket = await find_ticket(request)
    if ticket is None:
        raise NotFound("There is no chat in this browser.")
    service: Conversations = request.app.state.conversations
    return ticket, await service.latest(ticket.conversation_id, MOST_MESSAGES)


def _can_mail(request: Request) -> bool:
    room: HandoffRoom = request.app.state.handoff
    return room.announcer.settings.can_mail


async def _page(request: Request, *, wrong: SignpostError | None = None) -> Response:
    rendering: Rendering = request.app.state.rendering
    _, messages = await _chat(request)
    return rendering.page(
        "transcript.html",
        problem_of(wrong).status if wrong else 200,
        messages=messages,
        can_mail=_can_mail(request),
        is_sent="sent" in request.query_params,
        wrong=str(wrong) if wrong else "",
    )


async def show(request: Request) -> Response:
    """GET /chat/transcript: the whole chat on one page, to read and print."""
    return await _page(request)


async def save(request: Request) -> Response:
    """GET /chat/transcript.txt: the same as a file."""
    _, messages = await _chat(request)
    return transcript_file(messages)


async def mail(request: Request) -> Response:
    """POST /chat/transcript: sends it to an address of the resident's own."""
    if not _can_mail(request):
        raise NotFound("E-mail is not set up here. You can save or print your chat.")
    async with request.form(max_files=0, max_fields=5) as form:
        said = form.get("email")
    ticket, messages = await _chat(request)
    try:
        way = find_way(said if isinstance(said, str) else "")
        if way is None or way.how != EMAIL:
            raise InvalidInput("Please type your e-mail address.", ["email: it is empty"])
        room: HandoffRoom = request.app.state.handoff
        work = partial(
            send_transcript,
            conversation_id=ticket.conversation_id,
            address=way.value,
            text=transcript_text(messages),
            subject=f"Your chat with {room.announcer.site.service.name}",
            at=room.clock(),
        )
        await room.transactions.do(work)
    except (InvalidInput, TooMany) as error:
        return await _page(request, wrong=error)
    return RedirectResponse("/chat/transcript?sent", 303)


ROUTES: list[BaseRoute] = [
    Route("/chat/transcript", show, methods=["GET"]),
    Route("/chat/transcript", mail, methods=["POST"]),
    Route("/chat/transcript.txt", save, methods=["GET"]),
]
