"""Lets in the engine alone: whoever else is on the machine is refused.

The engine sends `X-Signpost-Engine: engine:TOKEN` with every call (`endpoints.yml`). The token is
made at the start and known to these two alone. `/health` says nothing of anybody and stays open.
"""

from __future__ import annotations

import hmac
import logging

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from knowledge.errors import InvalidInput
from knowledge.settings import Settings

log = logging.getLogger("signpost.actions")

HEADER = "X-Signpost-Engine"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OPEN_PATH = "/health"


def proof_of(settings: Settings) -> str:
    """Returns what the engine has to send; empty where everybody on this machine is let in.

    Raises:
        InvalidInput: When there is no token and others than this machine could call.
    """
    if settings.actions_token:
        return f"engine:{settings.actions_token}"
    if settings.actions_host not in _LOOPBACK:
        raise InvalidInput(
            f"The action server listens on {settings.actions_host} and has no ACTIONS_TOKEN: "
            "whoever reaches it could ask it anything. Give it and the engine the same one."
        )
    log.warning("There is no ACTIONS_TOKEN: every program on this machine is let in.")
    return ""


def let_in_only(app: Sanic, proof: str) -> None:
    """Refuses every request without the proof, except for its health; no proof, nobody refused."""
    if not proof:
        return
    wanted = proof.encode()

    async def ask(request: Request) -> HTTPResponse | None:
        given = request.headers.get(HEADER, "").encode("utf-8", "replace")
        if request.path == _OPEN_PATH or hmac.compare_digest(given, wanted):
            return None
        log.warning("Somebody who is not our engine was refused.")
        return json({"error": "This is for Signpost's own engine."}, status=403)

    app.register_middleware(ask, "request")
