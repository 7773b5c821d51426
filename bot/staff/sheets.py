"""The sheet for a caller: plain words, contacts, a map, a QR code; printed, copied or sent."""

from __future__ import annotations

import io

import segno
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.roles import Account
from bot.accounts.showing import console_page
from bot.errors import wants_json
from bot.staff import store
from bot.staff.matches import Match
from bot.staff.pages import ROLES, aid_of, sheet_of
from knowledge.errors import NotFound

_PIXELS_A_SQUARE = 4


async def _shown(request: Request, account: Account) -> list[Match]:
    return await aid_of(request).records(await sheet_of(request, account))


async def show_sheet(request: Request) -> Response:
    """GET /staff/sheet: made to be printed."""
    account = await require(request, *ROLES)
    return console_page(
        request,
        account,
        "staff/sheet.html",
        matches=await _shown(request, account),
        today=accounts_of(request).clock(),
        wrong="",
        typed="",
    )


async def change_sheet(request: Request) -> Response:
    """POST /staff/sheet: `add` or `remove` names a record; `clear` empties the sheet."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    added, removed = first(fields, "add"), first(fields, "remove")
    if added:
        await aid_of(request).record(added)
    accounts = accounts_of(request)

    def work(session: Session) -> int:
        if first(fields, "clear"):
            store.clear_sheet(session, account.id)
            return 0
        at = accounts.clock()
        slugs = store.read_sheet(session, account.id, at=at)
        slugs = [slug for slug in slugs if slug != removed] + ([added] if added else [])
        store.write_sheet(session, account.id, slugs, at=at)
        return len(dict.fromkeys(slugs))

    count = await accounts.transactions.do(work)
    if wants_json(request):
        return Response(f'{{"count":{count}}}', media_type="application/json")
    return RedirectResponse("/staff/sheet", 303)


async def show_code(request: Request) -> Response:
    """GET /staff/code/{slug}.svg: a QR code of the page of a record."""
    await require(request, *ROLES)
    match = await aid_of(request).record(request.path_params["slug"])
    if match.card.url is None:
        raise NotFound("This record has no page of its own.")
    out = io.BytesIO()
    code = segno.make(match.card.url, error="m", micro=False)
    code.save(out, kind="svg", scale=_PIXELS_A_SQUARE, border=2, xmldecl=False, light="#fff")
    return Response(out.getvalue(), media_type="image/svg+xml")


ROUTES: list[BaseRoute] = [
    Route("/staff/sheet", show_sheet, methods=["GET"]),
    Route("/staff/sheet", change_sheet, methods=["POST"]),
    Route("/staff/code/{slug}.svg", show_code, methods=["GET"]),
]
