"""The aid's pages: ask, and practise with sample calls.

The page works without its script; the script asks `/staff/found` while somebody types.
"""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, require
from bot.accounts.roles import ADMINISTRATOR, ADVISER, EDITOR, STAFF, Account
from bot.accounts.showing import console_page
from bot.staff import store
from bot.staff.aid import Aid, Asked, Results
from bot.staff.matches import KINDS
from bot.staff.practice import SampleCall, sample_call, sample_calls
from bot.staff.wishes import LONGEST
from knowledge.errors import InvalidInput
from knowledge.site import Site

ROLES = (STAFF, ADVISER, EDITOR, ADMINISTRATOR)
"""Who may use the aid."""


def aid_of(request: Request) -> Aid:
    """Returns the aid of the running application."""
    aid: Aid = request.app.state.aid
    return aid


def areas_of(site: Site) -> list[str]:
    """Returns the council areas that can be chosen: the districts, then those next door."""
    return [*site.areas.districts, *site.areas.neighbours]


def read_asked(request: Request) -> Asked:
    """Returns what the address asks.

    Raises:
        InvalidInput: When a kind or an area does not exist.
    """
    query = request.query_params
    kinds = frozenset(query.getlist("kind"))
    area = query.get("area", "")
    if not kinds <= KINDS.keys():
        raise InvalidInput("There is no such kind of record. Please choose one from the list.")
    if area and area not in areas_of(request.app.state.conversations.site):
        raise InvalidInput("There is no such area. Please choose one from the list.")
    return Asked(query.get("q", "")[:LONGEST], kinds, area)


def _practice(request: Request) -> SampleCall | None:
    number = request.query_params.get("practise", "")
    return sample_call(int(number)) if number.isdecimal() and len(number) < 4 else None


async def sheet_of(request: Request, account: Account) -> list[str]:
    """Returns the slugs on the sheet of whoever is signed in."""
    accounts = accounts_of(request)
    return await accounts.transactions.do(
        lambda session: store.read_sheet(session, account.id, at=accounts.clock())
    )


async def _values(request: Request, account: Account) -> dict[str, Any]:
    asked = read_asked(request)
    results: Results = await aid_of(request).find(asked)
    practice = _practice(request)
    return {
        "results": results,
        "practice": practice,
        "on_sheet": await sheet_of(request, account),
    }


async def ask(request: Request) -> Response:
    """GET /staff: the box, the chips and, when something was asked, what was found."""
    account = await require(request, *ROLES)
    page = console_page(
        request,
        account,
        "staff/find.html",
        kinds=KINDS,
        areas=areas_of(request.app.state.conversations.site),
        longest=LONGEST,
        **await _values(request, account),
    )
    # While the caller is still telling, not once somebody has typed: it takes seconds.
    page.background = BackgroundTask(aid_of(request).prepare)
    return page


async def found(request: Request) -> Response:
    """GET /staff/found: only what was found, as HTML, for the page's own script."""
    account = await require(request, *ROLES)
    return console_page(request, account, "staff/_found.html", **await _values(request, account))


async def practise(request: Request) -> Response:
    """GET /staff/practise: the sample calls."""
    account = await require(request, *ROLES)
    return console_page(request, account, "staff/practise.html", calls=sample_calls())


async def compare(request: Request) -> Response:
    """GET /staff/practise/{number}: what would have been good for a sample call."""
    account = await require(request, *ROLES)
    call = sample_call(request.path_params["number"])
    good = await aid_of(request).records(list(call.good))
    return console_page(request, account, "staff/compare.html", call=call, good=good)


ROUTES: list[BaseRoute] = [
    Route("/staff", ask, methods=["GET"]),
    Route("/staff/found", found, methods=["GET"]),
    Route("/staff/practise", practise, methods=["GET"]),
    Route("/staff/practise/{number:int}", compare, methods=["GET"]),
]
