"""The headers of every answer: strict, without exception and without inline anything."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)

# Referrer-Policy must not be no-referrer: browsers would then send `Origin: null` with our own
# forms, and the check of the origin could not tell them from strangers.
SECURITY_HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

STAY_WITH_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
"""For this host alone: what its neighbours below the same domain do is not ours to say."""


class SecurityHeaders:
    """Adds the headers; nothing is cached unless its answer says so.

    Args:
        app: What is below.
        is_https: Whether people reach this over HTTPS: then browsers are told to stay with it.
        framed_by: The origins that may show `/chat?framed` in a frame; no other page may be.
    """

    def __init__(
        self, app: ASGIApp, framed_by: tuple[str, ...] = (), *, is_https: bool = False
    ) -> None:
        self._app = app
        self._plain = SECURITY_HEADERS | (STAY_WITH_HTTPS if is_https else {})
        allowed = " ".join(("frame-ancestors 'self'", *framed_by))
        policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'self'", allowed)
        self._framed = self._plain | {"Content-Security-Policy": policy}
        del self._framed["X-Frame-Options"]

    def _headers(self, scope: Scope) -> dict[str, str]:
        is_framed = scope["path"] == "/chat" and scope["method"] in {"GET", "HEAD"}
        if is_framed and b"framed" in scope.get("query_string", b""):
            return self._framed
        return self._plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on and adds to the start of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(scope).items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, add)
