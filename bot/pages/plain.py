"""The pages that only tell: notices, errors, and the stylesheet of colours."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.errors import Problem
from bot.pages.rendering import STATIC_FOLDER, Rendering
from bot.pages.widget import ROUTES as WIDGET_ROUTES

_A_YEAR = "public, max-age=31536000, immutable"
_FOR_THOSE_WHO_WORK_HERE = ("desk", "staff", "edit", "insight", "accounts", "account")


def _rendering(request: Request) -> Rendering:
    rendering: Rendering = request.app.state.rendering
    return rendering


async def privacy(request: Request) -> Response:
    """GET /privacy."""
    return _rendering(request).page("privacy.html")


async def accessibility(request: Request) -> Response:
    """GET /accessibility."""
    return _rendering(request).page("accessibility.html")


async def theme(request: Request) -> Response:
    """GET /theme.css: the colours of the site file as custom properties."""
    headers = {"Cache-Control": _A_YEAR} if request.query_params.get("v") else {}
    return Response(_rendering(request).theme, media_type="text/css", headers=headers)


async def robots(_request: Request) -> Response:
    """GET /robots.txt: the front page may be found, a chat may not."""
    return PlainTextResponse("User-agent: *\nDisallow: /api/\nDisallow: /chat\nDisallow: /list\n")


def error_page(request: Request, problem: Problem) -> Response:
    """Shows a problem as a page, with ways to go on: to a colleague another than to a resident."""
    first = request.url.path.split("/", 2)[1]
    back = f"/{first}" if first in _FOR_THOSE_WHO_WORK_HERE else None
    response = _rendering(request).page("error.html", problem.status, problem=problem, back=back)
    response.headers.update(problem.headers)
    return response


class _Static(StaticFiles):
    """Static files; one that is asked for by its mark never changes."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC_FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_marked = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = _A_YEAR if is_marked else "public, max-age=300"
        return response


ROUTES: list[BaseRoute] = [
    Route("/privacy", privacy, methods=["GET"]),
    Route("/accessibility", accessibility, methods=["GET"]),
    Route("/theme.css", theme, methods=["GET"]),
    Route("/robots.txt", robots, methods=["GET"]),
    *WIDGET_ROUTES,
    Mount("/static", _Static(), name="static"),
]
