"""The one cookie: strictly necessary, for this browser session, closed to scripts.

SameSite is Lax, not Strict, because a resident who comes back over a link on the council's website
must find the chat again; changes are protected by the check of the origin besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

NAME = "signpost_chat"
_VALUE = re.compile(r"^([0-9a-f-]{36})\.([A-Za-z0-9_-]{20,100})$")


@dataclass(frozen=True)
class Ticket:
    """What opens a conversation: its id and token."""

    conversation_id: str
    token: str


def read_ticket(request: Request) -> Ticket | None:
    """Returns the ticket in the cookie, or None when there is none or it is nonsense."""
    match = _VALUE.match(request.cookies.get(NAME, ""))
    return Ticket(match[1], match[2]) if match else None


def give_ticket(request: Request, response: Response, ticket: Ticket) -> None:
    """Sets the cookie until the browser closes; over HTTPS only when the page came over HTTPS."""
    response.set_cookie(
        NAME,
        f"{ticket.conversation_id}.{ticket.token}",
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def take_ticket(request: Request, response: Response) -> None:
    """Removes the cookie."""
    response.delete_cookie(
        NAME, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
