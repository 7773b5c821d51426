"""The page in a real browser: by keyboard, at 320 and 1280 pixels, with and without a script.

Left out where there is no Chromium.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bot.__main__ import Server
from bot.app import create_app
from bot.conversations import store
from knowledge.replies import Choice, Reply
from tests.bot.conftest import CARD, StandInEngine, settings_for

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ["/", "/privacy", "/accessibility", "/chat/delete", "/chat/start-again", "/deleted", "/x"]
SIZES = [(320, 568), (1280, 800)]
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
    "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
)

pytestmark = [
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
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.set_default_timeout(5000)
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: self._is_ours(page, request.url))
        page.goto(self.address)
        return page

    def _is_ours(self, page: Any, url: str) -> None:
        if not url.startswith(self.address):
            page.faults.append(f"asks {url}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    engine = StandInEngine()
    settings = settings_for(tmp_path_factory.mktemp("browser"), ENGINE_TIMEOUT_SECONDS=3)
    app = create_app(settings, engine_client=engine)
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=5)
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Site(f"http://127.0.0.1:{port}", engine, app, browser)
        browser.close()
    server.should_exit = True
    thread.join(15)


@pytest.fixture(autouse=True)
def fresh_engine(site: Site) -> None:
    site.engine.fails = False
    site.engine.delay_seconds = 0
    site.engine.replies = [Reply("A fund.", [CARD], [Choice("Tell me more", "/more")])]


def _ask(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Enter")


def _wait_for_answer(page: Any, words: str = "A fund.") -> None:
    page.wait_for_selector(f".from-assistant >> text={words}")


def _texts(page: Any) -> list[str]:
    found: list[str] = page.locator("#log .message .words").all_inner_texts()
    return found


def test_asking_by_keyboard_keeps_the_focus_and_says_everything_once(site: Site) -> None:
    page = site.page()
    log = page.locator("[role=log]")
    assert log.count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the message box"
    page.keyboard.press("Enter")
    page.keyboard.type("a roof, ring 07700 900123")
    page.keyboard.press("Enter")
    _wait_for_answer(page)
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.input_value("#text") == ""
    page.wait_for_timeout(2500)
    assert [text[:6] for text in _texts(page)] == ["Hello.", "a roof", "A fund"]
    assert "[phone number removed]" in _texts(page)[1]
    assert page.locator(".waiting").count() == 0
    page.get_by_role("button", name="Tell me more").click()
    _wait_for_answer(page, "A fund. (/more)")
    assert page.evaluate("document.activeElement.id") == "text"
    page.reload()
    assert len(_texts(page)) == 5
    assert page.faults == []


def test_everything_works_without_a_script(site: Site) -> None:
    page = site.page(320, 568, java_script_enabled=False)
    page.fill("#text", "a roof")
    page.get_by_role("button", name="Send").click()
    assert len(_texts(page)) == 3
    assert "#m-" in page.url
    page.get_by_role("button", name="Tell me more").click()
    assert "A fund. (/more)" in _texts(page)[-1]
    page.get_by_role("button", name="Talk to a person").last.click()
    assert "/talk_to_person" in _texts(page)[-1]
    page.get_by_role("link", name="Delete chat").click()
    page.get_by_role("button", name="Delete my chat").click()
    assert "Your chat is deleted" in page.inner_text("h1")
    page.get_by_role("link", name="Start a new chat").click()
    assert len(_texts(page)) == 1


def test_what_somebody_else_writes_appears_by_itself(site: Site) -> None:
    page = site.page()
    _ask(page, "a roof")
    _wait_for_answer(page)
    page.wait_for_timeout(300)
    (cookie,) = page.context.cookies()
    conversation_id = cookie["value"].partition(".")[0]
    conversations = site.app.state.conversations
    with conversations.desk._database.session() as session:
        reply = Reply("Hello, this is an adviser.")
        at = conversations.clock()
        store.add_reply(session, conversation_id, reply, at=at, sender="adviser")
        session.commit()
    page.wait_for_selector(".from-adviser >> text=this is an adviser")
    assert page.faults == []


def test_three_sent_quickly_are_all_answered(site: Site) -> None:
    site.engine.delay_seconds = 0.2
    page = site.page()
    for text in ("one", "two", "three"):
        _ask(page, text)
    _wait_for_answer(page, "(three)")
    assert page.locator("#log .from-resident").count() == 3
    assert page.locator("#log .from-assistant").count() == 4
    assert page.locator(".waiting").count() == 0


def test_the_field_says_what_is_wrong_and_how_much_is_left(site: Site) -> None:
    page = site.page()
    page.keyboard.press("Tab")
    page.focus("#text")
    page.keyboard.press("Enter")
    assert "Please type a message first." in page.inner_text("#wrong")
    assert page.get_attribute("#text", "aria-invalid") == "true"
    page.fill("#text", "a" * 900)
    assert page.inner_text("#count") == "100 characters left"
    assert page.inner_text("#wrong") == ""
    page.fill("#text", "a" * 1010)
    assert page.inner_text("#count") == "10 too many characters"
    page.keyboard.press("Enter")
    assert "too long" in page.inner_text("#wrong")
    assert page.input_value("#text") == "a" * 1010


def test_what_cannot_be_sent_is_kept_and_sent_once_later(site: Site) -> None:
    page = site.page()
    page.context.set_offline(True)
    _ask(page, "a roof")
    page.wait_for_selector("#status >> text=seem to be offline")
    assert "a roof" in _texts(page)[-1]
    page.context.set_offline(False)
    _wait_for_answer(page)
    page.wait_for_timeout(500)
    assert len(_texts(page)) == 3
    assert page.inner_text("#status") == ""


def test_a_failed_engine_offers_to_try_again(site: Site) -> None:
    site.engine.fails = True
    page = site.page()
    _ask(page, "a roof")
    _wait_for_answer(page, "could not look that up")
    site.engine.fails = False
    page.get_by_role("button", name="Try again").click()
    _wait_for_answer(page, "A fund. (a roof)")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_scrolls_sideways_and_all_can_be_hit(site: Site, width: int, height: int) -> None:
    page = site.page(width, height)
    _ask(page, "https://example.org/" + "a" * 300)
    _wait_for_answer(page)
    for path in ("", *PAGES[1:]):
        if path:
            page.goto(site.address + path)
        _check_layout(page, width)


def _check_layout(page: Any, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    targets = page.evaluate(
        """() => [...document.querySelectorAll(
            'button, textarea, .help a, .again, .name, .foot p + p a')]
          .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])"""
    )
    assert targets
    assert [name for name, tall in targets if tall < 44] == []


def test_text_spacing_and_large_text_lose_nothing(site: Site) -> None:
    page = site.page(320, 568, bypass_csp=True)
    _ask(page, "a roof")
    _wait_for_answer(page)
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_focus_is_never_behind_the_bar(site: Site) -> None:
    page = site.page(320, 640)
    _ask(page, "a roof")
    _wait_for_answer(page)
    page.evaluate("window.scrollTo(0, 0)")
    page.focus(".skip")
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
              const bar = document.querySelector('.bar');
              return !bar.contains(e) && r.top >= bar.getBoundingClientRect().top
                && r.top < window.innerHeight && !e.closest('.foot') && e !== document.body; }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing(site: Site, width: int, height: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = site.page(width, height, color_scheme=scheme, bypass_csp=True)

    def look(state: str) -> None:
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{state}: {found.generate_report()}"

    for path in PAGES:
        page.goto(site.address + path)
        look(path)
    page.goto(site.address)
    _ask(page, "")
    look("error")
    site.engine.delay_seconds = 1
    _ask(page, "a roof")
    page.wait_for_selector(".waiting")
    look("waiting")
    _wait_for_answer(page)
    look("answer")
    site.engine.delay_seconds, site.engine.fails = 0, True
    _ask(page, "a hall")
    _wait_for_answer(page, "could not look")
    look("failed")


def test_forced_colours_and_print_show_the_words(site: Site, tmp_path: Path) -> None:
    page = site.page(forced_colors="active")
    _ask(page, "a roof")
    _wait_for_answer(page)
    border = page.evaluate(
        "getComputedStyle(document.querySelector('.choices button')).borderTopWidth"
    )
    assert border == "2px"
    page.emulate_media(media="print")
    assert page.is_hidden(".bar")
    assert page.is_hidden(".choices >> nth=0")
    assert page.is_visible(".card")
    page.pdf(path=tmp_path / "chat.pdf")
    assert (tmp_path / "chat.pdf").stat().st_size > 1000


def test_deleting_in_the_browser_leaves_no_cookie(site: Site) -> None:
    page = site.page()
    _ask(page, "a roof")
    _wait_for_answer(page)
    page.get_by_role("link", name="Delete chat").click()
    page.get_by_role("button", name="Delete my chat").click()
    page.wait_for_url("**/deleted")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
