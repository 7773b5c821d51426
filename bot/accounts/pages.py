"""Sign in, sign out, and one's own account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts import administering, joining
from bot.accounts.access import (
    FORM_FIELD,
    accounts_of,
    check_token,
    current_account,
    first,
    read_fields,
    read_form,
    safe_path,
    signed_in,
)
from bot.accounts.council import CouncilSignIn
from bot.accounts.places import first_place
from bot.accounts.service import SignedIn
from bot.accounts.sessions import (
    VISIT_COOKIE,
    form_token,
    give_token,
    make_token,
    read_token,
    take_token,
)
from bot.accounts.showing import console_page, rendering_of
from bot.api.routes import caller
from bot.errors import problem_of
from knowledge.errors import InvalidInput, SignpostError, TooMany, Unauthorised


def _council(request: Request) -> CouncilSignIn:
    council: CouncilSignIn = request.app.state.council_sign_in
    return council


def _sign_in_page(
    request: Request, *, next_path: str, wrong: SignpostError | None = None, name: str = ""
) -> Response:
    visit = read_token(request, VISIT_COOKIE) or make_token()
    problem = problem_of(wrong) if wrong else None
    response = rendering_of(request).page(
        "accounts/sign_in.html",
        problem.status if problem else 200,
        wrong=problem.error if problem else "",
        typed_name=name,
        next_path=next_path,
        form_token=form_token(visit),
        has_council=_council(request).is_on,
    )
    if isinstance(wrong, TooMany):
        response.headers["Retry-After"] = str(wrong.retry_after_seconds)
    secure = accounts_of(request).is_secure
    give_token(request, response, visit, is_secure=secure, name=VISIT_COOKIE)
    return response


async def ask_sign_in(request: Request) -> Response:
    """GET /sign-in; whoever is signed in goes on at once."""
    next_path = safe_path(request.query_params.get("next", ""))
    account = await current_account(request)
    if account is not None:
        return RedirectResponse(next_path or first_place(account), 303)
    return _sign_in_page(request, next_path=next_path)


async def sign_in(request: Request) -> Response:
    """POST /sign-in."""
    fields = await read_fields(request)
    visit = read_token(request, VISIT_COOKIE)
    check_token(form_token(visit) if visit else "", first(fields, FORM_FIELD))
    next_path, name = safe_path(first(fields, "next")), first(fields, "name")
    try:
        entered = await accounts_of(request).sign_in(
            name, first(fields, "password"), address=caller(request), before=read_token(request)
        )
    except (Unauthorised, TooMany) as error:
        return _sign_in_page(request, next_path=next_path, wrong=error, name=name[:64])
    return _entered(request, entered, next_path)


def _entered(request: Request, entered: SignedIn, next_path: str) -> Response:
    to = "/account" if entered.account.must_change_password else next_path
    response = RedirectResponse(to or first_place(entered.account), 303)
    give_token(request, response, entered.token, is_secure=accounts_of(request).is_secure)
    take_token(response, VISIT_COOKIE)
    return response


def _back_to(request: Request) -> str:
    ours = accounts_of(request).settings.public_address
    return f"{ours or str(request.base_url).rstrip('/')}/sign-in/back"


async def go_to_council(request: Request) -> Response:
    """GET /sign-in/council: sends the browser to the council's own sign-in."""
    council, accounts = _council(request), accounts_of(request)
    if not council.is_on:
        raise InvalidInput("There is no other sign-in here. Please use your name and password.")
    visit = read_token(request, VISIT_COOKIE) or make_token()
    address = await joining.begin(
        accounts,
        council,
        visit=visit,
        back_to=_back_to(request),
        next_path=safe_path(request.query_params.get("next", "")),
    )
    response = RedirectResponse(address, 303)
    give_token(request, response, visit, is_secure=accounts.is_secure, name=VISIT_COOKIE)
    return response


async def come_back(request: Request) -> Response:
    """GET /sign-in/back: the council's own sign-in sends the browser here with a code."""
    asked = request.query_params
    try:
        entered, next_path = await joining.finish(
            accounts_of(request),
            _council(request),
            visit=read_token(request, VISIT_COOKIE),
            state=asked.get("state", "")[:200],
            code=asked.get("code", "")[:4000],
            back_to=_back_to(request),
            before=read_token(request),
        )
    except SignpostError as error:
        return _sign_in_page(request, next_path="", wrong=error)
    return _entered(request, entered, next_path)


async def sign_out(request: Request) -> Response:
    """POST /sign-out."""
    account, token = await signed_in(request), read_token(request)
    await read_form(request)
    if token:
        await accounts_of(request).sign_out(token, account)
    response = RedirectResponse("/sign-in", 303)
    take_token(response)
    return response


async def own_account(request: Request) -> Response:
    """GET /account: who I am here, and how to change my password."""
    account = await signed_in(request)
    done = "Your password is changed." if request.query_params.get("done") == "password" else ""
    return console_page(request, account, "accounts/own.html", wrong="", done=done)


async def change_password(request: Request) -> Response:
    """POST /account/password."""
    account = await signed_in(request)
    fields = await read_form(request)
    try:
        if first(fields, "new") != first(fields, "again"):
            raise InvalidInput("The two new passwords are not the same.")
        entered = await accounts_of(request).change_password(
            account, first(fields, "old"), first(fields, "new"), address=caller(request)
        )
    except (InvalidInput, TooMany) as error:
        status = problem_of(error).status
        return console_page(
            request, account, "accounts/own.html", status, wrong=str(error), done=""
        )
    response = RedirectResponse("/account?done=password", 303)
    give_token(request, response, entered.token, is_secure=accounts_of(request).is_secure)
    return response


async def end_everywhere(request: Request) -> Response:
    """POST /account/sign-out-everywhere: in every browser, this one too."""
    account = await signed_in(request)
    await read_form(request)
    await administering.end_everywhere(accounts_of(request), account, account.id)
    response = RedirectResponse("/sign-in", 303)
    take_token(response)
    return response


ROUTES: list[BaseRoute] = [
    Route("/sign-in", ask_sign_in, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in/council", go_to_council, methods=["GET"]),
    Route("/sign-in/back", come_back, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/account", own_account, methods=["GET"]),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/sign-out-everywhere", end_everywhere, methods=["POST"]),
]
