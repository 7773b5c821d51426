"""The insight pages: is everything all right, and each table as a plot, a table and a file.

Invented figures have the same pages under `/insight/demo`, and every one of them says so.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, require
from bot.accounts.roles import ADMINISTRATOR, EDITOR
from bot.accounts.showing import console_page
from bot.insight.demo import has_demo, read_demo
from bot.insight.figures import six_figures
from bot.insight.plots import plot
from bot.insight.reading import read_snapshot
from bot.insight.snapshot import Period, Snapshot
from bot.insight.suppression import LEAST, shown
from bot.insight.table import Table
from bot.insight.tables import TABLES
from knowledge.errors import NotFound
from knowledge.site import Site
from knowledge.spreadsheets.escaping import with_guard

ROLES = (EDITOR, ADMINISTRATOR)
"""Who may see what the council learns."""

INVENTED = "Invented figure"


def _site(request: Request) -> Site:
    site: Site = request.app.state.conversations.site
    return site


def tables_of(found: Snapshot) -> list[Table]:
    """Returns every table; those of invented figures are marked."""
    return [replace(make(found), is_demo=found.is_demo) for make in TABLES.values()]


def as_csv(table: Table) -> str:
    """Returns a table as a CSV file; a small count of people is `<5`, an invented row says so."""
    out = io.StringIO()
    writer = csv.writer(out)
    mark = [INVENTED] if table.is_demo else []
    writer.writerow([*table.columns, *mark])
    for label, numbers in table.rows:
        told = [f"<{LEAST}" if number is None else str(number) for number in numbers]
        writer.writerow([with_guard(label), *told, *(["invented"] if mark else [])])
    return out.getvalue()


async def _snapshot(request: Request) -> tuple[Snapshot, bool]:
    """The figures that the address asks for, and whether there are invented ones."""
    accounts = accounts_of(request)
    is_demo = request.url.path.startswith("/insight/demo")

    def work(session: Session) -> tuple[Snapshot, bool]:
        at = accounts.clock()
        period = Period(at.date())
        if is_demo:
            return read_demo(session, period), True
        return read_snapshot(session, _site(request), at, period), has_demo(session)

    return await accounts.transactions.do(work)


async def show(request: Request) -> Response:
    """GET /insight and /insight/demo."""
    account = await require(request, *ROLES)
    found, is_demo_there = await _snapshot(request)
    site, tables = _site(request), tables_of(found)
    return console_page(
        request,
        account,
        "insight/insight.html",
        figures=six_figures(found, site),
        tables=[(table, plot(table, site.colours)) for table in tables if not table.is_empty],
        empty=[table for table in tables if table.is_empty],
        is_new=found.is_new,
        period=found.period,
        base="/insight/demo" if found.is_demo else "/insight",
        is_demo=found.is_demo,
        is_demo_there=is_demo_there,
        least=LEAST,
        shown=shown,
    )


async def _table(request: Request) -> Table:
    await require(request, *ROLES)
    make = TABLES.get(request.path_params["key"])
    if make is None:
        raise NotFound("There is no such table.")
    found, _ = await _snapshot(request)
    return replace(make(found), is_demo=found.is_demo)


async def show_plot(request: Request) -> Response:
    """GET /insight/{key}.svg."""
    table = await _table(request)
    return Response(plot(table, _site(request).colours), media_type="image/svg+xml")


async def download(request: Request) -> Response:
    """GET /insight/{key}.csv."""
    table = await _table(request)
    name = f"signpost-{'invented-' if table.is_demo else ''}{table.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES: list[BaseRoute] = [
    Route(base + path, answer, methods=["GET"])
    for base in ("/insight/demo", "/insight")
    for path, answer in (("", show), ("/{key}.svg", show_plot), ("/{key}.csv", download))
]
