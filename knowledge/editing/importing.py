"""Bringing a file in from the console: the same importers as the commands, in one transaction.

A dry run does everything that the import does and then takes it back, so what it says is what will
happen. Nothing is half done: all of a file counts, or none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.content_schema import SCHEMAS
from knowledge.editing.import_reports import Report, report_of_plan, report_of_run
from knowledge.errors import InvalidInput
from knowledge.grants.importing import GrantSource, bring_in_grants
from knowledge.grants.reading import read_grants
from knowledge.models import DataSource, ImportRun
from knowledge.openreferral.feed.fetching import FileFeed
from knowledge.openreferral.feed.runs import Choices, Described, import_feed
from knowledge.spreadsheets.importing import Source, apply_plan
from knowledge.spreadsheets.lists import read_list
from knowledge.spreadsheets.planning import plan_list
from knowledge.volunteering.reading import read_opportunities

SORTS = {
    "sheet": "A list: CSV or Excel, with the columns of our template",
    "open_referral": "Services: Open Referral UK (JSON)",
    "volunteering": "Volunteering: Volunteering Data (JSON-LD)",
    "grants": "Grants that were made: 360Giving (JSON, CSV or Excel)",
}
"""What can be brought in, and how it is called."""

ENDINGS = {
    "sheet": (".csv", ".xlsx"),
    "open_referral": (".json",),
    "volunteering": (".json", ".jsonld"),
    "grants": (".json", ".csv", ".xlsx"),
}
MOST_BYTES = 2_000_000
MOST_ROWS = 2000
"""What is larger is brought in by a command: it would keep residents' messages waiting."""


@dataclass(frozen=True)
class Upload:
    """A file and what is said about it.

    Attributes:
        sort: A key of `SORTS`.
        file_name: Its name, without folders.
        content: Its bytes.
        source: The lasting name of the source: lower-case words joined by hyphens.
        title: What the source is called, or None.
        publisher: Who publishes it, or None.
        licence: The address or name of its licence, or None.
        kind: What each row of a list is, where the file does not say it.
        source_date: The date of a list, for rows that have none, or None.
        confidence: How sure a list is, for rows that do not say it, or None.
        area: The area that rows serve which do not say it, or None.
    """

    sort: str
    file_name: str
    content: bytes
    source: str
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    kind: str | None = None
    source_date: str | None = None
    confidence: str | None = None
    area: str | None = None


def check_upload(upload: Upload) -> None:
    """Refuses what cannot be a file of its sort.

    Raises:
        InvalidInput: In plain words.
    """
    if upload.sort not in SORTS:
        raise InvalidInput("Please choose what the file holds.")
    if not upload.content:
        raise InvalidInput("Please choose a file. This one is empty, or none was chosen.")
    if len(upload.content) > MOST_BYTES:
        raise InvalidInput("This file is too large for this page: at most 2 MB.")
    if Path(upload.file_name).suffix.lower() not in ENDINGS[upload.sort]:
        wanted = " or ".join(ENDINGS[upload.sort])
        raise InvalidInput(f"A file of this sort ends in {wanted}. Please choose another.")
    words = upload.source.split("-")
    is_name = all(word.isascii() and word.isalnum() and word.islower() or word.isdecimal()
                  for word in words)  # fmt: skip
    if not is_name or not 2 <= len(upload.source) <= 40:
        raise InvalidInput(
            "The name of the source must be lower-case words joined by hyphens, such as "
            "melton-halls."
        )
    if upload.kind and upload.kind not in SCHEMAS:
        raise InvalidInput("Please choose what each row is from the list.")


@contextmanager
def one_transaction(engine: Engine, *, keeps: bool) -> Iterator[Session]:
    """Gives a session whose commits count only when all is done, and not at all in a dry run.

    Args:
        engine: The database.
        keeps: Whether what is done stays.
    """
    with engine.connect() as connection:
        transaction = connection.begin()
        if engine.dialect.name == "sqlite":
            # The driver would begin late, and a savepoint would then be a transaction of its own.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        session = Session(
            bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        try:
            yield session
            session.commit()
            if keeps:
                transaction.commit()
        finally:
            session.close()
            if transaction.is_active:
                transaction.rollback()


def bring_in(session: Session, upload: Upload, *, now: datetime, by: str | None) -> Report:
    """Brings a file in; a file with faults changes nothing and its report names them.

    Args:
        session: A session of `one_transaction`.
        upload: The file.
        now: When, aware.
        by: The team that brings it in, or None.

    Raises:
        Conflict: When the name belongs to another kind of source.
    """
    try:
        check_upload(upload)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(upload.file_name).name
            path.write_bytes(upload.content)
            return _BRING_IN[upload.sort](session, upload, path, now, by)
    except InvalidInput as error:
        return Report(problems=error.problems or [str(error)])


def _too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        raise InvalidInput(
            f"This file has {rows:,} rows. This page takes {MOST_ROWS:,} at most: please split it, "
            "or have it brought in by the command."
        )


def _sheet(session: Session, upload: Upload, path: Path, now: datetime, by: str | None) -> Report:
    defaults = {"source_date": upload.source_date, "confidence": upload.confidence}
    given: dict[str, Any] = {key: value for key, value in defaults.items() if value}
    if upload.area:
        given["areas"] = [upload.area]
    if upload.sort == "volunteering":
        found = read_opportunities(path, given)
    else:
        given["source_note"] = upload.title or upload.file_name
        found = read_list(path, upload.kind or None, None, given)
    _too_many(found.rows)
    plan = plan_list(session, found, upload.source)
    report = report_of_plan(plan)
    if not plan.problems:
        source = Source(upload.source, upload.title or path.stem, upload.publisher, upload.licence)
        apply_plan(session, plan, source, now=now, file_name=upload.file_name, by=by)
    return report


def _open_referral(
    session: Session,
    upload: Upload,
    path: Path,
    now: datetime,
    by: str | None,  # noqa: ARG001 - the feed's importer keeps no team
) -> Report:
    described = Described(upload.source, upload.title, upload.publisher, upload.licence)
    run = import_feed(session, FileFeed(path), described, Choices(), now=lambda: now)
    _too_many(run.total)
    report = report_of_run(session, run)
    report.count("unchanged", run.unchanged)
    return report


def _grants(session: Session, upload: Upload, path: Path, now: datetime, by: str | None) -> Report:
    file = read_grants(path)
    _too_many(len(file.grants))
    source = GrantSource(upload.source, upload.title, upload.publisher, upload.licence)
    kept = session.get(DataSource, upload.source)
    says_who = (file.publisher or upload.publisher) and (file.licence or upload.licence)
    if kept is None and not says_who:
        raise InvalidInput("Please say who publishes these grants and under which licence.")
    taken = bring_in_grants(session, file, source, now=now, by=by)
    run = session.scalars(
        select(ImportRun)
        .where(ImportRun.source == upload.source)
        .order_by(ImportRun.started_at.desc(), ImportRun.id)
        .limit(1)
    ).one()
    report = report_of_run(session, run)
    report.count("unchanged", taken.unchanged)
    report.count("there already from another source", taken.elsewhere)
    report.count("to individuals, never kept", taken.individuals)
    return report


_BRING_IN = {
    "sheet": _sheet,
    "volunteering": _sheet,
    "open_referral": _open_referral,
    "grants": _grants,
}
