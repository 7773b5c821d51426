"""Script in what anybody can write: stored, reflected, in a feed, in an answer of the engine."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from bot.accounts import sessions
from bot.accounts.roles import ROLES
from bot.headers import SECURITY_HEADERS
from knowledge.models import Fund, Opportunity
from knowledge.replies import Card, Choice, Reply
from tests.bot.conftest import Bench, MakeBench, StandInEngine
from tests.bot.handoff.conftest import Hall, take
from tests.bot.people import Person, signed_in
from tests.knowledge.openreferral.shelves import fill_gazetteer, fill_others, fill_whole_service
from tests.knowledge.records import make_record_of
from tests.security.asking import Answered, ask
from tests.security.conftest import EVERY_DOOR, fill
from tests.security.doors import CONVERSATION, COOKIE, Door, doors
from tests.security.poison import EVIL_ADDRESS, HOSTILE, PROBE, Page, poison

EVIL_REPLY = Reply(
    HOSTILE,
    [Card("fund", HOSTILE, HOSTILE, [f"Address: {HOSTILE}", HOSTILE], EVIL_ADDRESS, HOSTILE, "x")],
    [Choice(HOSTILE, "/greet")],
)


async def fill_all(bench: Bench) -> dict[str, str]:
    """Fills every table that pages are made of, and poisons it; returns the cookies of a chat."""
    await fill(bench)

    def more(session: Any) -> None:
        fill_gazetteer(session)
        fill_whole_service(session)
        fill_others(session)
        session.add(make_record_of(Fund, slug="fund", name="A fund"))
        session.add(make_record_of(Opportunity, slug="turn", name="A turn"))

    await bench.app.state.accounts.transactions.do(more)
    hall = Hall(bench)
    await hall.arrive()
    talk = await bench.open()
    await talk.send(text=HOSTILE)
    await talk.send(text="I want to talk to a person please")
    await take(talk, "Yes, pass it on")
    await bench.client.post("/wrong/office", data={"text": HOSTILE})
    change = {"form_token": "", "f-summary": HOSTILE, "reason": HOSTILE}
    editor = await signed_in(bench, "editor", name="eve")
    answer = await editor.post(
        "/edit/records/office", **(change | {"form_token": editor.form_token})
    )
    assert answer.status_code == 303, answer.text
    await bench.app.state.accounts.transactions.do(poison)
    return {"signpost_chat": f"{talk.id}.{talk.token}", "id": talk.id}


@pytest.fixture
async def poisoned(make_bench: MakeBench) -> tuple[Bench, dict[str, str]]:
    """The application with hostile words wherever words can be, and a chat in it."""
    bench: Bench = await make_bench(StandInEngine(replies=[EVIL_REPLY]), **EVERY_DOOR)
    return bench, await fill_all(bench)


def cookies_of(person: Person, chat: dict[str, str]) -> dict[str, str]:
    sent = f"{sessions.COOKIE}={person.token}; signpost_chat={chat['signpost_chat']}"
    return {"Cookie": sent}


def pages_of(chat_id: str) -> list[str]:
    """Returns every address that is read, with names that are there in its places."""
    found = []
    for door in doors():
        if door.method == "GET" and door.who != CONVERSATION:
            names = {"services": "whole", "organisations": "whole-body", "funds": "fund",
                     "opportunities": "turn"}  # fmt: skip
            slug = names.get(door.route.split("/")[1], "office")
            path = door.route.replace("{name}", slug).replace("{account_id:int}", "1")
            found.append(Door("GET", path.replace("{conversation_id}", chat_id), door.who).path)
    found = [path for path in found if path not in {"/list", "/api/list"}]
    return [*found, "/list?r=whole&r=fund&r=office", "/edit?q=x", "/edit/records/whole",
            "/desk/find?q=x", "/services?q=x", "/wrong/whole", "/chat?framed"]  # fmt: skip


def look_at(path: str, answer: Answered) -> Page | None:
    """Fails for a page that holds what a strict page must not."""
    kind = answer.headers.get("content-type", "")
    if "html" not in kind and "event-stream" not in kind:
        return None
    text = answer.text
    if "event-stream" in kind:
        parts = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
        text = "".join(str(value) for part in parts for value in part.values())
    page = Page(text)
    assert not page.faults, (path, page.faults[:5])
    assert "7777777" not in text, f"{path}: a template was made of what somebody wrote"
    return page


async def test_nothing_that_anybody_wrote_is_run(poisoned: tuple[Bench, dict[str, str]]) -> None:
    bench, chat = poisoned
    person = await signed_in(bench, *ROLES, name="all")
    shown: set[str] = set()
    for path in pages_of(chat["id"]):
        answer = await ask(bench.app, "GET", path, cookies_of(person, chat))
        assert answer.status not in {403, 500}, (path, answer.status, answer.text[:300])
        if look_at(path, answer) and HOSTILE[:30] in unescape(answer.text):
            shown.add(path)
    # The pages do show what was written: else this test would prove nothing.
    assert shown >= {
        *("/", "/chat/transcript", "/services/whole", "/organisations/whole-body", "/funds/fund"),
        *("/services", "/list?r=whole&r=fund&r=office", "/wrong/office", "/accounts", "/desk"),
        *(f"/desk/chats/{chat['id']}", "/edit/changes", "/edit/suggestions"),
        "/edit/records/whole",
    }, shown


async def test_every_page_has_the_headers_and_forms_with_a_token(
    poisoned: tuple[Bench, dict[str, str]],
) -> None:
    bench, chat = poisoned
    person = await signed_in(bench, *ROLES, name="all")
    for path in pages_of(chat["id"]):
        answer = await ask(bench.app, "GET", path, cookies_of(person, chat))
        policy = answer.headers["content-security-policy"]
        wanted = SECURITY_HEADERS["Content-Security-Policy"]
        if path == "/chat?framed":
            wanted = wanted.replace("'self'; x", "").replace(
                "frame-ancestors 'self'", "frame-ancestors 'self' https://www.friend.example"
            )
        assert policy == wanted, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "content-type" in answer.headers or answer.status in {303, 304}, path
        page = look_at(path, answer)
        if (
            page
            and answer.status == 200
            and path.split("/")[1].split("?")[0] in {"desk", "staff", "edit", "accounts"}
        ):
            for method, action, fields in page.forms:
                assert method == "get" or "form_token" in fields, (path, action)


@pytest.mark.parametrize(
    "words", [HOSTILE, f"\x00\u2028\r\nX: y\r\n\r\n{EVIL_ADDRESS}"], ids=["a", "b"]
)
async def test_what_was_asked_comes_back_as_words(
    poisoned: tuple[Bench, dict[str, str]], words: str
) -> None:
    bench, chat = poisoned
    person = await signed_in(bench, *ROLES, name="all")
    said = quote(words, safe="")
    names = ["q", "text", "next", "subject", "greeting", "language", "code", "state", "postcode",
             "near", "kind", "area", "before", "after", "done", "sent", "skip", "page", "r", "day",
             "topic", "from", "to", "error", "framed", "age", "distance"]  # fmt: skip
    query = "&".join(f"{name}={said}" for name in names)
    for door in doors():
        if door.method != "GET" or door.who == CONVERSATION:
            continue
        for path in (f"{door.path}?{query}", re.sub(r"{[^}]+}", said, door.route)):
            answer = await ask(bench.app, "GET", path, cookies_of(person, chat))
            assert answer.status != 500, path[:80]
            look_at(path[:80], answer)
            # No answer is cut in two, and nobody is led away.
            assert len(answer.headers.getlist("content-type")) <= 1
            location = answer.headers.get("location", "/")
            assert re.match(r"/(?![/\\])", location), path[:80]


async def test_forms_give_back_what_was_typed_as_words(
    poisoned: tuple[Bench, dict[str, str]],
) -> None:
    bench, chat = poisoned
    person = await signed_in(bench, *ROLES, name="all")
    names = ["text", "name", "shown_name", "email", "to", "reason", "note", "f-name", "f-summary",
             "f-url", "team", "outcome", "password", "new", "again", "next", "detail", "add",
             "slug", "topic", "decision", "how", "result", "roles", "district"]  # fmt: skip
    body = "&".join([f"form_token={person.form_token}", *(f"{n}={quote(HOSTILE)}" for n in names)])
    headers = cookies_of(person, chat) | {"Content-Type": "application/x-www-form-urlencoded"}
    for door in doors():
        is_page = isinstance(door.who, frozenset) or door.who == COOKIE or "/api/" not in door.route
        if door.method != "POST" or not is_page or "sign-out" in door.route:
            continue
        if door.route in {"/chat/delete", "/chat/start-again"}:
            continue
        answer = await ask(bench.app, "POST", door.path, headers, body.encode())
        assert answer.status not in {401, 500}, (str(door), answer.status)
        look_at(str(door), answer)


async def test_an_answer_of_the_engine_leads_to_the_web_alone(
    poisoned: tuple[Bench, dict[str, str]],
) -> None:
    bench, chat = poisoned
    conversation_id, token = chat["signpost_chat"].split(".", 1)
    path = f"/api/conversations/{conversation_id}/messages"
    answer = await ask(bench.app, "GET", path, {"Authorization": f"Bearer {token}"})
    assert answer.headers["content-type"].startswith("application/json")
    cards = [card for message in json.loads(answer.body)["messages"] for card in message["cards"]]
    assert cards
    assert {card["url"] for card in cards} == {None}
    assert PROBE in answer.text
