"""The administrator's pages and the command that makes the first administrator."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.accounts.__main__ import main
from bot.accounts.events import forget_events
from tests.bot.conftest import Bench
from tests.bot.people import Person, signed_in

SECRET = re.compile(r'class="secret">([a-z0-9-]{23})<')


@pytest.fixture
async def boss(bench: Bench) -> Person:
    return await signed_in(bench, "administrator", name="boss")


async def _add(boss: Person, **changes: object) -> str:
    fields = {"name": "new.person", "shown_name": "New Person", "roles": ["staff"]} | changes
    return (await boss.post("/accounts", **fields)).text


async def test_an_account_is_added_and_its_password_shown_once(bench: Bench, boss: Person) -> None:
    page = await _add(boss, roles=["staff", "editor", "emperor"])
    password = SECRET.search(page)
    assert password is not None
    assert password[1] not in (await boss.client.get("/accounts")).text
    entered = await bench.app.state.accounts.sign_in("new.person", password[1], address="x")
    assert entered.account.roles == ("staff", "editor")
    assert entered.account.must_change_password


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "x y"}, "no spaces"),
        ({"name": "BOSS"}, "of this name already"),
        ({"name": "<script>"}, "no spaces"),
        ({"shown_name": " "}, "1 to 80"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["emperor"]}, "at least one role"),
    ],
)
async def test_what_is_wrong_is_said_and_kept_in_the_form(
    bench: Bench, boss: Person, changes: dict[str, object], said: str
) -> None:
    page = await _add(boss, **changes)
    assert said in page
    assert "<script>" not in page
    assert bench.rows("SELECT count(*) FROM account") == [(1,)]


async def test_roles_are_given_and_taken_at_once(bench: Bench, boss: Person) -> None:
    person = await signed_in(bench, "administrator", name="second")
    assert (await person.client.get("/accounts")).status_code == 200
    await boss.post("/accounts/2/roles", roles=["adviser"], shown_name="Second Person")
    assert (await person.client.get("/accounts")).status_code == 403
    assert "Second Person" in (await person.client.get("/account")).text
    noted = bench.rows("SELECT action FROM accounts_event WHERE account_id = 1 ORDER BY id")
    assert {("role_given_adviser",), ("role_taken_administrator",)} <= set(noted)


async def test_the_last_administrator_stays(bench: Bench, boss: Person) -> None:
    answer = await boss.post("/accounts/1/roles", roles=["staff"], shown_name="Boss")
    assert answer.status_code == 409
    assert "last administrator" in answer.text
    answer = await boss.post("/accounts/1/active", active="no")
    assert answer.status_code == 409
    assert (await boss.client.get("/accounts")).status_code == 200


async def test_a_disabled_account_is_out_at_once_and_may_come_back(
    bench: Bench, boss: Person
) -> None:
    person = await signed_in(bench, "staff", name="second")
    await boss.post("/accounts/2/active", active="no")
    assert (await person.client.get("/account")).status_code == 303
    assert "disabled" in (await boss.client.get("/accounts")).text
    await boss.post("/accounts/2/active", active="yes")
    assert (await person.client.get("/account")).status_code == 303
    assert "Disable the account" in (await boss.client.get("/accounts/2")).text


async def test_a_new_password_unlocks_and_signs_out(bench: Bench, boss: Person) -> None:
    person = await signed_in(bench, "staff", name="second")
    for _ in range(5):
        await person.post("/account/password", old="wrong wrong", new="x", again="x")
    page = await boss.post("/accounts/2/password")
    password = SECRET.search(page.text)
    assert password is not None
    assert (await person.client.get("/account")).status_code == 303
    entered = await bench.app.state.accounts.sign_in("second", password[1], address="x")
    assert entered.account.must_change_password


async def test_nobody_gives_themselves_a_password_or_shuts_themselves_out(
    bench: Bench, boss: Person
) -> None:
    await signed_in(bench, "administrator", name="second")
    assert "your own account" in (await boss.post("/accounts/1/password")).text
    assert "your own account" in (await boss.post("/accounts/1/active", active="no")).text


async def test_everywhere_is_everywhere(bench: Bench, boss: Person) -> None:
    person = await signed_in(bench, "staff", name="second")
    await boss.post("/accounts/2/sessions")
    assert (await person.client.get("/account")).status_code == 303
    await boss.post("/account/sign-out-everywhere")
    assert (await boss.client.get("/account")).status_code == 303


async def test_an_account_that_does_not_exist_is_not_found(boss: Person) -> None:
    for path in ("/accounts/99", "/accounts/99999999999999999999999"):
        assert (await boss.client.get(path)).status_code == 404
    assert (await boss.post("/accounts/99/active", active="no")).status_code == 404


async def test_events_are_read_in_pages_and_forgotten_after_a_year(
    bench: Bench, boss: Person
) -> None:
    for _ in range(51):
        await boss.post("/accounts/1/roles", roles=["administrator", "staff"], shown_name="Boss")
        await boss.post("/accounts/1/roles", roles=["administrator"], shown_name="Boss")
    page = await boss.client.get("/accounts/events")
    earlier = re.search(r'href="(/accounts/events\?before=\d+)"', page.text)
    assert earlier is not None
    assert (await boss.client.get(earlier[1])).status_code == 200
    assert (await boss.client.get("/accounts/events?before=x")).status_code == 200
    bench.clock.move(days=366)
    await bench.app.state.accounts.transactions.do(
        lambda session: forget_events(session, at=bench.clock(), kept=timedelta(days=365))
    )
    assert bench.rows("SELECT count(*) FROM accounts_event") == [(0,)]


def test_the_command_makes_an_administrator_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'signpost.db'}")
    assert main(["create-administrator", "First", "--generate"]) == 0
    assert re.search(r"  ([a-z0-9]{5}-){3}[a-z0-9]{5}\n", capsys.readouterr().out)
    assert main(["create-administrator", "first", "--generate"]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["new-password", "first"]) == 0
    assert main(["new-password", "nobody"]) == 1
    assert "no account of this name" in capsys.readouterr().err


def test_the_command_asks_for_a_password_at_the_keyboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'signpost.db'}")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter(["short", "three invented words", "other", *["three invented words"] * 2])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert main(["create-administrator", "first"]) == 1
    assert main(["create-administrator", "first"]) == 1
    assert "not the same" in capsys.readouterr().err
    assert main(["create-administrator", "first"]) == 0
    assert "three invented" not in capsys.readouterr().out
