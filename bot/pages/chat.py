"""The chat page: read it with GET, say something with POST, then be sent back to it.

The page's own script posts to the same addresses and asks for JSON; it gets each message as HTML,
so that there is one way to render a message.
"""

from __future__ import annotations

import json
import re
from datetime import datetime

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.api.events import last_event_id, stream_messages
from bot.api.routes import caller
from bot.conversations import keeping, words
from bot.conversations.reception import DeletionConfirmed
from bot.conversations.service import Conversations
from bot.conversations.views import MessageView
from bot.errors import problem_of, wants_json
from bot.pages.cookies import Ticket, give_ticket, take_ticket
from bot.pages.opening import ROUTES as OPENING_ROUTES
from bot.pages.opening import framed, is_framed
from bot.pages.plain import error_page
from bot.pages.rendering import Rendering
from bot.pages.shortlist import ROUTES as LIST_ROUTES
from bot.pages.standing import catalogue, has_person, standing_words
from bot.pages.transcript import ROUTES as TRANSCRIPT_ROUTES
from bot.pages.visit import Visit, find_ticket, read_visit
from bot.pages.widget import TEXTS_FOLDER, is_about
from knowledge.errors import InvalidInput, NotFound, SignpostError, Unavailable

_CLIENT_ID = re.compile(r"^[A-Za-z0-9_-]{8,40}$", re.ASCII)


def _service(request: Request) -> Conversations:
    service: Conversations = request.app.state.conversations
    return service


def _rendering(request: Request) -> Rendering:
    rendering: Rendering = request.app.state.rendering
    return rendering


def _greeting(request: Request) -> MessageView:
    """The greeting as it is shown before there is a conversation; it is stored with the first."""
    service = _service(request)
    at: datetime = service.clock()
    text = words.greeting(service.site).text
    return MessageView.model_validate(
        {"id": "0", "from": "assistant", "at": at, "text": text, "cards": [], "choices": []}
    )


async def _page(
    request: Request, *, status: int = 200, wrong: str = "", text: str = ""
) -> Response:
    """The chat page, with a sentence about what was wrong and the text that is kept, if any."""
    visit = await read_visit(request)
    messages = visit.messages
    return _rendering(request).page(
        "chat.html",
        status,
        messages=messages or [_greeting(request)],
        starts=() if messages else _starts(request),
        asks_about=await _asks_about(request, visit),
        is_cut=visit.is_cut,
        is_open=visit.ticket is not None,
        standing=standing_words(catalogue(TEXTS_FOLDER), visit.status) if visit.status else "",
        has_person=visit.status is not None and has_person(visit.status),
        last_id=messages[-1].id if messages else "0",
        wrong=wrong,
        text=text,
    )


def _starts(request: Request) -> list[words.Start]:
    """The ways to start; the one that the address names as its subject comes first."""
    subject = request.query_params.get("subject", "")
    return sorted(words.STARTS, key=lambda start: not is_about(start, subject))


async def _asks_about(request: Request, visit: Visit) -> str:
    """The id of the newest answer, if it holds a record and was not rated yet; otherwise empty."""
    answers = [message for message in visit.messages if message.sender == "assistant"]
    if visit.ticket is None or not answers or not answers[-1].cards:
        return ""
    conversation_id = visit.ticket.conversation_id
    rated = await _service(request).transactions.do(
        lambda session: keeping.list_rated(session, conversation_id)
    )
    return "" if int(answers[-1].id) in rated else answers[-1].id


async def show(request: Request) -> Response:
    """GET / and GET /chat: the chat; `/chat?framed` is the chat for a frame."""
    if request.url.path == "/chat" and is_framed(request):
        return framed(request)
    return await _page(request)


