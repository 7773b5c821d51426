"""Deleting a chat in words, in the widget."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.bot.browsing import needs_browser
from tests.bot.widget.hosting import Host

pytestmark = needs_browser


def test_a_typed_wish_and_a_yes_end_the_chat(host: Host) -> None:
    page = host.page()
    page.locator("signpost-chat .launcher").click()
    field = page.locator("#text")
    field.fill("delete my chat")
    field.press("Enter")
    page.get_by_role("button", name="Yes, delete it all").click()
    expect(page.get_by_text("This chat has ended. It was deleted")).to_be_visible()
    expect(page.get_by_text("Shall I delete it?")).to_have_count(0)
    # The stream of a chat that is gone answers 404, and that is all that may go wrong.
    assert [fault for fault in page.faults if "404" not in fault] == []
