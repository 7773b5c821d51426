"""Deciding on changes, by a second person; and what others say is wrong."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import ADMINISTRATOR, ADVISER, EDITOR, STAFF, Account
from bot.accounts.showing import console_page, rendering_of
from bot.api.routes import caller
from bot.clock import Clock
from bot.editing import suggestions
from bot.errors import problem_of
from bot.limits import RateLimit
from knowledge.editing import changes
from knowledge.editing.fields import fields_of
from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany
from knowledge.models import Record, RecordChange

_DECIDED_SHOWN = 20
_MOST_AN_HOUR = 20


def suggestion_limit(clock: Clock) -> RateLimit:
    """Returns how many things one address may say are wrong: twenty an hour."""
    message = "You have told us a lot already. Please try again later."
    return RateLimit(_MOST_AN_HOUR, 3600, message, clock)


@dataclass(frozen=True)
class ShownChange:
    """A change as people read it: each key with what it said and what it is to say."""

    change: RecordChange
    name: str
    parts: list[tuple[str, Markup, Markup]]
    is_own: bool


def difference(before: Any, after: Any) -> tuple[Markup, Markup]:
    """Returns both values as HTML, with the words that differ marked."""
    old, new = _words(before), _words(after)
    left, right = [], []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, start2, end2 in matcher.get_opcodes():
        mine, theirs = " ".join(old[start:end]), " ".join(new[start2:end2])
        is_same = tag == "equal"
        left.append(escape(mine) if is_same else Markup("<del>{}</del>").format(mine))
        right.append(escape(theirs) if is_same else Markup("<ins>{}</ins>").format(theirs))
    nothing = Markup("<em>nothing</em>")
    return (
        Markup(" ").join(part for part in left if part) if old else nothing,
        Markup(" ").join(part for part in right if part) if new else nothing,
    )


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        value = "; ".join(value)
    return [] if value is None else str(value).split()


def _shown(session: Session, account: Account, change: RecordChange) -> ShownChange:
    record = session.scalar(select(Record).where(Record.slug == change.slug))
    labels = {field.key: field.label for field in fields_of(record.kind)} if record else {}
    parts = [
        (labels.get(key, key), *difference(change.before.get(key), value))
        for key, value in change.after.items()
    ]
    name = record.name if record else change.slug
    return ShownChange(change, name, parts, change.proposed_by == account.name)


async def show_changes(request: Request) -> Response:
    """GET /edit/changes: what waits to be approved, and what was decided lately."""
    return await _changes_page(request, await require(request, EDITOR))


async def _changes_page(
    request: Request, account: Account, wrong: Exception | None = None
) -> Response:
    def work(session: Session) -> dict[str, Any]:
        waiting = changes.list_changes(session, "proposed")
        recent = changes.list_changes(session, limit=_DECIDED_SHOWN + len(waiting))
        show = partial(_shown, session, account)
        return {
            "waiting": [show(change) for change in reversed(waiting)],
            "decided": [show(change) for change in recent if change.state != "proposed"],
        }

    found = await accounts_of(request).transactions.do(work)
    status = problem_of(wrong).status if wrong else 200
    return console_page(
        request, account, "editing/changes.html", status, wrong=str(wrong or ""), **found
    )


async def decide(request: Request) -> Response:
    """POST /edit/changes/{change_id}: `decision` is `approve`, `refuse` or `undo`."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    change_id: int = request.path_params["change_id"]
    decision, note = first(form, "decision"), first(form, "note")
    accounts = accounts_of(request)

    def work(session: Session) -> None:
        at = accounts.clock()
        if decision == "approve":
            changes.approve(session, change_id, by=account.name, at=at, note=note)
        elif decision == "refuse":
            changes.refuse(session, change_id, by=account.name, at=at, note=note)
        elif decision == "undo":
            changes.propose_undoing(session, change_id, by=account.name, at=at)
        else:
            raise InvalidInput("Please approve it, refuse it or take it back.")
        note_event(
            session,
            account.id,
            f"change_{decision}",
            at=at,
            object_kind="change",
            object_id=str(change_id),
        )

    try:
        await accounts.transactions.do(work)
    except (Conflict, Forbidden, InvalidInput) as error:
        return await _changes_page(request, account, error)
    return RedirectResponse("/edit/changes", 303)


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
        record = changes.find_record(session, slug)
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
        record = changes.find_record(session, slug)
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
    limit: RateLimit = request.app.state.suggestion_limit
    async with request.form(max_files=0, max_fields=5) as form:
        text = str(form.get("text") or "")
    try:
        limit.use(caller(request))
        await _keep(request, request.path_params["slug"], text, "resident")
    except (InvalidInput, TooMany) as error:
        return await _wrong_page(request, wrong=error, text=text[: suggestions.LONGEST])
    return await _wrong_page(request, is_done=True)


ROUTES: list[BaseRoute] = [
    Route("/edit/changes", show_changes, methods=["GET"]),
    Route("/edit/changes/{change_id:int}", decide, methods=["POST"]),
    Route("/edit/suggestions", show_suggestions, methods=["GET"]),
    Route("/edit/suggestions/{suggestion_id:int}", finish_suggestion, methods=["POST"]),
    Route("/staff/wrong", suggest, methods=["POST"]),
    Route("/staff/wrong", thanks, methods=["GET"]),
    Route("/wrong/{slug}", ask_what_is_wrong, methods=["GET"]),
    Route("/wrong/{slug}", take_what_is_wrong, methods=["POST"]),
]
