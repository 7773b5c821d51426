"""The desk's interface for another desk: the same deeds, in JSON, opened by the setting DESK_TOKEN.

Whoever calls names the adviser who acts; each call is a sign of life, and so is `presence`, once a
minute. Chatwoot calls an address of its own.
"""

from __future__ import annotations

import hmac
import re
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.bodies import read_object
from bot.conversations.text import clean
from bot.desk import views
from bot.desk.entering import conversation_of, room_of
from bot.desk.service import DeskService
from bot.handoff.moves import Adviser
from bot.handoff.presence import EXTERNAL
from knowledge.errors import InvalidInput, NotFound, Unauthorised


def _check(request: Request) -> None:
    """Lets in who has the token; without the setting there is no such interface."""
    wanted = room_of(request).announcer.settings.desk_token
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    if not wanted:
        raise NotFound("There is nothing at this address.")
    if kind.lower() != "bearer" or not hmac.compare_digest(wanted.encode(), said.strip().encode()):
        raise Unauthorised("The token of the desk is missing or wrong.")


def _word(body: dict[str, Any], name: str, *, needed: bool = True) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise InvalidInput(f"Please send '{name}' as a text.", [f"{name}: a text is needed"])
    return value


async def _enter(request: Request) -> tuple[DeskService, dict[str, Any]]:
    _check(request)
    body = await read_object(request)
    name = clean(_word(body, "name"))[:80]
    key = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:30]
    desk = DeskService(room_of(request), Adviser(f"{EXTERNAL}{key}", name), None)
    await desk.be(is_available=body.get("available") is not False)
    return desk, body


def _ok() -> Response:
    return JSONResponse({"ok": True})


async def be(request: Request) -> Response:
    """POST /api/desk/presence: a sign of life of the adviser `name`; `available` false is away."""
    await _enter(request)
    return _ok()


async def list_waiting(request: Request) -> Response:
    """GET /api/desk/conversations: who waits, in order."""
    _check(request)
    desk = DeskService(room_of(request), Adviser(EXTERNAL, ""), None)
    at, settings = desk.room.clock(), desk.room.announcer.site.desk
    board = await desk.do(lambda session: views.board(session, settings, desk.adviser, at))
    found = [
        {"id": row.id, "subject": row.subject, "place": row.place, "channel": row.channel,
         "reason": row.reason, "team": row.team, "minutes": row.minutes}
        for row in board.waiting
    ]  # fmt: skip
    return JSONResponse({"waiting": found})


async def read_chat(request: Request) -> Response:
    """GET /api/desk/conversations/{conversation_id}: the chat; noted."""
    _check(request)
    desk = DeskService(room_of(request), Adviser(EXTERNAL, ""), None)
    conversation_id = conversation_of(request)
    at, settings = desk.room.clock(), desk.room.announcer.site.desk

    def work(session: Session) -> views.Chat:
        desk.note(session, "conversation_read", conversation_id)
        return views.chat(session, settings, desk.adviser, conversation_id, at)

    chat = await desk.do(work)
    messages = [one.model_dump(mode="json", by_alias=True) for one in chat.messages]
    return JSONResponse({"id": chat.id, "state": chat.state, "messages": messages})


async def claim(request: Request) -> Response:
    """POST …/claim."""
    desk, _ = await _enter(request)
    await desk.claim(conversation_of(request))
    return _ok()


async def reply(request: Request) -> Response:
    """POST …/messages: `text`, and an `id` of the caller's under which it is kept once."""
    desk, body = await _enter(request)
    origin = _word(body, "id", needed=False)[:64] or None
    await desk.reply(conversation_of(request), _word(body, "text"), [], [], origin)
    return _ok()


async def typing(request: Request) -> Response:
    """POST …/typing."""
    desk, _ = await _enter(request)
    await desk.typing(conversation_of(request))
    return _ok()


async def give_back(request: Request) -> Response:
    """POST …/give-back."""
    desk, _ = await _enter(request)
    await desk.give_back(conversation_of(request))
    return _ok()


async def close(request: Request) -> Response:
    """POST …/close: `outcome`, and `detail` where it is needed."""
    desk, body = await _enter(request)
    detail = _word(body, "detail", needed=False)
    await desk.close(conversation_of(request), _word(body, "outcome"), detail)
    return _ok()


async def hear_chatwoot(request: Request) -> Response:
    """POST /api/desk/chatwoot/{secret}: what Chatwoot's webhook tells."""
    chatwoot = getattr(request.app.state, "chatwoot", None)
    wanted = room_of(request).announcer.settings.chatwoot_secret
    said: str = request.path_params["secret"]
    if chatwoot is None or not wanted:
        raise NotFound("There is nothing at this address.")
    if not hmac.compare_digest(wanted.encode(), said.encode()):
        raise NotFound("There is nothing at this address.")
    await chatwoot.hear(await read_object(request))
    return _ok()


_ONE = "/api/desk/conversations/{conversation_id}"

ROUTES: list[BaseRoute] = [
    Route("/api/desk/presence", be, methods=["POST"]),
    Route("/api/desk/conversations", list_waiting, methods=["GET"]),
    Route(_ONE, read_chat, methods=["GET"]),
    Route(f"{_ONE}/claim", claim, methods=["POST"]),
    Route(f"{_ONE}/messages", reply, methods=["POST"]),
    Route(f"{_ONE}/typing", typing, methods=["POST"]),
    Route(f"{_ONE}/give-back", give_back, methods=["POST"]),
    Route(f"{_ONE}/close", close, methods=["POST"]),
    Route("/api/desk/chatwoot/{secret}", hear_chatwoot, methods=["POST"]),
]
