"""Who may ask from a browser: this site itself, and the websites that the settings name.

A browser says on every POST and DELETE which site it comes from. A caller that is no browser says
nothing, and carries no cookie of a resident's either.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from knowledge.errors import Forbidden

_SAFE = {"GET", "HEAD", "OPTIONS"}


def host_of(address: str) -> str | None:
    """Returns the host of a web address with its port, or None when it is no address at all."""
    try:
        return urlsplit(address).netloc or None
    except ValueError:
        return None


class OriginCheck:
    """Refuses changes that another website asks for.

    Args:
        app: What is below.
        allowed: Other origins that may use `/api`, such as `https://www.example.org`.
    """

    def __init__(self, app: ASGIApp, allowed: tuple[str, ...]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on or raises Forbidden."""
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            self._check(Headers(scope=scope), scope["path"])
        await self._app(scope, receive, send)

    def _check(self, headers: Headers, path: str) -> None:
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site")
        if origin is None:
            is_ours = site in {None, "same-origin", "none"}
        elif origin == "null":
            is_ours = site == "same-origin"
        else:
            is_ours = host_of(origin) == headers.get("host", "")
        if is_ours or (path.startswith("/api/") and origin in self._allowed):
            return
        raise Forbidden("This can only be used from its own website.")
