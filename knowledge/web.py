"""Fetches from the public web and from nowhere else.

Addresses come from files and feeds that others write. Each name is resolved first, every address
that it stands for must be public, and the connection goes to the very address that was checked, so
that a name cannot change its meaning in between. Redirects are followed one by one in the same way.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx

from knowledge.errors import InvalidInput, Unavailable

TIMEOUT_SECONDS = 20.0
"""How long one answer, or one part of it, is waited for."""

MOST_REDIRECTS = 5
MOST_BYTES = 200_000_000

Resolve = Callable[[str, int], list[str]]
"""Gives the IP addresses of a name; raises OSError when there is none."""

_PORTS = {"http": 80, "https": 443}
_SEE_OTHER = frozenset((301, 302, 303, 307, 308))
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "it did not answer in time"),
    (httpx.ReadTimeout, "it stopped answering"),
    (httpx.ConnectError, "nothing answers there"),
    (httpx.RemoteProtocolError, "it broke off its answer"),
    (httpx.DecodingError, "its answer is damaged"),
)


class NotPublic(InvalidInput):
    """The address is no public web address, so it is never asked."""


class Unreachable(Unavailable):
    """The address gave no answer; the message says why in plain words."""


@dataclass(frozen=True)
class Answer:
    """What a web address answered.

    Attributes:
        url: The address that answered, after redirects.
        status: The HTTP status.
        headers: By lower-case name.
        body: The whole body, or as much of it as was asked for.
        permanent_url: Where permanent redirects led, before the first that was not; None for none.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    permanent_url: str | None = None


def is_public(address: str) -> bool:
    """Says whether an IP address belongs to the public internet, and to one machine of it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """Returns the IP addresses of a name, as the machine's own resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class PublicWeb:
    """A client for public addresses; use it in a `with` block.

    Args:
        agent: What it calls itself.
        timeout_seconds: How long an answer, or a part of it, is waited for.
        resolver: Gives the addresses of a name.
        is_allowed: Which IP addresses may be asked.
        transport: Carries the requests; httpx's own when None.
    """

    def __init__(
        self,
        agent: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        resolver: Resolve = resolve,
        is_allowed: Callable[[str], bool] = is_public,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._resolver, self._is_allowed = resolver, is_allowed
        # No proxy from the environment: it would resolve the names anew, out of our sight.
        self._client = httpx.Client(
            headers={"User-Agent": agent},
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_BYTES,
        is_part_enough: bool = False,
    ) -> Answer:
        """Asks an address and follows where it points, at most 5 times.

        Args:
            url: An http or https address.
            method: `GET` or `HEAD`.
            headers: Sent beside our own.
            most_bytes: The most of a body that is read.
            is_part_enough: Whether a longer body is cut there, not refused.

        Raises:
            NotPublic: When it, or where it points, is no public web address.
            Unreachable: When it gives no answer, too long an answer, or points round in circles.
        """
        permanent: str | None = None
        is_permanent = True
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(url, method, headers or {}, most_bytes, is_part_enough)
            target = answer.headers.get("location")
            if answer.status not in _SEE_OTHER or not target:
                return Answer(url, answer.status, answer.headers, answer.body, permanent)
            url = urljoin(url, target)
            is_permanent = is_permanent and answer.status in (301, 308)
            permanent = url if is_permanent else permanent
        raise Unreachable(f"{url} points on and on, more than {MOST_REDIRECTS} times.")

    def _ask(
        self, url: str, method: str, headers: Mapping[str, str], most_bytes: int, is_cut: bool
    ) -> Answer:
        parts = _checked(url)
        host, ip = str(parts.hostname), self._checked_ip(parts)
        target, sent, extensions = _to_ip(parts, ip)
        try:
            with self._client.stream(
                method, target, headers={**headers, **sent}, extensions=extensions
            ) as response:
                body = _read(response, most_bytes, is_cut, url)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(url, response.status_code, found, body)
        except httpx.HTTPError as error:
            raise Unreachable(f"{host} cannot be read: {_reason(error)}.") from None
        except (httpx.InvalidURL, UnicodeError):
            raise NotPublic(f"{url} is no web address.") from None

    def _checked_ip(self, parts: SplitResult) -> str:
        host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError):
            raise Unreachable(f"There is no machine called {host}.") from None
        if not found or not all(map(self._is_allowed, found)):
            raise NotPublic(f"{host} is not on the public internet, so it is not asked.")
        return found[0]


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotPublic(f"{url} is no web address.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotPublic(f"{url} is no http or https address.")
    if parts.username is not None or port not in (None, 80, 443, 8080, 8443):
        raise NotPublic(f"{url} has a user name or an unusual port, so it is not asked.")
    return parts


def _to_ip(parts: SplitResult, ip: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Returns the address with the IP in it, and what still says which name is meant."""
    host = str(parts.hostname)
    literal = f"[{ip}]" if ":" in ip else ip
    port = f":{parts.port}" if parts.port else ""
    target = urlunsplit((parts.scheme, f"{literal}{port}", parts.path or "/", parts.query, ""))
    return target, {"Host": f"{host}{port}"}, {"sni_hostname": host}


def _read(response: httpx.Response, most_bytes: int, is_cut: bool, url: str) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > most_bytes:
            if is_cut:
                break
            raise Unreachable(f"{url} sends more than {most_bytes:,} bytes.")
    return bytes(body[:most_bytes])


def _reason(error: httpx.HTTPError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "its certificate is not trusted"
        cause = cause.__cause__ or cause.__context__
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return "the connection failed"
