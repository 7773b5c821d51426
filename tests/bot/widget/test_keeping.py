"""What hangs on a conversation: did it help, and going on in a page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from knowledge.replies import Reply
from tests.bot.conftest import BASE, CARD, Bench, Opened

FRIEND = "https://www.friend.example"


async def _answered(bench: Bench) -> tuple[Opened, str]:
    bench.engine.replies = [Reply("A fund.", [CARD])]
    talk = await bench.open()
    messages = (await talk.send(text="a roof")).json()["messages"]
    return talk, messages[-1]["id"]


async def test_one_tap_says_whether_it_helped_and_another_replaces_it(bench: Bench) -> None:
    talk, message = await _answered(bench)
    for helped in (True, False):
        answer = await bench.client.post(
            f"{talk.address}/messages/{message}/helped",
            json={"helped": helped},
            headers=talk.headers,
        )
        assert answer.status_code == 204
    assert bench.rows("SELECT message_id, has_helped FROM helped") == [(int(message), 0)]
    await bench.client.delete(talk.address, headers=talk.headers)
    assert bench.rows("SELECT count(*) FROM helped") == [(0,)]


async def test_only_an_answer_of_this_conversation_can_help(bench: Bench) -> None:
    talk, message = await _answered(bench)
    other = await bench.open()
    mine = str(int(message) - 1)
    for opened, number in ((other, message), (talk, mine), (talk, "999"), (talk, "x"), (talk, "٣")):
        answer = await bench.client.post(
            f"{opened.address}/messages/{number}/helped",
            json={"helped": True},
            headers=opened.headers,
        )
        assert answer.status_code == 404, number
    wrong = await bench.client.post(
        f"{talk.address}/messages/{message}/helped", json={"helped": "x"}, headers=talk.headers
    )
    assert wrong.status_code == 422
    bare = await bench.client.post(f"{talk.address}/messages/{message}/helped", json={})
    assert bare.status_code == 401


async def test_the_page_asks_once_whether_it_helped(bench: Bench) -> None:
    bench.engine.replies = [Reply("A fund.", [CARD])]
    page = await bench.client.post("/chat", data={"text": "a roof"}, follow_redirects=True)
    found = re.search(r'name="message" value="(\d+)"', page.text)
    assert found is not None
    said = {"message": found[1], "helped": "yes"}
    page = await bench.client.post("/chat/helped", data=said, follow_redirects=True)
    assert page.status_code == 200
    assert "Did this help" not in page.text
    assert bench.rows("SELECT has_helped FROM helped") == [(1,)]
    assert (await bench.client.post("/chat/helped", data={"message": "x"})).status_code == 422


async def _code(bench: Bench, talk: Opened) -> str:
    answer = await bench.client.post(f"{talk.address}/page", headers=talk.headers)
    assert answer.status_code == 201
    address: str = answer.json()["address"]
    assert talk.token not in address
    assert talk.id not in address
    return address


async def test_the_page_takes_the_conversation_over_once(bench: Bench) -> None:
    talk, _ = await _answered(bench)
    address = await _code(bench, talk)
    ours = {"Referer": f"{BASE}/"}
    opened = await bench.client.get(address, headers=ours)
    assert opened.status_code == 303
    assert "signpost_chat=" in opened.headers["set-cookie"]
    assert talk.token not in opened.headers["set-cookie"]
    assert "A fund. (a roof)" in (await bench.client.get("/chat")).text
    bench.client.cookies.clear()
    again = await bench.client.get(address, headers=ours)
    assert "set-cookie" not in again.headers
    assert (await talk.send(text="still mine")).status_code == 200
    assert talk.token not in str(bench.rows("SELECT * FROM page_key"))


async def test_a_code_is_good_for_a_minute(bench: Bench) -> None:
    talk, _ = await _answered(bench)
    address = await _code(bench, talk)
    bench.clock.move(seconds=61)
    opened = await bench.client.get(address, headers={"Referer": f"{BASE}/"})
    assert "set-cookie" not in opened.headers
    assert "a roof" not in (await bench.client.get("/chat")).text


@pytest.mark.parametrize(
    ("referer", "is_taken"),
    [
        (f"{FRIEND}/", True),
        (f"{BASE}/chat", True),
        ("https://evil.example/", False),
        (f"{FRIEND}.evil.example/", False),
        ("", False),
    ],
)
async def test_a_stranger_cannot_lead_anybody_into_a_chat(
    make_bench: Any, referer: str, is_taken: bool
) -> None:
    bench: Bench = await make_bench(ALLOWED_ORIGINS=FRIEND)
    talk, _ = await _answered(bench)
    opened = await bench.client.get(await _code(bench, talk), headers={"Referer": referer})
    assert opened.status_code == 303
    assert ("set-cookie" in opened.headers) is is_taken


async def test_a_code_is_no_token(bench: Bench) -> None:
    talk, _ = await _answered(bench)
    code = (await _code(bench, talk)).partition("code=")[2]
    answer = await bench.client.get(
        f"{talk.address}/messages", headers={"Authorization": f"Bearer {code}"}
    )
    assert answer.status_code == 401


async def test_only_the_framed_chat_may_be_framed_and_only_by_friends(make_bench: Any) -> None:
    bench: Bench = await make_bench(ALLOWED_ORIGINS=FRIEND)
    framed = await bench.client.get("/chat?framed=1&subject=funding&greeting=%22%3E%3Cb%3E")
    assert f"frame-ancestors 'self' {FRIEND}" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    assert 'data-subject="funding"' in framed.text
    assert "<b>" not in framed.text
    assert 'href="/chat" target="_top"' in framed.text
    for path in ("/chat", "/", "/privacy?framed=1", "/chat/delete?framed=1"):
        other = await bench.client.get(path)
        assert "frame-ancestors 'self'" in other.headers["content-security-policy"]
        assert FRIEND not in other.headers["content-security-policy"]
        assert other.headers["x-frame-options"] == "SAMEORIGIN"


async def test_the_chat_opens_at_its_subject(bench: Bench) -> None:
    page = await bench.client.get("/chat?subject=funding")
    starts = re.findall(r'name="start" value="(\w+)" data-start', page.text)
    assert starts[0] == "find_funding"
    assert len(starts) == 8
