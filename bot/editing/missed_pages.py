"""A question that was missed becomes another way of asking, or a training example.

The form of new guidance, which it may become too, is in `adding_pages`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import console_page, form_page
from bot.editing import missed
from bot.masking import mask
from bot.staff.aid import Asked
from knowledge.editing import changes, examples, text_changes
from knowledge.editing.records import find_record, find_records
from knowledge.errors import Conflict, InvalidInput, SignpostError, Unavailable
from knowledge.models import CONTENT, Record

REASON = "A resident asked this and was not answered."
"""Why, of whatever becomes of a question that was missed."""

_LONGEST_FIELD = 5000


async def show_missed(request: Request) -> Response:
    """GET /edit/missed: the questions, each with what can become of it."""
    account = await require(request, EDITOR)
    found = await accounts_of(request).transactions.do(missed.list_missed)
    return console_page(request, account, "editing/missed.html", missed=found, why=missed.WHY)


async def put_aside(request: Request) -> Response:
    """POST /edit/missed/{message_id}: nothing is to become of it."""
    account = await require(request, EDITOR)
    await read_form(request)
    message_id: int = request.path_params["message_id"]
    accounts = accounts_of(request)
    await accounts.transactions.do(
        lambda session: missed.finish_missed(
            session, message_id, "nothing", by=account.id, at=accounts.clock()
        )
    )
    return RedirectResponse("/edit/missed", 303)


async def show_way(request: Request) -> Response:
    """GET /edit/missed/{message_id}/way: records that it may be another way of asking for."""
    return await _way_page(request, await require(request, EDITOR))


async def _way_page(
    request: Request, account: Account, wrong: SignpostError | None = None, text: str = ""
) -> Response:
    message_id: int = request.path_params["message_id"]
    transactions = accounts_of(request).transactions
    asked = await transactions.do(lambda session: missed.find_missed(session, message_id))
    words = request.query_params.get("q", "")[:100]
    records = await transactions.do(lambda session: _records(session, words)) if words else []
    if not words:
        try:
            near = await request.app.state.aid.find(Asked(asked))
            slugs = [match.slug for match in near.matches]
            records = await transactions.do(lambda session: _by_slug(session, slugs))
        except Unavailable:
            records = []
    return form_page(
        request,
        account,
        "editing/way.html",
        wrong,
        message_id=message_id,
        asked=asked,
        text=text or asked,
        words=words,
        records=records,
    )


def _records(session: Session, words: str) -> list[Record]:
    found = find_records(session, words, limit=15)
    return [record for record in found if record.origin == CONTENT]


def _by_slug(session: Session, slugs: list[str]) -> list[Record]:
    rows = session.scalars(select(Record).where(Record.slug.in_(slugs), Record.origin == CONTENT))
    known = {record.slug: record for record in rows}
    return [known[slug] for slug in slugs if slug in known]


async def propose_way(request: Request) -> Response:
    """POST /edit/missed/{message_id}/way: proposes it as another way of asking for a record."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    message_id: int = request.path_params["message_id"]
    accounts = accounts_of(request)
    text, slug = " ".join(first(form, "text").split())[:_LONGEST_FIELD], first(form, "slug")

    def work(session: Session) -> None:
        at = accounts.clock()
        if not text or len(text) > examples.LONGEST or mask(text) != text or "removed]" in text:
            raise InvalidInput(
                "Please write it as a short question that says nothing about a person."
            )
        record = find_record(session, slug)
        known = {way.casefold() for way in [record.name, *record.also_asked]}
        if text.casefold() in known:
            raise InvalidInput("This record knows this way of asking already.")
        after = {"also_asked": [*record.also_asked, text]}
        changes.propose(session, slug, after, reason=REASON, by=account.name, at=at)
        missed.finish_missed(session, message_id, "way", by=account.id, at=at)
        _note(session, account, "change_proposed", slug, at)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _way_page(request, account, error, text)
    return RedirectResponse("/edit/changes?done=proposed", 303)


def _note(session: Session, account: Account, action: str, slug: str, at: Any) -> None:
    note_event(session, account.id, action, at=at, object_kind="record", object_id=slug[:64])


async def show_example(request: Request) -> Response:
    """GET /edit/missed/{message_id}/example: what the person wanted to do."""
    return await _example_page(request, await require(request, EDITOR))


async def _example_page(
    request: Request,
    account: Account,
    wrong: SignpostError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    message_id: int = request.path_params["message_id"]
    asked = await accounts_of(request).transactions.do(
        lambda session: missed.find_missed(session, message_id)
    )
    return form_page(
        request,
        account,
        "editing/example.html",
        wrong,
        message_id=message_id,
        asked=asked,
        intents=examples.intents(),
        typed=typed or {"text": asked, "intent": ""},
    )


async def propose_example(request: Request) -> Response:
    """POST /edit/missed/{message_id}/example: proposes it; a second person reads it too."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    message_id: int = request.path_params["message_id"]
    accounts = accounts_of(request)
    typed = {name: first(form, name)[:_LONGEST_FIELD] for name in ("text", "intent")}

    def work(session: Session) -> None:
        at = accounts.clock()
        if first(form, "read") != "yes":
            raise InvalidInput("Please read it, and say that it holds nothing about a person.")
        text = examples.check_example(typed["intent"], typed["text"])
        if mask(text) != text:
            raise InvalidInput("Please write it without anything about a person.")
        change = text_changes.propose(
            session, examples.FAMILY, examples.key_of(typed["intent"], text), text,
            file_says=None, reason=REASON, by=account.name, at=at,
        )  # fmt: skip
        missed.finish_missed(session, message_id, "example", by=account.id, at=at)
        note_event(
            session, account.id, "text_proposed", at=at, object_kind="text change",
            object_id=str(change.id),
        )  # fmt: skip

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _example_page(request, account, error, typed)
    return RedirectResponse("/edit/changes?done=proposed", 303)


ROUTES: list[BaseRoute] = [
    Route("/edit/missed", show_missed, methods=["GET"]),
    Route("/edit/missed/{message_id:int}", put_aside, methods=["POST"]),
    Route("/edit/missed/{message_id:int}/way", show_way, methods=["GET"]),
    Route("/edit/missed/{message_id:int}/way", propose_way, methods=["POST"]),
    Route("/edit/missed/{message_id:int}/example", show_example, methods=["GET"]),
    Route("/edit/missed/{message_id:int}/example", propose_example, methods=["POST"]),
]
