"""The widget on another website, used as residents use it. Left out where there is no Chromium."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import expect

from bot.conversations import store
from knowledge.replies import Choice, Reply
from tests.bot.browsing import PATIENT_MS, needs_browser, wait_until
from tests.bot.conftest import CARD
from tests.bot.widget.hosting import RICH, Host
from tests.bot.widget.states import (
    SEVERAL,
    STATES,
    answer_to,
    ask,
    asked,
    open_chat,
    say_as,
    stand,
    ticket,
)

pytestmark = needs_browser


WORDS = ".message .words"
SLOW_MS = 400
"""After how long the widget says that it is looking."""


def kept(page: Any) -> dict[str, Any]:
    """Returns what the browser keeps; nothing but the one place may hold anything."""
    found: dict[str, str] = page.evaluate("({...sessionStorage})")
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    return {name: json.loads(value) for name, value in found.items()}


def messages_of(host: Host, conversation_id: str) -> list[str]:
    """Returns what the server keeps of a conversation, the residents' messages only."""
    conversations = host.site.app.state.conversations
    with conversations.transactions._database.session() as session:
        found = store.list_messages(session, conversation_id)
        return [message.text for message in found if message.sender == "resident"]


def test_a_whole_conversation_by_keyboard_alone(host: Host) -> None:
    page = host.page()
    page.wait_for_selector("signpost-chat .launcher")
    for _ in range(10):
        page.keyboard.press("Tab")
        name = "document.activeElement.shadowRoot?.activeElement?.className"
        if page.evaluate(name) == "launcher":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:focus")
    page.keyboard.type("a roof, ring 07700 900123")
    page.keyboard.press("Enter")
    answer_to(page, "a roof, ring [phone number removed]")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    page.get_by_role("button", name="Tell me more").press("Enter")
    answer_to(page, "/more")
    page.wait_for_selector("#text:focus")
    page.locator(".help").get_by_role("button", name="Talk to a person").press("Enter")
    page.wait_for_selector(".from-resident >> text=Talk to a person")
    page.wait_for_selector(".waiting", state="detached")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_selector("signpost-chat .launcher:focus")
    assert page.evaluate("window.keys.filter((key) => key.length === 1)") == []
    assert page.faults == []


def test_before_the_first_message_it_says_what_it_is_and_keeps_nothing(host: Host) -> None:
    page = host.page()
    assert kept(page) == {}
    open_chat(page)
    text = page.inner_text("signpost-chat .log")
    assert "I am an automated assistant, not a person." in text
    assert "kept for 30 days" in text
    for name, address in (
        ("How we use your messages", "privacy"),
        ("Accessibility", "accessibility"),
    ):
        link = page.get_by_role("link", name=name)
        assert link.get_attribute("href") == f"{host.site.address}/{address}"
    (value,) = kept(page).values()
    assert value == {"open": True}
    assert "Samaritans" in page.inner_text("signpost-chat .danger")
    assert page.faults == []


def test_nothing_raw_is_kept_in_the_browser(host: Host) -> None:
    page = host.page()
    asked(host, page, text="a very private matter")
    page.locator("button.keep").first.click()
    ((name, value),) = kept(page).items()
    assert name == f"signpost-chat {host.site.address}/"
    assert set(value) == {"id", "token", "open", "list"}
    assert value["list"] == ["a-village-hall-fund"]
    assert "private" not in json.dumps(value)


def test_it_neither_breaks_the_page_nor_is_broken_by_it(host: Host) -> None:
    bare = host.page(path="/bare")
    looks = """[...document.querySelectorAll('body *:not(script)')].map(
      (e) => JSON.stringify(e.getBoundingClientRect()))"""
    before = bare.evaluate(looks)
    page = host.page()
    page.wait_for_selector("signpost-chat .launcher")
    assert page.evaluate(looks) == before
    assert page.evaluate("window.shift") == bare.evaluate("window.shift")
    box = page.locator("signpost-chat .launcher").bounding_box()
    assert box["x"] + box["width"] == pytest.approx(1280 - 16, abs=1)
    assert box["y"] + box["height"] == pytest.approx(800 - 16, abs=1)
    open_chat(page)
    words = page.locator("signpost-chat .words p").first.evaluate(
        """(e) => { const style = getComputedStyle(e);
          return [style.fontSize, style.letterSpacing, style.textTransform]; }"""
    )
    assert words == ["16px", "normal", "none"]
    assert page.evaluate("Object.keys(window).filter((key) => /signpost/i.test(key))") == []
    assert page.faults == []


