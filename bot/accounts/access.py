"""Who is there and what they may do: what every page for people who work here asks first.

    account = await require(request, ADVISER)
    form = await read_form(request)

Rules: nothing is shown to nobody; a form without its token changes nothing.
"""

from __future__ import annotations

import hmac
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.accounts.roles import ROLES, Account
from bot.accounts.service import Accounts
from bot.accounts.sessions import form_token, read_token
from bot.errors import problem_of, wants_json
from knowledge.errors import Forbidden, Unauthorised

FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"
_MOST_FIELDS = 60
_LONGEST_NEXT = 200


class SignInNeeded(Unauthorised):
    """Nobody is signed in, or their session has ended; a page leads to the sign-in.

    Args:
        path: Where to go afterwards, for a page that was read; empty for others.
    """

    def __init__(self, path: str = "") -> None:
        super().__init__("Please sign in first.")
        self.path = path


class PasswordChangeNeeded(Forbidden):
    """Somebody else gave this password: it has to be changed before anything else."""


def accounts_of(request: Request) -> Accounts:
    """Returns the accounts of the running application."""
    found: Accounts = request.app.state.accounts
    return found


async def current_account(request: Request) -> Account | None:
    """Returns who is signed in, or None; asks the database once a request."""
    if not hasattr(request.state, "account"):
        request.state.account = await accounts_of(request).current(read_token(request))
    found: Account | None = request.state.account
    return found


async def require(request: Request, *roles: str) -> Account:
    """Returns who is signed in, when they have one of these roles; any role when none is named.

    Raises:
        SignInNeeded: When nobody is; a page is sent to the sign-in and comes back afterwards.
        PasswordChangeNeeded: When their password was given by somebody else.
        Forbidden: When they have none of the roles.
    """
    account = await signed_in(request)
    if account.must_change_password:
        raise PasswordChangeNeeded("Please choose a password of your own first.")
    if not account.may(*(roles or ROLES)):
        raise Forbidden("Your account may not use this page. Please ask an administrator.")
    await request.app.state.signs_of_life(account)
    return account


async def signed_in(request: Request) -> Account:
    """Returns who is signed in, whatever they may do and even before they changed their password.

    Raises:
        SignInNeeded: When nobody is.
    """
    account = await current_account(request)
    if account is None:
        raise SignInNeeded(_came_from(request))
    return account


def _came_from(request: Request) -> str:
    if request.method not in {"GET", "HEAD"}:
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return safe_path(f"{request.url.path}{query}")


def safe_path(text: str) -> str:
    """Returns a path of this website to go on to, or an empty text for anything else."""
    is_safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_safe and len(text) <= _LONGEST_NEXT and "\\" not in text else ""


def form_token_of(request: Request) -> str:
    """Returns what every form of this page must carry in `form_token`, or `X-Form-Token`."""
    token = read_token(request)
    return form_token(token) if token else ""


def check_token(expected: str, said: str) -> None:
    """Refuses a form that was not made for this browser.

    Raises:
        Forbidden: With a way on.
    """
    if not expected or not hmac.compare_digest(expected.encode(), said.encode()):
        raise Forbidden("This form is out of date. Please go back, load the page again and retry.")


async def read_form(request: Request) -> dict[str, list[str]]:
    """Returns the fields of a form of somebody who is signed in, each with its values.

    Raises:
        Forbidden: When it does not carry the token of this session.
    """
    fields = await read_fields(request)
    said = request.headers.get(FORM_HEADER) or first(fields, FORM_FIELD)
    check_token(form_token_of(request), said)
    return fields


async def read_fields(request: Request) -> dict[str, list[str]]:
    """Returns the fields of a form without looking at its token; files are left out."""
    fields: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields.setdefault(name, []).append(value)
    return fields


def first(fields: dict[str, list[str]], name: str) -> str:
    """Returns the first value of a field, or an empty text."""
    return fields.get(name, [""])[0]


async def lead_on(request: Request, error: Exception) -> Response:
    """Sends a page to the sign-in, or to the change of password; a script gets the error."""
    if wants_json(request):
        return problem_of(error).as_json()
    if isinstance(error, PasswordChangeNeeded):
        return RedirectResponse("/account", 303)
    path = error.path if isinstance(error, SignInNeeded) else ""
    return RedirectResponse(f"/sign-in?next={quote(path)}" if path else "/sign-in", 303)
