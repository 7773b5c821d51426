"""The directory in a real browser: small and large, light and dark, by keyboard, no script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.bot.browsing import Site, needs_browser, serving

pytestmark = needs_browser

PAGES = ["/services", "/services?search=food&area=Melton", "/services?age=old", "/services?page=9",
         "/services?near=Melton&proximity=8047&cost=free&sort=open", "/opportunities?age=14",
         "/funds", "/funds/fund-village-halls-small", "/organisations?near=LE11",
         "/services/svc-samaritans", "/organisations/val",
         "/list?r=svc-samaritans&r=val"]  # fmt: skip


@pytest.fixture(scope="module")
def directory_site(
    tmp_path_factory: pytest.TempPathFactory, content_database: Path
) -> Iterator[Site]:
    """The application over the content, in a browser."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(content_database, folder / "signpost.db")
    with serving(folder) as site:
        yield site


def test_a_person_finds_a_service_by_keyboard_without_a_script(directory_site: Site) -> None:
    page = directory_site.page(320, 640, java_script_enabled=False)
    page.goto(f"{directory_site.address}/services")
    page.focus("#search")
    page.keyboard.type("food bank")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[role=status]")).to_have_text(re.compile(r"\b[1-9]\d? services\."))
    page.select_option("#area", "Hinckley and Bosworth")
    with page.expect_navigation():
        page.get_by_role("button", name="Find").click()
    expect(page.locator("#search")).to_have_value("food bank")
    page.get_by_role("link", name="Hinckley Area Foodbank").click()
    expect(page.locator("h1")).to_have_text("Hinckley Area Foodbank")
    expect(page.locator("main")).to_contain_text("LE10 0XD")
    page.get_by_role("link", name="All services").first.click()
    expect(page.locator("h1")).to_have_text("Services")


def _look(page: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    low = page.evaluate(
        """() => [...document.querySelectorAll('main button, main input, main select, .pages a')]
          .filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"""
    )
    assert low == []
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    directory_site: Site, width: int, scheme: str
) -> None:
    page = directory_site.page(width, 800, color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(directory_site.address + path)
        _look(page, width)
    assert [fault for fault in page.faults if "422" not in fault] == []