@pytest.mark.parametrize(
    ("data", "first"),
    [({"subject": "funding"}, "Find money for a group or project"), ({}, "Find volunteering")],
)
def test_it_opens_at_the_subject_of_the_page(host: Host, data: dict[str, str], first: str) -> None:
    page = host.page(data=data | {"greeting": "Looking for a grant?", "position": "start"})
    page.wait_for_selector("signpost-chat .launcher")
    assert page.locator("signpost-chat .launcher").bounding_box()["x"] < 20
    open_chat(page)
    expect(page.locator("button.arm").first).to_have_text(first)
    assert page.inner_text(".words >> nth=0").startswith("Looking for a grant?")
    page.locator("button.arm").first.click()
    key = "/find_funding" if data else "/find_volunteering"
    answer_to(page, key)
    expect(page.locator(WORDS).nth(1)).to_have_text(first)


def test_a_suggestion_also_works_typed(host: Host) -> None:
    page = host.page()
    asked(host, page, Reply("Which?", choices=[Choice("On weekdays", "/weekdays")]))
    ask(page, "on weekdays")
    answer_to(page, "on weekdays")
    assert host.site.engine.asked[-1][1] == "on weekdays"


def test_a_card_has_what_one_needs(host: Host) -> None:
    page = host.page()
    asked(host, page, RICH)
    card = page.locator("signpost-chat .card")
    assert card.get_by_role("link", name="A village hall fund").get_attribute("href") == CARD.url
    assert card.get_by_role("link", name="01632 960001").get_attribute("href") == "tel:01632960001"
    where = card.get_by_role("link", name="Map of 1 High Street, Anytown, AN1 1AA")
    assert "openstreetmap.org" in where.get_attribute("href")
    text = card.inner_text()
    for words in ("Open: Monday to Friday", "Cost: free", "Source: The funder's", "Dated 2026-10"):
        assert words in text
    assert page.faults == []


def test_a_list_can_be_sent_printed_and_scanned(host: Host) -> None:
    page = host.page()
    STATES["list"](host, page)
    mail = unquote(page.get_by_role("link", name="E-mail it to yourself").get_attribute("href"))
    assert mail.startswith("mailto:?subject=My list from Signpost&body=A village hall fund\r\n")
    assert "Telephone: 01632 960001" in mail
    leads = page.get_by_role("link", name="Print or open as a page").get_attribute("href")
    assert leads == f"{host.site.address}/list?r=a-village-hall-fund&r=a-fund-for-paint"
    page.get_by_role("button", name="Take A village hall fund off my list").click()
    page.wait_for_selector("text=My list (1)")
    page.get_by_role("button", name="Back to the chat").click()
    for place, pressed in enumerate(["false", "true"]):
        expect(page.locator("button.keep").nth(place)).to_have_attribute("aria-pressed", pressed)


def test_a_list_can_be_scanned_and_says_so_when_it_cannot(host: Host) -> None:
    page = host.page()
    STATES["list"](host, page)
    scan = page.get_by_role("button", name="Show a code to scan")
    scan.click()
    page.wait_for_selector("text=The code cannot be made just now.")
    address = "https://signpost.example.org/list?r=a-village-hall-fund"
    found = {"url": address, "titles": ["A"], "qr": {"size": 9, "path": "M4 4h1v1h-1z"}}
    headers = {"Access-Control-Allow-Origin": host.address}
    page.route("**/api/list?*", lambda route: route.fulfill(json=found, headers=headers))
    scan.click()
    page.get_by_role("img", name=f"QR code. It opens your list: {address}").wait_for()


def test_one_tap_says_whether_it_helped(host: Host) -> None:
    page = host.page()
    asked(host, page)
    with page.expect_response("**/helped") as told:
        page.get_by_role("button", name="Yes, this helped").click()
    assert told.value.status == 204
    page.wait_for_selector("text=Thank you for telling us.")
    expect(page.locator(".helped button")).to_have_count(0)


def test_a_reload_and_the_back_button_find_the_chat_again(host: Host) -> None:
    page = host.page()
    asked(host, page)
    page.reload()
    answer_to(page, "a roof")
    expect(page.locator(WORDS).nth(1)).to_have_text("a roof")
    page.goto(f"{host.address}/bare")
    page.go_back()
    answer_to(page, "a roof")
    ask(page, "a hall")
    answer_to(page, "a hall")
    assert messages_of(host, ticket(page)) == ["a roof", "a hall"]


