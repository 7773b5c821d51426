"""Deciding on changes, by a second person; what waits for its day, and calling it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import form_page
from bot.editing.difference import difference
from bot.editing.families import EXAMPLES, families, family_of
from knowledge.editing import changes, schedule, text_changes
from knowledge.editing.drafts import KIND, NEW_KINDS
from knowledge.editing.fields import fields_of
from knowledge.editing.proposing import PROPOSED, SCHEDULED, WAITING, call_off, refuse
from knowledge.editing.texts import Family
from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound
from knowledge.models import Proposal, Record, RecordChange, RecordEnd, TextChange

_DECIDED_SHOWN = 20
_MORE_LABELS = {
    "topics": "Subjects",
    "areas": "Where it holds",
    "source_urls": "Where it was seen",
    "source_date": "Date of that page",
    "confidence": "Confidence",
    "provider": "Who gives it",
    "organisation_id": "The organisation's entry",
    "funder_id": "The funder's entry",
}


@dataclass(frozen=True)
class ShownChange:
    """A change as people read it: each key with what it said and what it is to say.

    Attributes:
        change: The change.
        name: What it is a change of.
        address: The page of that.
        act: Where decisions on it are posted to.
        parts: Label, what it said, what it is to say.
        is_own: Whether whoever looks has proposed it.
        is_new: Whether there was nothing before it.
    """

    change: Proposal
    name: str
    address: str
    act: str
    parts: list[tuple[str, Markup, Markup]]
    is_own: bool
    is_new: bool = False


@dataclass(frozen=True)
class ShownEnd:
    """A record's last day, with the record's name."""

    end: RecordEnd
    name: str


def _shown_record(session: Session, account: Account, change: RecordChange) -> ShownChange:
    record = session.scalar(select(Record).where(Record.slug == change.slug))
    kind = record.kind if record else str(change.after.get(KIND, ""))
    labels = {field.key: field.label for field in fields_of(kind)} | _MORE_LABELS
    parts = [
        (
            labels.get(key, key),
            *difference(_read(session, key, change.before.get(key)), _read(session, key, value)),
        )
        for key, value in change.after.items()
        if key != KIND
    ]
    name = str(change.after.get("name") or change.slug)
    return ShownChange(
        change,
        record.name if record else f"New: {NEW_KINDS.get(kind, kind).lower()}: {name}",
        f"/edit/records/{change.slug}" if record else f"/edit/changes/{change.id}/try",
        f"/edit/changes/{change.id}",
        parts,
        change.proposed_by == account.name,
        KIND in change.after,
    )


def _read(session: Session, key: str, value: Any) -> Any:
    """A link to a record as its name, subjects as words; everything else as it is."""
    if key == "topics":
        return [str(topic).replace("-", " ").capitalize() for topic in value or []]
    if not key.endswith("_id") or not value:
        return value
    return session.scalar(select(Record.name).where(Record.slug == value)) or value


def _shown_text(account: Account, known: dict[str, Family], change: TextChange) -> ShownChange:
    is_example = change.family == EXAMPLES.name
    family = EXAMPLES if is_example else known.get(change.family)
    path = f"/edit/texts/{change.family}/{quote(change.key, safe='')}"
    return ShownChange(
        change,
        _label(family, change.key),
        "/edit/missed" if is_example else path,
        f"/edit/text-changes/{change.id}",
        [(family.label if family else "", *difference(change.before, change.after))],
        change.proposed_by == account.name,
    )


def _label(family: Family | None, key: str) -> str:
    try:
        return family.label_of(key) if family else key
    except KeyError:
        return key


async def show_changes(request: Request) -> Response:
    """GET /edit/changes: what waits for a person or for its day, and what was decided lately."""
    return await _changes_page(request, await require(request, EDITOR))


def _gather(session: Session, account: Account, known: dict[str, Family]) -> dict[str, Any]:
    show_record = partial(_shown_record, session, account)
    show_text = partial(_shown_text, account, known)
    records = changes.list_changes(session, WAITING)
    texts = text_changes.list_changes(session, WAITING)
    recent = [
        *map(show_record, changes.list_changes(session, limit=_DECIDED_SHOWN + len(records))),
        *map(show_text, text_changes.list_changes(session, limit=_DECIDED_SHOWN + len(texts))),
    ]
    decided = [shown for shown in recent if shown.change.state not in WAITING]
    decided.sort(key=lambda shown: shown.change.decided_at or shown.change.proposed_at)
    waiting = [*map(show_text, reversed(texts)), *map(show_record, reversed(records))]
    return {
        "waiting": [shown for shown in waiting if shown.change.state == PROPOSED],
        "scheduled": sorted(
            (shown for shown in waiting if shown.change.state == SCHEDULED),
            key=lambda shown: str(shown.change.from_on),
        ),
        "ends": _shown_ends(session),
        "decided": decided[::-1][:_DECIDED_SHOWN],
    }


def _shown_ends(session: Session) -> list[ShownEnd]:
    found = schedule.waiting_ends(session)
    slugs = {item.slug for item in found}
    rows = session.execute(select(Record.slug, Record.name).where(Record.slug.in_(slugs)))
    names: dict[str, str] = {row.slug: row.name for row in rows}
    return [ShownEnd(item, names.get(item.slug, item.slug)) for item in found]


async def _changes_page(
    request: Request, account: Account, wrong: Exception | None = None
) -> Response:
    known = families(request.app.state.live_site)
    found = await accounts_of(request).transactions.do(
        lambda session: _gather(session, account, known)
    )
    done = "" if wrong else _DONE.get(request.query_params.get("done", ""), "")
    return form_page(request, account, "editing/changes.html", wrong, done=done, **found)


_DONE = {
    "proposed": "Proposed. A second person has to approve it.",
    "approve": "Approved. Residents see it in a few seconds, or from its first day on.",
    "refuse": "Refused, or taken back. Residents see nothing of it.",
    "undo": "Going back is proposed. A second person has to approve it.",
    "call off": "Called off.",
}
"""What is said on the page that one comes back to, by what was done."""

Work = Callable[[Session, str, str, datetime], None]
"""Does what was decided: is given a session, the decision, the note and the moment."""


async def _decide(request: Request, account: Account, kind: str, work: Work) -> Response:
    form = await read_form(request)
    decision, note = first(form, "decision"), first(form, "note")
    accounts, change_id = accounts_of(request), str(request.path_params["change_id"])

    def in_transaction(session: Session) -> None:
        at = accounts.clock()
        work(session, decision, note, at)
        action = f"{kind}_{decision.replace(' ', '_')}"
        note_event(
            session,
            account.id,
            action,
            at=at,
            object_kind="change" if kind == "change" else "text change",
            object_id=change_id,
        )

    try:
        await accounts.transactions.do(in_transaction)
    except (Conflict, Forbidden, InvalidInput) as error:
        return await _changes_page(request, account, error)
    await request.app.state.timekeeper.renew()
    return RedirectResponse(f"/edit/changes?done={quote(decision)}", 303)


async def decide(request: Request) -> Response:
    """POST /edit/changes/{change_id}: `approve`, `refuse`, `undo` or `call off`."""
    account = await require(request, EDITOR)
    change_id: int = request.path_params["change_id"]

    def work(session: Session, decision: str, note: str, at: datetime) -> None:
        if decision == "approve":
            changes.approve(session, change_id, by=account.name, at=at, note=note)
        elif decision == "refuse":
            refuse(changes.find_change(session, change_id), by=account.name, at=at, note=note)
        elif decision == "undo":
            changes.propose_undoing(session, change_id, by=account.name, at=at)
        elif decision == "call off":
            call_off(changes.find_change(session, change_id), by=account.name, at=at)
        else:
            raise InvalidInput("Please approve it, refuse it or take it back.")

    return await _decide(request, account, "change", work)


async def decide_text(request: Request) -> Response:
    """POST /edit/text-changes/{change_id}: the same for fixed texts."""
    account = await require(request, EDITOR)
    change_id: int = request.path_params["change_id"]

    def work(session: Session, decision: str, note: str, at: datetime) -> None:
        change = text_changes.find_change(session, change_id)
        family = family_of(request, change.family)
        if decision == "approve":
            # The file, or a record it rests on, may have changed since it was proposed.
            family.check(session, change.key, change.after)
            text_changes.approve(session, change_id, by=account.name, at=at, note=note)
        elif decision == "refuse":
            refuse(change, by=account.name, at=at, note=note)
        elif decision == "undo":
            says = family.file_says(change.key)
            text_changes.propose_undoing(session, change_id, file_says=says, by=account.name, at=at)
        elif decision == "call off":
            call_off(change, by=account.name, at=at)
        else:
            raise InvalidInput("Please approve it, refuse it or take it back.")

    return await _decide(request, account, "text", work)


async def call_off_last_day(request: Request) -> Response:
    """POST /edit/ends/{end_id}: residents go on seeing the record after its last day."""
    account = await require(request, EDITOR)
    await read_form(request)
    accounts = accounts_of(request)
    end_id: int = request.path_params["end_id"]

    def work(session: Session) -> None:
        at = accounts.clock()
        found = schedule.call_off_end(session, end_id, by=account.name, at=at)
        note_event(
            session, account.id, "record_last_day_called_off", at=at, object_kind="record",
            object_id=found.slug[:64],
        )  # fmt: skip

    try:
        await accounts.transactions.do(work)
    except (Conflict, NotFound) as error:
        return await _changes_page(request, account, error)
    return RedirectResponse("/edit/changes", 303)


ROUTES: list[BaseRoute] = [
    Route("/edit/changes", show_changes, methods=["GET"]),
    Route("/edit/changes/{change_id:int}", decide, methods=["POST"]),
    Route("/edit/text-changes/{change_id:int}", decide_text, methods=["POST"]),
    Route("/edit/ends/{end_id:int}", call_off_last_day, methods=["POST"]),
]
