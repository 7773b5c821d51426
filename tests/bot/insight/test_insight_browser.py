"""The insight pages in a real browser: seen, listened to, downloaded, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.insight.demo import add_demo
from knowledge import database as knowledge
from tests.bot.browsing import Site, needs_browser
from tests.bot.insight.conftest import fill
from tests.bot.signing_in import add_somebody, apart, check_with_axe, signed_in_page

pytestmark = needs_browser

PATHS = ("/insight", "/insight/demo")


@pytest.fixture(scope="module")
def console(site: Site) -> Iterator[Any]:
    """A browser in which an invented manager is signed in, with real and invented figures."""
    accounts = site.app.state.accounts
    knowledge.upgrade(accounts.settings.database_url)
    add_somebody(site, "invented.manager", "administrator")

    def work(session: Any) -> None:
        fill(session, accounts.clock())
        add_demo(session, site.app.state.conversations.site, accounts.clock().date())

    apart(accounts.transactions.do(work))
    page = signed_in_page(site, "invented.manager", "/insight")
    yield page
    assert page.faults == [], page.faults


def test_the_first_screen_answers_is_everything_all_right(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/insight")
    expect(console.locator(".figure")).to_have_count(6)
    expect(console.locator("h1")).to_have_text("Is everything all right?")
    last = console.locator(".figure").last.bounding_box()
    assert last["y"] + last["height"] <= 800, "all six are on the first screen"


def test_every_plot_has_its_words_and_its_table(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/insight/demo")
    plots = console.locator("svg.plot")
    expect(plots.first).to_be_visible()
    assert plots.count() == console.locator("main table").count()
    for number in range(plots.count()):
        words = plots.nth(number).get_attribute("aria-label")
        assert words.startswith("Bars: "), words
    # The numbers of a plot are those of its table.
    section = console.locator("section", has=console.locator("#channels"))
    shown = section.locator("svg text").all_text_contents()
    for row in section.locator("tbody tr").all():
        assert row.locator("td").first.inner_text() in shown


def test_a_table_is_downloaded(site: Site, console: Any, tmp_path: Path) -> None:
    console.goto(f"{site.address}/insight/demo")
    section = console.locator("section", has=console.locator("#funds"))
    with console.expect_download() as waiting:
        section.get_by_role("link", name="Download the table").click()
    waiting.value.save_as(tmp_path / "funds.csv")
    assert "An invented fund 1" in (tmp_path / "funds.csv").read_text("utf-8")
    assert waiting.value.suggested_filename == "signpost-invented-funds.csv"


def test_nothing_scrolls_sideways_on_a_telephone(site: Site, console: Any) -> None:
    console.set_viewport_size({"width": 320, "height": 800})
    for path in PATHS:
        console.goto(site.address + path)
        assert console.evaluate("document.documentElement.scrollWidth") <= 320, path
    console.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site: Site, console: Any, scheme: str) -> None:
    page = signed_in_page(
        site, "invented.manager", "/insight", color_scheme=scheme, bypass_csp=True
    )
    for path in PATHS:
        page.goto(site.address + path)
        check_with_axe(page, path)
