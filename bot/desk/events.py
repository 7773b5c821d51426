"""What the desk's pages are told as it happens, as server-sent events.

While a page listens its adviser counts as there: the stream itself is the sign of life.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of
from bot.accounts.roles import ADVISER, Account
from bot.accounts.sessions import read_token
from bot.accounts.showing import rendering_of
from bot.api.events import last_event_id
from bot.conversations.views import MessageView
from bot.desk import views
from bot.desk.entering import conversation_of, enter
from bot.desk.looking import fingerprint
from bot.desk.pages import board_html, read_board
from bot.desk.service import DeskService
from bot.handoff import store
from bot.handoff.room import DESKS
from knowledge.errors import NotFound, Unavailable

POLL_SECONDS = 1.0
SIGN_OF_LIFE_SECONDS = 20.0
_HEADERS = {"X-Accel-Buffering": "no"}


def _event(name: str, data: object, event_id: str = "") -> str:
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"


def _stream(found: AsyncIterator[str]) -> Response:
    return StreamingResponse(found, media_type="text/event-stream", headers=_HEADERS)


async def _is_still_here(request: Request, desk: DeskService) -> bool:
    """Gives a sign of life, unless the adviser has signed out or may not be here any more."""
    account = await accounts_of(request).current(read_token(request))
    if account is None or not account.may(ADVISER):
        return False
    return await desk.is_still_here()


async def _boards(request: Request, account: Account, desk: DeskService) -> AsyncIterator[str]:
    """The lists, whenever they change."""
    yield "retry: 2000\n\n"
    before: object = None
    quiet = SIGN_OF_LIFE_SECONDS
    bell = desk.room.bell
    with bell.listen(DESKS) as listener:
        while not bell.is_closing:
            try:
                if quiet >= SIGN_OF_LIFE_SECONDS:
                    if not await _is_still_here(request, desk):
                        yield _event("left", {})
                        return
                    quiet = 0.0
                    yield ": still here\n\n"
                now = await desk.do(partial(fingerprint, at=desk.room.clock()))
                if now != before:
                    before = now
                    board = await read_board(desk)
                    html = board_html(request, account, board)
                    yield _event("board", {"html": html, "waiting": len(board.waiting)})
            except Unavailable:
                pass
            await listener.wait(POLL_SECONDS)
            quiet += POLL_SECONDS


async def follow_board(request: Request) -> Response:
    """GET /desk/events."""
    account, desk = await enter(request)
    return _stream(_boards(request, account, desk))


def _look(
    session: Session, desk: DeskService, conversation_id: str, after: int
) -> tuple[views.Chat, int]:
    """What is new in a chat, and how many wait."""
    settings, at = desk.room.announcer.site.desk, desk.room.clock()
    chat = views.chat(session, settings, desk.adviser, conversation_id, at, after=after)
    return chat, store.count_waiting(session)


def _message_event(request: Request, message: MessageView) -> str:
    html = rendering_of(request).part("desk/_message.html", message=message)
    data = {"id": message.id, "from": message.sender, "html": html}
    return _event("message", data, message.id)


def _standing(chat: views.Chat, waiting: int) -> dict[str, object]:
    return {
        "is_mine": chat.is_mine,
        "state": chat.state,
        "is_typing": chat.is_typing,
        "waiting": waiting,
    }


async def _chat(
    request: Request, desk: DeskService, conversation_id: str, after: int
) -> AsyncIterator[str]:
    """New messages of one chat, and where it stands."""
    yield "retry: 2000\n\n"
    before: object = None
    quiet = SIGN_OF_LIFE_SECONDS
    bell = desk.room.bell
    with bell.listen(conversation_id) as listener:
        while not bell.is_closing:
            try:
                if quiet >= SIGN_OF_LIFE_SECONDS:
                    if not await _is_still_here(request, desk):
                        yield _event("left", {})
                        return
                    quiet = 0.0
                    yield ": still here\n\n"
                chat, waiting = await desk.do(
                    partial(_look, desk=desk, conversation_id=conversation_id, after=after)
                )
            except NotFound:
                yield _event("gone", {})
                return
            except Unavailable:
                await listener.wait(POLL_SECONDS)
                continue
            for message in chat.messages:
                after = int(message.id)
                yield _message_event(request, message)
            now = _standing(chat, waiting)
            if now != before:
                before = now
                yield _event("state", now)
            await listener.wait(POLL_SECONDS)
            quiet += POLL_SECONDS


async def follow_chat(request: Request) -> Response:
    """GET /desk/chats/{conversation_id}/events."""
    _, desk = await enter(request)
    conversation_id = conversation_of(request)
    return _stream(_chat(request, desk, conversation_id, last_event_id(request)))


ROUTES: list[BaseRoute] = [
    Route("/desk/events", follow_board, methods=["GET"]),
    Route("/desk/chats/{conversation_id}/events", follow_chat, methods=["GET"]),
]
