"""Desks elsewhere and what goes out: signed webhooks, e-mail, the interface in, Chatwoot."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from bot.handoff.chatwoot_parts import read_inbox
from knowledge.errors import InvalidInput
from tests.bot.handoff.conftest import HOURS, PRIYA, Hall, MakeHall, say, take
from tests.bot.handoff.fake_chatwoot import TOKEN, FakeChatwoot

CHATWOOT = {
    "CHATWOOT_URL": "https://chat.example.org/app/accounts/1/inbox/2",
    "CHATWOOT_TOKEN": TOKEN,
    "CHATWOOT_SECRET": "invented-secret",
}


async def _with_client(hall: Hall, transport: httpx.AsyncBaseTransport) -> None:
    """Lets requests go to a stand-in instead of the network."""
    sender = hall.room.watch.sender
    await sender.client.aclose()
    client = httpx.AsyncClient(transport=transport)
    sender.client = client
    bridge = hall.bench.app.state.chatwoot
    if bridge is not None:
        bridge._client = client


async def _push(hall: Hall) -> None:
    await hall.room.watch.sender.send_due()


async def test_a_webhook_is_signed_and_tried_again(make_hall: MakeHall) -> None:
    hall = await make_hall(
        {"WEBHOOK_URL": "https://desk.example.org/hook", "WEBHOOK_SECRET": "s"}, hours=HOURS
    )
    got: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(500 if len(got) == 1 else 204)

    await _with_client(hall, httpx.MockTransport(answer))
    await hall.arrive()
    resident = await hall.queue()
    await _push(hall)
    await _push(hall)
    assert len(got) == 1
    hall.bench.clock.move(seconds=6)
    await _push(hall)
    assert len(got) == 2
    assert got[0].content == got[1].content
    assert got[0].headers["x-signpost-delivery"] == got[1].headers["x-signpost-delivery"]
    wanted = hmac.new(b"s", got[1].content, hashlib.sha256).hexdigest()
    assert got[1].headers["x-signpost-signature"] == f"sha256={wanted}"
    assert json.loads(got[1].content) == {
        "event": "waiting", "conversation": resident.id, "state": "waiting", "reason": "asked",
        "team": "", "at": "2026-11-24T09:30:00Z",
    }  # fmt: skip


async def test_what_never_goes_out_is_told(make_hall: MakeHall) -> None:
    hall = await make_hall({"WEBHOOK_URL": "https://desk.example.org/hook"}, hours=HOURS)
    await _with_client(hall, httpx.MockTransport(lambda _: httpx.Response(500)))
    await hall.arrive()
    await hall.queue()
    for _ in range(12):
        await _push(hall)
        hall.bench.clock.move(hours=13)
    rows = hall.bench.rows("SELECT state, error FROM handoff_outgoing WHERE kind = 'webhook'")
    assert rows[0] == ("failed", "status 500")


async def test_the_interface_needs_its_token(make_hall: MakeHall) -> None:
    hall = await make_hall(hours=HOURS)
    address = "/api/desk/conversations"
    assert (await hall.bench.client.get(address)).status_code == 404
    hall = await make_hall({"DESK_TOKEN": "invented"}, hours=HOURS)
    assert (await hall.bench.client.get(address)).status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert (await hall.bench.client.get(address, headers=wrong)).status_code == 401


async def test_another_desk_does_all_of_it_over_the_interface(make_hall: MakeHall) -> None:
    hall = await make_hall({"DESK_TOKEN": "invented"}, hours=HOURS)
    client, headers = hall.bench.client, {"Authorization": "Bearer invented"}

    async def call(path: str, **body: Any) -> httpx.Response:
        answer: httpx.Response = await client.post(
            f"/api/desk/{path}", json={"name": "Ola"} | body, headers=headers
        )
        return answer

    assert (await call("presence")).status_code == 200
    resident = await hall.queue()
    one = f"conversations/{resident.id}"
    listed = (await client.get("/api/desk/conversations", headers=headers)).json()
    assert [row["id"] for row in listed["waiting"]] == [resident.id]
    read = await client.get(f"/api/desk/{one}", headers=headers)
    assert read.json()["messages"][0]["from"] == "assistant"
    assert (await call(f"{one}/claim")).status_code == 200
    assert (await call(f"{one}/claim", name="Someone Else")).status_code == 409
    for _ in range(2):
        assert (await call(f"{one}/messages", text="Hello", id="a-1")).status_code == 200
    said = [m for m in await resident.read() if m["from"] == "adviser"]
    assert [(m["text"], m["name"]) for m in said] == [("Hello", "Ola")]
    assert (await call(f"{one}/typing")).status_code == 200
    assert (await hall.status(resident))["is_typing"]
    assert (await call(f"{one}/close", outcome="nonsense")).status_code == 422
    assert (await call(f"{one}/close", outcome="answered")).status_code == 200
    assert (await hall.status(resident))["state"] == "closed"
    assert hall.bench.rows("SELECT count(*) FROM accounts_event WHERE account_id IS NULL")[0][0] > 3


def test_an_address_of_an_inbox() -> None:
    inbox = read_inbox("https://chat.example.org/app/accounts/1/inbox/2")
    assert inbox.api == "https://chat.example.org/api/v1/accounts/1"
    with pytest.raises(InvalidInput, match="CHATWOOT_URL"):
        read_inbox("https://chat.example.org/")


@pytest.fixture
async def chatwoot(make_hall: MakeHall) -> tuple[Hall, FakeChatwoot]:
    hall = await make_hall(CHATWOOT, hours=HOURS)
    fake = FakeChatwoot()
    await _with_client(hall, fake.transport())
    await hall.bench.app.state.chatwoot.look_who_is_there()
    return hall, fake


async def _tell(hall: Hall, event: dict[str, Any], secret: str = "invented-secret") -> int:
    answer = await hall.bench.client.post(f"/api/desk/chatwoot/{secret}", json=event)
    return answer.status_code


async def test_chatwoot_from_waiting_to_resolved(chatwoot: tuple[Hall, FakeChatwoot]) -> None:
    hall, fake = chatwoot
    resident = await hall.queue()
    await _push(hall)
    assert fake.contacts[0]["identifier"] == resident.id
    assert "I want to talk to a person" in fake.messages[101][0]["content"]
    await say(resident, "It is about a roof")
    await _push(hall)
    assert fake.messages[101][-1]["content"] == "It is about a roof"
    assert await _tell(hall, fake.said_there(101, "Hello from there")) == 200
    assert await _tell(hall, fake.said_there(101, "Hello from there")) == 200
    said = [m for m in await resident.read() if m["from"] == "adviser"]
    assert [(m["text"], m["name"]) for m in said] == [("Hello from there", "Robin")]
    assert len(await say(resident, "Thank you")) == 1
    await _push(hall)
    assert [m["content"] for m in fake.messages[101]][-1] == "Thank you"
    assert all(m["message_type"] == "incoming" for m in fake.messages[101])
    await _tell(hall, fake.said_there(101, "A note", private=True, id=1))
    await _tell(hall, fake.said_there(101, "An echo", message_type="incoming", id=2))
    assert "A note" not in str(await resident.read())
    await _tell(hall, fake.turned(101, "resolved"))
    assert (await hall.status(resident))["state"] == "closed"
    await _push(hall)
    assert fake.conversations[101]["status"] == "resolved"
    # A later message there is not for a chat that has ended.
    await _tell(hall, fake.said_there(101, "Too late", id=3))
    assert "Too late" not in str(await resident.read())


async def test_pending_gives_back_and_leaving_resolves(chatwoot: tuple[Hall, FakeChatwoot]) -> None:
    hall, fake = chatwoot
    resident = await hall.queue()
    await _push(hall)
    await _tell(hall, fake.said_there(101, "Hello"))
    await _tell(hall, fake.turned(101, "pending"))
    assert (await hall.status(resident))["state"] == "given_back"
    other = await hall.queue()
    await _push(hall)
    await take(other, "Leave the queue")
    await _push(hall)
    assert fake.conversations[102]["status"] == "resolved"


async def test_nobody_online_there_is_told(chatwoot: tuple[Hall, FakeChatwoot]) -> None:
    hall, fake = chatwoot
    fake.availability = "offline"
    hall.bench.clock.move(minutes=2)
    await hall.bench.app.state.chatwoot.look_who_is_there()
    resident = await hall.bench.open()
    assert "No adviser" in (await say(resident, "talk to a person"))[1]["text"]


async def test_when_chatwoot_is_down_nobody_is_left_silent(
    chatwoot: tuple[Hall, FakeChatwoot],
) -> None:
    hall, fake = chatwoot
    resident = await hall.queue()
    await _push(hall)
    await _tell(hall, fake.said_there(101, "Hello"))
    fake.is_down = True
    await say(resident, "Are you there?")
    for _ in range(4):
        await _push(hall)
        hall.bench.clock.move(seconds=20)
    assert (await hall.status(resident))["state"] == "offered"
    assert (await say(resident, "And now?"))[1]["from"] == "assistant"


async def test_a_wrong_secret_finds_nothing(chatwoot: tuple[Hall, FakeChatwoot]) -> None:
    hall, fake = chatwoot
    resident = await hall.queue()
    await _push(hall)
    assert await _tell(hall, fake.said_there(101, "Hello"), "wrong") == 404
    for nonsense in ({}, {"event": "message_created"}, {"event": 1, "id": []}):
        assert await _tell(hall, nonsense) == 200
    assert (await hall.status(resident))["state"] == "waiting"
    assert PRIYA.name not in str(await resident.read())
