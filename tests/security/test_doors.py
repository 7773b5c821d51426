"""Every route, by every role and by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from bot.accounts import sessions
from bot.accounts.roles import ROLES
from tests.bot.conftest import Bench
from tests.bot.people import Person, signed_in
from tests.security.asking import Answered, ask
from tests.security.doors import (
    ANYBODY,
    CONVERSATION,
    COOKIE,
    DESK_TOKEN,
    FORM,
    OTHER_DESK,
    SECRET,
    Door,
    doors,
    of_people,
    routes_of,
)

ENDING = {"/sign-out", "/account/sign-out-everywhere"}
"""What ends the session of whoever does it."""

FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
JSON_WANTED = {"Accept": "application/json"}
JSON_TYPE = {"Content-Type": "application/json"}


def test_every_route_has_its_line_in_the_table_and_every_line_its_route(house: Bench) -> None:
    """If this fails: say in tests/security/doors.py who may use the new route."""
    known, there = {str(door) for door in doors()}, routes_of(house.app)
    assert not there - known, (
        "New routes. Say in DOORS of tests/security/doors.py who may use each of them: "
        + ", ".join(sorted(there - known))
    )
    assert not known - there, (
        "Routes that are gone. Take them out of DOORS of tests/security/doors.py: "
        + ", ".join(sorted(known - there))
    )
    assert len(known) == len(doors()), "a route stands twice in the table"


async def open_door(
    app: Any, door: Door, person: Person | None = None, headers: dict[str, str] | None = None
) -> Answered:
    """Asks at a door as somebody with a session would, with the token of their form."""
    sent = dict(headers or {})
    if person and person.token:
        sent["Cookie"] = f"{sessions.COOKIE}={person.token}"
    body = b""
    if door.method != "GET":
        sent |= FORM_TYPE
        body = f"form_token={person.form_token}".encode() if person else b"x=1"
    return await ask(app, door.method, door.path, sent, body)


def leads_to_sign_in(answer: Answered) -> bool:
    return answer.status == 303 and answer.headers["location"].startswith("/sign-in")


def turned_away(answer: Answered) -> bool:
    """Whether somebody without the right was told so, and told nothing else."""
    return answer.status == 403 and "may not use this" in answer.text


@pytest.mark.parametrize("role", [*ROLES])
async def test_a_role_opens_its_own_doors_and_no_other(house: Bench, role: str) -> None:
    person = await signed_in(house, role)
    for number, door in enumerate(of_people()):
        answer = await open_door(house.app, door, person)
        assert answer.status != 500, (str(door), answer.status)
        may = role in door.who
        assert turned_away(answer) is not may, (str(door), answer.status, answer.text[:200])
        assert not leads_to_sign_in(answer) or door.route in ENDING, str(door)
        if door.route in ENDING:
            person = await signed_in(house, role, name=f"{role}{number}")


async def test_nobody_opens_no_door_of_those_who_work_here(house: Bench) -> None:
    for door in of_people():
        answer = await open_door(house.app, door)
        assert leads_to_sign_in(answer), (str(door), answer.status)
        script = await open_door(house.app, door, None, JSON_WANTED)
        assert script.status == 401, (str(door), script.status)
        assert b"<" not in script.body


async def test_a_password_that_somebody_else_gave_opens_nothing_but_its_own_change(
    house: Bench,
) -> None:
    person = await signed_in(house, *ROLES, name="new")
    await _set(house, "UPDATE account SET must_change_password = 1")
    own = {"/account", "/account/password"} | ENDING
    for door in of_people():
        if door.route not in own:
            answer = await open_door(house.app, door, person, JSON_WANTED)
            assert answer.status == 403, (str(door), answer.status)


async def _set(bench: Bench, statement: str) -> None:
    await bench.app.state.accounts.transactions.do(lambda session: session.execute(text(statement)))


@pytest.mark.parametrize("kind", ["without", "another's", "the session's own secret"])
async def test_a_deed_needs_the_token_of_its_own_form(house: Bench, kind: str) -> None:
    person = await signed_in(house, *ROLES, name="one")
    other = await signed_in(house, *ROLES, name="two")
    token = {"without": "", "another's": other.form_token}.get(kind, person.token)
    for door in of_people():
        if door.method == "GET":
            continue
        headers = FORM_TYPE | {"Cookie": f"{sessions.COOKIE}={person.token}"}
        answer = await ask(
            house.app, door.method, door.path, headers, f"form_token={token}".encode()
        )
        assert answer.status == 403, (str(door), answer.status)
        assert "This form is out of date" in answer.text, str(door)
    assert (await open_door(house.app, Door("GET", "/account", ANYBODY), person)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://signpost.test.evil.example"},
        {"Origin": "http://[evil"},
        {"Origin": "https://signpost.test:99999999"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_no_deed_is_done_for_another_website(house: Bench, headers: dict[str, str]) -> None:
    person = await signed_in(house, *ROLES, name="one")
    for door in doors():
        if door.method == "GET":
            continue
        answer = await open_door(house.app, door, person, headers)
        assert answer.status == 403, (str(door), answer.status)
        assert "own website" in answer.text, str(door)
        assert "access-control-allow-origin" not in answer.headers, str(door)


async def test_the_doors_of_tokens_are_shut_without_and_with_a_wrong_one(house: Bench) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {DESK_TOKEN}x"},
        {"Authorization": f"Basic {DESK_TOKEN}"},
        {"Authorization": "Bearer \u00ff\u00fe"},
        {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
        {"X-Telegram-Bot-Api-Secret-Token": "\u00ff"},
        {"Cookie": "signpost_chat=wrong; signpost_account=wrong"},
    ]
    for door in doors():
        if door.who not in {CONVERSATION, OTHER_DESK, SECRET, COOKIE, FORM}:
            continue
        path = door.path.replace("invented-chatwoot-secret", "wrong")
        for headers in wrong:
            answer = await ask(house.app, door.method, path, headers | JSON_TYPE, b"{}")
            assert answer.status in {401, 403, 404}, (str(door), headers, answer.status)


async def test_the_other_desk_comes_in_with_its_token(house: Bench) -> None:
    headers = {"Authorization": f"Bearer {DESK_TOKEN}"} | JSON_TYPE
    for door in doors():
        if door.who == OTHER_DESK:
            body = b'{"name": "Invented", "text": "x", "outcome": "x"}'
            answer = await ask(house.app, door.method, door.path, headers, body)
            assert answer.status not in {401, 403, 500}, str(door)


async def test_without_its_settings_the_other_desk_has_no_door(bench: Bench) -> None:
    for door in doors():
        if door.who == OTHER_DESK or "chatwoot" in door.route:
            for token in ("", "invented", "None"):
                headers = {"Authorization": f"Bearer {token}"} | JSON_TYPE
                answer = await ask(bench.app, door.method, door.path, headers, b"{}")
                assert answer.status == 404, (str(door), answer.status)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "POST"])
async def test_another_method_is_no_way_round(house: Bench, method: str) -> None:
    there = {str(door) for door in doors()}
    person = await signed_in(house, *ROLES, name="one")
    for path in sorted({door.route for door in doors()}):
        if f"{method} {path}" in there:
            continue
        door = Door(method, path, ANYBODY)
        answer = await open_door(house.app, door, person, {"X-HTTP-Method-Override": "GET"})
        assert answer.status in {403, 404, 405}, (method, path, answer.status)


async def test_a_head_tells_no_more_than_it_may(house: Bench) -> None:
    for door in of_people():
        if door.method == "GET" and "events" not in door.route.split("/")[-1]:
            answer = await ask(house.app, "HEAD", door.path)
            assert leads_to_sign_in(answer), (str(door), answer.status)
