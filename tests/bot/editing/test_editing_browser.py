"""Two editors in a real browser at once, and the pages of editors and of insight with axe."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from knowledge.models import Contact
from tests.bot.browsing import Site, needs_browser
from tests.bot.editing.conftest import know
from tests.bot.people import PASSWORD, add_person
from tests.knowledge.records import make_record_of

pytestmark = needs_browser

PATHS = [
    "/edit", "/edit?q=office", "/edit/records/office", "/edit/changes", "/edit/assure",
    "/edit/suggestions", "/insight", "/wrong/office", "/edit/texts", "/edit/texts/reply",
    "/edit/texts/synonym", "/edit/texts/crisis/replies.suicidal.text",
    "/edit/texts/site/desk.hours", "/edit/missed", "/edit/new", "/edit/new?kind=fund",
    "/edit/import",
]  # fmt: skip


@pytest.fixture(scope="module")
def edited(site: Site) -> Site:
    """The served application with one invented record and two invented editors."""
    accounts = site.app.state.accounts
    office = make_record_of(Contact, slug="office", name="An office", phone="0116 496 0000")

    async def prepare() -> None:
        await know(accounts, office)
        for name in ("ann", "bob"):
            await add_person(accounts, name, "editor")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, prepare()).result()
    return site


def _editor(site: Site, name: str, **options: Any) -> Any:
    page = site.page(**options)
    page.goto(f"{site.address}/edit")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Edit')")
    return page


def test_one_proposes_and_another_approves(edited: Site) -> None:
    ann, bob = _editor(edited, "ann"), _editor(edited, "bob")
    ann.fill("#q", "office")
    ann.keyboard.press("Enter")
    ann.click("text=An office")
    ann.fill("#f-phone", "0116 496 0001")
    ann.fill("#reason", "They rang.")
    ann.click("text=Propose")
    ann.wait_for_selector("text=You proposed this")
    assert ann.locator("button:text-is('Approve')").count() == 0
    bob.goto(f"{edited.address}/edit/changes")
    expect(bob.locator("ins")).to_have_text("0001")
    bob.click("button:text-is('Approve')")
    bob.wait_for_selector("text=Decided lately")
    ann.goto(f"{edited.address}/edit/records/office")
    expect(ann.locator(".card").first).to_contain_text("0116 496 0001")
    assert ann.faults == []
    assert bob.faults == []


def test_hours_are_changed_by_keyboard_from_a_day_on_and_called_off(edited: Site) -> None:
    ann, bob = _editor(edited, "ann"), _editor(edited, "bob")
    ann.goto(f"{edited.address}/edit/texts/site/adviser.opening_hours")
    ann.fill("#text", "Monday to Friday, 9am to 5pm")
    ann.focus(".days summary")
    ann.keyboard.press("Enter")
    ann.fill("#from_on", "2027-12-24")
    ann.focus("#reason")
    ann.keyboard.type("They told us.")
    ann.keyboard.press("Enter")
    ann.wait_for_selector("text=You proposed this")
    bob.goto(f"{edited.address}/edit/changes")
    bob.click("article:has-text('in words') >> button:text-is('Approve')")
    bob.wait_for_selector("text=From Friday 24 December 2027")
    bob.click("article:has-text('in words') >> button:has-text('Call it off')")
    bob.wait_for_selector("text=called off by bob")
    assert ann.faults == []
    assert bob.faults == []


def test_a_file_is_seen_first_and_brought_in_by_another(edited: Site) -> None:
    head = "name,summary,topics,areas,source_urls,source_date,confidence"
    row = "Invented hall,A hall.,running-a-group,England,https://hall.example/,2026-11,high"
    file = {"name": "halls.csv", "mimeType": "text/csv", "buffer": f"{head}\n{row}\n".encode()}
    ann, bob = _editor(edited, "ann"), _editor(edited, "bob")
    ann.goto(f"{edited.address}/edit/import")
    ann.set_input_files("#file", file)
    ann.fill("#source", "invented-halls")
    ann.click("summary")
    ann.select_option("#kind", "service")
    ann.click("button:has-text('See what')")
    expect(ann.locator("tbody tr")).to_contain_text("Invented hall")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    bob.goto(ann.url)
    bob.click("button:text-is('Bring it in')")
    bob.wait_for_selector("text=brought in: 1 new")
    bob.goto(f"{edited.address}/edit?q=invented+hall")
    expect(bob.locator("main")).to_contain_text("from invented-halls")
    assert bob.faults == []
    looked = _editor(edited, "ann", bypass_csp=True)
    looked.goto(ann.url)
    looked.wait_for_selector("text=It was brought in")
    assert axe.Axe().run(looked).violations_count == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(edited: Site, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = _editor(edited, "bob", width=width, bypass_csp=True)
    for path in PATHS:
        page.goto(edited.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
