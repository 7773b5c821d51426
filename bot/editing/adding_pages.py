"""A new record: guidance, a service, an opportunity, a fund or an organisation, typed in a form."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import form_page
from bot.editing import missed
from bot.editing.missed_pages import REASON
from bot.masking import mask
from knowledge.content_values import TOPICS
from knowledge.editing import changes
from knowledge.editing.drafts import (
    NEW_KINDS,
    Draft,
    areas_of,
    is_needed,
    new_entry,
    new_fields_of,
)
from knowledge.editing.fields import CHOICES
from knowledge.errors import Conflict, InvalidInput, NotFound

_LONGEST_FIELD = 5000
_HINTS = {
    "summary": "At most 60 words.",
    "short_answer": "At most 40 words.",
    "answer": "At most 200 words. Empty: the short one says it all.",
    "provider": "An organisation that is here under the same name is linked.",
    "organisation": "An organisation that is here under the same name is linked.",
    "funder": "An organisation that is here under the same name is linked.",
    "phone": "No mobile number: those are mostly a person's own.",
    "url": "Begins with https://",
}


async def show_new(request: Request) -> Response:
    """GET /edit/new: a form for a new record; `kind` says of what, `missed` fills a question in."""
    return await _new_page(request, await require(request, EDITOR))


def _missed_id(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def _new_page(
    request: Request,
    account: Account,
    wrong: InvalidInput | Conflict | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    said = typed or request.query_params
    kind, message_id = said.get("kind") or "guidance", _missed_id(said.get("missed") or "")
    if kind not in NEW_KINDS:
        raise NotFound("Nothing of this kind can be added.")

    def work(session: Session) -> dict[str, Any]:
        asked = missed.find_missed(session, message_id) if message_id else ""
        return {"asked": asked, "areas": areas_of(session)}

    found = await accounts_of(request).transactions.do(work)
    county = request.app.state.live_site.site.areas.county
    reason = REASON if message_id else ""
    return form_page(
        request,
        account,
        "editing/new.html",
        wrong,
        kind=kind,
        kinds=NEW_KINDS,
        fields=[(field, _HINTS.get(field.key, "")) for field in new_fields_of(kind)],
        is_needed=is_needed,
        choices=CHOICES,
        topics=TOPICS,
        message_id=message_id or "",
        typed=typed or {"name": found["asked"], "area": county, "reason": reason},
        **found,
    )


async def propose_new(request: Request) -> Response:
    """POST /edit/new: proposes a new record."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    accounts = accounts_of(request)
    typed: dict[str, Any] = {
        name: values[0].replace("\r\n", "\n")[:_LONGEST_FIELD] for name, values in form.items()
    } | {"topics": form.get("topics", [])}
    kind, message_id = first(form, "kind") or "guidance", _missed_id(first(form, "missed"))

    def work(session: Session) -> None:
        at, name = accounts.clock(), typed.get("name", "")
        # A question is a resident's; names of bodies are in public registers.
        if kind == "guidance" and mask(name) != name:
            raise InvalidInput("Please write the question without anything about a person.")
        slug, after = new_entry(session, _draft(kind, typed))
        reason = typed.get("reason", "")
        changes.propose_new(session, slug, after, reason=reason, by=account.name, at=at)
        if message_id:
            missed.finish_missed(session, message_id, "guidance", by=account.id, at=at)
        note_event(
            session, account.id, f"{kind}_proposed", at=at, object_kind="record",
            object_id=slug[:64],
        )  # fmt: skip

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _new_page(request, account, error, typed)
    return RedirectResponse("/edit/changes?done=proposed", 303)


def _draft(kind: str, typed: dict[str, Any]) -> Draft:
    return Draft(
        kind,
        typed,
        topics=tuple(typed["topics"]),
        area=typed.get("area", ""),
        source_url=typed.get("source_url", "").strip(),
        source_date=typed.get("source_date", "").strip(),
    )


ROUTES: list[BaseRoute] = [
    Route("/edit/new", show_new, methods=["GET"]),
    Route("/edit/new", propose_new, methods=["POST"]),
]
