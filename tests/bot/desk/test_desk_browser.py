"""The desk in a real browser: two advisers and a resident at once, reloads, a restart, axe."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from bot import clock
from bot.__main__ import Server
from bot.accounts import sessions
from bot.accounts.service import Accounts
from bot.app import create_app
from bot.transactions import Transactions
from knowledge import database as knowledge
from knowledge.database import create_database
from knowledge.replies import Reply
from tests.bot.browsing import ARGUMENTS, CHROMIUM, PATIENT_MS, needs_browser
from tests.bot.conftest import StandInEngine, settings_for
from tests.bot.people import add_person

pytestmark = needs_browser


class Served:
    """An application on a port of its own that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = settings_for(folder, ENGINE_TIMEOUT_SECONDS=20)
        self.engine = StandInEngine()
        self.engine.replies = [Reply("A fund.", subject="find_funding", place="Oadby")]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        knowledge.upgrade(self.settings.database_url)
        self.start()

    def start(self) -> None:
        app = create_app(self.settings, engine_client=self.engine)
        config = uvicorn.Config(app, port=self.port, log_config=None, timeout_graceful_shutdown=2)
        self.server = Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()

    def sign_in(self, name: str) -> str:
        """Makes an adviser and returns the cookie of their browser."""

        async def make() -> str:
            database = create_database(self.settings.database_url)
            transactions = Transactions(database)
            accounts = Accounts(transactions, clock.now, self.settings)
            number = await add_person(accounts, name, "adviser")
            token = await transactions.do(
                lambda session: sessions.open_session(session, number, at=clock.now())
            )
            database.close()
            return token

        found: list[str] = []
        worker = threading.Thread(target=lambda: found.append(asyncio.run(make())))
        worker.start()
        worker.join()
        return found[0]


class House:
    """The served application and a browser with as many people in it as wanted."""

    def __init__(self, served: Served, browser: Any) -> None:
        self.served = served
        self._browser = browser
        self._names = iter(range(1000))

    def page(self, width: int = 1280, cookie: str | None = None) -> Any:
        context = self._browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        if cookie:
            context.add_cookies(
                [{"name": sessions.COOKIE, "value": cookie, "url": self.served.address}]
            )
        page = context.new_page()
        page.set_default_timeout(PATIENT_MS)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        return page

    def adviser(self, name: str, width: int = 1280) -> Any:
        cookie = self.served.sign_in(f"{name}{next(self._names)}")
        page = self.page(width, cookie)
        page.goto(f"{self.served.address}/desk")
        return page

    def resident(self) -> Any:
        """Somebody who waits for a person."""
        page = self.page(390)
        page.goto(self.served.address)
        page.fill("#text", "money for a hall")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=A fund.")
        page.get_by_role("button", name="Talk to a person").last.click()
        page.get_by_role("button", name="Yes, pass it on").click()
        page.wait_for_selector("text=in the queue")
        return page


@contextmanager
def _browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = Served(tmp_path_factory.mktemp("desk"))
    with _browser() as browser:
        yield House(served, browser)
    served.stop()


def _take(page: Any) -> None:
    page.get_by_role("button", name="Take the chat").first.click()
    page.wait_for_selector("#reply")


def test_two_advisers_and_a_resident_through_reloads_and_a_restart(house: House) -> None:
    priya, sam = house.adviser("priya"), house.adviser("sam")
    resident = house.resident()
    for page in (priya, sam):
        page.wait_for_selector("text=Find money for a group or project, Oadby")
        expect(page).to_have_title(re.compile(r"^\(1\)"))
    _take(priya)
    # The colleague's list changes by itself, and the button that is left does not take it.
    sam.wait_for_selector("text=Nobody is waiting.")
    resident.wait_for_selector("text=has joined")
    priya.fill("#text", "Hello, I have read your chat.")
    priya.keyboard.press("Control+Enter")
    resident.wait_for_selector(".from-adviser >> text=I have read your chat")
    asked = len(house.served.engine.asked)
    resident.fill("#text", "It is for Oadby")
    resident.keyboard.press("Enter")
    priya.wait_for_selector("#log >> text=It is for Oadby")
    assert len(house.served.engine.asked) == asked
    for page in (priya, resident):
        page.reload()
    expect(priya.locator("#log")).to_contain_text("It is for Oadby")
    expect(resident.locator("#log")).to_contain_text("I have read your chat")
    house.served.stop()
    house.served.start()
    priya.wait_for_timeout(500)
    priya.fill("#text", "Still here after a restart.")
    priya.get_by_role("button", name="Send").click()
    resident.wait_for_selector("text=Still here after a restart.")
    expect(resident.locator("text=Still here after a restart.")).to_have_count(1)
    resident.fill("#text", "So am I")
    resident.keyboard.press("Enter")
    priya.wait_for_selector("#log >> text=So am I")
    expect(priya.locator("#log >> text=So am I")).to_have_count(1)
    priya.get_by_text("Pass on, or give back").click()
    priya.get_by_label("Pass to").select_option(index=0)
    priya.get_by_role("button", name="Pass on").click()
    resident.wait_for_selector("text=has taken over")
    sam.wait_for_selector("text=Open")
    sam.get_by_role("link", name="Open the chat").click()
    sam.wait_for_selector("#reply")
    sam.get_by_text("End the chat").first.click()
    sam.get_by_label("Answered").check()
    sam.get_by_role("button", name="End the chat").click()
    resident.wait_for_selector("text=has ended the chat")
    resident.fill("#text", "one more thing")
    resident.keyboard.press("Enter")
    resident.wait_for_selector("text=A fund. (one more thing)")
    assert priya.faults == sam.faults == resident.faults == []


