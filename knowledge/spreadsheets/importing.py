"""Brings a list in, all or nothing, and keeps what became of every row."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge.assurance.records import TAKEN_DOWN, keep_assurances
from knowledge.content_records import MODELS
from knowledge.errors import InvalidInput
from knowledge.models import DataSource, ImportRow, ImportRun, Link, Record, record_id
from knowledge.openreferral.parts import replace_parts
from knowledge.record_changes import LIFECYCLES, note_change
from knowledge.spreadsheets.entries import REFERENCES
from knowledge.spreadsheets.lists import Line
from knowledge.spreadsheets.planning import SHEET, Plan, references_of

_ROWS_A_QUERY = 500


@dataclass(frozen=True)
class Source:
    """Whose list it is.

    Attributes:
        name: The lasting name under which its records stand.
        title: What it is called, for people.
        publisher: Who keeps it, or None.
        licence: The address or name of its licence, or None where none is known.
    """

    name: str
    title: str
    publisher: str | None = None
    licence: str | None = None


def apply_plan(
    session: Session,
    plan: Plan,
    source: Source,
    *,
    now: datetime,
    file_name: str,
    by: str | None = None,
    take_down_missing: bool = False,
) -> ImportRun:
    """Writes what a plan says; does not commit, so that the caller decides whether all of it holds.

    Args:
        session: The session in which the plan was made.
        plan: A plan without problems.
        source: Whose list it is.
        now: When, aware.
        file_name: The name of the file, without its folder.
        by: The team that brings it in, or None.
        take_down_missing: Whether records that the list no longer names are taken down; a person's
            word. They are kept, and come back when they are named again.

    Raises:
        InvalidInput: When the plan has problems; nothing is written then.
    """
    if plan.problems:
        count = len(plan.problems)
        raise InvalidInput(
            f"Nothing was brought in, because the list has {count} fault{'s' * (count != 1)}.",
            plan.problems,
        )
    _store_source(session, source, now)
    records = [_new_record(line, source, now, file_name) for line in plan.new]
    session.add_all(records)
    for change in plan.changed:
        _change_record(change.record, change.line, source, now, file_name)
        records.append(change.record)
    missing = plan.missing if take_down_missing else []
    for record in missing:
        record.lifecycle, record.modified_at = TAKEN_DOWN, now
    session.flush()
    _replace_links(session, plan)
    session.flush()
    replace_parts(session, records)
    run = _store_run(session, plan, source, missing, now, file_name, by)
    if plan.new or plan.changed or missing:
        keep_assurances(session)
        note_change(session)
    session.flush()
    return run


def _store_source(session: Session, source: Source, now: datetime) -> None:
    kept = session.get(DataSource, source.name)
    if kept is None:
        kept = DataSource(name=source.name, kind=SHEET, title=source.title, can={})
        session.add(kept)
    kept.title = source.title
    kept.publisher = source.publisher or kept.publisher
    kept.licence = source.licence or kept.licence
    kept.last_good_at = now
    session.flush()


def _columns_of(line: Line, source: Source, now: datetime, file_name: str) -> dict[str, Any]:
    values = line.entry.model_dump(exclude={"id", "kind", *REFERENCES})
    return values | {
        "content_file": file_name,
        "origin": source.name,
        "external_id": line.entry.id,
        "licence": source.licence,
        "lifecycle": LIFECYCLES.get(line.entry.status or "", "active"),
        "modified_at": now,
    }


def _new_record(line: Line, source: Source, now: datetime, file_name: str) -> Record:
    name = line.entry.id
    values = _columns_of(line, source, now, file_name)
    return MODELS[line.entry.kind](id=record_id(name), slug=name, **values)


def _change_record(
    record: Record, line: Line, source: Source, now: datetime, file_name: str
) -> None:
    for key, value in _columns_of(line, source, now, file_name).items():
        setattr(record, key, value)


def _replace_links(session: Session, plan: Plan) -> None:
    changed = [change.record.id for change in plan.changed]
    for start in range(0, len(changed), _ROWS_A_QUERY):
        some = changed[start : start + _ROWS_A_QUERY]
        session.execute(delete(Link).where(Link.record_id.in_(some), Link.role.in_(REFERENCES)))
    for line in [*plan.new, *(change.line for change in plan.changed)]:
        counts: dict[str, int] = {}
        for role, name in references_of(line):
            position = counts[role] = counts.get(role, -1) + 1
            session.add(
                Link(
                    record_id=record_id(line.entry.id),
                    role=role,
                    position=position,
                    target_id=record_id(name),
                )
            )


def _store_run(
    session: Session,
    plan: Plan,
    source: Source,
    missing: list[Record],
    now: datetime,
    file_name: str,
    by: str | None,
) -> ImportRun:
    run = ImportRun(
        id=uuid.uuid4(), source=source.name, mode="full", state="done", started_at=now,
        finished_at=now, by=by, file_name=file_name, place={}, total=plan.rows, refused=0,
        unchanged=len(plan.unchanged), missing=len(plan.missing),
    )  # fmt: skip
    rows = [*_rows(plan), *_missing_rows(plan, missing)]
    run.taken = sum(row.outcome == "taken" for row in rows)
    run.mended = sum(row.outcome == "mended" for row in rows)
    session.add(run)
    session.flush()
    for position, row in enumerate(rows, start=1):
        row.id, row.run_id, row.position = uuid.uuid4(), run.id, position
    session.add_all(rows)
    return run


def _rows(plan: Plan) -> Iterator[ImportRow]:
    same = {line.entry.id for line in plan.unchanged}
    for line in sorted(plan.lines, key=lambda item: (item.table.sheet or "", item.row.number)):
        outcome = "unchanged" if line.entry.id in same else "mended" if line.mended else "taken"
        cell, message = None, None
        if line.mended:
            cell = line.mended[0][0]
            message = "; ".join(f"{where}: {note}" for where, note in line.mended)
        yield ImportRow(
            external_id=line.entry.id,
            name=line.entry.name,
            outcome=outcome,
            cell=cell or line.table.where(line.row),
            message=message,
            record_id=record_id(line.entry.id),
        )


def _missing_rows(plan: Plan, taken_down: list[Record]) -> Iterator[ImportRow]:
    for record in plan.missing:
        yield ImportRow(
            external_id=record.slug,
            name=record.name,
            outcome="missing",
            message="taken down" if record in taken_down else "kept as it was",
            record_id=record.id,
        )
