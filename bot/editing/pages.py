"""The editors' pages: find a record, see it as a resident does, change it, say that it is right."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.models import AccountEvent
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import console_page, form_page
from bot.editing import suggestions
from knowledge.assurance.records import OUTCOMES, Outcome, Word, assure
from knowledge.assurance.upcoming import what_to_assure
from knowledge.cards import card_of
from knowledge.editing import changes, schedule
from knowledge.editing.fields import CHOICES, fields_of, read_changes, typed_value
from knowledge.editing.proposing import LONGEST_REASON, PROPOSED, SCHEDULED, read_day
from knowledge.editing.records import find_record, find_records
from knowledge.errors import Conflict, InvalidInput, SignpostError
from knowledge.models import CONTENT, Proposal, RecordChange, TextChange
from knowledge.site import Site

_TO_ASSURE = 25
_LONGEST_FIELD = 5000


def _site(request: Request) -> Site:
    site: Site = request.app.state.conversations.site
    return site


def teams_of(site: Site) -> list[str]:
    """Returns the teams in whose name a record can be assured."""
    return [site.council.name, site.adviser.name]


async def find(request: Request) -> Response:
    """GET /edit: what waits, and a box to find a record."""
    account = await require(request, EDITOR)
    words = request.query_params.get("q", "")[:100]

    def work(session: Session) -> dict[str, Any]:
        ends = schedule.waiting_ends(session)
        counts = [_count(session, model, PROPOSED) for model in (RecordChange, TextChange)]
        planned = [_count(session, model, SCHEDULED) for model in (RecordChange, TextChange)]
        return {
            "records": find_records(session, words) if words.strip() else [],
            "scheduled": {c.slug for c in changes.list_changes(session, [SCHEDULED])},
            "ends": {item.slug: item.last_on for item in ends},
            "to_approve": sum(counts),
            "planned": sum(planned) + len(ends),
            "to_look_at": suggestions.count_open(session),
        }

    found = await accounts_of(request).transactions.do(work)
    return console_page(request, account, "editing/find.html", words=words, **found)


def _count(session: Session, model: type[Proposal], state: str) -> int:
    return session.scalar(select(func.count()).where(model.state == state)) or 0


async def show(request: Request) -> Response:
    """GET /edit/records/{slug}."""
    return await _record_page(request, await require(request, EDITOR))


async def _record_page(
    request: Request,
    account: Account,
    *,
    wrong: SignpostError | None = None,
    typed: dict[str, str] | None = None,
    reason: str = "",
    days: dict[str, str] | None = None,
) -> Response:
    slug: str = request.path_params["slug"]
    accounts = accounts_of(request)

    def work(session: Session) -> dict[str, Any]:
        record = find_record(session, slug)
        kept = typed or {}
        fields = fields_of(record.kind)
        return {
            "slug": slug,
            "card": card_of(record, accounts.clock().date(), record.contacts),
            "is_hidden": record.is_withheld,
            "end": next(iter(schedule.waiting_ends(session, slug=slug)), None),
            "is_content": record.origin == CONTENT,
            "values": [
                (field, kept.get(field.key, typed_value(record, field))) for field in fields
            ],
            "history": changes.list_changes(session, slug=slug, limit=30),
            "said": suggestions.list_open(session, slug=slug),
            "choices": CHOICES,
            "labels": {field.key: field.label for field in fields},
        }

    found = await accounts.transactions.do(work)
    return form_page(
        request,
        account,
        "editing/record.html",
        wrong,
        reason=reason,
        typed=days or {},
        teams=teams_of(_site(request)),
        **found,
    )


async def propose(request: Request) -> Response:
    """POST /edit/records/{slug}: proposes what was changed in the form."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    slug: str = request.path_params["slug"]
    accounts, reason = accounts_of(request), first(form, "reason")
    typed = {
        name.removeprefix("f-"): values[0].replace("\r\n", "\n")[:_LONGEST_FIELD]
        for name, values in form.items()
        if name.startswith("f-")
    }

    days = {name: first(form, name) for name in ("from_on", "until_on")}

    def work(session: Session) -> None:
        at = accounts.clock()
        after = read_changes(find_record(session, slug), typed)
        changes.propose(
            session,
            slug,
            after,
            reason=reason,
            by=account.name,
            at=at,
            from_on=read_day(days["from_on"], "From"),
            until_on=read_day(days["until_on"], "Last day"),
        )
        _note(session, account, "change_proposed", slug, accounts)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _record_page(
            request, account, wrong=error, typed=typed, reason=reason, days=days
        )
    return RedirectResponse("/edit/changes?done=proposed", 303)


