"""One table from what went wrong to what is answered, and one shape for it.

Under `/api` and `/directory` the shape is JSON, everywhere else a page with the same sentence.
Sentences are written for the person who reads them and never repeat what was sent.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import (
    Busy,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    SignpostError,
    TooMany,
    Unauthorised,
    Unavailable,
)

log = logging.getLogger("signpost.errors")

STATUSES: dict[type[SignpostError], int] = {
    InvalidInput: 422,
    Unauthorised: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooMany: 429,
    Busy: 503,
    Unavailable: 503,
}

_SENTENCES = {
    400: "We could not read that request.",
    404: "There is nothing at this address.",
    405: "This address cannot be used in that way.",
    408: "The request took too long to arrive. Please try again.",
    413: "That is too large. Please send a shorter message.",
}
_OURS = "Sorry, something went wrong on our side. Please try again."


@dataclass(frozen=True)
class Problem:
    """An error as it is answered.

    Attributes:
        status: The HTTP status.
        error: One plain sentence.
        errors: Single faults, each with its place.
        headers: Extra headers, such as Retry-After.
    """

    status: int
    error: str
    errors: list[str] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Returns the one error shape."""
        return {
            "ok": False,
            "error": self.error,
            "errors": self.errors or [self.error],
            "status": self.status,
        }

    def as_json(self) -> Response:
        """Returns the error as JSON."""
        body = json.dumps(self.as_dict(), ensure_ascii=False)
        return Response(body, self.status, dict(self.headers), "application/json")


def problem_of(error: Exception) -> Problem:
    """Returns what is answered to an exception; an unknown one is ours and says nothing inside."""
    if isinstance(error, HTTPException):
        sentence = _SENTENCES.get(error.status_code, "That request cannot be answered.")
        return Problem(error.status_code, sentence, [], error.headers or {})
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            return Problem(status, str(error), _faults(error), _headers(error))
    return Problem(500, _OURS)


def _faults(error: Exception) -> list[str]:
    return error.problems if isinstance(error, InvalidInput) else []


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, (TooMany, Busy)):
        return {"Retry-After": str(error.retry_after_seconds)}
    if isinstance(error, Unauthorised):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, Unavailable):
        return {"Retry-After": "10"}
    return {}


PageOf = Callable[[Request, Problem], Response]


class ErrorBoundary:
    """Turns every exception below it into the one answer, unless one has begun already.

    Args:
        app: What is below.
        page: Shows a problem as a page, for addresses outside `/api`.
    """

    def __init__(self, app: ASGIApp, page: PageOf) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, and answers what is raised."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if not isinstance(error, (SignpostError, HTTPException)):
                log.exception("Unexpected %s", type(error).__name__, exc_info=_bare(error))
            if has_begun:
                raise
            response = answer(Request(scope, receive), error, self._page)
            await response(scope, receive, send)


def _bare(error: Exception) -> Exception:
    """The error with its traceback and without its words, which may repeat what was typed."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def answer(request: Request, error: Exception, page: PageOf) -> Response:
    """Returns the answer to an exception: JSON or a page, by the address and what is accepted."""
    problem = problem_of(error)
    if wants_json(request):
        return problem.as_json()
    return page(request, problem)


def wants_json(request: Request) -> bool:
    """Says whether the caller reads JSON: all of /api and /directory, and our own page's script."""
    path = request.url.path
    accepts = request.headers.get("accept", "")
    is_interface = path in {"/api", "/directory"} or path.startswith(("/api/", "/directory/"))
    return is_interface or accepts.startswith("application/json")
