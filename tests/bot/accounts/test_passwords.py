"""Passwords: which are taken, and changing one's own."""

from __future__ import annotations

import pytest

from bot.accounts import passwords, sessions
from knowledge.errors import InvalidInput
from tests.bot.conftest import Bench
from tests.bot.people import PASSWORD, Person, signed_in

NEW = "another three words"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("x" * 201, "at most 200"),
        ("abababababababab", "same few characters"),
        ("my name is jo.smith", "must not hold the name"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        passwords.check_new_password(password, "jo.smith")


def test_any_long_password_is_taken_without_a_forced_mixture() -> None:
    passwords.check_new_password("correct horse battery", "jo.smith")
    passwords.check_new_password("ünïcödé is fine too", "jo.smith")


def test_what_is_made_is_always_taken_and_never_the_same() -> None:
    made = {passwords.make_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        passwords.check_new_password(password, "jo.smith")


def test_a_hash_fits_its_own_password_alone() -> None:
    stored = passwords.hash_password(PASSWORD)
    assert passwords.is_right(stored, PASSWORD)
    assert not passwords.is_right(stored, PASSWORD + " ")
    assert not passwords.is_right("nonsense", PASSWORD)
    assert not passwords.is_right(None, PASSWORD)
    assert not passwords.is_old(stored)


async def _change(person: Person, old: str = PASSWORD, new: str = NEW, again: str = "") -> str:
    answer = await person.post("/account/password", old=old, new=new, again=again or new)
    if "set-cookie" in answer.headers:
        person.token = person.client.cookies[sessions.COOKIE]
    return str(answer.headers.get("location", answer.text))


async def test_changing_it_ends_every_other_session(bench: Bench) -> None:
    person = await signed_in(bench, "staff")
    before = person.token
    assert await _change(person) == "/account?done=password"
    assert person.token != before
    assert "is changed" in (await person.client.get("/account?done=password")).text
    person.client.cookies.clear()
    person.client.cookies.set(sessions.COOKIE, before, domain="signpost.test")
    assert (await person.client.get("/account")).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "not the old one"}, "present password is not right"),
        ({"new": "short"}, "at least 12"),
        ({"again": "something else entirely"}, "not the same"),
        ({"new": PASSWORD}, "is the old one"),
    ],
)
async def test_it_is_not_changed_when_something_is_wrong(
    bench: Bench, fields: dict[str, str], said: str
) -> None:
    person = await signed_in(bench, "staff")
    assert said in await _change(person, **fields)
    assert bench.rows("SELECT count(*) FROM accounts_event WHERE action = 'password_changed'") == [
        (0,)
    ]


async def test_guessing_the_old_one_is_locked(bench: Bench) -> None:
    person = await signed_in(bench, "staff")
    for _ in range(5):
        await _change(person, old="not the old one")
    assert "failed too often" in await _change(person)