async def set_last_day(request: Request) -> Response:
    """POST /edit/records/{slug}/end: the last day on which residents see it."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    slug: str = request.path_params["slug"]
    accounts, team = accounts_of(request), first(form, "team")

    def work(session: Session) -> None:
        last_on = read_day(first(form, "last_on"), "Last day")
        if team not in teams_of(_site(request)) or last_on is None:
            raise InvalidInput("Please choose a team and a day.")
        at, why = accounts.clock(), first(form, "why")
        schedule.end_on(session, slug, last_on, team=team, reason=why, by=account.name, at=at)
        _note(session, account, "record_last_day_set", slug, accounts)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _record_page(request, account, wrong=error)
    return RedirectResponse(f"/edit/records/{slug}", 303)


def _note(session: Session, account: Account, action: str, slug: str, accounts: Any) -> None:
    note_event(
        session,
        account.id,
        action,
        at=accounts.clock(),
        object_kind="record",
        object_id=slug[:64],
    )


def _check_second_person(session: Session, account: Account, slug: str) -> None:
    """Refuses that whoever took a record down puts it back: residents would see it again.

    Raises:
        Conflict: When it is the same person.
    """
    taken_by = session.scalar(
        select(AccountEvent.account_id)
        .where(
            AccountEvent.action == "record_taken_down",
            AccountEvent.object_kind == "record",
            AccountEvent.object_id == slug[:64],
        )
        .order_by(AccountEvent.id.desc())
        .limit(1)
    )
    if taken_by == account.id:
        raise Conflict("You took this down: a second person has to put it back.")


async def say_word(request: Request) -> Response:
    """POST /edit/records/{slug}/word: 'still right', 'taken down' or 'put back', for a team."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    slug: str = request.path_params["slug"]
    accounts = accounts_of(request)
    team, outcome = first(form, "team"), first(form, "outcome")
    to_list = first(form, "then") == "list"

    def work(session: Session) -> None:
        if team not in teams_of(_site(request)) or outcome not in OUTCOMES:
            raise InvalidInput("Please choose a team and what you found from the page.")
        if outcome == "put back":
            _check_second_person(session, account, slug)
        at = accounts.clock()
        note = first(form, "note").strip()[:LONGEST_REASON] or None
        assure(session, Word(slug, team, at.date(), cast(Outcome, outcome), note=note), at)
        _note(session, account, f"record_{outcome.replace(' ', '_')}", slug, accounts)

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _record_page(request, account, wrong=error)
    return RedirectResponse("/edit/assure" if to_list else f"/edit/records/{slug}", 303)


async def to_assure(request: Request) -> Response:
    """GET /edit/assure: what to check next, most urgent first, and the first of them whole."""
    account = await require(request, EDITOR)
    accounts = accounts_of(request)
    skipped = set(request.query_params.getlist("skip")[:50])

    def work(session: Session) -> dict[str, Any]:
        today = accounts.clock().date()
        found = what_to_assure(session, today, _TO_ASSURE + len(skipped))
        items = [item for item in found if item.record and item.record.slug not in skipped]
        item = items[0] if items else None
        record = item.record if item else None
        return {
            "item": item,
            "card": card_of(record, today, record.contacts)
            if record and record.kind != "place"
            else None,
            "others": items[1:],
        }

    found = await accounts.transactions.do(work)
    return console_page(
        request,
        account,
        "editing/assure.html",
        teams=teams_of(_site(request)),
        skipped=sorted(skipped),
        **found,
    )


ROUTES: list[BaseRoute] = [
    Route("/edit", find, methods=["GET"]),
    Route("/edit/assure", to_assure, methods=["GET"]),
    Route("/edit/records/{slug}", show, methods=["GET"]),
    Route("/edit/records/{slug}", propose, methods=["POST"]),
    Route("/edit/records/{slug}/end", set_last_day, methods=["POST"]),
    Route("/edit/records/{slug}/word", say_word, methods=["POST"]),
]
