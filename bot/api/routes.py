"""The routes of the public interface. Each reads, calls one method of the service, and answers."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.api import keeping
from bot.api.events import last_event_id, stream_messages
from bot.api.schemas import Health, Messages, OpenedConversation, ReadyParts, read_said
from bot.api.transcript import MOST_MESSAGES, transcript_file
from bot.bodies import read_object
from bot.conversations.reception import DeletionConfirmed
from bot.conversations.service import Conversations
from bot.conversations.views import MessageView
from bot.health import Readiness
from bot.limits import address_key
from bot.openapi import description
from knowledge.errors import InvalidInput, Unavailable


def _json(body: BaseModel, status: int = 200) -> Response:
    return Response(body.model_dump_json(by_alias=True), status, media_type="application/json")


def _messages(found: list[MessageView]) -> Response:
    return _json(Messages(messages=found))


def _service(request: Request) -> Conversations:
    service: Conversations = request.app.state.conversations
    return service


def caller(request: Request) -> str:
    """Returns the key of the caller's address, for limits."""
    return address_key(request.client.host if request.client else None)


def _token(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


async def _authorised(request: Request) -> str:
    conversation_id: str = request.path_params["conversation_id"]
    await _service(request).authorise(conversation_id, _token(request))
    return conversation_id


async def open_conversation(request: Request) -> Response:
    """POST /api/conversations."""
    await read_object(request)
    opened = await _service(request).open(channel="web", address=caller(request))
    body = OpenedConversation(id=opened.id, token=opened.token, messages=opened.messages)
    return _json(body, 201)


async def send_message(request: Request) -> Response:
    """POST /api/conversations/{conversation_id}/messages."""
    service = _service(request)
    try:
        conversation_id = await _authorised(request)
    except Unavailable as error:
        said = read_said(await read_object(request))
        raise await service.urgent(error, said.text or "") from None
    said = read_said(await read_object(request))
    try:
        if said.choice is not None:
            return _messages(await service.choose(conversation_id, said.choice, said.client_id))
        return _messages(await service.say(conversation_id, said.text or "", said.client_id))
    except DeletionConfirmed:
        await service.delete(conversation_id)
        return _messages([])


async def list_messages(request: Request) -> Response:
    """GET /api/conversations/{conversation_id}/messages."""
    conversation_id = await _authorised(request)
    after = request.query_params.get("after") or "0"
    if not (after.isascii() and after.isdecimal() and len(after) <= 18):
        raise InvalidInput(
            "The id in 'after' is not one of a message.", ["after: not a message id"]
        )
    return _messages(await _service(request).messages(conversation_id, int(after)))


async def follow(request: Request) -> Response:
    """GET /api/conversations/{conversation_id}/events."""
    conversation_id = await _authorised(request)
    return stream_messages(_service(request), conversation_id, last_event_id(request))


async def status(request: Request) -> Response:
    """GET /api/conversations/{conversation_id}/status."""
    return _json(await _service(request).status(await _authorised(request)))


async def typing(request: Request) -> Response:
    """POST /api/conversations/{conversation_id}/typing."""
    await _service(request).typing(await _authorised(request))
    return Response(status_code=204)


async def transcript(request: Request) -> Response:
    """GET /api/conversations/{conversation_id}/transcript: the whole chat as plain text."""
    conversation_id = await _authorised(request)
    return transcript_file(await _service(request).latest(conversation_id, MOST_MESSAGES))


async def say_helped(request: Request) -> Response:
    """POST /api/conversations/{conversation_id}/messages/{message_id}/helped."""
    return await keeping.say_helped(request, await _authorised(request))


async def make_page(request: Request) -> Response:
    """POST /api/conversations/{conversation_id}/page."""
    return await keeping.make_page(request, await _authorised(request))


async def delete_conversation(request: Request) -> Response:
    """DELETE /api/conversations/{conversation_id}."""
    await _service(request).delete(await _authorised(request))
    return Response(status_code=204)


async def healthz(_request: Request) -> Response:
    """GET /healthz."""
    return _json(Health(ok=True))


async def readyz(request: Request) -> Response:
    """GET /readyz."""
    readiness: Readiness = request.app.state.readiness
    parts = await readiness.look()
    is_ready = all(parts.values())
    crisis = "whole" if readiness.is_crisis_whole else "phrases"
    body = ReadyParts(ok=is_ready, crisis=crisis, **parts)
    return _json(body, 200 if is_ready else 503)


async def openapi(_request: Request) -> Response:
    """GET /api/openapi.json."""
    return JSONResponse(description())


_ONE = "/api/conversations/{conversation_id}"

ROUTES = [
    Route("/api/conversations", open_conversation, methods=["POST"]),
    Route(f"{_ONE}/messages", send_message, methods=["POST"]),
    Route(f"{_ONE}/messages", list_messages, methods=["GET"]),
    Route(f"{_ONE}/events", follow, methods=["GET"]),
    Route(f"{_ONE}/status", status, methods=["GET"]),
    Route(f"{_ONE}/typing", typing, methods=["POST"]),
    Route(f"{_ONE}/transcript", transcript, methods=["GET"]),
    Route(_ONE, delete_conversation, methods=["DELETE"]),
    Route(f"{_ONE}/messages/{{message_id}}/helped", say_helped, methods=["POST"]),
    Route(f"{_ONE}/page", make_page, methods=["POST"]),
    *keeping.ROUTES,
    Route("/api/openapi.json", openapi, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
]
