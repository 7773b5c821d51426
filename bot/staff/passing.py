"""Passing a caller on, with their consent: a call back by an adviser, or a referral."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import Account
from bot.accounts.showing import console_page
from bot.conversations.words import STARTS
from bot.handoff import for_callers, hours
from bot.handoff.callback_words import TIMES
from bot.handoff.callbacks import OPEN
from bot.handoff.contact import Way, find_way
from bot.handoff.for_callers import CALLBACK, LONGEST_WORDS, REFERRAL, STATES, Wanted
from bot.handoff.models import Callback
from bot.handoff.room import HandoffRoom
from bot.staff.matches import Match
from bot.staff.pages import ROLES, aid_of, areas_of, sheet_of
from knowledge.errors import InvalidInput

_ABOUT = {start.key: start.label for start in STARTS if start.key != "talk_to_person"}
_TYPED = ("kind", "refer_to", "to", "name", "time", "about", "district", "words")
_TAKES_PEOPLE = ("service", "organisation", "opportunity", "contact", "fund")
"""The kinds of record that somebody stands behind, to whom a caller can be referred."""

_MOST_TYPED = {"to": 254, "name": 80, "words": 2 * LONGEST_WORDS}


def _room(request: Request) -> HandoffRoom:
    room: HandoffRoom = request.app.state.handoff
    return room


def _takers(told: list[Match]) -> list[Match]:
    return [match for match in told if match.card.kind in _TAKES_PEOPLE]


async def _told_of(request: Request, account: Account, slug: str) -> list[Match]:
    """What the caller was told of: the record that was named, and what is on the sheet."""
    on_sheet = await sheet_of(request, account)
    return await aid_of(request).records(
        list(dict.fromkeys([slug, *on_sheet] if slug else on_sheet))
    )


def _page(
    request: Request,
    account: Account,
    choices: list[Match],
    typed: dict[str, str],
    *,
    wrong: str = "",
    status: int = 200,
) -> Response:
    site = request.app.state.conversations.site
    values: dict[str, Any] = {
        "choices": _takers(choices),
        "areas": areas_of(site),
        "about": _ABOUT,
        "times": TIMES,
        "longest": LONGEST_WORDS,
        "typed": typed,
        "wrong": wrong,
    }
    return console_page(request, account, "staff/pass_on.html", status, **values)


async def show_form(request: Request) -> Response:
    """GET /staff/pass-on; `slug` names whom to refer to, `district` the caller's area."""
    account = await require(request, *ROLES)
    query = request.query_params
    slug = query.get("slug", "")[:80]
    told = await _told_of(request, account, slug)
    is_taker = any(match.slug == slug for match in _takers(told))
    typed = dict.fromkeys(_TYPED, "") | {
        "kind": REFERRAL if is_taker else CALLBACK,
        "refer_to": slug,
        "district": query.get("district", "")[:60],
        "time": "any",
    }
    return _page(request, account, told, typed)


def _way(text: str) -> Way:
    way = find_way(text)
    if way is None:
        raise InvalidInput("Please type a telephone number or an e-mail address.")
    return way


def _wanted(request: Request, typed: dict[str, str], consent: str, choices: list[Match]) -> Wanted:
    """What the form asks for.

    Raises:
        InvalidInput: When the caller has not said yes, or something is missing.
    """
    if consent != "yes":
        raise InvalidInput("Please ask the caller, and tick the box when they say yes.")
    chosen = [match for match in _takers(choices) if match.slug == typed["refer_to"]]
    is_referral = typed["kind"] == REFERRAL
    areas = areas_of(request.app.state.conversations.site)
    wanted = Wanted(
        kind=typed["kind"],
        way=_way(typed["to"]),
        name=typed["name"],
        best_time=TIMES.get(typed["time"], TIMES["any"]),
        subject=typed["about"] if typed["about"] in _ABOUT else "",
        district=typed["district"] if typed["district"] in areas else "",
        words=typed["words"],
        refer_to=chosen[0].card.title if is_referral and chosen else "",
        cards=tuple(match.card for match in choices),
    )
    wanted.check()
    return wanted


async def pass_on(request: Request) -> Response:
    """POST /staff/pass-on: what was typed stays when something is wrong."""
    account = await require(request, *ROLES)
    fields = await read_form(request)
    typed = {name: first(fields, name).strip()[: _MOST_TYPED.get(name, 80)] for name in _TYPED}
    choices = await _told_of(request, account, typed["refer_to"])
    try:
        wanted = _wanted(request, typed, first(fields, "consent"), choices)
    except InvalidInput as error:
        return _page(request, account, choices, typed, wrong=str(error), status=422)
    room, accounts = _room(request), accounts_of(request)

    def work(session: Session) -> int:
        at = accounts.clock()
        found = for_callers.book(
            session, room.announcer, wanted, account.id, account.shown_name, at=at
        )
        note_event(
            session,
            account.id,
            f"{wanted.kind}_begun",
            at=at,
            object_kind="callback",
            object_id=str(found.id),
        )
        return found.id

    number = await accounts.transactions.do(work)
    room.ring()
    return RedirectResponse(f"/staff/passed-on/{number}", 303)


async def show_one(request: Request) -> Response:
    """GET /staff/passed-on/{callback_id}: what to tell the caller."""
    account = await require(request, *ROLES)
    callback_id: int = request.path_params["callback_id"]
    accounts = accounts_of(request)
    found: Callback = await accounts.transactions.do(
        lambda session: for_callers.find_taken(session, account.id, callback_id)
    )
    site = request.app.state.conversations.site
    return console_page(
        request,
        account,
        "staff/passed_on.html",
        one=found,
        is_open=found.state in OPEN,
        opens=hours.next_opening_in_words(site.desk, accounts.clock()),
        states=STATES,
    )


async def show_all(request: Request) -> Response:
    """GET /staff/passed-on: what one began, and how things stand with it."""
    account = await require(request, *ROLES)
    found = await accounts_of(request).transactions.do(
        lambda session: for_callers.list_taken(session, account.id)
    )
    return console_page(
        request, account, "staff/all_passed_on.html", found=found, states=STATES, open_states=OPEN
    )


async def withdraw(request: Request) -> Response:
    """POST /staff/passed-on/{callback_id}: the caller no longer wants it."""
    account = await require(request, *ROLES)
    await read_form(request)
    callback_id: int = request.path_params["callback_id"]
    room, accounts = _room(request), accounts_of(request)

    def work(session: Session) -> None:
        at = accounts.clock()
        for_callers.withdraw(session, room.announcer, account.id, callback_id, at=at)
        note_event(
            session,
            account.id,
            "callback_withdrawn",
            at=at,
            object_kind="callback",
            object_id=str(callback_id),
        )

    await accounts.transactions.do(work)
    room.ring()
    return RedirectResponse("/staff/passed-on", 303)


ROUTES: list[BaseRoute] = [
    Route("/staff/pass-on", show_form, methods=["GET"]),
    Route("/staff/pass-on", pass_on, methods=["POST"]),
    Route("/staff/passed-on", show_all, methods=["GET"]),
    Route("/staff/passed-on/{callback_id:int}", show_one, methods=["GET"]),
    Route("/staff/passed-on/{callback_id:int}", withdraw, methods=["POST"]),
]
