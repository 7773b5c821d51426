"""Asks an application without a server: a stream is left as soon as it has begun."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.applications import Starlette
from starlette.datastructures import Headers

HOST = "signpost.test"
_SECONDS = 60


@dataclass(frozen=True)
class Answered:
    """How an application answered; of a stream, its beginning."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def scope_of(
    method: str, target: str, headers: Mapping[str, str], address: str = "192.0.2.3"
) -> dict[str, Any]:
    """Returns a request as a server hands it on; `target` is a path and a query, escaped."""
    path, _, query = target.partition("?")
    sent = {"host": HOST} | {name.lower(): value for name, value in headers.items()}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
        "client": (address, 4000),
        "server": (HOST, 80),
    }


async def ask(
    app: Starlette,
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    address: str = "192.0.2.3",
) -> Answered:
    """Returns the answer; a request that never ends fails the test."""
    parts = [{"type": "http.request", "body": body, "more_body": False}]
    found: dict[str, Any] = {}
    pieces: list[bytes] = []
    has_begun = asyncio.Event()
    is_stream = False

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop()
        if is_stream:
            await has_begun.wait()
        else:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal is_stream
        if message["type"] == "http.response.start":
            found.update(message)
            is_stream = b"text/event-stream" in dict(message["headers"]).get(b"content-type", b"")
        else:
            pieces.append(message.get("body", b""))
            if is_stream and len(pieces) > 1:
                has_begun.set()

    async with asyncio.timeout(_SECONDS):
        task = asyncio.ensure_future(
            app(scope_of(method, target, headers or {}, address), receive, send)
        )
        if_begun = asyncio.ensure_future(has_begun.wait())
        done, _ = await asyncio.wait({task, if_begun}, return_when=asyncio.FIRST_COMPLETED)
        if task not in done:
            task.cancel()
        if_begun.cancel()
        await asyncio.gather(task, if_begun, return_exceptions=True)
        if task in done:
            task.result()
    return Answered(found["status"], Headers(raw=found["headers"]), b"".join(pieces))
