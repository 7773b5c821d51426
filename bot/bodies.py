"""Bodies of requests: never above the limit, never slower than ten seconds, JSON or refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import InvalidInput

_MOST_SECONDS = 10.0
# What is read and thrown away of a body that is too large, so that its sender can read the answer.
_MOST_DRAINED = 8_000_000


class BodyLimit:
    """Reads the whole body before anything below runs.

    Args:
        app: What is below.
        limit_bytes: The largest body, inclusive.
        larger: Other limits, for single paths.
    """

    def __init__(
        self, app: ASGIApp, limit_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._limit = limit_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on with the body in hand; raises 408 or 413."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(_MOST_SECONDS):
                limit = self._larger.get(scope["path"], self._limit)
                body = await self._read(Headers(scope=scope), receive, limit)
        except TimeoutError:
            raise HTTPException(408) from None
        if body is None:
            return
        is_sent = False

        async def replay() -> Message:
            nonlocal is_sent
            if is_sent:
                return await receive()
            is_sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    async def _read(self, headers: Headers, receive: Receive, limit: int) -> bytes | None:
        """The body, or None when the caller went away."""
        said = headers.get("content-length", "0")
        if said.isdecimal() and int(said) > _MOST_DRAINED:
            raise HTTPException(413)
        body = bytearray()
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            size += len(chunk)
            if size <= limit:
                body += chunk
            if size > _MOST_DRAINED:
                break
            if not message.get("more_body", False):
                break
        if size > limit:
            raise HTTPException(413)
        return bytes(body)


async def read_object(request: Request) -> dict[str, Any]:
    """Returns the JSON object in the body; an empty body is an empty object.

    Raises:
        HTTPException: 400 when it is not JSON in UTF-8.
        InvalidInput: When it is JSON and no object.
    """
    body = await request.body()
    if not body.strip():
        return {}
    try:
        data = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(data, dict):
        raise InvalidInput("Please send a JSON object.", ["body: not an object"])
    return data
