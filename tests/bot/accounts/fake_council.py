"""A small OpenID provider on the loopback, faithful to the code flow with PKCE; its people are
invented, its tokens are really signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "signpost", "an invented secret"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class FakeCouncil:
    """What it says is changed by a test: claims replaced, the key, the algorithm."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    signs_with_another_key: bool = False
    algorithm: str = "RS256"
    is_down: bool = False
    said_issuer: str | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    async def describe(self, _request: Request) -> Response:
        if self.is_down:
            return Response(status_code=503)
        return JSONResponse(
            {
                "issuer": self.said_issuer or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert asked["state"]
        assert asked["nonce"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        query = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{query}", 302)

    async def token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        kind, _, given = request.headers["authorization"].partition(" ")
        client = base64.b64decode(given).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        is_right = (
            kind.lower() == "basic"
            and client == f"{CLIENT_ID}:{CLIENT_SECRET}"
            and asked is not None
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == asked["redirect_uri"]
            and _b64(hashlib.sha256(form["code_verifier"].encode()).digest())
            == asked["code_challenge"]
        )
        if not is_right or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(answer | {"id_token": self.id_token(asked["nonce"], access)})

    def id_token(self, nonce: str, access: str) -> str:
        at = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "invented-0001",
            "aud": CLIENT_ID,
            "iat": at,
            "exp": at + 300,
            "nonce": nonce,
            "at_hash": _b64(hashlib.sha256(access.encode()).digest()[:16]),
            "preferred_username": "Ann.Invented@council.example",
            "name": "Ann Invented",
            "roles": ["Signpost staff"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            head = _b64(json.dumps({"alg": "none"}).encode())
            return f"{head}.{_b64(json.dumps(claims).encode())}."
        key: Any = self.key
        if self.signs_with_another_key:
            key = RSAKey.generate_key(2048, {"kid": "one"})
        if self.algorithm == "HS256":
            key = OctKey.import_key(CLIENT_SECRET)
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, key, ["RS256", "HS256"])

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False, use="sig", alg="RS256")]})


@contextmanager
def serving_council() -> Iterator[FakeCouncil]:
    """Serves it on a free port of the loopback."""
    council = FakeCouncil()
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", council.describe),
            Route("/authorize", council.authorize),
            Route("/token", council.token, methods=["POST"]),
            Route("/keys", council.keys),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    council.issuer = f"http://127.0.0.1:{port}"
    yield council
    server.should_exit = True
    thread.join(10)
