"""The council's own sign-in, against a small provider with really signed tokens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.accounts.joining import roles_of
from bot.accounts.sessions import COOKIE, VISIT_COOKIE
from tests.bot.accounts.fake_council import (
    CLIENT_ID,
    CLIENT_SECRET,
    FakeCouncil,
    serving_council,
)
from tests.bot.conftest import BASE, Bench, MakeBench
from tests.bot.people import signed_in

ROLES = "Signpost staff=staff,Signpost editors=editor,Signpost heads=administrator"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeCouncil]:
    with serving_council() as served:
        yield served


@pytest.fixture
def council(provider: FakeCouncil, monkeypatch: pytest.MonkeyPatch) -> FakeCouncil:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    provider.claims, provider.codes = {}, {}
    provider.signs_with_another_key, provider.algorithm = False, "RS256"
    provider.is_down, provider.said_issuer = False, None
    return provider


@pytest.fixture
async def bench(make_bench: MakeBench, council: FakeCouncil) -> Bench:
    made: Bench = await make_bench(
        OIDC_ISSUER=council.issuer,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
        OIDC_ROLES=ROLES,
    )
    return made


async def _there(bench: Bench, path: str = "/sign-in/council") -> str:
    """Goes to the council as a browser does; returns the address that it sends back to."""
    sent = await bench.client.get(path)
    assert sent.status_code == 303, sent.text
    async with httpx.AsyncClient() as browser:
        back = await browser.get(sent.headers["location"])
    assert back.headers["location"].startswith(f"{BASE}/sign-in/back?")
    return str(back.headers["location"])


async def _in(bench: Bench, path: str = "/sign-in/council") -> httpx.Response:
    return await bench.client.get(await _there(bench, path))


async def test_somebody_comes_in_and_has_the_roles_of_their_groups(bench: Bench) -> None:
    page = await bench.client.get("/sign-in?next=/account")
    assert 'href="/sign-in/council?next=/account"' in page.text
    answer = await _in(bench, "/sign-in/council?next=/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = await bench.client.get("/account")
    assert "Ann Invented" in page.text
    assert "which keeps your password" in page.text
    kept = bench.rows("SELECT name, roles, password_hash, subject FROM account")
    assert kept == [("ann.invented@council.example", '["staff"]', None, "invented-0001")]
    assert bench.rows("SELECT count(*) FROM account_attempt") == [(0,)]


async def test_the_same_person_keeps_the_account_and_gets_todays_roles(
    bench: Bench, council: FakeCouncil
) -> None:
    await _in(bench)
    bench.client.cookies.clear()
    council.claims = {"roles": ["Signpost editors", "Signpost heads", "Others"]}
    await _in(bench)
    assert bench.rows("SELECT id, roles FROM account") == [(1, '["editor", "administrator"]')]
    bench.client.cookies.clear()
    council.claims = {"roles": []}
    answer = await _in(bench)
    assert answer.status_code == 403
    assert "no role in Signpost" in answer.text
    assert bench.rows("SELECT roles FROM account") == [("[]",)]
    assert bench.rows("SELECT count(*) FROM account_session") == [(0,)]


@pytest.mark.parametrize("roles", [None, [], ["Others"], "Others", 7, {"a": 1}])
async def test_whoever_has_no_role_gets_no_account(
    bench: Bench, council: FakeCouncil, roles: Any
) -> None:
    council.claims = {"roles": roles}
    answer = await _in(bench)
    assert answer.status_code == 403
    assert bench.rows("SELECT count(*) FROM account") == [(0,)]


async def test_a_name_that_is_taken_here_is_never_taken_over(
    bench: Bench, council: FakeCouncil
) -> None:
    await signed_in(bench, "administrator", name="boss")
    council.claims = {"preferred_username": "boss"}
    await _in(bench)
    names = [name for (name,) in bench.rows("SELECT name FROM account ORDER BY id")]
    assert names[0] == "boss"
    assert names[1].startswith("boss-")
    assert bench.rows("SELECT roles FROM account WHERE name = 'boss'") == [('["administrator"]',)]


async def test_an_account_that_was_disabled_here_stays_out(bench: Bench) -> None:
    await _in(bench)
    boss = await signed_in(bench, "administrator", name="boss")
    await boss.post("/accounts/1/active", active="no")
    bench.client.cookies.clear()
    answer = await _in(bench)
    assert answer.status_code == 403
    assert "disabled" in answer.text


async def test_its_roles_and_password_are_not_changed_here(bench: Bench) -> None:
    await _in(bench)
    boss = await signed_in(bench, "administrator", name="boss")
    answer = await boss.post("/accounts/1/roles", roles=["editor"], shown_name="X")
    assert answer.status_code == 409
    assert (await boss.post("/accounts/1/password")).status_code == 409


LATE = int(time.time()) - 4000
WRONG_CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://elsewhere.example"},
    {"aud": "somebody-else"},
    {"aud": [CLIENT_ID, "another"], "azp": "another"},
    {"exp": LATE},
    {"exp": None},
    {"iat": None},
    {"sub": None},
    {"nonce": "another"},
    {"nonce": None},
    {"at_hash": "AAAA"},
]


@pytest.mark.parametrize("claims", WRONG_CLAIMS, ids=str)
async def test_a_token_that_is_not_right_lets_nobody_in(
    bench: Bench, council: FakeCouncil, claims: dict[str, Any]
) -> None:
    council.claims = claims
    answer = await _in(bench)
    assert answer.status_code == 401
    assert "did not confirm" in answer.text
    assert bench.rows("SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("fault", ["another key", "none", "HS256"])
async def test_a_signature_that_is_not_right_lets_nobody_in(
    bench: Bench, council: FakeCouncil, fault: str
) -> None:
    if fault == "another key":
        council.signs_with_another_key = True
    else:
        council.algorithm = fault
    answer = await _in(bench)
    assert answer.status_code == 401
    assert COOKIE not in answer.headers.get("set-cookie", "")


async def test_the_answer_counts_once_and_in_the_browser_that_asked(bench: Bench) -> None:
    back = await _there(bench)
    visit = bench.client.cookies[VISIT_COOKIE]
    bench.client.cookies.clear()
    assert (await bench.client.get(back)).status_code == 401
    bench.client.cookies.set(VISIT_COOKIE, visit)
    assert (await bench.client.get(back)).status_code == 401


async def test_an_answer_that_comes_too_late_or_to_no_question_is_refused(bench: Bench) -> None:
    back = await _there(bench)
    bench.clock.move(minutes=11)
    assert (await bench.client.get(back)).status_code == 401
    assert (await bench.client.get("/sign-in/back?code=x&state=y")).status_code == 401
    assert (await bench.client.get("/sign-in/back?error=access_denied")).status_code == 401


async def test_a_wrong_code_is_refused(bench: Bench) -> None:
    back = httpx.URL(await _there(bench)).copy_set_param("code", "made-up")
    assert (await bench.client.get(str(back))).status_code == 401


@pytest.mark.parametrize("fault", ["down", "another issuer"])
async def test_when_the_council_is_silent_the_page_says_so(
    bench: Bench, council: FakeCouncil, fault: str
) -> None:
    council.is_down = fault == "down"
    council.said_issuer = None if council.is_down else "https://elsewhere.example"
    answer = await bench.client.get("/sign-in/council")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


async def test_without_settings_there_is_no_other_sign_in(make_bench: MakeBench) -> None:
    bench: Bench = await make_bench()
    assert "/sign-in/council" not in (await bench.client.get("/sign-in")).text
    assert (await bench.client.get("/sign-in/council")).status_code == 422


def test_groups_become_roles_by_the_setting_alone() -> None:
    pairs = (("A B", "staff"), ("A B", "editor"), ("C", "emperor"))
    assert roles_of(("A B", "C", "staff"), pairs) == ["staff", "editor"]
