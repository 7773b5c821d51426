"""The aid in a real browser: a call from the first word to the printed sheet, by keyboard alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.staff.aid import Aid
from tests.bot.browsing import Site, needs_browser
from tests.bot.people import PASSWORD, add_person

pytestmark = needs_browser

PATHS = [
    "/sign-in", "/staff?q=food+bank+loughborough", "/staff/sheet", "/staff/signposts",
    "/staff/practise", "/staff/practise/4", "/staff?practise=4&q=food", "/staff/outbox",
    "/account", "/accounts", "/accounts/1", "/accounts/events",
]  # fmt: skip


@pytest.fixture(scope="module")
def staffed(site: Site, aid: Aid) -> Site:
    """The served application with the real content and somebody invented, who has every role."""
    site.app.state.aid = aid
    adding = add_person(site.app.state.accounts, "invented.person")
    # The browser has a loop in this thread already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, adding).result()
    return site


def _signed_in(site: Site, **options: Any) -> Any:
    page = site.page(**options)
    page.goto(f"{site.address}/staff")
    assert page.url.endswith("/sign-in?next=/staff")
    page.fill("#name", "invented.person")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#q")
    return page


@pytest.fixture(scope="module")
def console(staffed: Site) -> Iterator[Any]:
    """A browser in which they are signed in."""
    page = _signed_in(staffed)
    yield page
    assert page.faults == [], page.faults


def test_a_call_by_keyboard_alone(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff")
    expect(console.locator("#q")).to_be_focused()
    console.keyboard.type("resident wants a food bank in loughborough")
    console.wait_for_selector(".match")
    console.wait_for_selector("#said:has-text('matches.')")
    console.keyboard.press("ArrowDown")
    expect(console.locator(":focus")).to_have_class("card match")
    console.keyboard.press("s")
    console.wait_for_selector("#on-sheet:text-is('1')")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("s")
    console.wait_for_selector("#on-sheet:text-is('2')")
    console.keyboard.press("l")
    console.wait_for_selector("#said:has-text('Noted')")
    console.keyboard.press("Escape")
    expect(console.locator("#q")).to_be_focused()
    console.goto(f"{site.address}/staff/sheet")
    expect(console.locator(".on-sheet")).to_have_count(2)
    console.goto(f"{site.address}/staff/signposts")
    console.click("text=It helped")
    console.wait_for_selector("text=Change")


def test_a_slow_search_says_that_it_looks(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff")
    console.route("**/staff/found?*", lambda route: None)  # no answer comes
    console.locator("#q").press_sequentially("debt advice")
    expect(console.locator("#said")).to_have_text("Looking…")
    console.unroute("**/staff/found?*")
    console.locator("#q").press_sequentially(" now")
    expect(console.locator("#said")).to_have_text(re.compile(r"^\d matches\.$"))


def test_letters_in_the_box_are_letters(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff")
    expect(console.locator("#q")).to_be_focused()
    console.keyboard.type("clsclscls")
    expect(console.locator("#q")).to_have_value("clsclscls")


def test_a_chip_narrows_at_once_and_the_address_keeps_it(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff?q=grant")
    console.locator("label.chip", has_text="Funds").click()
    console.wait_for_selector(".mark:text-is('Guidance')", state="detached")
    kinds = console.locator(".mark:first-child").all_inner_texts()
    assert set(kinds) == {"Funds"}
    expect(console).to_have_url(re.compile("kind=fund"))
    console.reload()
    expect(console.locator(".chip input[value=fund]")).to_be_checked()


def test_only_the_last_words_count(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff")
    expect(console.locator("#q")).to_be_focused()
    console.keyboard.type("village hall roof grant", delay=30)
    console.fill("#q", "food bank")
    console.wait_for_selector("h3:has-text('food bank')")
    expect(console).to_have_url(re.compile("q=food\\+bank"))


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(site: Site, console: Any, width: int) -> None:
    console.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        console.goto(site.address + path)
        assert console.evaluate("document.documentElement.scrollWidth") <= width, path
    console.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(staffed: Site, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    site = staffed
    page = _signed_in(site, color_scheme=scheme, bypass_csp=True)
    for path in PATHS:
        page.goto(site.address + path)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
