"""The desk's pages: the lists, one chat, calls back, what went out. They work without a script."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import form_token_of
from bot.accounts.roles import Account
from bot.accounts.showing import console_page, rendering_of
from bot.desk import views
from bot.desk.canned import find_canned
from bot.desk.entering import conversation_of, enter
from bot.desk.finding import find_records, inserts_of
from bot.desk.service import DeskService
from bot.handoff import callbacks, presence
from bot.handoff.models import Outgoing
from bot.handoff.moves import NEEDS_DETAIL, OUTCOMES
from bot.handoff.transcripts import TRANSCRIPT

_MOST_OUTGOING = 100
_FIELDS: Mapping[str, str] = {"text": "", "note": "", "outcome": "", "detail": ""}


def board_html(request: Request, account: Account, board: views.Board) -> str:
    """Returns the lists as a part of a page."""
    return rendering_of(request).part(
        "desk/_board.html", board=board, account=account, form_token=form_token_of(request)
    )


async def read_board(desk: DeskService) -> views.Board:
    """Returns the lists of the desk as they are now."""
    settings, at = desk.room.announcer.site.desk, desk.room.clock()
    return await desk.do(lambda session: views.board(session, settings, desk.adviser, at))


async def show_board(request: Request) -> Response:
    """GET /desk."""
    account, desk = await enter(request)
    await desk.be()
    return await board_page(request, account, desk)


async def board_page(
    request: Request, account: Account, desk: DeskService, *, status: int = 200, wrong: str = ""
) -> Response:
    """Returns the page of the lists, with a sentence about what was wrong, if anything was."""
    board = await read_board(desk)
    shown = board_html(request, account, board)
    values = {"board": board, "board_html": shown, "wrong": wrong}
    return console_page(request, account, "desk/board.html", status, **values)


async def show_chat(request: Request) -> Response:
    """GET /desk/chats/{conversation_id}."""
    account, desk = await enter(request)
    await desk.be()
    return await chat_page(request, account, desk, conversation_of(request))


async def chat_page(
    request: Request,
    account: Account,
    desk: DeskService,
    conversation_id: str,
    *,
    wrong: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Returns the page of one chat, with what was typed when something was wrong, by its field."""
    found = await desk.do(partial(_read_chat, desk, request.query_params, conversation_id))
    chat: views.Chat = found["chat"]
    query = request.query_params
    words = query.get("canned", "")
    return console_page(
        request,
        account,
        "desk/chat.html",
        status,
        **found,
        canned=find_canned(words, canned_values(desk, chat)),
        typed={**_FIELDS, **(typed or {"text": query.get("text", "")})},
        find=query.get("find", ""),
        canned_words=words,
        cards=query.getlist("card"),
        outcomes=OUTCOMES,
        needs_detail=NEEDS_DETAIL,
        teams=desk.room.announcer.site.desk.teams,
        wrong=wrong,
        origin=secrets.token_urlsafe(12),
        last_id=chat.messages[-1].id if chat.messages else "0",
        my_name=desk.adviser.name,
    )


def _read_chat(
    desk: DeskService, query: QueryParams, conversation_id: str, session: Session
) -> dict[str, Any]:
    """What the page of a chat shows, read in one session; noted."""
    settings, at = desk.room.announcer.site.desk, desk.room.clock()
    chat = views.chat(session, settings, desk.adviser, conversation_id, at)
    desk.note(session, "conversation_read", conversation_id)
    present = presence.list_present(session, at=at)
    return {
        "chat": chat,
        "found": find_records(session, query.get("find", "")),
        "inserts": inserts_of(session, query.getlist("card"), at.date()),
        "colleagues": [one for one in present if one.adviser_id != desk.adviser.id],
    }


def canned_values(desk: DeskService, chat: views.Chat) -> dict[str, str]:
    """Returns what fills the gaps of canned replies."""
    site = desk.room.announcer.site
    return {
        "adviser": site.adviser.short_name,
        "council": site.council.name,
        "place": chat.row.place,
        "subject": chat.row.subject if chat.row.subject != views.NO_SUBJECT else "",
        "my_name": desk.adviser.name,
    }


async def find(request: Request) -> Response:
    """GET /desk/find: records for a reply, as a part of the page, for the page's script."""
    _, desk = await enter(request)
    text = request.query_params.get("find", "")[:200]
    found = await desk.do(lambda session: find_records(session, text))
    html = rendering_of(request).part("desk/_found.html", found=found, find=text)
    return HTMLResponse(html)


async def canned(request: Request) -> Response:
    """GET /desk/chats/{conversation_id}/canned: replies that hold some words, as a part."""
    _, desk = await enter(request)
    conversation_id = conversation_of(request)
    settings, at = desk.room.announcer.site.desk, desk.room.clock()
    chat = await desk.do(
        lambda session: views.chat(session, settings, desk.adviser, conversation_id, at)
    )
    words = request.query_params.get("canned", "")[:100]
    found = find_canned(words, canned_values(desk, chat))
    return HTMLResponse(
        rendering_of(request).part(
            "desk/_canned.html", canned=found, canned_action=f"/desk/chats/{conversation_id}"
        )
    )


async def show_callbacks(request: Request) -> Response:
    """GET /desk/callbacks."""
    account, desk = await enter(request)
    await desk.be()
    return await callbacks_page(request, account, desk)


async def callbacks_page(
    request: Request, account: Account, desk: DeskService, *, status: int = 200, wrong: str = ""
) -> Response:
    """Returns the page of the calls back."""
    at = desk.room.clock()

    def work(session: Session) -> list[views.CallbackRow]:
        rows = views.list_callbacks(session, at)
        for row in rows:
            desk.note(session, "callback_read", row.callback.conversation_id)
        return rows

    rows = await desk.do(work)
    values = {"rows": rows, "results": callbacks.RESULTS, "wrong": wrong}
    return console_page(request, account, "desk/callbacks.html", status, **values)


async def show_outgoing(request: Request) -> Response:
    """GET /desk/outbox: what went out, or could not."""
    account, desk = await enter(request)
    # What goes to a resident's own address is none of the desk's business.
    shown = Outgoing.kind != TRANSCRIPT
    query = select(Outgoing).where(shown).order_by(Outgoing.id.desc()).limit(_MOST_OUTGOING)
    items = await desk.do(lambda session: list(session.scalars(query)))
    can_mail = desk.room.announcer.settings.can_mail
    return console_page(request, account, "desk/outbox.html", items=items, can_mail=can_mail)


ROUTES: list[BaseRoute] = [
    Route("/desk", show_board, methods=["GET"]),
    Route("/desk/find", find, methods=["GET"]),
    Route("/desk/callbacks", show_callbacks, methods=["GET"]),
    Route("/desk/outbox", show_outgoing, methods=["GET"]),
    Route("/desk/chats/{conversation_id}", show_chat, methods=["GET"]),
    Route("/desk/chats/{conversation_id}/canned", canned, methods=["GET"]),
]
