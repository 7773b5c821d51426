"""Who may use which page: every route of accounts by every role and by nobody."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.routing import Route

from bot.accounts.administration import ROUTES as ADMINISTRATION
from bot.accounts.pages import ROUTES as OWN
from bot.accounts.roles import ROLES
from tests.bot.conftest import Bench
from tests.bot.people import signed_in

OPEN = {"/sign-in", "/sign-in/council", "/sign-in/back"}
EVERYBODY = {"/account", "/account/password", "/account/sign-out-everywhere", "/sign-out"}


def _cases() -> list[tuple[str, str]]:
    return [
        (method, route.path.replace("{account_id:int}", "1"))
        for route in [*OWN, *ADMINISTRATION]
        if isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


CASES = _cases()


def _may(path: str, role: str) -> bool:
    return path in OPEN or path in EVERYBODY or role == "administrator"


@pytest.mark.parametrize("role", [*ROLES])
async def test_every_role_comes_where_it_may_and_nowhere_else(bench: Bench, role: str) -> None:
    for number, (method, path) in enumerate(CASES):
        person = await signed_in(bench, role, name=f"invented{number}")
        data = {"form_token": person.form_token} if method == "POST" else None
        answer = await person.client.request(method, path, data=data)
        refused = answer.status_code == 403 and "may not use this page" in answer.text
        assert refused is not _may(path, role), (method, path, answer.status_code)


async def test_nobody_comes_nowhere(bench: Bench) -> None:
    for method, path in CASES:
        if path in OPEN:
            continue
        answer = await bench.client.request(method, path)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/sign-in")


async def test_a_form_without_its_token_changes_nothing(bench: Bench) -> None:
    person = await signed_in(bench, *ROLES)
    other = await signed_in(bench, *ROLES, name="other")
    for method, path in CASES:
        if method != "POST" or path in OPEN:
            continue
        for token in ("", "0" * 64, other.form_token):
            answer = await person.client.post(path, data={"form_token": token})
            assert answer.status_code == 403, path
            assert "out of date" in answer.text
    assert (await person.client.get("/account")).status_code == 200


async def test_a_first_password_must_be_changed_before_anything_else(bench: Bench) -> None:
    person = await signed_in(bench, "administrator")
    await bench.app.state.accounts.transactions.do(
        lambda session: session.connection().exec_driver_sql(
            "UPDATE account SET must_change_password = 1"
        )
    )
    answer = await person.client.get("/accounts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = await person.client.get("/account")
    assert "Choose your own password" in page.text
    assert 'href="/accounts"' not in page.text


async def test_the_token_of_a_form_may_come_in_a_header(bench: Bench) -> None:
    person = await signed_in(bench, "staff")
    answer = await person.client.post("/sign-out", headers={"X-Form-Token": person.form_token})
    assert answer.status_code == 303


async def test_pages_are_not_kept_by_browsers_and_hold_nothing_inline(bench: Bench) -> None:
    person = await signed_in(bench, "administrator")
    for path in ("/account", "/accounts", "/accounts/1", "/accounts/events", "/sign-in"):
        page = await (bench if path == "/sign-in" else person).client.get(path)
        assert page.status_code == 200, path
        assert page.headers["cache-control"] == "no-store"
        assert "style=" not in page.text
        assert page.text.count("<h1") == 1
        assert "<script" not in page.text


async def test_the_database_is_asked_once_a_request(bench: Bench) -> None:
    from bot.accounts.access import current_account

    person = await signed_in(bench, "staff")
    cookie = f"signpost_account={person.token}".encode()
    scope = {"type": "http", "headers": [(b"cookie", cookie)], "app": bench.app, "state": {}}
    request = Request(scope)
    first = await current_account(request)
    assert first is not None
    assert first is await current_account(request)