def test_a_second_tab_has_the_same_chat_and_hears_what_happens(host: Host) -> None:
    page = host.page()
    asked(host, page)
    other = page.context.new_page()
    other.set_default_timeout(PATIENT_MS)
    other.goto(f"{host.address}/page")
    open_chat(other)
    answer_to(other, "a roof")
    page.bring_to_front()
    ask(page, "a hall")
    answer_to(other, "a hall")
    page.click("text=Delete chat")
    page.click("button >> text=Delete my chat")
    other.wait_for_selector(".from-system >> text=Your chat is deleted.")
    assert [name for value in kept(other).values() for name in value] == ["open"]


def test_what_is_sent_without_a_network_arrives_once_later(host: Host) -> None:
    page = host.page()
    asked(host, page)
    page.context.set_offline(True)
    ask(page, "a hall")
    ask(page, "a barn")
    page.wait_for_selector(".state >> text=seem to be offline")
    expect(page.locator(WORDS).nth(-2)).to_have_text("a hall")
    expect(page.locator(WORDS).last).to_have_text("a barn")
    page.context.set_offline(False)
    answer_to(page, "a barn")
    page.wait_for_selector(".waiting", state="detached")
    expect(page.locator("signpost-chat .state")).to_have_text("")
    assert messages_of(host, ticket(page)) == ["a roof", "a hall", "a barn"]


def test_a_message_whose_answer_was_lost_is_not_asked_twice(host: Host) -> None:
    page = host.page()
    asked(host, page)
    lost: list[Any] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/messages", lose)
    ask(page, "a hall")
    answer_to(page, "a hall")
    page.wait_for_selector(".waiting", state="detached")
    assert lost[0].status == 200
    assert messages_of(host, ticket(page)) == ["a roof", "a hall"]
    expect(page.locator(".message >> text=a hall")).to_have_count(2)


def test_looking_is_said_only_when_it_is_slow(host: Host) -> None:
    page = host.page()
    open_chat(page)
    page.evaluate(
        """() => { window.said = [];
          const root = document.querySelector('signpost-chat').shadowRoot;
          const state = root.querySelector('.state');
          new MutationObserver(() => window.said.push(state.textContent))
            .observe(state, { childList: true, characterData: true, subtree: true }); }"""
    )
    began = page.evaluate("performance.now()")
    ask(page, "quick")
    answer_to(page, "quick")
    # A busy machine may be slow here as well: only what came at once must not have said it.
    if page.evaluate("performance.now()") - began < SLOW_MS:
        assert "Looking…" not in page.evaluate("window.said")
    page.evaluate("window.said.length = 0")
    host.site.engine.delay_seconds = 1.2
    ask(page, "slow")
    page.wait_for_selector(".state >> text=Looking")
    answer_to(page, "slow")
    wait_until(page, "window.said.length >= 2")
    assert page.evaluate("window.said").count("Looking…") == 1


def test_words_about_danger_are_answered_though_the_records_are_down(host: Host) -> None:
    page = host.page()
    open_chat(page)
    body = {"ok": False, "error": "Call 999 now.", "errors": ["x"], "status": 503}
    headers = {"Access-Control-Allow-Origin": host.address}
    page.route(
        "**/api/conversations",
        lambda route: route.fulfill(status=503, json=body, headers=headers),
    )
    ask(page, "help me")
    page.wait_for_selector("#wrong >> text=Call 999 now.")
    expect(page.locator("#text")).to_have_value("help me")
    expect(page.locator(WORDS).last).not_to_have_text("help me")


def test_a_refused_message_is_given_back_with_the_reason(host: Host) -> None:
    page = host.page()
    open_chat(page)
    page.fill("#text", "a" * 1003)
    expect(page.locator("#count")).to_have_text("3 characters too many")
    page.press("#text", "Enter")
    page.wait_for_selector("#wrong >> text=too long")
    assert page.get_attribute("#text", "aria-invalid") == "true"
    page.fill("#text", "a" * 999)
    expect(page.locator("#count")).to_have_text("1 character left")
    expect(page.locator("#wrong")).to_have_text("")


def test_an_adviser_is_named_and_knows_that_one_types(host: Host) -> None:
    page = host.page()
    STATES["adviser"](host, page)
    expect(page.locator("signpost-chat .role")).to_have_text("With Asha, an adviser")
    assert page.text_content(".from-adviser .who").startswith("Asha Adviser")
    with page.expect_response("**/typing") as told:
        page.type("#text", "h")
    assert told.value.status == 204
    stand(host, "given_back")
    page.wait_for_selector(".state >> text=automated assistant again")
    expect(page.locator("signpost-chat .role")).to_have_text("Automated assistant")


