"""A caller is passed on with consent: to the desk, done there or taken back, and forgotten."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from sqlalchemy import select

from bot.accounts.roles import ROLES
from bot.handoff.models import Contact
from knowledge import database as knowledge
from tests.bot.conftest import Bench
from tests.bot.people import Person, signed_in

FOOD, ANIMALS = "guide-part-food-bank", "vol-leicester-animal-aid"
NUMBER = "07700 900123"
GOOD = {
    "kind": "callback", "to": NUMBER, "name": "Zainab", "time": "morning",
    "about": "find_local_help", "district": "Charnwood", "words": "No food until Friday",
    "consent": "yes",
}  # fmt: skip


async def _pass_on(person: Person, **fields: str) -> httpx.Response:
    return await person.post("/staff/pass-on", **(GOOD | fields))


def _seen(answer: httpx.Response) -> str:
    return html.unescape(answer.text)


async def test_a_call_back_lands_on_the_desk_and_is_done(desk: Bench, staff: Person) -> None:
    knowledge.upgrade(desk.settings.database_url)
    answer = await _pass_on(staff)
    assert answer.status_code == 303
    page = _seen(await staff.client.get(answer.headers["location"]))
    [(reference, consent_at, taken_by)] = desk.rows(
        "SELECT reference, consent_at, taken_by FROM callback"
    )
    assert reference in page
    assert consent_at.startswith("2026-11-24 09:30")
    assert staff.account is not None
    assert taken_by == staff.account.id
    assert "900123" not in page

    adviser = await signed_in(desk, "adviser", name="priya")
    board = _seen(await adviser.client.get("/desk/callbacks"))
    for told in ("Zainab", "07700900123", "In the morning", "No food until Friday", reference):
        assert told in board
    assert "The caller said yes to staff, 24 November 2026" in board
    assert "Passed them on" not in re.findall(r"<select.*?</select>", board, re.DOTALL)[0]
    [(conversation,)] = desk.rows("SELECT id FROM conversation")
    chat = _seen(await adviser.client.get(f"/desk/chats/{conversation}"))
    assert "Written by Invented for a caller, who said yes to passing it on." in chat
    assert "Find local help" in chat

    await adviser.post("/desk/callbacks/1/attempt", result="no_answer", note="")
    assert desk.rows("SELECT count(*) FROM handoff_contact") == [(1,)]
    await adviser.post("/desk/callbacks/1/attempt", result="done", note="")
    assert desk.rows("SELECT count(*) FROM handoff_contact") == [(0,)]
    assert "Done" in (await staff.client.get("/staff/passed-on")).text
    assert "No callback is open" in (await adviser.client.get("/desk/callbacks")).text


async def test_a_referral_says_to_whom_and_is_passed_on(desk: Bench, staff: Person) -> None:
    await staff.post("/staff/sheet", add="safety-no-food")
    form = await staff.client.get(
        "/staff/pass-on", params={"slug": ANIMALS, "district": "Charnwood"}
    )
    assert 'value="referral" checked' in form.text
    assert f'value="{ANIMALS}" selected' in form.text
    await _pass_on(staff, kind="referral", refer_to=ANIMALS)
    [(kind, refer_to)] = desk.rows("SELECT kind, refer_to FROM callback")
    assert kind == "referral"
    assert refer_to
    adviser = await signed_in(desk, "adviser", name="priya")
    board = _seen(await adviser.client.get("/desk/callbacks"))
    assert "Refer them to" in board
    assert refer_to in board
    assert "Passed them on, as they asked" in board
    # The adviser sees what the caller was told of already.
    [(cards,)] = desk.rows("SELECT cards FROM message")
    assert cards.count('"title"') == 2
    await adviser.post("/desk/callbacks/1/attempt", result="passed_on", note="")
    assert desk.rows("SELECT state FROM callback") == [("done",)]
    assert desk.rows("SELECT count(*) FROM handoff_contact") == [(0,)]


async def test_contact_details_stand_in_their_own_table_alone(desk: Bench, staff: Person) -> None:
    await _pass_on(staff, words=f"Ring {NUMBER}, or zainab@example.org")
    contact = await desk.app.state.accounts.transactions.do(
        lambda session: session.scalars(select(Contact)).one()
    )
    assert (contact.name, contact.how, contact.value) == ("Zainab", "telephone", "07700900123")
    for table in ("callback", "message", "conversation", "handoff", "handoff_event",
                  "handoff_outgoing", "accounts_event"):  # fmt: skip
        kept = str(desk.rows(f"SELECT * FROM {table}"))
        assert "900123" not in kept, table
        assert "zainab@" not in kept.casefold(), table
    noted = str(desk.rows("SELECT * FROM accounts_event"))
    assert "callback_begun" in noted


async def test_the_team_gets_a_notice_without_the_caller(desk: Bench, staff: Person) -> None:
    await _pass_on(staff)
    [(subject, body)] = desk.rows("SELECT subject, body FROM handoff_outgoing")
    assert subject == "A call back was asked for"
    assert "Zainab" not in body
    assert "Friday" not in body


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consent": ""}, "Please ask the caller"),
        ({"to": "somebody"}, "a telephone number or an e-mail address"),
        ({"to": "0116 49"}, "does not look like a telephone number"),
        ({"words": " "}, "in a few words what it is about"),
        ({"words": "x" * 1001}, "at most 1,000"),
        ({"name": "Zainab 07700 900123"}, "a first name alone"),
        ({"kind": "referral"}, "choose whom to refer them to"),
        ({"kind": "referral", "refer_to": "nonsense"}, "choose whom to refer them to"),
        # A fact sheet is nobody to be referred to.
        ({"kind": "referral", "refer_to": FOOD}, "choose whom to refer them to"),
        ({"kind": "nonsense"}, "a call back or a referral"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(
    desk: Bench, staff: Person, fields: dict[str, str], said: str
) -> None:
    answer = await _pass_on(staff, **fields)
    assert answer.status_code == 422
    assert said in _seen(answer)
    # What was typed stays, so that nobody has to ask the caller twice.
    assert 'value="Charnwood"' in answer.text or "<option selected>Charnwood" in answer.text
    for table in ("callback", "handoff_contact", "conversation"):
        assert desk.rows(f"SELECT count(*) FROM {table}") == [(0,)], table


async def test_who_changes_their_mind_is_forgotten(desk: Bench, staff: Person) -> None:
    await _pass_on(staff)
    assert (await staff.post("/staff/passed-on/1")).status_code == 303
    assert desk.rows("SELECT state FROM callback") == [("cancelled",)]
    assert desk.rows("SELECT count(*) FROM handoff_contact") == [(0,)]
    assert (await staff.post("/staff/passed-on/1")).status_code == 404
    page = await staff.client.get("/staff/passed-on/1")
    assert "Cancelled" in page.text
    assert "deleted" in page.text


async def test_what_is_passed_on_is_ones_own(desk: Bench, staff: Person) -> None:
    await _pass_on(staff)
    for role in ROLES:
        other = await signed_in(desk, role, name=f"other-{role}")
        assert (await other.client.get("/staff/passed-on/1")).status_code == 404
        assert (await other.post("/staff/passed-on/1")).status_code == 404
        assert "Nothing yet" in (await other.client.get("/staff/passed-on")).text
        may_read = role == "adviser"
        board = await other.client.get("/desk/callbacks")
        assert (board.status_code, "07700900123" in board.text) == (
            (200, True) if may_read else (403, False)
        )
    assert desk.rows("SELECT state FROM callback") == [("booked",)]


async def test_a_resident_who_quotes_the_reference_can_cancel_it(
    desk: Bench, staff: Person
) -> None:
    await _pass_on(staff)
    [(reference,)] = desk.rows("SELECT reference FROM callback")
    resident = await desk.open()
    answer = await resident.send(text=f"cancel {reference}")
    assert "900123" not in answer.text
    choices = [choice for m in answer.json()["messages"] for choice in m["choices"]]
    await resident.send(choice=next(c["id"] for c in choices if c["label"].startswith("Cancel")))
    assert desk.rows("SELECT state FROM callback") == [("cancelled",)]
