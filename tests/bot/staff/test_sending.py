"""Sending a sheet with consent: by e-mail, by text message, or by hand from the outbox."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from bot.handoff.models import Outgoing
from bot.handoff.outgoing import NotSent
from bot.staff import messages
from bot.staff.aid import Aid
from tests.bot.conftest import Bench, MakeBench
from tests.bot.people import Person, signed_in

ADDRESS = "invented.person@example.org"
MOBILE = "07700 900123"


async def _send(person: Person, **fields: str) -> httpx.Response:
    return await person.post("/staff/sheet/send", **({"to": ADDRESS, "consent": "yes"} | fields))


@pytest.fixture
async def filled(staff: Person) -> Person:
    await staff.post("/staff/sheet", add="guide-part-food-bank")
    await staff.post("/staff/sheet", add="vol-leicester-animal-aid")
    return staff


async def test_without_settings_it_waits_in_the_outbox(desk: Bench, filled: Person) -> None:
    assert (await _send(filled)).headers["location"] == "/staff/outbox"
    await _send(filled, to=MOBILE)
    page = await filled.client.get("/staff/outbox")
    assert ADDRESS in page.text
    assert "07700900123" in page.text
    assert "nothing is set up to send it" in page.text
    assert "Facts change" in page.text
    await filled.post("/staff/outbox/1")
    await filled.post("/staff/outbox/2")
    assert desk.rows("SELECT count(*) FROM handoff_outgoing") == [(0,)]
    assert (await filled.post("/staff/outbox/2")).status_code == 404


async def test_the_record_of_deeds_has_no_address(desk: Bench, filled: Person) -> None:
    await _send(filled)
    noted = desk.rows("SELECT * FROM accounts_event")
    assert "sheet_sent" in str(noted)
    assert ADDRESS not in str(noted)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consent": ""}, "Please ask the caller"),
        ({"to": "somebody"}, "e-mail address or a mobile"),
        ({"to": "a@b"}, "whole e-mail address"),
        ({"to": "0116 496 0000"}, "begins with 07"),
        ({"to": ""}, "e-mail address or a mobile"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_sent(
    desk: Bench, filled: Person, fields: dict[str, str], said: str
) -> None:
    answer = await _send(filled, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert desk.rows("SELECT count(*) FROM handoff_outgoing") == [(0,)]


async def test_an_empty_sheet_is_not_sent(staff: Person) -> None:
    answer = await _send(staff)
    assert answer.status_code == 422


async def test_with_settings_it_is_on_its_way(make_bench: MakeBench, aid: Aid) -> None:
    bench: Bench = await make_bench(
        SMTP_URL="smtp://127.0.0.1:9",
        MAIL_FROM="us@example.org",
        SMS_URL="https://gateway.example/send",
    )
    bench.app.state.aid = aid
    person = await signed_in(bench, "staff")
    await person.post("/staff/sheet", add="guide-part-food-bank")
    await _send(person)
    states = bench.rows("SELECT kind, state FROM handoff_outgoing WHERE kind = 'email'")
    assert states == [("email", "waiting")]


async def test_addresses_are_forgotten(desk: Bench, filled: Person) -> None:
    await _send(filled)
    transactions = desk.app.state.accounts.transactions

    async def left(**span: float) -> int:
        desk.clock.move(**span)
        await desk.trust_clock()
        await transactions.do(
            lambda session: messages.forget_messages(
                session, at=desk.clock(), settings=desk.settings
            )
        )
        return int(desk.rows("SELECT count(*) FROM handoff_outgoing")[0][0])

    assert await left(days=6) == 1
    assert await left(days=2) == 0
    filled = await signed_in(desk, "staff", name="later")
    await filled.post("/staff/sheet", add="guide-part-food-bank")
    await _send(filled)
    await transactions.do(
        lambda session: session.connection().exec_driver_sql(
            "UPDATE handoff_outgoing SET state = 'sent'"
        )
    )
    assert await left(hours=25) == 0


def _item(body: str = "Hello") -> Outgoing:
    return Outgoing(kind="sms", target="07700900123", body=body)


async def test_the_gateway_gets_a_number_and_a_text(desk: Bench) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(202)

    settings = replace(
        desk.settings, sms_url="https://gateway.example/send", sms_token="t", sms_from="Council"
    )
    await messages.SmsGateway(settings, httpx.MockTransport(answer)).deliver(_item())
    assert json.loads(asked[0].content) == {
        "to": "+447700900123",
        "from": "Council",
        "text": "Hello",
    }
    assert asked[0].headers["authorization"] == "Bearer t"


async def test_a_gateway_that_refuses_or_is_silent_is_tried_again(desk: Bench) -> None:
    settings = replace(desk.settings, sms_url="https://gateway.example/send")
    refusing = httpx.MockTransport(lambda _: httpx.Response(500))
    with pytest.raises(NotSent, match="status 500"):
        await messages.SmsGateway(settings, refusing).deliver(_item())

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(NotSent, match="ConnectError"):
        await messages.SmsGateway(settings, httpx.MockTransport(silent)).deliver(_item())


async def test_a_text_message_holds_names_and_numbers_and_has_an_end(desk: Bench, aid: Aid) -> None:
    found = await aid.records(["vol-leicester-animal-aid"])
    site = desk.app.state.conversations.site
    text = messages.sms_text(found, site)
    assert "Leicester Animal Aid, Huncote: 01455 888257" in text
    assert len(messages.sms_text(found * 100, site)) <= messages.LONGEST_TEXT
