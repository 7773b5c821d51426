"""The page in a real browser, used as residents use it. Left out where there is no Chromium."""

from __future__ import annotations

from urllib.parse import parse_qs

from playwright.sync_api import Route, expect

from bot.conversations import store
from bot.conversations.views import ConversationStatus
from knowledge.replies import Reply
from tests.bot.browsing import WORDS, Site, ask, needs_browser, texts, wait_for_answer

pytestmark = needs_browser


def test_asking_by_keyboard_keeps_the_focus_and_says_everything_once(site: Site) -> None:
    page = site.page()
    log = page.locator("[role=log]")
    assert log.count() == 1
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the message box")
    page.keyboard.press("Enter")
    page.keyboard.type("a roof, ring 07700 900123")
    page.keyboard.press("Enter")
    wait_for_answer(page)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    page.wait_for_timeout(2500)
    assert [text[:6] for text in texts(page)] == ["Hello.", "a roof", "A fund"]
    assert "[phone number removed]" in texts(page)[1]
    expect(page.locator(".waiting")).to_have_count(0)
    page.get_by_role("button", name="Tell me more").click()
    wait_for_answer(page, "A fund. (/more)")
    expect(page.locator("#text")).to_be_focused()
    page.reload()
    expect(page.locator(WORDS)).to_have_count(5)
    assert page.faults == []


def test_everything_works_without_a_script(site: Site) -> None:
    page = site.page(320, 568, java_script_enabled=False)
    page.fill("#text", "a roof")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(WORDS)).to_have_count(3)
    assert "#m-" in page.url
    page.get_by_role("button", name="Tell me more").click()
    expect(page.locator(WORDS).last).to_contain_text("A fund. (/more)")
    page.get_by_role("button", name="Talk to a person").last.click()
    expect(page.locator(WORDS).last).to_contain_text("No adviser")
    page.get_by_role("link", name="Delete chat").click()
    page.get_by_role("button", name="Delete my chat").click()
    expect(page.locator("h1")).to_contain_text("Your chat is deleted")
    page.get_by_role("link", name="Start a new chat").click()
    expect(page.locator(WORDS)).to_have_count(1)


def test_what_somebody_else_writes_appears_by_itself(site: Site) -> None:
    page = site.page()
    ask(page, "a roof")
    wait_for_answer(page)
    page.wait_for_timeout(300)
    (cookie,) = page.context.cookies()
    conversation_id = cookie["value"].partition(".")[0]
    conversations = site.app.state.conversations
    with conversations.transactions._database.session() as session:
        reply = Reply("Hello, this is an adviser.")
        at = conversations.clock()
        store.add_reply(session, conversation_id, reply, at=at, sender="adviser")
        session.commit()
    page.wait_for_selector(".from-adviser >> text=this is an adviser")
    assert page.faults == []


def test_three_sent_quickly_are_all_answered(site: Site) -> None:
    page = site.page()
    site.engine.delay_seconds = 0.2
    for text in ("one", "two", "three"):
        ask(page, text)
    wait_for_answer(page, "(three)")
    expect(page.locator("#log .from-resident")).to_have_count(3)
    expect(page.locator("#log .from-assistant")).to_have_count(4)
    expect(page.locator(".waiting")).to_have_count(0)


def test_the_field_says_what_is_wrong_and_how_much_is_left(site: Site) -> None:
    page = site.page()
    page.keyboard.press("Tab")
    page.focus("#text")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_contain_text("Please type a message first.")
    assert page.get_attribute("#text", "aria-invalid") == "true"
    page.fill("#text", "a" * 900)
    expect(page.locator("#count")).to_have_text("100 characters left")
    expect(page.locator("#wrong")).to_have_text("")
    page.fill("#text", "a" * 1010)
    expect(page.locator("#count")).to_have_text("10 too many characters")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_contain_text("too long")
    assert page.input_value("#text") == "a" * 1010


def test_what_cannot_be_sent_is_kept_and_sent_once_later(site: Site) -> None:
    page = site.page()
    page.context.set_offline(True)
    ask(page, "a roof")
    page.wait_for_selector("#status >> text=seem to be offline")
    expect(page.locator(WORDS).last).to_contain_text("a roof")
    page.context.set_offline(False)
    wait_for_answer(page)
    page.wait_for_timeout(500)
    expect(page.locator(WORDS)).to_have_count(3)
    expect(page.locator("#status")).to_have_text("")


def test_a_server_that_says_nothing_is_told_and_asked_again(site: Site) -> None:
    page = site.page()
    page.clock.install()
    page.route("**/chat", lambda route: None)
    ask(page, "a roof")
    expect(page.locator(WORDS).last).to_contain_text("a roof")
    page.clock.run_for(10_000)
    expect(page.locator("#status")).to_contain_text("We cannot be reached just now. Your message")
    page.unroute("**/chat")
    page.clock.run_for(4_000)
    wait_for_answer(page)
    expect(page.locator(WORDS)).to_have_count(3)


def test_what_was_refused_and_is_sent_again_is_taken_once(site: Site) -> None:
    page = site.page()
    names: list[str] = []

    def refuse(route: Route) -> None:
        names.append(parse_qs(route.request.post_data or "")["client_id"][0])
        sorry = {"ok": False, "error": "We are busy.", "errors": ["We are busy."], "status": 503}
        route.fulfill(status=503, json=sorry)

    page.route("**/chat", refuse)
    for text in ("a roof", "a roof", "a hall"):
        page.fill("#text", "")
        ask(page, text)
        expect(page.locator("#wrong")).to_contain_text("We are busy.")
        expect(page.locator("#text")).to_have_value(text)
    first, again, other = names
    assert first == again
    assert other != first


def test_a_failed_engine_offers_to_try_again(site: Site) -> None:
    page = site.page()
    site.engine.fails = True
    ask(page, "a roof")
    wait_for_answer(page, "could not look that up")
    site.engine.fails = False
    page.get_by_role("button", name="Try again").click()
    wait_for_answer(page, "A fund. (a roof)")


def test_deleting_in_the_browser_leaves_no_cookie(site: Site) -> None:
    page = site.page()
    ask(page, "a roof")
    wait_for_answer(page)
    page.get_by_role("link", name="Delete chat").click()
    page.get_by_role("button", name="Delete my chat").click()
    page.wait_for_url("**/deleted")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_page_says_who_answers_and_asks_whether_it_helped(site: Site) -> None:
    page = site.page()
    told = {"place": 2, "adviser": None, "is_typing": False}
    waiting = ConversationStatus.model_validate({"state": "waiting"} | told)
    reception = site.app.state.conversations.reception
    object.__setattr__(reception, "status", lambda *_: waiting)
    ask(page, "a roof")
    wait_for_answer(page)
    page.wait_for_selector("#status >> text=You are number 2 in the queue")
    other = ConversationStatus.model_validate(
        {"state": "with_adviser"} | told | {"adviser": "Asha"}
    )
    object.__setattr__(reception, "status", lambda *_: other)
    page.wait_for_selector("#status >> text=You are talking with Asha.")
    with page.expect_response("**/chat/typing") as typed:
        page.type("#text", "h")
    assert typed.value.status == 204
    with page.expect_response("**/chat/helped") as rated:
        page.get_by_role("button", name="Yes, this helped").click()
    assert rated.value.ok
    page.wait_for_selector("text=Thank you for telling us.")
    expect(page.locator("#text")).to_be_focused()
    page.get_by_role("link", name="Make a list to keep").wait_for()
    assert page.faults == []
