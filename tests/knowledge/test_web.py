"""What comes from files and feeds is only ever fetched from the public web."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from knowledge.web import Answer, NotPublic, PublicWeb, Unreachable, is_public

PUBLIC = "93.184.215.14"


class Site(BaseHTTPRequestHandler):
    """A small site: each path answers in its own way."""

    hosts: list[str] = []

    def do_GET(self) -> None:
        Site.hosts.append(self.headers["Host"])
        name = self.path.strip("/").partition("/")[0]
        status = {"moved": 301, "found": 302, "round": 301, "away": 302, "gone": 410}.get(name, 200)
        self.send_response(status)
        target = {
            "moved": "/found",
            "found": "/good",
            "round": "/round",
            "away": "http://169.254.169.254/latest/meta-data/",
        }.get(name)
        if target:
            self.send_header("Location", target)
        body = b"x" * 5000 if name == "long" else b"good"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


class ToHere(httpx.HTTPTransport):
    """Sends what is meant for the public address to the small site, and keeps what was asked."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.url.host} {request.headers['Host']}")
        assert request.url.host == PUBLIC
        request.url = request.url.copy_with(host="127.0.0.1", port=self.port, scheme="http")
        return super().handle_request(request)


@pytest.fixture
def transport(port: int) -> ToHere:
    return ToHere(port)


@pytest.fixture
def web(transport: ToHere) -> Iterator[PublicWeb]:
    with PublicWeb("test", resolver=lambda host, _: names(host), transport=transport) as web:
        yield web


def names(host: str) -> list[str]:
    known = {
        "site.example": [PUBLIC],
        "inside.example": ["10.0.0.1"],
        "both.example": [PUBLIC, "127.0.0.1"],
        "169.254.169.254": ["169.254.169.254"],
    }
    if host not in known:
        raise OSError
    return known[host]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::"),
    ],
)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


def test_the_connection_goes_to_the_address_that_was_checked(
    web: PublicWeb, transport: ToHere
) -> None:
    answer = web.get("http://site.example/good?a=b")
    assert (answer.status, answer.body) == (200, b"good")
    assert transport.asked == [f"{PUBLIC} site.example"]
    assert Site.hosts[-1] == "site.example"


def test_redirects_are_followed_and_the_lasting_ones_told(web: PublicWeb) -> None:
    answer = web.get("http://site.example/moved")
    assert answer.url == "http://site.example/good"
    assert answer.permanent_url == "http://site.example/found"
    assert web.get("http://site.example/found").permanent_url is None


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.example/",
        "http://both.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://site.example/away",
        "file:///etc/passwd",
        "ftp://site.example/",
        "http://",
        "http://user:word@site.example/",
        "http://site.example:22/",
        "http://site.example:99999/",
        "http://[::1/",
        "not an address",
    ],
)
def test_what_is_not_public_is_never_asked(web: PublicWeb, transport: ToHere, url: str) -> None:
    with pytest.raises(NotPublic):
        web.get(url)
    assert all("site.example" in asked for asked in transport.asked)


def test_a_name_that_nobody_has(web: PublicWeb) -> None:
    with pytest.raises(Unreachable, match="There is no machine called nowhere.example"):
        web.get("http://nowhere.example/")


def test_circles_are_left(web: PublicWeb) -> None:
    with pytest.raises(Unreachable, match="points on and on"):
        web.get("http://site.example/round")


def test_an_answer_that_is_too_long(web: PublicWeb) -> None:
    with pytest.raises(Unreachable, match="sends more than 100 bytes"):
        web.get("http://site.example/long", most_bytes=100)
    answer = web.get("http://site.example/long", most_bytes=100, is_part_enough=True)
    assert len(answer.body) == 100


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectTimeout("x"), "it did not answer in time"),
        (httpx.ReadTimeout("x"), "it stopped answering"),
        (httpx.ConnectError("x"), "nothing answers there"),
        (httpx.ReadError("x"), "the connection failed"),
    ],
)
def test_failures_are_said_in_plain_words(error: Exception, said: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    transport = httpx.MockTransport(fail)
    with (
        PublicWeb("test", resolver=lambda *_: [PUBLIC], transport=transport) as web,
        pytest.raises(Unreachable, match=f"site.example cannot be read: {said}"),
    ):
        web.get("https://site.example/")


def test_a_certificate_is_checked_against_the_name() -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["sni_hostname"])
        return httpx.Response(200, text="good")

    transport = httpx.MockTransport(answer)
    with PublicWeb("test", resolver=lambda *_: [PUBLIC], transport=transport) as web:
        found: Answer = web.get("https://site.example/")
    assert found.body == b"good"
    assert seen == ["site.example"]


def test_nobody_else_is_asked_for_the_way(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with PublicWeb("test", resolver=lambda *_: [PUBLIC], transport=ToHere(port)) as web:
        assert web.get("http://site.example/good").status == 200
