"""Deleting a chat in words, on the page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.bot.browsing import WORDS, Site, ask, needs_browser, wait_for_answer

pytestmark = needs_browser

QUESTION = "Shall I delete it?"


@pytest.mark.parametrize("has_script", [True, False])
def test_the_page_deletes_after_a_yes_and_says_so(site: Site, has_script: bool) -> None:
    page = site.page(320, 700, java_script_enabled=has_script)
    for text, answer in (("show what you hold", "of yours and"), ("delete my chat", QUESTION)):
        page.fill("#text", text)
        page.get_by_role("button", name="Send").click()
        expect(page.locator(WORDS).last).to_contain_text(answer)
    page.get_by_role("button", name="Yes, delete it all").click()
    expect(page.locator("h1")).to_contain_text("Your chat is deleted")
    assert page.context.cookies() == []


def test_nothing_is_deleted_after_a_no(site: Site) -> None:
    page = site.page()
    ask(page, "delete my chat")
    wait_for_answer(page, QUESTION)
    page.get_by_role("button", name="No, keep it").click()
    expect(page.locator(WORDS).last).to_contain_text("Nothing is deleted")
