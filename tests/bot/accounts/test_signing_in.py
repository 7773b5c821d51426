"""Signing in and out with a password: cookies, lockout, sessions and their ends."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.accounts import lockout, sessions
from bot.accounts.service import WRONG, Accounts
from tests.bot.conftest import Bench, MakeBench
from tests.bot.people import PASSWORD, add_person, signed_in

NAME = "invented.person"


async def _ready(bench: Bench, *roles: str) -> Accounts:
    accounts: Accounts = bench.app.state.accounts
    await add_person(accounts, NAME, *(roles or ("staff",)))
    return accounts


async def _sign_in(
    bench: Bench, name: str = NAME, password: str = PASSWORD, **more: str
) -> httpx.Response:
    page = await bench.client.get("/sign-in")
    if page.status_code == 303:
        return page
    token = re.search(r'name="form_token" value="([0-9a-f]{64})"', page.text)
    assert token is not None
    data = {"form_token": token[1], "name": name, "password": password} | more
    return await bench.client.post("/sign-in", data=data)


async def test_somebody_signs_in_and_out(bench: Bench) -> None:
    await _ready(bench)
    answer = await _sign_in(bench)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    page = await bench.client.get("/account")
    assert "Invented.Person" in page.text
    token = re.search(r'name="form_token" value="([0-9a-f]{64})"', page.text)
    assert token is not None
    gone = await bench.client.post("/sign-out", data={"form_token": token[1]})
    assert gone.headers["location"] == "/sign-in"
    again = await bench.client.get("/account")
    assert again.headers["location"] == "/sign-in?next=/account"
    assert bench.rows("SELECT count(*) FROM account_session") == [(0,)]


async def test_the_name_may_be_typed_in_capitals_and_with_spaces_around(bench: Bench) -> None:
    await _ready(bench)
    assert (await _sign_in(bench, f" {NAME.upper()} ")).status_code == 303


async def test_the_cookie_is_closed_and_the_database_holds_no_secret(bench: Bench) -> None:
    await _ready(bench)
    answer = await _sign_in(bench)
    cookie = next(
        value for value in answer.headers.get_list("set-cookie") if sessions.COOKIE in value
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    token = bench.client.cookies[sessions.COOKIE]
    dump = (bench.folder / "signpost.db").read_bytes()
    assert token.encode() not in dump
    assert PASSWORD.encode() not in dump
    assert bench.rows("SELECT token_hash FROM account_session") == [(sessions.hash_of(token),)]
    assert bench.rows("SELECT password_hash FROM account")[0][0].startswith("$argon2id$")


async def test_over_https_the_cookie_is_secure(make_bench: MakeBench) -> None:
    bench: Bench = await make_bench(PUBLIC_ADDRESS="https://signpost.example.org")
    await _ready(bench)
    page = await bench.client.get("/sign-in")
    assert "Secure" in page.headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, "not the password"), ("nobody", PASSWORD), (NAME, ""), ("", "")]
)
async def test_what_was_wrong_is_not_told(bench: Bench, name: str, password: str) -> None:
    await _ready(bench)
    answer = await _sign_in(bench, name, password)
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert sessions.COOKIE not in answer.headers.get("set-cookie", "")


async def test_a_disabled_account_is_as_good_as_none(bench: Bench) -> None:
    accounts = await _ready(bench)

    def disable(session: object) -> None:
        from bot.accounts import store

        found = store.find_by_name(session, NAME)  # type: ignore[arg-type]
        assert found is not None
        found.is_active = False

    await accounts.transactions.do(disable)
    answer = await _sign_in(bench)
    assert answer.status_code == 401
    assert WRONG in answer.text


@pytest.mark.parametrize("name", [NAME, "nobody.at.all"])
async def test_a_name_is_locked_for_a_while_whether_it_exists_or_not(
    bench: Bench, name: str
) -> None:
    await _ready(bench)
    for _ in range(lockout.MOST_BY_NAME):
        assert (await _sign_in(bench, name, "wrong wrong wrong")).status_code == 401
    answer = await _sign_in(bench, name, PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert "wait 15 minutes" in answer.text
    bench.clock.move(minutes=15)
    assert (await _sign_in(bench, name, PASSWORD)).status_code == (303 if name == NAME else 401)


async def test_an_address_is_locked_for_a_while(bench: Bench) -> None:
    await _ready(bench)
    for number in range(lockout.MOST_BY_ADDRESS):
        assert (await _sign_in(bench, f"somebody{number}", "x" * 12)).status_code == 401
    assert (await _sign_in(bench)).status_code == 429
    bench.clock.move(minutes=16)
    assert (await _sign_in(bench)).status_code == 303
    assert bench.rows("SELECT count(*) FROM account_failure") == [(0,)]


async def test_failures_long_ago_do_not_count(bench: Bench) -> None:
    await _ready(bench)
    for _ in range(lockout.MOST_BY_NAME - 1):
        await _sign_in(bench, NAME, "wrong wrong wrong")
    bench.clock.move(minutes=16)
    await _sign_in(bench, NAME, "wrong wrong wrong")
    assert (await _sign_in(bench)).status_code == 303


async def test_neither_names_nor_addresses_of_failures_are_kept(bench: Bench) -> None:
    await _ready(bench)
    await _sign_in(bench, "a.secret.name", "wrong wrong wrong")
    kept = str(
        bench.rows("SELECT * FROM account_failure") + bench.rows("SELECT * FROM accounts_event")
    )
    assert "a.secret.name" not in kept
    assert "192.0.2.1" not in kept


async def test_a_form_without_its_token_signs_nobody_in(bench: Bench) -> None:
    await _ready(bench)
    answer = await bench.client.post("/sign-in", data={"name": NAME, "password": PASSWORD})
    assert answer.status_code == 403
    await bench.client.get("/sign-in")
    data = {"name": NAME, "password": PASSWORD, "form_token": "0" * 64}
    assert (await bench.client.post("/sign-in", data=data)).status_code == 403


async def test_another_website_signs_nobody_in(bench: Bench) -> None:
    await _ready(bench)
    answer = await bench.client.post(
        "/sign-in", data={"name": NAME}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


async def test_signing_in_ends_the_session_that_was_there(bench: Bench) -> None:
    accounts = await _ready(bench)
    await _sign_in(bench)
    first = bench.client.cookies[sessions.COOKIE]
    bench.client.cookies.delete(sessions.COOKIE)
    page = await bench.client.get("/sign-in")
    token = re.search(r'name="form_token" value="([0-9a-f]{64})"', page.text)
    assert token is not None
    data = {"form_token": token[1], "name": NAME, "password": PASSWORD}
    bench.client.cookies.set(sessions.COOKIE, first, domain="signpost.test")
    await bench.client.post("/sign-in", data=data)
    assert await accounts.current(first) is None
    assert bench.rows("SELECT count(*) FROM account_session") == [(1,)]


async def test_a_session_ends_when_it_is_not_used(bench: Bench) -> None:
    person = await signed_in(bench, "staff")
    for _ in range(4):
        bench.clock.move(minutes=59)
        assert (await person.client.get("/account")).status_code == 200
    bench.clock.move(minutes=60)
    assert (await person.client.get("/account")).status_code == 303


async def test_a_session_ends_after_twelve_hours_in_any_case(bench: Bench) -> None:
    person = await signed_in(bench, "staff")
    for _ in range(23):
        bench.clock.move(minutes=30)
        assert (await person.client.get("/account")).status_code == 200
    bench.clock.move(minutes=30)
    assert (await person.client.get("/account")).status_code == 303


async def test_ended_sessions_are_deleted_when_somebody_signs_in(bench: Bench) -> None:
    await signed_in(bench, "staff", name="earlier")
    bench.clock.move(hours=13)
    await _ready(bench)
    await _sign_in(bench)
    assert bench.rows("SELECT count(*) FROM account_session") == [(1,)]


@pytest.mark.parametrize("cookie", ["nonsense", "x" * 43, "", "a" * 5000])
async def test_a_made_up_cookie_is_nobody(bench: Bench, cookie: str) -> None:
    bench.client.cookies.set(sessions.COOKIE, cookie)
    assert (await bench.client.get("/account")).status_code == 303


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/account", "/account"),
        ("//elsewhere.example", "/staff"),
        ("https://elsewhere.example", "/staff"),
        ("/\\elsewhere.example", "/staff"),
        ("javascript:alert(1)", "/staff"),
        ("/accounts?x=1", "/accounts?x=1"),
    ],
)
async def test_the_way_on_stays_on_this_website(bench: Bench, asked: str, led: str) -> None:
    await _ready(bench)
    answer = await _sign_in(bench, next=asked)
    assert answer.headers["location"] == led


async def test_who_is_signed_in_goes_on_at_once(bench: Bench) -> None:
    person = await signed_in(bench, "administrator")
    answer = await person.client.get("/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")


async def test_a_script_gets_an_error_and_no_page(bench: Bench) -> None:
    answer = await bench.client.get("/account", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["error"] == "Please sign in first."


async def test_signing_in_is_noted_without_anything_typed(bench: Bench) -> None:
    await _ready(bench)
    await _sign_in(bench, NAME, "wrong wrong wrong")
    await _sign_in(bench)
    noted = bench.rows("SELECT account_id, action, object_kind, object_id FROM accounts_event")
    assert (None, "sign_in_failed", "account", "1") in noted
    assert (1, "signed_in", "", "") in noted
    assert "wrong wrong" not in str(noted)
