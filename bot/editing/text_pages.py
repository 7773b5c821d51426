"""The pages of fixed texts: what the assistant says, words, crisis texts, hours and closures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import accounts_of, first, read_form, require
from bot.accounts.events import note_event
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import console_page, form_page
from bot.editing.difference import difference
from bot.editing.families import families, family_of
from knowledge import overrides
from knowledge.editing import text_changes
from knowledge.editing.proposing import WAITING, read_day
from knowledge.editing.texts import Family, new_key
from knowledge.errors import Conflict, InvalidInput, SignpostError
from knowledge.overrides import Override, Overrides
from knowledge.site_texts import SITE_TEXTS

_MOST_SHOWN = 100
_LONGEST_FIELD = 5000


@dataclass(frozen=True)
class ShownText:
    """One text in a list: what holds, and whether it is the file's."""

    key: str
    label: str
    address: str
    value: str
    is_changed: bool
    state: str


def _address(family: Family, key: str) -> str:
    return f"/edit/texts/{family.name}/{quote(key, safe='')}"


def _held(held: Overrides, family: Family) -> dict[str, Any]:
    """Returns what holds for each text of a family, by the database."""
    file = family.read_file()
    changed: dict[str, Override] = dict(held.texts.get(family.name, {}))
    return {key: _value(changed, key, file.get(key)) for key in [*file, *changed]}


def _value(changed: dict[str, Override], key: str, file_says: Any) -> Any:
    found = changed.get(key)
    return found.value if found is not None and found.file_says == file_says else file_says


def _list(session: Session, family: Family, words: str) -> tuple[list[ShownText], int]:
    """The texts that hold all the words, the first 100 of them, and how many there are."""
    file = family.read_file()
    waiting = {
        change.key: change.state
        for change in text_changes.list_changes(session, WAITING, family=family.name)
    }
    wanted = words.casefold().split()
    found = []
    for key, value in _held(text_changes.read_overrides(session), family).items():
        if value is None and file.get(key) is None and family.name != overrides.SITE:
            continue
        said = family.typed(value)
        label = family.label_of(key)
        if all(word in f"{label} {key} {said}".casefold() for word in wanted):
            found.append(
                ShownText(
                    key,
                    label,
                    _address(family, key),
                    said,
                    value != file.get(key),
                    waiting.get(key, ""),
                )  # fmt: skip
            )
    return found[:_MOST_SHOWN], len(found)


async def list_families(request: Request) -> Response:
    """GET /edit/texts: the families."""
    account = await require(request, EDITOR)
    known = families(request.app.state.live_site)
    counts = {name: len(family.read_file()) for name, family in known.items()}
    return console_page(
        request, account, "editing/families.html", families=known.values(), counts=counts
    )


async def list_texts(request: Request) -> Response:
    """GET /edit/texts/{family}: its texts, and those with some words when `q` says them."""
    return await _list_page(request, await require(request, EDITOR))


async def _list_page(
    request: Request, account: Account, wrong: SignpostError | None = None
) -> Response:
    family = family_of(request, request.path_params["family"])
    words = request.query_params.get("q", "")[:100]
    found, count = await accounts_of(request).transactions.do(
        lambda session: _list(session, family, words)
    )
    return form_page(
        request,
        account,
        "editing/texts.html",
        wrong,
        family=family,
        texts_found=found,
        count=count,
        words=words,
    )


async def add_text(request: Request) -> Response:
    """POST /edit/texts/{family}: leads to the form of a text that is not there yet."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    family = family_of(request, request.path_params["family"])
    try:
        key = new_key(family, first(form, "sort"), first(form, "name")[:100])
    except InvalidInput as error:
        return await _list_page(request, account, error)
    return RedirectResponse(_address(family, key), 303)


async def show_text(request: Request) -> Response:
    """GET /edit/texts/{family}/{key}: what it says, a form, and what was changed."""
    return await _text_page(request, await require(request, EDITOR))


async def _text_page(
    request: Request,
    account: Account,
    *,
    wrong: SignpostError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    family = family_of(request, request.path_params["family"])
    key: str = request.path_params["key"]
    file_says = family.file_says(key)

    def work(session: Session) -> dict[str, Any]:
        holds = text_changes.held(session, family.name, key, file_says)
        return {
            "holds": family.typed(holds),
            "is_changed": holds != file_says,
            "parts": difference(file_says, holds),
            "history": text_changes.list_changes(session, family=family.name, key=key, limit=30),
        }

    found = await accounts_of(request).transactions.do(work)
    return form_page(
        request,
        account,
        "editing/text.html",
        wrong,
        family=family,
        key=key,
        label=family.label_of(key),
        hint=SITE_TEXTS[key].hint if family.name == overrides.SITE else "",
        file_says=family.typed(file_says),
        is_list=family.is_list(key),
        typed=typed or {"text": found["holds"]},
        **found,
    )


async def propose_text(request: Request) -> Response:
    """POST /edit/texts/{family}/{key}: proposes what was typed, or to go back to the file."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    family = family_of(request, request.path_params["family"])
    key: str = request.path_params["key"]
    file_says = family.file_says(key)
    accounts = accounts_of(request)
    typed = {
        name: first(form, name).replace("\r\n", "\n")[:_LONGEST_FIELD]
        for name in ("text", "reason", "from_on", "until_on")
    }
    after = file_says if first(form, "deed") == "file" else family.read(key, typed["text"])

    def work(session: Session) -> None:
        at = accounts.clock()
        family.check(session, key, after)
        change = text_changes.propose(
            session,
            family.name,
            key,
            after,
            file_says=file_says,
            reason=typed["reason"],
            by=account.name,
            at=at,
            from_on=read_day(typed["from_on"], "From"),
            until_on=read_day(typed["until_on"], "Last day"),
        )
        note_event(
            session, account.id, "text_proposed", at=at, object_kind="text change",
            object_id=str(change.id),
        )  # fmt: skip

    try:
        await accounts.transactions.do(work)
    except (InvalidInput, Conflict) as error:
        return await _text_page(request, account, wrong=error, typed=typed)
    return RedirectResponse("/edit/changes?done=proposed", 303)


ROUTES: list[BaseRoute] = [
    Route("/edit/texts", list_families, methods=["GET"]),
    Route("/edit/texts/{family}", list_texts, methods=["GET"]),
    Route("/edit/texts/{family}", add_text, methods=["POST"]),
    Route("/edit/texts/{family}/{key}", show_text, methods=["GET"]),
    Route("/edit/texts/{family}/{key}", propose_text, methods=["POST"]),
]
