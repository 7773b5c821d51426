"""Bringing a file in: one person sends it and sees what it would do, another brings it in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from anyio import to_thread
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.accounts.access import (
    FORM_FIELD,
    accounts_of,
    check_token,
    first,
    form_token_of,
    read_form,
    require,
)  # fmt: skip
from bot.accounts.events import note_event
from bot.accounts.roles import EDITOR, Account
from bot.accounts.showing import form_page
from bot.editing.models import StoredUpload
from knowledge.content_schema import SCHEMAS
from knowledge.database import Database
from knowledge.editing import importing
from knowledge.editing.drafts import areas_of
from knowledge.editing.import_reports import Report
from knowledge.editing.importing import Upload
from knowledge.errors import Conflict, Forbidden, InvalidInput, NotFound, SignpostError, Unavailable
from knowledge.spreadsheets.template import write_workbook_template

PATH = "/edit/import"
MOST_BODY_BYTES = importing.MOST_BYTES + 100_000
_KEPT = timedelta(days=7)
_OPTIONS = (
    "sort", "source", "title", "publisher", "licence", "kind", "source_date", "confidence", "area",
)  # fmt: skip
_SHOWN = 300
_KINDS = [kind for kind in SCHEMAS if kind != "place"]
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show_imports(request: Request) -> Response:
    """GET /edit/import: a form for a file, and the files that wait."""
    return await _imports_page(request, await require(request, EDITOR))


async def _imports_page(
    request: Request,
    account: Account,
    wrong: SignpostError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    accounts = accounts_of(request)

    def work(session: Session) -> dict[str, Any]:
        old = (StoredUpload.state == "waiting") & (StoredUpload.sent_at < accounts.clock() - _KEPT)
        session.execute(update(StoredUpload).where(old).values(state="discarded", content=b""))
        columns = [
            StoredUpload.id, StoredUpload.file_name, StoredUpload.state, StoredUpload.options,
            StoredUpload.sent_by, StoredUpload.sent_at, StoredUpload.done_by,
            StoredUpload.done_at, StoredUpload.counts,
        ]  # fmt: skip
        rows = session.execute(select(*columns).order_by(StoredUpload.id.desc()).limit(30)).all()
        return {
            "waiting": [row for row in rows if row.state == "waiting"],
            "done": [row for row in rows if row.state != "waiting"],
            "areas": areas_of(session),
        }

    found = await accounts.transactions.do(work)
    return form_page(
        request,
        account,
        "editing/imports.html",
        wrong,
        sorts=importing.SORTS,
        kinds=_KINDS,
        typed=typed or {},
        **found,
    )


def _template() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        write_workbook_template(file, _KINDS)
        return file.read_bytes()


async def download_template(request: Request) -> Response:
    """GET /edit/import/template.xlsx: an empty workbook, with a sheet that explains the columns."""
    await require(request, EDITOR)
    content = await to_thread.run_sync(_template)
    headers = {"Content-Disposition": 'attachment; filename="signpost-list.xlsx"'}
    return Response(content, media_type=_WORKBOOK, headers=headers)


async def send(request: Request) -> Response:
    """POST /edit/import: keeps a file, and leads to what it would do."""
    account = await require(request, EDITOR)
    fields, name, content = await _read_upload(request)
    check_token(form_token_of(request), fields.get(FORM_FIELD, ""))
    options = {key: fields.get(key, "").strip()[:300] for key in _OPTIONS}
    accounts = accounts_of(request)
    try:
        importing.check_upload(_upload(options, name, content))
    except InvalidInput as error:
        return await _imports_page(request, account, error, options)

    def work(session: Session) -> int:
        at = accounts.clock()
        kept = StoredUpload(
            options=options, file_name=name, content=content, state="waiting",
            sent_by=account.name, sent_at=at, counts={},
        )  # fmt: skip
        session.add(kept)
        session.flush()
        _note(session, account, "import_sent", kept.id, at)
        return kept.id

    number = await accounts.transactions.do(work)
    return RedirectResponse(f"{PATH}/{number}", 303)


async def _read_upload(request: Request) -> tuple[dict[str, str], str, bytes]:
    """The fields of the form, and the name and the bytes of its file."""
    fields: dict[str, str] = {}
    name, content = "", b""
    async with request.form(max_files=1, max_fields=20) as form:
        for key, value in form.multi_items():
            if isinstance(value, UploadFile):
                name = PurePath((value.filename or "").replace("\\", "/")).name[-120:]
                content = await value.read()
            else:
                fields[key] = value
    return fields, name, content


def _upload(options: dict[str, str], name: str, content: bytes) -> Upload:
    said: dict[str, Any] = {key: options.get(key) or None for key in _OPTIONS}
    said["sort"], said["source"] = options.get("sort", ""), options.get("source", "")
    return Upload(file_name=name, content=content, **said)


def _note(session: Session, account: Account, action: str, number: int, at: Any) -> None:
    note_event(session, account.id, action, at=at, object_kind="import", object_id=str(number))


async def _find(request: Request) -> StoredUpload:
    number: int = request.path_params["upload_id"]

    def work(session: Session) -> StoredUpload:
        found = session.get(StoredUpload, number) if 0 < number < 2**31 else None
        if found is None:
            raise NotFound("There is no such file.")
        return found

    return await accounts_of(request).transactions.do(work)


async def show_import(request: Request) -> Response:
    """GET /edit/import/{upload_id}: what it would do, row by row; nothing is changed."""
    return await _import_page(request, await require(request, EDITOR))


async def _import_page(
    request: Request, account: Account, wrong: SignpostError | None = None
) -> Response:
    kept = await _find(request)
    report = Report()
    if kept.state == "waiting":
        try:
            report = await to_thread.run_sync(partial(_run, request, kept, keeps=False))
        except (Conflict, Unavailable) as error:
            wrong = wrong or error
    return form_page(
        request,
        account,
        "editing/import.html",
        wrong,
        kept=kept,
        sort=importing.SORTS.get(kept.options.get("sort", ""), ""),
        report=report,
        items=report.items[:_SHOWN],
        faults=report.problems[:_SHOWN],
        is_own=kept.sent_by == account.name,
    )


def _run(
    request: Request, kept: StoredUpload, *, keeps: bool, account: Account | None = None,
    fingerprint: str = "",
) -> Report:  # fmt: skip
    """Brings the file in, or does so and takes it back.

    Raises:
        Conflict: When it would do something else than was shown, or was decided meanwhile.
        Unavailable: When the database cannot be used.
    """
    database: Database = request.app.state.database
    now = accounts_of(request).clock()
    upload = _upload(kept.options, kept.file_name, kept.content)
    try:
        with importing.one_transaction(database.engine, keeps=keeps) as session:
            report = importing.bring_in(session, upload, now=now, by=None)
            if account is not None:
                if report.fingerprint != fingerprint or report.problems:
                    raise Conflict(
                        "It would do something else than was shown to you. Please look again."
                    )
                _finish(session, kept.id, account, "brought in", now, dict(report.counts))
            return report
    except SQLAlchemyError:
        raise Unavailable("Sorry, we cannot reach our records just now.") from None


def _finish(
    session: Session, number: int, account: Account, state: str, at: Any, counts: dict[str, int]
) -> None:
    done = session.execute(
        update(StoredUpload)
        .where(StoredUpload.id == number, StoredUpload.state == "waiting")
        .values(state=state, content=b"", done_by=account.name, done_at=at, counts=counts)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("Somebody has decided on this file already.")
    _note(session, account, f"import_{state.replace(' ', '_')}", number, at)


async def decide(request: Request) -> Response:
    """POST /edit/import/{upload_id}: `bring in`, by a second person, or `discard`."""
    account = await require(request, EDITOR)
    form = await read_form(request)
    kept = await _find(request)
    decision = first(form, "decision")
    accounts = accounts_of(request)
    try:
        if decision == "discard":
            await accounts.transactions.do(
                lambda session: _finish(
                    session, kept.id, account, "discarded", accounts.clock(), {}
                )
            )
        elif decision == "bring in":
            if kept.sent_by.casefold() == account.name.casefold():
                raise Forbidden("You sent this file: a second person has to bring it in.")
            if kept.state != "waiting":
                raise Conflict("Somebody has decided on this file already.")
            said = first(form, "fingerprint")
            await to_thread.run_sync(
                partial(_run, request, kept, keeps=True, account=account, fingerprint=said)
            )
        else:
            raise InvalidInput("Please bring it in or discard it.")
    except (Conflict, Forbidden, InvalidInput) as error:
        return await _import_page(request, account, error)
    return RedirectResponse(PATH, 303)


ROUTES: list[BaseRoute] = [
    Route(PATH, show_imports, methods=["GET"]),
    Route(PATH, send, methods=["POST"]),
    Route(PATH + "/template.xlsx", download_template, methods=["GET"]),
    Route(PATH + "/{upload_id:int}", show_import, methods=["GET"]),
    Route(PATH + "/{upload_id:int}", decide, methods=["POST"]),
]