def _field(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return None if value is None or isinstance(value, UploadFile) else value


async def _take(request: Request, ticket: Ticket, form: FormData) -> list[MessageView]:
    """Hands what the form says to the service."""
    service = _service(request)
    start = words.find_start(_field(form, "start") or "")
    choice = _field(form, "choice")
    client_id = _field(form, "client_id") or ""
    name = client_id if _CLIENT_ID.match(client_id) else None
    if start is not None:
        return await service.start(ticket.conversation_id, start)
    if choice is not None:
        return await service.choose(ticket.conversation_id, choice, name)
    return await service.say(ticket.conversation_id, _field(form, "text") or "", name)


async def say(request: Request) -> Response:
    """POST /chat: a text, a choice or a way to start; opens a conversation when there is none."""
    async with request.form(max_files=0, max_fields=10) as form:
        try:
            ticket = await find_ticket(request)
            is_new = ticket is None
            if ticket is None:
                opened = await _service(request).open(channel="web", address=caller(request))
                ticket = Ticket(opened.id, opened.token)
            try:
                found = await _take(request, ticket, form)
            except DeletionConfirmed:
                return await _deleted_by_words(request)
            except SignpostError:
                if is_new:
                    await _service(request).delete(ticket.conversation_id)
                raise
        except SignpostError as error:
            return await _refused(request, error, _field(form, "text") or "")
    response = _answered(request, found)
    if is_new:
        give_ticket(request, response, ticket)
    return response


def _answered(request: Request, found: list[MessageView]) -> Response:
    if wants_json(request):
        return JSONResponse({"messages": [_as_html(request, message) for message in found]})
    return RedirectResponse(f"/#m-{found[0].id}" if found else "/", 303)


async def _refused(request: Request, error: SignpostError, text: str) -> Response:
    if isinstance(error, Unavailable):
        error = await _service(request).urgent(error, text)
    if wants_json(request):
        raise error
    problem = problem_of(error)
    try:
        response = await _page(request, status=problem.status, wrong=problem.error, text=text)
    except Unavailable:
        return error_page(request, problem)
    response.headers.update(problem.headers)
    return response


def _as_html(request: Request, message: MessageView) -> dict[str, str]:
    html = _rendering(request).message(message)
    return {"id": message.id, "from": message.sender, "html": html}


async def follow(request: Request) -> Response:
    """GET /chat/events: new messages as HTML in JSON, for the page's own script."""
    ticket = await find_ticket(request)
    if ticket is None:
        raise NotFound("There is no chat to follow.")
    return stream_messages(
        _service(request),
        ticket.conversation_id,
        last_event_id(request),
        lambda message: json.dumps(_as_html(request, message)),
    )


async def helped(request: Request) -> Response:
    """POST /chat/helped: says with one tap whether an answer helped."""
    async with request.form(max_files=0, max_fields=4) as form:
        message, said = _field(form, "message") or "", _field(form, "helped")
    ticket = await find_ticket(request)
    if ticket is None:
        raise NotFound("There is no chat to say that about.")
    if not (message.isascii() and message.isdecimal() and len(message) <= 18):
        raise InvalidInput("Please say which answer that is about.", ["message: no id"])
    service = _service(request)
    await service.transactions.do(
        lambda session: keeping.rate(
            session, ticket.conversation_id, int(message), said == "yes", at=service.clock()
        )
    )
    if wants_json(request):
        return JSONResponse({"ok": True})
    return RedirectResponse(f"/#m-{message}", 303)


async def typing(request: Request) -> Response:
    """POST /chat/typing: an adviser who has the chat sees that the resident types."""
    ticket = await find_ticket(request)
    if ticket is None:
        raise NotFound("There is no chat to type in.")
    await _service(request).typing(ticket.conversation_id)
    return Response(status_code=204)


async def _end(request: Request, address: str) -> Response:
    ticket = await find_ticket(request)
    if ticket is not None:
        await _service(request).delete(ticket.conversation_id)
    response = RedirectResponse(address, 303)
    take_ticket(request, response)
    return response


async def _deleted_by_words(request: Request) -> Response:
    """Deletes the chat, as the resident has said in it, and leads to the page that says so."""
    response = await _end(request, "/deleted")
    if not wants_json(request):
        return response
    told = JSONResponse({"messages": [], "deleted": "/deleted"})
    take_ticket(request, told)
    return told


async def delete(request: Request) -> Response:
    """POST /chat/delete: deletes the chat and says so."""
    return await _end(request, "/deleted")


async def start_again(request: Request) -> Response:
    """POST /chat/start-again: deletes the chat and begins a new one."""
    return await _end(request, "/")


async def ask_delete(request: Request) -> Response:
    """GET /chat/delete: asks before anything is deleted."""
    return _rendering(request).page(
        "ask_delete.html", has_chat=await find_ticket(request) is not None
    )


async def ask_start_again(request: Request) -> Response:
    """GET /chat/start-again: asks before anything is deleted."""
    return _rendering(request).page("ask_start_again.html")


async def deleted(request: Request) -> Response:
    """GET /deleted."""
    return _rendering(request).page("deleted.html")


ROUTES = [
    Route("/", show, methods=["GET"]),
    Route("/chat", show, methods=["GET"]),
    Route("/chat/typing", typing, methods=["POST"]),
    Route("/chat/helped", helped, methods=["POST"]),
    *OPENING_ROUTES,
    *LIST_ROUTES,
    *TRANSCRIPT_ROUTES,
    Route("/chat", say, methods=["POST"]),
    Route("/chat/events", follow, methods=["GET"]),
    Route("/chat/delete", ask_delete, methods=["GET"]),
    Route("/chat/delete", delete, methods=["POST"]),
    Route("/chat/start-again", ask_start_again, methods=["GET"]),
    Route("/chat/start-again", start_again, methods=["POST"]),
    Route("/deleted", deleted, methods=["GET"]),
]
