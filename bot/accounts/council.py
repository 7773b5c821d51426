"""The council's own sign-in: OpenID Connect, the code flow with PKCE, and a token that is checked.

Rule: OpenID Connect Core 1.0, section 3.1. A token counts only when its signature, issuer,
audience, times and nonce are right.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from knowledge.errors import Unauthorised, Unavailable
from knowledge.settings import Settings

_ALGORITHMS = ["RS256", "ES256", "PS256"]
_SECONDS = 8.0
_KNOWN_FOR_SECONDS = 3600.0
_LEEWAY_SECONDS = 60
_SCOPE = "openid profile email"


@dataclass(frozen=True)
class Identity:
    """Whom the council's sign-in knows.

    Attributes:
        subject: Its own name for the person, which never changes.
        name: What they sign in with there; may be empty.
        shown_name: Their name; may be empty.
        groups: Its groups or roles.
    """

    subject: str
    name: str
    shown_name: str
    groups: tuple[str, ...]


@dataclass
class CouncilSignIn:
    """Talks with the council's own sign-in.

    Args:
        settings: Its address, our name and secret there, and the claim with groups.
    """

    settings: Settings
    _known: tuple[float, dict[str, Any]] | None = field(default=None, init=False)

    @property
    def is_on(self) -> bool:
        """Whether there is one."""
        return bool(self.settings.oidc_issuer and self.settings.oidc_client_id)

    async def address(self, *, back_to: str, state: str, nonce: str, verifier: str) -> str:
        """Returns where the browser is sent to sign in.

        Raises:
            Unavailable: When the council's sign-in does not answer.
        """
        known = await self._describe()
        async with self._client(back_to) as client:
            address, _ = client.create_authorization_url(
                known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    async def identity(self, *, code: str, back_to: str, nonce: str, verifier: str) -> Identity:
        """Exchanges a code for a token and returns whom the token names.

        Raises:
            Unauthorised: When the code or the token is not right.
            Unavailable: When the council's sign-in does not answer.
        """
        known = await self._describe()
        try:
            async with self._client(back_to) as client:
                answer = await client.fetch_token(
                    known["token_endpoint"], code=code, code_verifier=verifier
                )
            keys = await self._keys(known["jwks_uri"])
        except httpx.HTTPError:
            raise _silent() from None
        except AuthlibBaseError:
            raise _refused() from None
        return self._read(answer, keys, nonce)

    def _read(self, answer: dict[str, Any], keys: dict[str, Any], nonce: str) -> Identity:
        issuer, ours = self.settings.oidc_issuer, self.settings.oidc_client_id
        try:
            key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            token = jwt.decode(str(answer["id_token"]), key_set, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "values": [issuer, f"{issuer}/"]},
                    "aud": {"essential": True, "value": ours},
                },
                {"nonce": nonce, "client_id": ours, "access_token": answer.get("access_token")},
            )
            claims.validate(now=int(time.time()), leeway=_LEEWAY_SECONDS)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError):
            raise _refused() from None
        return self._identity(dict(claims))

    def _identity(self, claims: dict[str, Any]) -> Identity:
        groups = claims.get(self.settings.oidc_roles_claim, [])
        groups = [groups] if isinstance(groups, str) else groups
        name = claims.get("preferred_username") or claims.get("email") or ""
        return Identity(
            str(claims["sub"]),
            str(name),
            str(claims.get("name") or ""),
            tuple(str(group) for group in groups) if isinstance(groups, list) else (),
        )

    def _client(self, back_to: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self.settings.oidc_client_id,
            client_secret=self.settings.oidc_client_secret,
            scope=_SCOPE,
            redirect_uri=back_to,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    async def _describe(self) -> dict[str, Any]:
        """What the issuer says of itself, at most an hour old."""
        at = time.monotonic()
        if self._known is None or at - self._known[0] > _KNOWN_FOR_SECONDS:
            issuer = self.settings.oidc_issuer
            found = await _read_json(f"{issuer}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            said = str(found.get("issuer", "")).rstrip("/")
            if said != issuer or not all(isinstance(found.get(name), str) for name in needed):
                raise _silent()
            self._known = (at, found)
        return self._known[1]

    async def _keys(self, address: str) -> dict[str, Any]:
        """The keys of the issuer; asked each time, for they change without notice."""
        return await _read_json(address)


async def _read_json(address: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            response = await client.get(address)
            response.raise_for_status()
            found = response.json()
    except (httpx.HTTPError, ValueError):
        raise _silent() from None
    if not isinstance(found, dict):
        raise _silent()
    return found


def _silent() -> Unavailable:
    return Unavailable("The council's own sign-in does not answer. Please try again later.")


def _refused() -> Unauthorised:
    return Unauthorised("The council's own sign-in did not confirm who you are. Please try again.")
