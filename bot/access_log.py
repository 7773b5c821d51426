"""One line a request: method, kind of address, status, time. No ids, tokens, words or addresses."""

from __future__ import annotations

import logging
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.metrics import count_request

log = logging.getLogger("signpost.access")

_CONVERSATION = re.compile(r"^(/api/conversations|/api/desk/chatwoot)/[^/]+")
_NUMBER = re.compile(r"/(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
# Asked every few seconds by whatever watches the process.
_OFTEN = {"/healthz", "/readyz"}
_KNOWN = re.compile(r"^/[a-z0-9./_{}-]{0,80}$")


def shown_path(path: str) -> str:
    """Returns the kind of address: without ids, and nothing of what we do not serve."""
    kind = _NUMBER.sub("/{id}", _CONVERSATION.sub(r"\1/{id}", path))
    return kind if _KNOWN.match(kind) else "(other)"


class AccessLog:
    """Writes the line when the answer has ended."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on and writes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            spent = (time.perf_counter() - began) * 1000
            level = logging.DEBUG if scope["path"] in _OFTEN else logging.INFO
            # An address that nobody serves is whatever somebody typed or pasted.
            is_ours = status != 404 or "endpoint" in scope
            path = shown_path(scope["path"]) if is_ours else "(other)"
            count_request(scope["method"], scope["path"], status, spent / 1000)
            log.log(level, "%s %s %s %.0f ms", scope["method"], path, status, spent)
