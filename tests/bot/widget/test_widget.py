"""The widget on another website, used as residents use it. Left out where there is no Chromium."""

from __future__ import annotations

import json
from typing import Any

from tests.bot.browsing import needs_browser
from tests.bot.widget.hosting import Host

pytestmark = needs_browser


def open_chat(page: Any) -> None:
    page.click("signpost-chat .launcher")
    page.wait_for_selector("#text:focus")


def ask(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Enter")


def answer_to(page: Any, text: str) -> Any:
    return page.wait_for_selector(f".from-assistant .words >> text=({text})")


def texts(page: Any) -> list[str]:
    found: list[str] = page.locator(".message .words").all_inner_texts()
    return found


def kept(page: Any) -> dict[str, Any]:
    found: dict[str, str] = page.evaluate("({...sessionStorage})")
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    return {key: json.loads(value) for key, value in found.items()}


def test_a_whole_conversation_by_keyboard_alone(host: Host) -> None:
    page = host.page()
    page.wait_for_selector("signpost-chat .launcher")
    for _ in range(10):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.shadowRoot?.activeElement?.className")
            == "launcher"
        ):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:focus")
    page.keyboard.type("a roof, ring 07700 900123")
    page.keyboard.press("Enter")
    answer_to(page, "a roof, ring [phone number removed]")
    assert (
        page.evaluate("document.querySelector('signpost-chat').shadowRoot.activeElement.id")
        == "text"
    )
    assert page.input_value("#text") == ""
    assert page.locator("[role=log]").count() == 1
    page.get_by_role("button", name="Tell me more").press("Enter")
    answer_to(page, "/more")
    page.wait_for_selector("#text:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("signpost-chat .launcher:focus")
    assert page.evaluate("window.keys.filter((key) => key.length === 1)") == []
    assert page.faults == []


def test_nothing_raw_is_kept_in_the_browser(host: Host) -> None:
    page = host.page()
    assert kept(page) == {}
    open_chat(page)
    ask(page, "a very private matter")
    answer_to(page, "a very private matter")
    ((name, value),) = kept(page).items()
    assert name.startswith("signpost-chat ")
    assert set(value) == {"id", "token", "open"}
    assert "private" not in json.dumps(value)
