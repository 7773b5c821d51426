"""The administrator's pages: accounts, what they may do, and what was done."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts import administering, store
from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.administering import NewPassword
from bot.accounts.events import Event, list_events
from bot.accounts.models import StoredAccount
from bot.accounts.roles import ADMINISTRATOR, Account
from bot.accounts.showing import console_page, form_page
from knowledge.errors import Conflict, InvalidInput

_EVENTS_SHOWN = 100
_DEEDS = {
    "signed_in": "signed in",
    "signed_out": "signed out",
    "sign_in_failed": "failed to sign in",
    "sign_in_locked": "failed to sign in too often",
    "password_changed": "changed their password",  # a deed # nosec B105
    "password_given": "gave a new password",  # a deed # nosec B105
    "account_added": "added the account",
    "account_disabled": "disabled the account",
    "account_enabled": "enabled the account",
    "switched_off": "switched off",
    "switched_on": "switched on",
    "sessions_ended": "signed the account out everywhere",
}


def deed_of(action: str) -> str:
    """Returns an action in words."""
    return _DEEDS.get(action, action.replace("_", " "))


async def _list_page(
    request: Request,
    account: Account,
    *,
    wrong: Exception | None = None,
    made: NewPassword | None = None,
    typed: dict[str, list[str]] | None = None,
) -> Response:
    found = await accounts_of(request).transactions.do(store.list_accounts)
    typed = typed or {}
    return form_page(
        request,
        account,
        "accounts/list.html",
        wrong,
        accounts=found,
        made=made,
        typed_name=first(typed, "name"),
        typed_shown_name=first(typed, "shown_name"),
        typed_roles=typed.get("roles", []),
    )


async def show_accounts(request: Request) -> Response:
    """GET /accounts."""
    return await _list_page(request, await require(request, ADMINISTRATOR))


async def add_account(request: Request) -> Response:
    """POST /accounts: adds one and shows its first password, this once."""
    account = await require(request, ADMINISTRATOR)
    fields = await read_form(request)
    try:
        made = await administering.add(
            accounts_of(request),
            account,
            name=first(fields, "name"),
            shown_name=first(fields, "shown_name"),
            roles=fields.get("roles", []),
        )
    except (InvalidInput, Conflict) as error:
        return await _list_page(request, account, wrong=error, typed=fields)
    return await _list_page(request, account, made=made)


async def _one_page(
    request: Request,
    account: Account,
    *,
    wrong: Exception | None = None,
    made: NewPassword | None = None,
) -> Response:
    account_id: int = request.path_params["account_id"]

    def work(session: Session) -> tuple[StoredAccount, list[tuple[int, Event]]]:
        return store.find(session, account_id), list_events(
            session, account_id=account_id, limit=20
        )

    found, events = await accounts_of(request).transactions.do(work)
    return form_page(
        request,
        account,
        "accounts/one.html",
        wrong,
        found=found,
        events=[event for _, event in events],
        deed_of=deed_of,
        made=made,
    )


async def show_account(request: Request) -> Response:
    """GET /accounts/{account_id}."""
    return await _one_page(request, await require(request, ADMINISTRATOR))


async def _do(request: Request, account: Account, deed: Awaitable[Any]) -> Response:
    """Does something to an account and shows it again, with what was wrong."""
    try:
        await deed
    except (InvalidInput, Conflict) as error:
        return await _one_page(request, account, wrong=error)
    return RedirectResponse(f"/accounts/{request.path_params['account_id']}", 303)


async def set_roles(request: Request) -> Response:
    """POST /accounts/{account_id}/roles."""
    account = await require(request, ADMINISTRATOR)
    fields = await read_form(request)
    deed = administering.set_roles(
        accounts_of(request),
        account,
        request.path_params["account_id"],
        fields.get("roles", []),
        first(fields, "shown_name"),
    )
    return await _do(request, account, deed)


async def set_active(request: Request) -> Response:
    """POST /accounts/{account_id}/active: `active` is `yes` or `no`."""
    account = await require(request, ADMINISTRATOR)
    is_active = first(await read_form(request), "active") == "yes"
    account_id: int = request.path_params["account_id"]
    deed = administering.set_active(accounts_of(request), account, account_id, is_active)
    return await _do(request, account, deed)


async def give_password(request: Request) -> Response:
    """POST /accounts/{account_id}/password: makes a new one and shows it, this once."""
    account = await require(request, ADMINISTRATOR)
    await read_form(request)
    try:
        made = await administering.give_password(
            accounts_of(request), account, request.path_params["account_id"]
        )
    except Conflict as error:
        return await _one_page(request, account, wrong=error)
    return await _one_page(request, account, made=made)


async def end_sessions(request: Request) -> Response:
    """POST /accounts/{account_id}/sessions: signs the account out everywhere."""
    account = await require(request, ADMINISTRATOR)
    await read_form(request)
    account_id: int = request.path_params["account_id"]
    deed = administering.end_everywhere(accounts_of(request), account, account_id)
    return await _do(request, account, deed)


async def show_events(request: Request) -> Response:
    """GET /accounts/events: who did what, newest first."""
    account = await require(request, ADMINISTRATOR)
    text = request.query_params.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 10 else 0
    events = await accounts_of(request).transactions.do(
        lambda session: list_events(session, before=before, limit=_EVENTS_SHOWN)
    )
    return console_page(
        request,
        account,
        "accounts/events.html",
        events=[event for _, event in events],
        earlier=events[-1][0] if len(events) == _EVENTS_SHOWN else None,
        deed_of=deed_of,
    )


ROUTES: list[BaseRoute] = [
    Route("/accounts", show_accounts, methods=["GET"]),
    Route("/accounts", add_account, methods=["POST"]),
    Route("/accounts/events", show_events, methods=["GET"]),
    Route("/accounts/{account_id:int}", show_account, methods=["GET"]),
    Route("/accounts/{account_id:int}/roles", set_roles, methods=["POST"]),
    Route("/accounts/{account_id:int}/active", set_active, methods=["POST"]),
    Route("/accounts/{account_id:int}/password", give_password, methods=["POST"]),
    Route("/accounts/{account_id:int}/sessions", end_sessions, methods=["POST"]),
]
