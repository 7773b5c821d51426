"""What staff and residents say is wrong with a record: asked for, kept, and one queue of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.roles import ADMINISTRATOR, ADVISER, EDITOR, STAFF
from bot.accounts.showing import console_page, rendering_of
from bot.api.routes import caller
from bot.clock import Clock
from bot.editing import suggestions
from bot.errors import problem_of
from bot.limits import RateLimit
from bot.sharing.limits import Limit
from knowledge.editing.records import find_record
from knowledge.errors import InvalidInput, NotFound, TooMany
from knowledge.models import Record

_MOST_AN_HOUR = 20


def suggestion_limit(clock: Clock) -> RateLimit:
    """Returns how many things one address may say are wrong: twenty an hour."""
    message = "You have told us a lot already. Please try again later."
    return RateLimit(_MOST_AN_HOUR, 3600, message, clock)


async def show_suggestions(request: Request) -> Response:
    """GET /edit/suggestions: what staff and residents say is wrong, oldest first."""
    account = await require(request, EDITOR)

    def work(session: Session) -> dict[str, Any]:
        found = suggestions.list_open(session)
        slugs = {item.slug for item in found}
        rows = session.execute(select(Record.slug, Record.name).where(Record.slug.in_(slugs)))
        return {"said": found, "names": {row.slug: row.name for row in rows}}

    return console_page(
        request,
        account,
        "editing/suggestions.html",
        **await accounts_of(request).transactions.do(work),
    )


async def finish_suggestion(request: Request) -> Response:
    """POST /edit/suggestions/{suggestion_id}: it is dealt with."""
    account = await require(request, EDITOR)
    await read_form(request)
    accounts = accounts_of(request)
    suggestion_id: int = request.path_params["suggestion_id"]
    await accounts.transactions.do(
        lambda session: suggestions.finish(
            session, suggestion_id, by=account.id, at=accounts.clock()
        )
    )
    return RedirectResponse("/edit/suggestions", 303)


async def suggest(request: Request) -> Response:
    """POST /staff/wrong: somebody who works here says what is wrong with a record."""
    await require(request, STAFF, ADVISER, EDITOR, ADMINISTRATOR)
    form = await read_form(request)
    await _keep(request, first(form, "slug"), first(form, "text"), "staff")
    return RedirectResponse("/staff/wrong", 303)


async def thanks(request: Request) -> Response:
    """GET /staff/wrong: says that it was taken."""
    account = await require(request, STAFF, ADVISER, EDITOR, ADMINISTRATOR)
    return console_page(request, account, "editing/taken.html")


async def _keep(request: Request, slug: str, text: str, said_by: str) -> None:
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        record = find_record(session, slug)
        if record.is_withheld and said_by == "resident":
            raise NotFound("There is no such record.")
        suggestions.add_suggestion(session, slug, text, said_by=said_by, at=accounts.clock())

    await accounts.transactions.do(work)


async def ask_what_is_wrong(request: Request) -> Response:
    """GET /wrong/{slug}: a resident says what is wrong with a record."""
    return await _wrong_page(request)


async def _wrong_page(
    request: Request, *, wrong: Exception | None = None, text: str = "", is_done: bool = False
) -> Response:
    slug: str = request.path_params["slug"]

    def work(session: Session) -> str:
        record = find_record(session, slug)
        if record.is_withheld:
            raise NotFound("There is no such record.")
        return record.name

    name = await accounts_of(request).transactions.do(work)
    response = rendering_of(request).page(
        "editing/wrong.html",
        problem_of(wrong).status if wrong else 200,
        title=name,
        slug=slug,
        wrong=str(wrong or ""),
        text=text,
        is_done=is_done,
        longest=suggestions.LONGEST,
    )
    if wrong:
        response.headers.update(problem_of(wrong).headers)
    return response


async def take_what_is_wrong(request: Request) -> Response:
    """POST /wrong/{slug}: keeps it, masked; a few an hour from one address."""
    limit: Limit = request.app.state.suggestion_limit
    async with request.form(max_files=0, max_fields=5) as form:
        text = str(form.get("text") or "")
    try:
        await limit.take(caller(request))
        await _keep(request, request.path_params["slug"], text, "resident")
    except (InvalidInput, TooMany) as error:
        return await _wrong_page(request, wrong=error, text=text[: suggestions.LONGEST])
    return await _wrong_page(request, is_done=True)


ROUTES: list[BaseRoute] = [
    Route("/edit/suggestions", show_suggestions, methods=["GET"]),
    Route("/edit/suggestions/{suggestion_id:int}", finish_suggestion, methods=["POST"]),
    Route("/staff/wrong", suggest, methods=["POST"]),
    Route("/staff/wrong", thanks, methods=["GET"]),
    Route("/wrong/{slug}", ask_what_is_wrong, methods=["GET"]),
    Route("/wrong/{slug}", take_what_is_wrong, methods=["POST"]),
]
