"""The read interface of Open Referral UK 3.0 under `/directory`, open to every website.

Each route reads the address, asks for one list or one item, and answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.directory.parameters import Asked, read_query
from bot.directory.reading import as_bytes, lines, read
from knowledge.openreferral import listings, organisations
from knowledge.openreferral.listings import Listing
from knowledge.openreferral.out import API_DETAILS

_FRESH = {"Cache-Control": "public, max-age=300"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_LINES = "application/x-ndjson"
PAGES = "/services"
"""Where a person reads the same directory."""


class OpenCors:
    """Lets every website read `/directory` from a browser: the data is open, and has no cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the header to every answer of the directory, errors too, and answers OPTIONS."""
        if scope["type"] != "http" or not is_directory(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "Retry-After"
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, add)
        else:
            await self._app(scope, receive, add)


def is_directory(path: str) -> bool:
    """Says whether a path belongs to the read interface."""
    return path == "/directory" or path.startswith("/directory/")


def _json(value: Any) -> Response:
    return Response(as_bytes(value), media_type="application/json", headers=_FRESH)


async def details(request: Request) -> Response:
    """GET /directory: about this interface; a browser is sent to the pages."""
    accepts = request.headers.get("accept", "")
    if accepts.startswith("text/html"):
        return RedirectResponse(PAGES, 303, headers={"Vary": "Accept"})
    response = _json(API_DETAILS)
    response.headers["Vary"] = "Accept"
    return response


ListingOf = Callable[[Session, Asked], Listing]
ItemOf = Callable[[Session, str, Asked], dict[str, Any]]


def _list(listing_of: ListingOf) -> Callable[[Request], Any]:
    """Returns the handler of a list: a page, or all of it as lines."""

    async def handle(request: Request) -> Response:
        asked = read_query(request.query_params)
        if asked.as_lines:
            # Asked once beforehand, so that a fault is an answer and not a broken stream.
            await read(request, lambda session: listing_of(session, asked).total)
            stream = lines(request, lambda session: listing_of(session, asked))
            return StreamingResponse(stream, media_type=_LINES, headers=_FRESH)
        page = await read(
            request, lambda session: listing_of(session, asked).page(asked.page, asked.size)
        )
        return _json(page)

    return handle


def _item(item_of: ItemOf) -> Callable[[Request], Any]:
    """Returns the handler of one item by its id."""

    async def handle(request: Request) -> Response:
        asked = read_query(request.query_params)
        name: str = request.path_params["id"]
        return _json(await read(request, lambda session: item_of(session, name, asked)))

    return handle


def _services(session: Session, asked: Asked) -> Listing:
    return listings.services(session, asked.wanted, whole=asked.whole, minimal=asked.minimal)


def _organisations(session: Session, asked: Asked) -> Listing:
    return organisations.organisations(
        session, asked.wanted.search, whole=asked.whole, whole_services=asked.whole_services
    )


def _organisation(session: Session, name: str, asked: Asked) -> dict[str, Any]:
    return organisations.organisation(session, name, whole_services=asked.whole_services)


def _at_locations(session: Session, asked: Asked) -> Listing:
    return listings.at_locations(session, asked.wanted, whole=asked.whole)


def _terms(session: Session, asked: Asked) -> Listing:
    wanted = asked.wanted
    return listings.terms(
        session,
        wanted.search,
        taxonomy_id=wanted.taxonomy_id,
        parent_id=asked.parent_id,
        top_only=asked.top_only,
    )


_LISTS: dict[str, ListingOf] = {
    "services": _services,
    "organizations": _organisations,
    "service_at_locations": _at_locations,
    "taxonomies": lambda session, asked: listings.taxonomies(session, asked.wanted.search),
    "taxonomy_terms": _terms,
}
_ITEMS: dict[str, ItemOf] = {
    "services": lambda session, name, _: listings.service(session, name),
    "organizations": _organisation,
    "service_at_locations": lambda session, name, _: listings.at_location(session, name),
    "taxonomies": lambda session, name, _: listings.taxonomy(session, name),
    "taxonomy_terms": lambda session, name, _: listings.term(session, name),
}

ROUTES: list[BaseRoute] = [
    Route("/directory", details, methods=["GET"]),
    Route("/directory/", details, methods=["GET"]),
    *(
        Route(f"/directory/{name}", _list(listing), methods=["GET"])
        for name, listing in _LISTS.items()
    ),
    *(
        Route(f"/directory/{name}/{{id}}", _item(item), methods=["GET"])
        for name, item in _ITEMS.items()
    ),
]
