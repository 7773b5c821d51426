"""What the desk's pages are told as it happens, as server-sent events.

While a page listens its adviser counts as there: the stream itself is the sign of life.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
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
Events = AsyncIterator[str]
Round = Callable[[], Events]
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


async def _follow(request: Request, desk: DeskService, topic: str, rounds: Round) -> Events:
    """What every round has to tell, and signs of life between, until the adviser has left."""
    yield "retry: 2000\n\n"
    quiet = SIGN_OF_LIFE_SECONDS
    bell = desk.room.bell
    with bell.listen(topic) as listener:
        while not bell.is_closing:
            try:
                if quiet >= SIGN_OF_LIFE_SECONDS:
                    if not await _is_still_here(request, desk):
                        yield _event("left", {})
                        return
                    quiet = 0.0
                    yield ": still here\n\n"
                async for event in rounds():
                    yield event
            except NotFound:
                yield _event("gone", {})
                return
            except Unavailable:
                pass
            await listener.wait(POLL_SECONDS)
            quiet += POLL_SECONDS


class _Boards:
    """The lists, whenever they change."""

    def __init__(self, request: Request, account: Account, desk: DeskService) -> None:
        self._request = request
        self._account = account
        self._desk = desk
        self._before: object = None

    async def round(self) -> Events:
        now = await self._desk.do(partial(fingerprint, at=self._desk.room.clock()))
        if now == self._before:
            return
        board = await read_board(self._desk)
        self._before = now
        html = board_html(self._request, self._account, board)
        yield _event("board", {"html": html, "waiting": len(board.waiting)})


async def follow_board(request: Request) -> Response:
    """GET /desk/events."""
    account, desk = await enter(request)
    boards = _Boards(request, account, desk)
    return _stream(_follow(request, desk, DESKS, boards.round))


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


class _Messages:
    """New messages of one chat, and where it stands."""

    def __init__(self, request: Request, desk: DeskService, chat_id: str, after: int) -> None:
        self._request = request
        self._desk = desk
        self._chat_id = chat_id
        self._after = after
        self._before: object = None

    async def round(self) -> Events:
        look = partial(_look, desk=self._desk, conversation_id=self._chat_id, after=self._after)
        chat, waiting = await self._desk.do(look)
        for message in chat.messages:
            self._after = int(message.id)
            yield _message_event(self._request, message)
        now = _standing(chat, waiting)
        if now != self._before:
            self._before = now
            yield _event("state", now)


async def follow_chat(request: Request) -> Response:
    """GET /desk/chats/{conversation_id}/events."""
    _, desk = await enter(request)
    conversation_id = conversation_of(request)
    messages = _Messages(request, desk, conversation_id, last_event_id(request))
    return _stream(_follow(request, desk, conversation_id, messages.round))


ROUTES: list[BaseRoute] = [
    Route("/desk/events", follow_board, methods=["GET"]),
    Route("/desk/chats/{conversation_id}/events", follow_chat, methods=["GET"]),
]
