"""The directory for people: services with filters, a page a service, a page an organisation.

No script is needed: the filters are a form that is sent by GET, with the names of the feed's own
parameters, so that the same question can be asked of either.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.directory.parameters import read_query
from bot.directory.reading import read
from bot.directory.views import Shown, shown_organisation, shown_service
from bot.pages.rendering import Rendering
from knowledge.errors import InvalidInput, NotFound
from knowledge.models import Attribute, Record, TaxonomyTerm
from knowledge.openreferral.geography import Geography
from knowledge.openreferral.nearness import centre_of
from knowledge.openreferral.organisations import organisation, services_of
from knowledge.openreferral.out import service_out
from knowledge.openreferral.queries import Wanted, conditions_of, count_services, list_services
from knowledge.openreferral.roles import is_open, is_service
from knowledge.openreferral.shelf import Shelf

PAGE_SIZE = 20
DISTANCES = {"1609": "1 mile", "4828": "3 miles", "8047": "5 miles", "16093": "10 miles"}
"""Metres, as the feed takes them, and what a person calls them."""

_FIELDS = ("search", "area", "service_type", "postcode", "proximity", "age")


@dataclass(frozen=True)
class Page:
    """One page of services.

    Attributes:
        services: What is on it.
        total: How many services there are in all.
        number: Which page it is, from 1.
        pages: How many there are, at least 1.
        note: What must be said about the question, or an empty text.
    """

    services: list[Shown]
    total: int
    number: int
    pages: int
    note: str


def _rendering(request: Request) -> Rendering:
    rendering: Rendering = request.app.state.rendering
    return rendering


def _today(request: Request) -> date:
    day: date = request.app.state.clock().date()
    return day


async def services(request: Request) -> Response:
    """GET /services: the list with its filters; what is wrong with them is said above it."""
    values = {name: (request.query_params.get(name) or "").strip() for name in _FIELDS}
    problems: list[str] = []
    wanted, number = Wanted(), 1
    try:
        asked = read_query(_query(request, values))
        wanted, number = asked.wanted, asked.page
    except InvalidInput as error:
        problems = [_said(problem) for problem in error.problems]
    today = _today(request)
    page, types = await read(
        request, lambda session: (_page(session, wanted, number, today), _types(session))
    )
    return _rendering(request).page(
        "services.html",
        422 if problems else 200,
        page=page,
        values=values,
        problems=problems,
        types=types,
        distances=DISTANCES,
        is_narrowed=any(values.values()) and not problems,
        address_of=lambda other: _address(values, other),
        data_address=_data_address(values),
    )


def _query(request: Request, values: dict[str, str]) -> QueryParams:
    kept = {name: value for name, value in values.items() if value}
    # A distance says nothing until there is something to be near to.
    if not values["postcode"]:
        kept.pop("proximity", None)
    return QueryParams(kept | {"page": request.query_params.get("page") or "1"})


_NAMES = {"search": "What you need", "postcode": "Postcode", "age": "Age", "page": "Page"}


def _said(problem: str) -> str:
    name, _, words = problem.partition(": ")
    return f"{_NAMES.get(name, name)} {words}"


def _address(values: dict[str, str], number: int) -> str:
    kept = {name: value for name, value in values.items() if value}
    if number > 1:
        kept["page"] = str(number)
    return "/services" + (f"?{urlencode(kept)}" if kept else "")


def _data_address(values: dict[str, str]) -> str:
    kept = {name: value for name, value in values.items() if value}
    return "/directory/services" + (f"?{urlencode(kept)}" if kept else "")


def _page(session: Session, wanted: Wanted, number: int, today: date) -> Page:
    conditions = conditions_of(session, wanted)
    total = count_services(session, conditions)
    records = list_services(session, conditions, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    shelf = Shelf(session, records, whole=True)
    found = [
        shown_service(record, service_out(record, shelf, whole=True), today, whole=False)
        for record in records
    ]
    pages = max(1, math.ceil(total / PAGE_SIZE))
    return Page(found, total, number, pages, _note(session, wanted))


def _note(session: Session, wanted: Wanted) -> str:
    if not wanted.postcode:
        return ""
    geography = Geography.read(session)
    if wanted.proximity_m is not None and centre_of(session, geography, wanted.postcode) is None:
        return "We do not know where this postcode is, so nothing can be near it."
    if wanted.proximity_m is not None:
        return "Distances are from the middle of the postcode's first half, so they are rough."
    return "These serve your area, as far as we know which area they serve."


def _types(session: Session) -> list[tuple[str, str]]:
    """The service types that open services have, by name."""
    rows = session.execute(
        select(TaxonomyTerm.code, TaxonomyTerm.name)
        .join(Attribute, Attribute.term_id == TaxonomyTerm.id)
        .join(Record, Record.id == Attribute.record_id)
        .where(Attribute.link_type == "service_type", is_open(), TaxonomyTerm.code.is_not(None))
        .distinct()
        .order_by(TaxonomyTerm.name)
    )
    return [(str(code), name) for code, name in rows]


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


ROUTES: list[BaseRoute] = [
    Route("/services", services, methods=["GET"]),
    Route("/services/{name}", service, methods=["GET"]),
    Route("/organisations/{name}", body, methods=["GET"]),
]
