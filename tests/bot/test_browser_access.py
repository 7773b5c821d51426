"""The page in a real browser: layout, keyboard focus, contrast and axe. Needs Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.bot.browsing import Site, ask, needs_browser, wait_for_answer

pytestmark = needs_browser

PAGES = ["/", "/privacy", "/accessibility", "/chat/delete", "/chat/start-again", "/deleted", "/x"]
PAGES += ["/chat/list"]
SIZES = [(320, 568), (1280, 800)]
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
    "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_scrolls_sideways_and_all_can_be_hit(site: Site, width: int, height: int) -> None:
    page = site.page(width, height)
    ask(page, "https://example.org/" + "a" * 300)
    wait_for_answer(page)
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
    ask(page, "a roof")
    wait_for_answer(page)
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_focus_is_never_behind_the_bar(site: Site) -> None:
    page = site.page(320, 640)
    ask(page, "a roof")
    wait_for_answer(page)
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

    for path in [*PAGES, "/chat?framed=1"]:
        page.goto(site.address + path)
        look(path)
    page.goto(site.address)
    ask(page, "")
    look("error")
    site.engine.delay_seconds = 1
    ask(page, "a roof")
    page.wait_for_selector(".waiting")
    look("waiting")
    wait_for_answer(page)
    look("answer")
    site.engine.delay_seconds, site.engine.fails = 0, True
    ask(page, "a hall")
    wait_for_answer(page, "could not look")
    look("failed")


def test_forced_colours_and_print_show_the_words(site: Site, tmp_path: Path) -> None:
    page = site.page(forced_colors="active")
    ask(page, "a roof")
    wait_for_answer(page)
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
