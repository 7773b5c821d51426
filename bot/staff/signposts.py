"""Signposts that were given: noted in one key, without the caller; what became of them, later."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.showing import console_page
from bot.errors import wants_json
from bot.staff import store
from bot.staff.matches import KINDS
from bot.staff.pages import ROLES, aid_of, areas_of
from bot.staff.wishes import wish_of
from knowledge.demand import note_unmet, subject_of

_SHOWN = 50


def _district(request: Request, said: str) -> str:
    return said if said in areas_of(request.app.state.conversations.site) else ""


async def show_signposts(request: Request) -> Response:
    """GET /staff/signposts: one's own, with what became of them."""
    account = await require(request, *ROLES)
    found = await accounts_of(request).transactions.do(
        lambda session: store.list_signposts(session, account.id, limit=_SHOWN)
    )
    slugs = list(dict.fromkeys(item.slug for item in found))
    names = {match.slug: match.card.title for match in await aid_of(request).records(slugs)}
    return console_page(
        request,
        account,
        "staff/signposts.html",
        signposts=found,
        names=names,
        outcomes=store.OUTCOMES,
    )


async def add_signpost(request: Request) -> Response:
    """POST /staff/signposts: `slug` and, if known, `district`."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    match = await aid_of(request).record(first(fields, "slug"))
    district = _district(request, first(fields, "district"))
    accounts = accounts_of(request)

    def work(session: Session) -> int:
        return store.add_signpost(
            session,
            account.id,
            slug=match.slug,
            kind=match.card.kind,
            subject=match.subject,
            district=district,
            on=accounts.clock().date(),
        ).id

    number = await accounts.transactions.do(work)
    if wants_json(request):
        return JSONResponse({"id": number})
    return RedirectResponse("/staff/signposts", 303)


async def set_outcome(request: Request) -> Response:
    """POST /staff/signposts/{signpost_id}: `outcome`, or `remove` to take it back."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    signpost_id: int = request.path_params["signpost_id"]
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        if first(fields, "remove"):
            store.remove_signpost(session, account.id, signpost_id)
            return
        on = accounts.clock().date()
        store.set_outcome(session, account.id, signpost_id, first(fields, "outcome"), on=on)

    await accounts.transactions.do(work)
    if wants_json(request):
        return JSONResponse({"id": signpost_id})
    return RedirectResponse("/staff/signposts", 303)


async def note_nothing(request: Request) -> Response:
    """POST /staff/nothing: counts that there was nothing for what was asked, without its words."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    kinds = [kind for kind in fields.get("kind", []) if kind in KINDS]
    subject = subject_of(wish_of(first(fields, "q")))
    district = _district(request, first(fields, "district"))
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        kind = kinds[0] if len(kinds) == 1 else ""
        note_unmet(session, subject, kind, district, "staff", accounts.clock().date())

    await accounts.transactions.do(work)
    return console_page(request, account, "staff/nothing.html", subject=subject, district=district)


ROUTES: list[BaseRoute] = [
    Route("/staff/signposts", show_signposts, methods=["GET"]),
    Route("/staff/signposts", add_signpost, methods=["POST"]),
    Route("/staff/signposts/{signpost_id:int}", set_outcome, methods=["POST"]),
    Route("/staff/nothing", note_nothing, methods=["POST"]),
]
