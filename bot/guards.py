"""What stands before every route: how many requests an address may make, who may call `/api`."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api.routes import caller
from bot.sharing.limits import Limit
from bot.telegram.settings import WEBHOOK_PATH

# Files and health are free; Telegram pushes from few addresses, and shows its secret.
_UNLIMITED = ("/static/", "/theme.css", "/healthz", "/readyz", WEBHOOK_PATH)


class RequestLimit:
    """Limits how many requests an address may make; files and health are free."""

    def __init__(self, app: ASGIApp, limit: Limit) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on or raises TooMany."""
        if scope["type"] == "http" and not scope["path"].startswith(_UNLIMITED):
            await self._limit.take(caller(Request(scope)))
        await self._app(scope, receive, send)


class ApiCors:
    """Lets the websites that the settings name use `/api` from a browser, without cookies."""

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        self._app = app
        self._cors = CORSMiddleware(
            app,
            allow_origins=allowed,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
        )
        self._is_on = bool(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, with the headers of cross-origin use where it is allowed."""
        is_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (self._cors if is_api and self._is_on else self._app)(scope, receive, send)
