"""People who work here, for tests: invented, and signed in with a browser of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from bot.accounts import sessions, store
from bot.accounts.passwords import hash_password
from bot.accounts.roles import ROLES, Account
from bot.accounts.service import Accounts
from tests.bot.conftest import BASE, Bench

PASSWORD = "three invented words"


@dataclass
class Person:
    """Somebody with a browser; `account` is None for nobody."""

    client: httpx.AsyncClient
    account: Account | None
    token: str

    @property
    def form_token(self) -> str:
        return sessions.form_token(self.token) if self.token else ""

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Sends a form with its token."""
        return await self.client.post(path, data={"form_token": self.form_token} | fields)


@cache
def _hash(password: str) -> str:
    return hash_password(password)


async def add_person(accounts: Accounts, name: str, *roles: str, password: str = PASSWORD) -> int:
    """Adds an account with a password that need not be changed; returns its number."""

    def work(session: Any) -> int:
        found = store.add_account(
            session,
            name=name,
            shown_name=name.title(),
            roles=roles or ROLES,
            password_hash=_hash(password),
            at=accounts.clock(),
        )
        found.must_change_password = False
        return found.id

    return await accounts.transactions.do(work)


async def signed_in(bench: Bench, *roles: str, name: str = "") -> Person:
    """Returns somebody with these roles, signed in; nobody when there is none.

    Close `client` yourself, or leave it to the end of the test: it has no connection.
    """
    transport = httpx.ASGITransport(app=bench.app, client=("192.0.2.2", 4000))
    client = httpx.AsyncClient(transport=transport, base_url=BASE)
    if not roles:
        return Person(client, None, "")
    accounts: Accounts = bench.app.state.accounts
    account_id = await add_person(accounts, name or "-".join(roles), *roles)

    def work(session: Any) -> tuple[Account, str]:
        token = sessions.open_session(session, account_id, at=bench.clock())
        return store.view_of(store.find(session, account_id)), token

    account, token = await accounts.transactions.do(work)
    client.cookies.set(sessions.COOKIE, token, domain=httpx.URL(BASE).host)
    return Person(client, account, token)
