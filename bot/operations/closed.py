"""What is left while a channel is off: a page of key numbers that needs nothing but files.

The numbers are those of the site file and of the fixed texts for people in a crisis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.conversations.words import contact_lines, emergency_line
from bot.crisis.replies import texts_in_force
from bot.errors import Problem, wants_json
from bot.operations.switches import WEB, Switches
from bot.pages.rendering import Rendering
from knowledge.site import Site

_CHAT = ("/chat", "/list", "/api/conversations", "/api/list")
_AGAIN_SECONDS = "300"


def sentence(site: Site) -> str:
    """Returns what is said instead of an answer, for channels without pages."""
    return (
        f"{site.service.name} is switched off just now, so nobody reads what you write here. "
        f"For help from a person:\n\n{contact_lines(site)}\n\n{emergency_line(site)}"
    )


def key_numbers() -> list[str]:
    """Returns one line for each kind of danger, with its numbers, as the fixed texts say them."""
    texts = texts_in_force()
    return [texts[name].in_short for name in texts.classes]


@dataclass
class ClosedPage:
    """Answers for the chat while it is off; `make` answers a request so."""

    site: Site
    rendering: Rendering
    _values: dict[str, Any] = field(default_factory=dict)

    def make(self, request: Request) -> Response:
        """Returns the page of key numbers, or for a program the sentence in the one error shape."""
        if wants_json(request):
            response = Problem(503, sentence(self.site)).as_json()
        else:
            response = self.rendering.page("closed.html", 503, numbers=key_numbers())
        response.headers["Retry-After"] = _AGAIN_SECONDS
        return response


class Closed:
    """Keeps people from a chat that is off; deleting one's chat works all the same.

    Args:
        app: What is below.
        switches: What is off.
        page: What is shown instead.
    """

    def __init__(self, app: ASGIApp, switches: Switches, page: ClosedPage) -> None:
        self._app = app
        self._switches = switches
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, or answers with the key numbers."""
        if _is_chat(scope) and await self._switches.is_off(WEB):
            await self._page.make(Request(scope, receive))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_chat(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] in {"DELETE", "OPTIONS"}:
        return False
    path: str = scope["path"]
    if path in {"/chat/delete", "/deleted"}:
        return False
    return path == "/" or any(path == one or path.startswith(f"{one}/") for one in _CHAT)
