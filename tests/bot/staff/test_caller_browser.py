"""What a caller gets, in a real browser: copied, printed, sent, passed on, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.staff.aid import Aid
from knowledge import database as knowledge
from tests.bot.browsing import Site, needs_browser, wait_until
from tests.bot.signing_in import add_somebody, check_with_axe, signed_in_page

pytestmark = needs_browser

WISH = "/staff?q=helping+animals+huncote"
ANIMALS = "vol-leicester-animal-aid"


@pytest.fixture(scope="module")
def console(site: Site, aid: Aid) -> Iterator[Any]:
    """A browser in which somebody invented is signed in, with the real content."""
    site.app.state.aid = aid
    knowledge.upgrade(site.app.state.accounts.settings.database_url)
    add_somebody(site, "invented.caller")
    page = signed_in_page(
        site, "invented.caller", "/staff", permissions=["clipboard-read", "clipboard-write"]
    )
    yield page
    # A form that was filled in wrongly comes back as 422, which the browser notes.
    assert [fault for fault in page.faults if "422" not in fault] == []


def _match(site: Site, console: Any) -> Any:
    console.goto(site.address + WISH)
    match = console.locator(f"[data-slug={ANIMALS}]")
    expect(match).to_be_visible()
    # The script has come when what only it can do is shown.
    expect(match.locator(".copy")).to_be_visible()
    return match


def _clipboard_holds(console: Any, words: str) -> None:
    wait_until(
        console, "async (words) => (await navigator.clipboard.readText()).includes(words)", words
    )


def test_a_match_is_copied_with_its_key_as_plain_text(site: Site, console: Any) -> None:
    match = _match(site, console)
    match.focus()
    expect(match).to_be_focused()
    console.keyboard.press("c")
    expect(console.locator("#said")).to_contain_text("Copied: Leicester Animal Aid")
    _clipboard_holds(console, "01455 888257")
    text = console.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Leicester Animal Aid")
    assert "Source" in text
    assert "<" not in text


def test_the_sheet_has_words_contacts_a_map_and_a_code(site: Site, console: Any) -> None:
    match = _match(site, console)
    match.get_by_role("button", name="Add to sheet").click()
    expect(console.locator("#on-sheet")).to_have_text("1")
    console.goto(f"{site.address}/staff?q=rutland+association+of+local+councils")
    console.locator("[data-slug=lralc]").get_by_role("button", name="Add to sheet").click()
    expect(console.locator("#on-sheet")).to_have_text("2")
    console.goto(f"{site.address}/staff/sheet")
    animals, councils = console.locator(".on-sheet").all()
    expect(animals).to_contain_text("Leicester Animal Aid")
    expect(animals).to_contain_text("01455 888257")
    address = councils.get_by_role("link", name="Map of the address").get_attribute("href")
    assert address.startswith("https://www.openstreetmap.org/search?query=Jubilee+Hall")
    wait_until(console, "document.querySelector('.code').naturalWidth > 100")
    expect(console.locator("img.code").first).to_have_attribute("alt", re.compile("camera"))
    console.get_by_role("button", name="Copy all as text").click()
    expect(console.locator("#said")).to_have_text("All of it is copied.")
    _clipboard_holds(console, "Leicester Animal Aid")


def test_what_is_printed_is_the_sheet_and_no_buttons(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff/sheet")
    expect(console.locator(".on-sheet").first).to_be_visible()
    console.evaluate("window.print = () => { document.title = 'printed'; }")
    console.get_by_role("button", name="Print").click()
    wait_until(console, "document.title === 'printed'")
    console.emulate_media(media="print")
    try:
        for hidden in (".no-print button", ".send-it", "nav"):
            assert console.locator(hidden).locator("visible=true").count() == 0, hidden
        expect(console.locator(".on-sheet img.code").first).to_be_visible()
        expect(console.locator("main")).to_contain_text("Facts change")
        expect(console.locator("main")).to_contain_text("Samaritans")
    finally:
        console.emulate_media(media="screen")


def test_it_is_sent_only_with_a_yes_and_waits_in_the_outbox(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff/sheet")
    console.fill("#to", "invented.person@example.org")
    console.get_by_role("button", name="Send").click()
    expect(console.get_by_role("alert")).to_contain_text("Please ask the caller")
    expect(console.locator("#to")).to_have_value("invented.person@example.org")
    console.get_by_label("The caller has said yes to this").check()
    console.get_by_role("button", name="Send").click()
    console.wait_for_url("**/staff/outbox")
    expect(console.locator("main")).to_contain_text("nothing is set up to send it")
    assert "invented.person" not in console.url
    assert "invented.person" not in console.title()


def test_we_have_nothing_for_this_is_an_answer(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff?q=a+unicorn+for+tuesday")
    console.get_by_role("button", name="We have nothing for this").click()
    expect(console.get_by_role("status")).to_contain_text("Thank you")
    assert "unicorn" not in console.content()


def test_a_caller_is_passed_on_from_a_match(site: Site, console: Any) -> None:
    match = _match(site, console)
    match.get_by_role("link", name="Refer or call back").click()
    expect(console.get_by_role("radio", name="A referral")).to_be_checked()
    console.fill("#to", "07700 900123")
    console.fill("#words", "Would like to walk dogs")
    console.get_by_role("button", name="Pass on").click()
    expect(console.get_by_role("alert")).to_contain_text("Please ask the caller")
    console.get_by_label("I have read this to the caller").check()
    console.get_by_role("button", name="Pass on").click()
    expect(console.get_by_role("status")).to_contain_text("Leicester Animal Aid")
    reference = console.locator("h1").inner_text().rpartition(" ")[2]
    console.goto(f"{site.address}/desk/callbacks")
    expect(console.locator("main")).to_contain_text(reference)
    expect(console.locator("main")).to_contain_text("07700900123")


def test_practice_notes_nothing(site: Site, console: Any) -> None:
    console.goto(f"{site.address}/staff/practise")
    console.get_by_role("link", name="Take this call").first.click()
    console.fill("#q", "lonely in coalville")
    match = console.locator(".match").first
    expect(match).to_be_visible()
    match.focus()
    expect(match).to_be_focused()
    console.keyboard.press("l")
    expect(console.locator("#said")).to_have_text("This is practice: nothing is noted.")
    assert console.get_by_role("link", name="Refer or call back").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site: Site, console: Any, scheme: str) -> None:
    page = signed_in_page(site, "invented.caller", "/staff", color_scheme=scheme, bypass_csp=True)
    for path in (WISH, "/staff/sheet", "/staff/outbox", f"/staff/pass-on?slug={ANIMALS}",
                 "/staff/pass-on", "/staff/passed-on", "/staff/passed-on/1",
                 "/desk/callbacks"):  # fmt: skip
        page.goto(site.address + path)
        check_with_axe(page, path)


def test_nothing_scrolls_sideways_on_a_telephone(site: Site, console: Any) -> None:
    console.set_viewport_size({"width": 320, "height": 800})
    for path in ("/staff/pass-on", "/staff/passed-on", "/staff/passed-on/1", "/staff/sheet"):
        console.goto(site.address + path)
        assert console.evaluate("document.documentElement.scrollWidth") <= 320, path
    console.set_viewport_size({"width": 1280, "height": 800})
