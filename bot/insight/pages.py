"""The insight pages: is everything all right, and each table as a plot, a table and a file."""

from __future__ import annotations

import csv
import io
from datetime import date

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, require
from bot.accounts.roles import ADMINISTRATOR, EDITOR
from bot.accounts.showing import console_page
from bot.insight.figures import Figure, six_figures
from bot.insight.plots import bars
from bot.insight.tables import LEAST, TABLES, WEEKS, Table, shown
from knowledge.errors import NotFound
from knowledge.site import Site
from knowledge.spreadsheets.escaping import with_guard

ROLES = (EDITOR, ADMINISTRATOR)
"""Who may see what the council learns."""


def _site(request: Request) -> Site:
    site: Site = request.app.state.conversations.site
    return site


def as_csv(table: Table) -> str:
    """Returns a table as a CSV file; a small count of people is `<5`."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for label, numbers in table.rows:
        told = [f"<{LEAST}" if number is None else str(number) for number in numbers]
        writer.writerow([with_guard(label), *told])
    return out.getvalue()


async def show(request: Request) -> Response:
    """GET /insight."""
    account = await require(request, *ROLES)
    accounts = accounts_of(request)

    def work(session: Session) -> tuple[list[Figure], list[Table]]:
        at = accounts.clock()
        tables = [make(session, at.date()) for make in TABLES.values()]
        return six_figures(session, _site(request), at), tables

    figures, tables = await accounts.transactions.do(work)
    return console_page(
        request,
        account,
        "insight/insight.html",
        figures=figures,
        tables=tables,
        weeks=WEEKS,
        least=LEAST,
        shown=shown,
    )


async def _table(request: Request) -> Table:
    await require(request, *ROLES)
    make = TABLES.get(request.path_params["key"])
    if make is None:
        raise NotFound("There is no such table.")
    accounts = accounts_of(request)
    today: date = accounts.clock().date()
    return await accounts.transactions.do(lambda session: make(session, today))


async def plot(request: Request) -> Response:
    """GET /insight/{key}.svg."""
    table = await _table(request)
    return Response(bars(table, _site(request).colours), media_type="image/svg+xml")


async def download(request: Request) -> Response:
    """GET /insight/{key}.csv."""
    table = await _table(request)
    headers = {"Content-Disposition": f'attachment; filename="signpost-{table.key}.csv"'}
    return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/insight", show, methods=["GET"]),
    Route("/insight/{key}.svg", plot, methods=["GET"]),
    Route("/insight/{key}.csv", download, methods=["GET"]),
]
