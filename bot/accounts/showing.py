"""Makes pages for those who work here: the shared head, their places, and the token of forms."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.accounts.access import form_token_of
from bot.accounts.places import places_of
from bot.accounts.roles import ROLES, Account
from bot.errors import problem_of
from bot.pages.rendering import Rendering
from knowledge.errors import InvalidInput


def rendering_of(request: Request) -> Rendering:
    """Returns the templates of the running application."""
    rendering: Rendering = request.app.state.rendering
    return rendering


def console_page(
    request: Request, account: Account, name: str, status: int = 200, **values: Any
) -> Response:
    """Returns a page made of a template that extends `console.html`.

    Beside the values the template knows `account`, `places`, `here` (the path), `form_token` and
    `roles`.

    Args:
        request: The request.
        account: Who is signed in.
        name: The template.
        status: The HTTP status.
        values: What the template shows.
    """
    return rendering_of(request).page(
        name,
        status,
        account=account,
        places=places_of(account) if not account.must_change_password else [],
        here=request.url.path,
        form_token=form_token_of(request),
        roles=ROLES,
        **values,
    )


def form_page(
    request: Request, account: Account, name: str, wrong: Exception | None, **values: Any
) -> Response:
    """Returns a page with a form, and what is wrong with what was sent, if anything is.

    The template knows `wrong`, a sentence or empty, and `problems`, one a field, beside what
    `console_page` gives it; the status is that of the error.
    """
    return console_page(
        request,
        account,
        name,
        problem_of(wrong).status if wrong else 200,
        wrong=str(wrong or ""),
        problems=wrong.problems if isinstance(wrong, InvalidInput) else [],
        **values,
    )
