"""Sending the sheet to a caller who said yes, and the outbox where nothing can be sent."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.showing import console_page
from bot.handoff.models import Outgoing
from bot.staff import messages
from bot.staff.pages import ROLES, aid_of, sheet_of
from knowledge.errors import InvalidInput

_STATES = {
    "waiting": "on its way",
    "sent": "sent",
    "kept": "to be sent by hand: nothing is set up to send it",
    "failed": "could not be sent: please tell the caller, or send it by hand",
}


async def send_sheet(request: Request) -> Response:
    """POST /staff/sheet/send: `to` and `consent`; what was typed stays when it is wrong."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    accounts, site = accounts_of(request), request.app.state.conversations.site
    matches = await aid_of(request).records(await sheet_of(request, account))
    try:
        if not matches:
            raise InvalidInput("The sheet is empty: there is nothing to send.")
        if first(fields, "consent") != "yes":
            raise InvalidInput("Please ask the caller, and tick the box when they say yes.")
        way = messages.way_to(first(fields, "to"))
    except InvalidInput as error:
        return console_page(
            request,
            account,
            "staff/sheet.html",
            422,
            matches=matches,
            today=accounts.clock(),
            wrong=str(error),
            typed=first(fields, "to")[:254],
        )

    def work(session: Session) -> None:
        at = accounts.clock()
        messages.add_message(session, way, matches, site, accounts.settings, at)
        note_event(session, account.id, "sheet_sent", at=at, object_kind=way.how)

    await accounts.transactions.do(work)
    return RedirectResponse("/staff/outbox", 303)


async def show_outbox(request: Request) -> Response:
    """GET /staff/outbox: what went out lately, and what has to be sent by hand."""
    account = await require(request, *ROLES)
    accounts = accounts_of(request)

    def work(session: Session) -> list[Outgoing]:
        messages.forget_messages(session, at=accounts.clock(), settings=accounts.settings)
        return messages.list_messages(session)

    return console_page(
        request,
        account,
        "staff/outbox.html",
        messages=await accounts.transactions.do(work),
        states=_STATES,
        days=accounts.settings.retention_outbox_days,
    )


async def remove_message(request: Request) -> Response:
    """POST /staff/outbox/{message_id}: deletes a message with the address that it was for."""
    account = await require(request, *ROLES)
    await read_form(request)
    message_id: int = request.path_params["message_id"]
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        messages.remove_message(session, message_id)
        at = accounts.clock()
        note_event(session, account.id, "message_deleted", at=at, object_kind="message")

    await accounts.transactions.do(work)
    return RedirectResponse("/staff/outbox", 303)


ROUTES: list[BaseRoute] = [
    Route("/staff/sheet/send", send_sheet, methods=["POST"]),
    Route("/staff/outbox", show_outbox, methods=["GET"]),
    Route("/staff/outbox/{message_id:int}", remove_message, methods=["POST"]),
]
