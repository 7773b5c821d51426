"""The directory for people: lists with filters, a page a record, a page an organisation.

No script is needed: the filters are a form that is sent by GET, with the names of the feed's own
parameters where the feed has them, so that the same question can be asked of either.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.directory.filters import ACCESS, COSTS, DISTANCES, ONLINE, SORTS, Filters, read_filters
from bot.directory.kinds import FUNDS, KINDS, OPPORTUNITIES, SERVICES, Kind
from bot.directory.known import Shelves
from bot.directory.lists import Page, page_of, service_types, topics_of
from bot.directory.reading import read
from bot.directory.views import Shown, shown_organisation, shown_record, shown_service
from bot.pages.rendering import Rendering
from knowledge.errors import NotFound
from knowledge.finding.criteria import DAYS, PARTS
from knowledge.models import Record
from knowledge.openreferral.geography import split_postcode
from knowledge.openreferral.organisations import organisation, services_of
from knowledge.openreferral.out import service_out
from knowledge.openreferral.roles import is_open, is_service
from knowledge.openreferral.shelf import Shelf

Handler = Callable[[Request], Awaitable[Response]]


def _rendering(request: Request) -> Rendering:
    rendering: Rendering = request.app.state.rendering
    return rendering


def _today(request: Request) -> date:
    day: date = request.app.state.clock().date()
    return day


def _shelves_of(request: Request) -> Shelves:
    state = request.app.state
    if not hasattr(state, "shelves"):
        state.shelves = Shelves()
    shelves: Shelves = state.shelves
    return shelves


def _list(kind: Kind) -> Handler:
    """Makes the page of a list: filters, records, and what is wrong with the filters above them."""

    async def handler(request: Request) -> Response:
        asked = read_filters(request.query_params)
        today, now = _today(request), request.app.state.clock()
        shelves = _shelves_of(request)

        def work(session: Session) -> tuple[Page, list[tuple[str, str]], list[str]]:
            known = shelves.known(session, today)
            page = page_of(session, known, kind, asked, today, now)
            types = service_types(session) if kind is SERVICES else []
            return page, types, topics_of(known, kind, today)

        page, types, topics = await read(request, work)
        return _rendering(request).page(
            "services.html",
            422 if asked.problems else 200,
            kind=kind,
            kinds=KINDS,
            page=page,
            values=asked.values,
            problems=asked.problems,
            options=_options(types, topics),
            is_narrowed=asked.is_narrowed,
            address_of=lambda number: _address(kind, asked, number),
            data_address=_data_address(asked) if kind is SERVICES else None,
        )

    return handler


def _options(types: list[tuple[str, str]], topics: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Returns value and words of each option, by field."""
    days = [(day.lower(), f"{day}s") for day in DAYS]
    return {
        "service_type": types,
        "topic": [(topic, topic.replace("-", " ").capitalize()) for topic in topics],
        "proximity": [(metres, f"Within {words}") for metres, words in DISTANCES.items()],
        "day": [("weekend", "Weekends"), *days],
        "part": [(part, part.capitalize()) for part in PARTS],
        "cost": list(COSTS.items()),
        "online": list(ONLINE.items()),
        "access": list(ACCESS.items()),
        "sort": list(SORTS.items()),
    }


def _address(kind: Kind, asked: Filters, number: int) -> str:
    kept = {name: value for name, value in asked.values.items() if value}
    if number > 1:
        kept["page"] = str(number)
    return kind.path + (f"?{urlencode(kept)}" if kept else "")


def _data_address(asked: Filters) -> str:
    """Returns the same question to the feed, as far as the feed knows it."""
    names = ("search", "service_type", "area", "age")
    kept = {name: asked.values[name] for name in names if asked.values[name]}
    near = asked.values["near"]
    if not asked.problems and split_postcode(near)[0] is not None:
        kept["postcode"] = near
        if asked.values["proximity"] in DISTANCES:
            kept["proximity"] = asked.values["proximity"]
    return "/directory/services" + (f"?{urlencode(kept)}" if kept else "")


def _one(kind: Kind) -> Handler:
    """Makes the page of one record of a kind that the standard does not know.

    A closed fund has one too: whoever asks for it by name must hear that it is closed.
    """

    async def handler(request: Request) -> Response:
        name, today = request.path_params["name"], _today(request)

        def work(session: Session) -> Shown:
            is_it = Record.id == _uuid(name) if _uuid(name) else Record.slug == name
            record = session.scalar(select(Record).where(kind.is_in(), is_it))
            if record is None or record.is_withheld:
                raise NotFound(f"There is no {kind.one} at this address. It may have gone.")
            return shown_record(record, today, whole=True)

        shown = await read(request, work)
        return _rendering(request).page("record.html", shown=shown, kind=kind)

    return handler


async def service(request: Request) -> Response:
    """GET /services/{name}: one service."""
    name, today = request.path_params["name"], _today(request)

    def work(session: Session) -> Shown:
        record = _record(session, name)
        item = service_out(record, Shelf(session, [record], whole=True), whole=True)
        return shown_service(record, item, today, whole=True)

    return _rendering(request).page("service.html", shown=await read(request, work))


def _record(session: Session, name: str) -> Record:
    is_it = Record.id == _uuid(name) if _uuid(name) else Record.slug == name
    record = session.scalar(select(Record).where(is_service(), is_open(), is_it))
    if record is None:
        raise NotFound("There is no service at this address. It may have closed.")
    return record


def _uuid(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


async def body(request: Request) -> Response:
    """GET /organisations/{name}: one organisation with its services."""
    name, today = request.path_params["name"], _today(request)

    def work(session: Session) -> dict[str, Any]:
        by_slug = session.scalar(select(Record.id).where(Record.slug == name, is_open()))
        item = organisation(session, str(by_slug or name))
        record = session.get(Record, uuid.UUID(item["id"]))
        owned = services_of(session, uuid.UUID(item["id"]))
        shelf = Shelf(session, owned, whole=True)
        found = [
            shown_service(one, service_out(one, shelf, whole=True), today, whole=False)
            for one in owned
        ]
        shown = shown_organisation(record, item, today) if record else None
        return {"title": item["name"], "id": item["id"], "shown": shown, "services": found}

    return _rendering(request).page("organisation.html", **await read(request, work))


def _routes() -> list[BaseRoute]:
    lists = [Route(kind.path, _list(kind), methods=["GET"]) for kind in KINDS]
    ones = [
        Route(f"{kind.path}/{{name}}", _one(kind), methods=["GET"])
        for kind in (OPPORTUNITIES, FUNDS)
    ]
    return [
        *lists,
        *ones,
        Route("/services/{name}", service, methods=["GET"]),
        Route("/organisations/{name}", body, methods=["GET"]),
    ]


ROUTES: list[BaseRoute] = _routes()