def test_a_chat_is_taken_and_answered_by_keyboard_alone(house: House) -> None:
    page = house.adviser("kim")
    resident = house.resident()
    page.wait_for_selector("text=Take")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Take"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#reply")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("Enter")
    page.keyboard.type("Typed with no mouse")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    resident.wait_for_selector("text=Typed with no mouse")
    expect(page.locator("#text")).to_be_focused()


def test_it_works_without_a_script(house: House) -> None:
    resident = house.resident()
    cookie = house.served.sign_in("plain")
    context = house._browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": sessions.COOKIE, "value": cookie, "url": house.served.address}])
    page = context.new_page()
    page.goto(f"{house.served.address}/desk")
    page.get_by_role("button", name="Take the chat").first.click()
    page.get_by_text("Ready replies").click()
    page.get_by_role("link", name="Goodbye").click()
    expect(page.locator("#text")).to_have_value(re.compile("Goodbye, Plain"))
    page.get_by_role("button", name="Send").click()
    resident.wait_for_selector("text=Goodbye, Plain")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(house: House, width: int) -> None:
    page = house.adviser("ada", width)
    house.resident()
    page.wait_for_selector("text=Take")
    found = {}
    for path in ("/desk", "/desk/callbacks", "/desk/outbox"):
        page.goto(house.served.address + path)
        found[path] = (_faults(page), page.evaluate("document.documentElement.scrollWidth"))
    page.goto(f"{house.served.address}/desk")
    _take(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found["chat"] = (_faults(page), page.evaluate("document.documentElement.scrollWidth"))
    assert found == dict.fromkeys(found, ([], width))


def _faults(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in axe.Axe().run(page).response["violations"]
    ]


def test_what_waits_comes_to_the_advisers_screen_by_itself_and_goes_again(house: House) -> None:
    page = house.adviser("fast")
    resident = house.page(390)
    spans = []
    for _ in range(5):
        resident.goto(house.served.address)
        before = page.locator(".chats form").count()
        resident.get_by_role("button", name="Talk to a person").last.click()
        button = resident.get_by_role("button", name="Yes, pass it on")
        button.wait_for()
        began = time.monotonic()
        button.click()
        page.locator(".chats form").nth(before).wait_for()
        spans.append(time.monotonic() - began)
        resident.get_by_role("button", name="Leave the queue").last.click()
        resident.wait_for_selector("text=You have left the queue")
        page.locator(".chats form").nth(before).wait_for(state="detached")
        resident.context.clear_cookies()
    print(f"median {sorted(spans)[2]:.2f} s")


def test_whoever_reads_the_calls_back_gives_a_sign_of_life(house: House) -> None:
    page = house.adviser("calls")
    with page.expect_request("**/desk/events") as asked:
        page.goto(f"{house.served.address}/desk/callbacks")
    assert asked.value.resource_type == "eventsource"
    assert page.faults == []


def test_an_adviser_whose_connection_is_lost_is_told(house: House) -> None:
    """A proxy's error ends a stream for good, and a still board looks like a quiet day."""
    page = house.adviser("lost")
    page.route("**/desk/events", lambda route: route.fulfill(status=502))
    page.goto(f"{house.served.address}/desk")
    page.wait_for_selector("[role=alert] >> text=The connection is lost")
    page.unroute("**/desk/events")
    with page.expect_request("**/desk/events"):
        page.get_by_role("link", name="Load this page again").click()
    page.get_by_text("The connection is lost").wait_for(state="detached")
    assert page.faults == []


def test_a_list_that_changes_under_a_pressed_button_waits_for_its_release(house: House) -> None:
    page = house.adviser("pat")
    house.resident()
    button = page.get_by_role("button", name="Take the chat").first
    button.hover()
    page.mouse.down()
    house.resident()
    page.wait_for_timeout(1500)
    assert button.evaluate("button => button.matches(':active')"), "the button is still the same"
    page.mouse.up()
    page.wait_for_selector("#reply")
    page.goto(f"{house.served.address}/desk")
    _take(page)
