"""The administrator's page of switches."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.roles import ADMINISTRATOR
from bot.accounts.showing import console_page
from bot.operations.switches import CHANNELS, list_off, switch


async def show(request: Request) -> Response:
    """GET /accounts/switches."""
    account = await require(request, ADMINISTRATOR)
    off = await accounts_of(request).transactions.do(list_off)
    return console_page(request, account, "accounts/switches.html", channels=CHANNELS, off=off)


async def change(request: Request) -> Response:
    """POST /accounts/switches: `channel`, and `on` that is `yes` or `no`."""
    account = await require(request, ADMINISTRATOR)
    fields = await read_form(request)
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        flip = partial(switch, session, first(fields, "channel"), account_id=account.id)
        flip(is_on=first(fields, "on") == "yes", at=accounts.clock())

    await accounts.transactions.do(work)
    return RedirectResponse("/accounts/switches", 303)


ROUTES: list[BaseRoute] = [
    Route("/accounts/switches", show, methods=["GET"]),
    Route("/accounts/switches", change, methods=["POST"]),
]
