"""Other ways to the chat: from the widget into a page, and framed in another website."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.conversations import keeping
from bot.conversations.service import Conversations
from bot.origins import host_of
from bot.pages.cookies import Ticket, give_ticket
from bot.pages.rendering import Rendering
from knowledge.errors import NotFound

_CODE = re.compile(r"^[A-Za-z0-9_-]{20,100}$", re.ASCII)


def is_framed(request: Request) -> bool:
    """Says whether the chat is asked for as a frame of another website."""
    return "framed" in request.query_params


def framed(request: Request) -> Response:
    """Returns the chat for a frame: the widget alone, and without a script a link to the page."""
    rendering: Rendering = request.app.state.rendering
    return rendering.page(
        "framed.html",
        widget_address=rendering.widget.address,
        subject=request.query_params.get("subject", ""),
        greeting=request.query_params.get("greeting", ""),
        language=request.query_params.get("language", ""),
    )


def _comes_from_friends(request: Request) -> bool:
    """Says whether the page before was ours or an allowed website's.

    Otherwise a stranger could lead a resident into a chat that the stranger reads.
    """
    rendering: Rendering = request.app.state.rendering
    referer = request.headers.get("referer", "")
    host = host_of(referer)
    origin = f"{referer.partition(':')[0]}://{host}"
    return host is not None and (
        host == request.headers.get("host") or origin in rendering.allowed_origins
    )


async def open_page(request: Request) -> Response:
    """GET /chat/open: changes the widget's code for the cookie of the page, and shows the chat."""
    response = RedirectResponse("/chat", 303)
    code = request.query_params.get("code", "")
    if not _CODE.match(code) or not _comes_from_friends(request):
        return response
    service: Conversations = request.app.state.conversations
    try:
        conversation_id, token = await service.transactions.do(
            lambda session: keeping.take_code(session, code, at=service.clock())
        )
    except NotFound:
        return response
    give_ticket(request, response, Ticket(conversation_id, token))
    return response


ROUTES: list[BaseRoute] = [Route("/chat/open", open_page, methods=["GET"])]