def test_what_comes_while_it_is_closed_is_counted_on_the_button(host: Host) -> None:
    page = host.page()
    asked(host, page)
    page.keyboard.press("Escape")
    say_as(host, page, Reply("Hello, this is an adviser."), "adviser", "Asha")
    page.wait_for_selector("signpost-chat .launcher >> text=1 new message")
    page.click("signpost-chat .launcher")
    expect(page.locator(WORDS).last).to_contain_text("this is an adviser")


def test_a_copy_can_be_kept_before_it_is_deleted(host: Host) -> None:
    page = host.page()
    asked(host, page)
    page.click("text=Delete chat")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy of this chat first").click()
    assert saved.value.suggested_filename == "chat.txt"
    assert "a roof" in saved.value.path().read_text("utf-8")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("#text:focus")
    assert page.faults == []


def test_what_an_adviser_wrote_while_the_network_was_away_comes_with_it(host: Host) -> None:
    page = host.page()
    asked(host, page)
    page.context.set_offline(True)
    say_as(host, page, Reply("Are you still there?"), "adviser", "Asha")
    page.context.set_offline(False)
    page.wait_for_selector(".from-adviser >> text=Are you still there?")
    expect(page.locator(".from-adviser")).to_have_count(1)


def test_a_chat_that_is_gone_says_so_and_begins_anew(host: Host) -> None:
    page = host.page()
    asked(host, page)
    value = next(iter(kept(page).values()))
    headers = {"Authorization": f"Bearer {value['token']}"}
    address = f"{host.site.address}/api/conversations/{value['id']}"
    assert httpx.delete(address, headers=headers).status_code == 204
    page.wait_for_selector(".from-system >> text=This chat has ended.")
    ask(page, "a new roof")
    answer_to(page, "a new roof")
    assert ticket(page) != value["id"]


def test_the_chat_goes_on_in_a_page_of_its_own(host: Host) -> None:
    page = host.page()
    asked(host, page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open this chat in a page").click()
    own = opened.value
    own.wait_for_url(f"{host.site.address}/chat")
    expect(own.locator("#log")).to_contain_text("(a roof)")
    own.fill("#text", "a hall")
    own.press("#text", "Enter")
    answer_to(page, "a hall")
    value = next(
        iter(json.loads(text) for text in page.evaluate("Object.values({...sessionStorage})"))
    )
    assert value["token"] not in own.url


def test_it_works_in_a_frame_of_an_allowed_website(host: Host) -> None:
    page = host.page(path="/frame.html")
    frame = page.frame_locator("iframe")
    frame.locator("#text").fill("a roof")
    frame.locator("#text").press("Enter")
    frame.locator(".from-assistant .words >> text=(a roof)").wait_for()
    link = frame.get_by_role("link", name="A village hall fund")
    assert link.get_attribute("target") == "_top"
    assert page.faults == []


def test_without_a_script_the_frame_leads_to_the_page(host: Host) -> None:
    page = host.page(path="/frame.html", java_script_enabled=False)
    frame = page.frame_locator("iframe")
    link = frame.get_by_role("link", name="Open the chat on its own page")
    assert link.get_attribute("target") == "_top"
    link.click()
    page.wait_for_url(f"{host.site.address}/chat")
    page.fill("#text", "a roof")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("A fund. (a roof)")


def test_a_browser_that_cannot_dress_it_gets_a_link(host: Host) -> None:
    page = host.page(path="/bare")
    page.add_init_script("delete window.HTMLDialogElement")
    page.goto(f"{host.address}/page")
    link = page.locator("signpost-chat a")
    link.wait_for()
    assert link.get_attribute("href") == f"{host.site.address}/chat"


def test_small_windows_keep_the_focus_inside(host: Host) -> None:
    page = host.page(width=320, height=568)
    open_chat(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") in {"SIGNPOST-CHAT", "BODY"}
    page.set_viewport_size({"width": 1280, "height": 800})
    dialog = "document.querySelector('signpost-chat').shadowRoot.querySelector('dialog')"
    wait_until(page, f"!{dialog}.matches(':modal')")


def test_several_cards_can_be_unfolded(host: Host) -> None:
    page = host.page()
    asked(host, page, SEVERAL)
    expect(page.locator("signpost-chat .card")).to_have_count(2)
    page.locator("summary >> text=Details").first.click()
    expect(page.locator("text=Up to £5,000 >> nth=0")).to_be_visible()
