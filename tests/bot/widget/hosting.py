"""Another website, with the widget on its pages, for the tests that look at it in a browser."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from knowledge.replies import Choice, Reply
from tests.bot.browsing import PATIENT_MS, Site, serving
from tests.bot.conftest import CARD

WIDGET = re.compile(r"<script[^>]*signpost\.js[^>]*></script>\n")
HERE = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".html": "text/html"}
RICH = Reply(
    "A fund.",
    [
        replace(
            CARD,
            details=[
                *CARD.details,
                "Telephone: 01632 960001",
                "Address: 1 High Street, Anytown, AN1 1AA",
                "Open: Monday to Friday, 9am to 5pm",
                "Cost: free",
            ],
        )
    ],
    [Choice("Tell me more", "/more"), Choice("Talk to a person", "/talk_to_person")],
)
"""An invented fund with everything that a card may say."""


@dataclass
class Host:
    """A served website on an origin of its own, and the Signpost whose widget it carries."""

    address: str
    site: Site

    def page(
        self, *, width: int = 1280, height: int = 800, path: str = "/page", **options: Any
    ) -> Any:
        """Opens a page with the widget; `data` are the attributes of its tag."""
        data = options.pop("data", {})
        self.site.rest()
        self.site.engine.replies = [RICH]
        context = self.site.browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.set_default_timeout(PATIENT_MS)
        page.faults = []
        page.on("console", lambda said: _is_fault(said) and page.faults.append(said.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: self._is_ours(page, request.url))
        page.goto(f"{self.address}{path}?{urlencode(data)}")
        return page

    def _is_ours(self, page: Any, url: str) -> None:
        if not url.startswith((self.address, self.site.address)):
            page.faults.append(f"asks {url}")


def _is_fault(said: Any) -> bool:
    """Says whether the browser complains; that a website has no icon is none of ours."""
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


def _handler(signpost: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            # The same page with the widget and without it.
            is_page = parts.path in {"/page", "/bare"}
            name = "host.html" if is_page else parts.path.lstrip("/")
            path = HERE / name
            if parts.path.count("/") != 1 or not path.is_file():
                self.send_error(404)
                return
            body = path.read_text("utf-8")
            if path.suffix == ".html":
                said = parse_qsl(parts.query)
                tags = "".join(f' data-{key}="{html.escape(value)}"' for key, value in said)
                if parts.path == "/bare":
                    body = WIDGET.sub("", body)
                body = body.replace("{signpost}", signpost[0]).replace("{attributes}", tags)
            self._answer(body.encode(), KINDS[path.suffix])

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header(
                "Content-Security-Policy",
                f"default-src 'none'; script-src 'self' {signpost[0]}; connect-src {signpost[0]}; "
                f"style-src 'self'; img-src 'self'; frame-src {signpost[0]}; base-uri 'none'; "
                "require-trusted-types-for 'script'; trusted-types 'none'",
            )
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return None

    return Handler


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Serves the website, and a Signpost that allows it."""
    signpost = [""]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(signpost))
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with serving(folder, ALLOWED_ORIGINS=address) as site:
            signpost[0] = site.address
            yield Host(address, site)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
