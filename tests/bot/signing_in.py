"""Signs somebody invented in with a real browser, for tests of the pages of those who work here."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.bot.browsing import Site
from tests.bot.people import PASSWORD, add_person

PATIENT_MS = 30_000
"""For a busy machine: the figures of speed stand in the guides."""


def apart(work: Any) -> Any:
    """Runs a coroutine in a thread of its own: the browser has a loop in this one already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def add_somebody(site: Site, name: str, *roles: str) -> None:
    """Adds an account; every role when none is named."""
    apart(add_person(site.app.state.accounts, name, *roles))


def signed_in_page(site: Site, name: str, path: str, **options: Any) -> Any:
    """Returns a page of a fresh browser in which they are signed in, at a path."""
    page = site.page(**options)
    page.set_default_timeout(PATIENT_MS)
    page.goto(f"{site.address}{path}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def check_with_axe(page: Any, where: str) -> None:
    """Checks that axe finds nothing on the page as it is now."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
