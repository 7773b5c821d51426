"""Serves the application to a real browser, for the tests that look at the page."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from bot.__main__ import Server
from bot.app import create_app
from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, StandInEngine, settings_for

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENT_MS = 20_000
"""How long a test waits for what must come: a busy machine is slow, and no test is of speed."""
expect.set_options(timeout=PATIENT_MS)
_LOOK_MS = 50
WORDS = "#log .message .words"
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]


@dataclass
class Site:
    """The served application, its engine, and the browser that looks at it."""

    address: str
    engine: StandInEngine
    app: Any
    browser: Any

    def page(self, width: int = 1280, height: int = 800, **options: Any) -> Any:
        """Opens the front page in a fresh browser window, with an engine that answers."""
        self.rest()
        self.engine.replies = [Reply("A fund.", [CARD], [Choice("Tell me more", "/more")])]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.set_default_timeout(PATIENT_MS)
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: self._is_ours(page, request.url))
        page.goto(self.address)
        return page

    def rest(self) -> None:
        """Lets the engine answer at once and without fail, as at the beginning."""
        self.engine.fails, self.engine.delay_seconds = False, 0
        self.engine.before_answer = None
        vars(self.app.state.conversations.reception).pop("status", None)

    def _is_ours(self, page: Any, url: str) -> None:
        if not url.startswith(self.address):
            page.faults.append(f"asks {url}")


@contextmanager
def serving(folder: Path, **changes: Any) -> Iterator[Site]:
    """Serves the application on a free port and opens a browser; `changes` are settings."""
    engine = StandInEngine()
    settings = settings_for(folder, ENGINE_TIMEOUT_SECONDS=20, **changes)
    app = create_app(settings, engine_client=engine)
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5)
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Site(f"http://127.0.0.1:{port}", engine, app, browser)
        browser.close()
    server.should_exit = True
    thread.join(15)


def ask(page: Any, text: str) -> None:
    """Types a message and sends it by keyboard."""
    page.fill("#text", text)
    page.keyboard.press("Enter")


def wait_for_answer(page: Any, words: str = "A fund.") -> None:
    """Waits for a message of the assistant with these words."""
    page.wait_for_selector(f".from-assistant >> text={words}")


def wait_until(page: Any, script: str, arg: Any = None) -> None:
    """Waits until a script is true on the page.

    Asked from outside: the browser's own way of waiting evaluates text, which our pages forbid, so
    it fails whenever the first look is too early.
    """
    for _ in range(PATIENT_MS // _LOOK_MS):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(_LOOK_MS)
    raise AssertionError(f"never true: {script}")


def texts(page: Any) -> list[str]:
    """Returns the words of every message, in order."""
    found: list[str] = page.locator(WORDS).all_inner_texts()
    return found
