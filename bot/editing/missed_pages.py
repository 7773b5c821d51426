"""A question that was missed becomes guidance, another way of asking, or a training example."""

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
from bot.accounts.showing import console_page
from bot.editing import missed
from bot.errors import problem_of
from bot.masking import mask
from bot.staff.aid import Asked
from knowledge.content_values import TOPICS
from knowledge.editing import changes, examples, text_changes
from knowledge.editing.drafts import Draft, areas_of, new_guidance
from knowledge.editing.records import find_record, find_records
from knowledge.errors import Conflict, InvalidInput, SignpostError, Unavailable
from knowledge.models import CONTENT, Record

_REASON = "A resident asked this and was not answered."
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
    return console_page(
        request,
        account,
        "editing/way.html",
        problem_of(wrong).status if wrong else 200,
        message_id=message_id,
        asked=asked,
        text=text or asked,
        words=words,
        records=records,
        wrong=str(wrong or ""),
        problems=wrong.problems if isinstance(wrong, InvalidInput) else [],
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
        changes.propose(session, slug, after, reason=_REASON, by=account.name, at=at)
        missed.finish_missed(session, message_id, "way", by=account.id, at=at)
        _note(session, account, "change_proposed", slug, at)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _way_page(request, account, error, text)
    return RedirectResponse("/edit/changes", 303)


def _note(session: Session, account: Account, action: str, slug: str, at: Any) -> None:
    note_event(session, account.id, action, at=at, object_kind="record", object_id=slug[:64])


async def show_new(request: Request) -> Response:
    """GET /edit/new: a form for new guidance; `missed` fills the question in."""
    return await _new_page(request, await require(request, EDITOR))


def _missed_id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def _new_page(
    request: Request,
    account: Account,
    wrong: InvalidInput | Conflict | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    message_id = _missed_id((typed or request.query_params).get("missed", ""))

    def work(session: Session) -> dict[str, Any]:
        asked = missed.find_missed(session, message_id) if message_id else ""
        return {"asked": asked, "areas": areas_of(session)}

    found = await accounts_of(request).transactions.do(work)
    county = request.app.state.live_site.site.areas.county
    return console_page(
        request,
        account,
        "editing/new.html",
        problem_of(wrong).status if wrong else 200,
        topics=TOPICS,
        message_id=message_id or "",
        typed=typed or {"name": found["asked"], "area": county, "reason": _reason_of(message_id)},
        wrong=str(wrong or ""),
        problems=wrong.problems if isinstance(wrong, InvalidInput) else [],
        **found,
    )


def _reason_of(message_id: int) -> str:
    return _REASON if message_id else ""


async def propose_new(request: Request) -> Response:
    """POST /edit/new: proposes new guidance."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    accounts = accounts_of(request)
    typed: dict[str, Any] = {
        name: values[0].replace("\r\n", "\n")[:_LONGEST_FIELD] for name, values in form.items()
    } | {"topics": form.get("topics", [])}
    message_id = _missed_id(first(form, "missed"))

    def work(session: Session) -> None:
        at = accounts.clock()
        if mask(typed.get("name", "")) != typed.get("name", ""):
            raise InvalidInput("Please write the question without anything about a person.")
        slug, after = new_guidance(session, _draft(typed))
        changes.propose_new(
            session, slug, after, reason=typed.get("reason", ""), by=account.name, at=at
        )
        if message_id:
            missed.finish_missed(session, message_id, "guidance", by=account.id, at=at)
        _note(session, account, "guidance_proposed", slug, at)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _new_page(request, account, error, typed)
    return RedirectResponse("/edit/changes", 303)


def _draft(typed: dict[str, Any]) -> Draft:
    ways = [" ".join(line.split()) for line in typed.get("also_asked", "").splitlines()]
    return Draft(
        name=typed.get("name", ""),
        also_asked=tuple(way for way in ways if way),
        short_answer=" ".join(typed.get("short_answer", "").split()),
        answer=typed.get("answer", "").strip(),
        topics=tuple(typed["topics"]),
        area=typed.get("area", ""),
        source_url=typed.get("source_url", "").strip(),
        source_date=typed.get("source_date", "").strip(),
    )


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
    return console_page(
        request,
        account,
        "editing/example.html",
        problem_of(wrong).status if wrong else 200,
        message_id=message_id,
        asked=asked,
        intents=examples.intents(),
        typed=typed or {"text": asked, "intent": ""},
        wrong=str(wrong or ""),
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
            file_says=None, reason=_REASON, by=account.name, at=at,
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
    return RedirectResponse("/edit/changes", 303)


ROUTES: list[BaseRoute] = [
    Route("/edit/missed", show_missed, methods=["GET"]),
    Route("/edit/missed/{message_id:int}", put_aside, methods=["POST"]),
    Route("/edit/missed/{message_id:int}/way", show_way, methods=["GET"]),
    Route("/edit/missed/{message_id:int}/way", propose_way, methods=["POST"]),
    Route("/edit/missed/{message_id:int}/example", show_example, methods=["GET"]),
    Route("/edit/missed/{message_id:int}/example", propose_example, methods=["POST"]),
    Route("/edit/new", show_new, methods=["GET"]),
    Route("/edit/new", propose_new, methods=["POST"]),
]
