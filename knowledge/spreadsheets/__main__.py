"""Brings in a list that somebody keeps, or makes the empty list to fill in.

`python -m knowledge.spreadsheets template` and `python -m knowledge.spreadsheets import`; the whole
story stands in docs/spreadsheets.md.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from knowledge.commands import open_session, run_command, say
from knowledge.content_schema import SCHEMAS
from knowledge.errors import InvalidInput
from knowledge.models import DataSource
from knowledge.settings import Settings
from knowledge.spreadsheets.importing import Source, apply_plan
from knowledge.spreadsheets.lists import read_list
from knowledge.spreadsheets.planning import Change, Plan, plan_list
from knowledge.spreadsheets.template import write_csv_template, write_workbook_template

_SOURCE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 60
_LONGEST_SHOWN = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    return run_command(lambda settings: chosen.work(settings, chosen))


def _template(_settings: Settings, chosen: argparse.Namespace) -> None:
    path = Path(chosen.out)
    kinds = chosen.kind or list(SCHEMAS)
    if path.suffix.lower() == ".csv":
        if len(kinds) != 1:
            raise InvalidInput("A CSV file holds one kind: say which with --kind.")
        write_csv_template(path, kinds[0])
    elif path.suffix.lower() == ".xlsx":
        write_workbook_template(path, kinds)
    else:
        raise InvalidInput(f"{path.name} must end in .csv or .xlsx.")
    say(f"{path}: an empty list for {', '.join(kinds)}")


def _import(settings: Settings, chosen: argparse.Namespace) -> None:
    path = Path(chosen.file)
    if len(chosen.source) > _LONGEST_NAME or not _SOURCE_NAME.fullmatch(chosen.source):
        raise InvalidInput(
            f"--source {chosen.source!r} must be lower-case words joined by hyphens, at most"
            f" {_LONGEST_NAME} characters, such as melton-halls."
        )
    found = read_list(path, chosen.kind, chosen.sheet, _defaults(chosen))
    with open_session(settings) as session:
        plan = plan_list(session, found, chosen.source)
        _tell(plan, path.name)
        if chosen.preview:
            _tell_faults(plan)
            say("Only looked: nothing was written.")
            return
        source = _source(session, chosen, path)
        apply_plan(
            session,
            plan,
            source,
            now=datetime.now(UTC),
            file_name=path.name,
            by=chosen.by,
            take_down_missing=chosen.take_down_missing,
        )
        session.commit()
    say("Brought in. Next: python -m knowledge.load, so that search finds what is new.")


def _defaults(chosen: argparse.Namespace) -> dict[str, Any]:
    given = {
        "source_note": chosen.source_note,
        "source_date": chosen.source_date,
        "confidence": chosen.confidence,
    }
    return {key: value for key, value in given.items() if value}


def _source(session: Session, chosen: argparse.Namespace, path: Path) -> Source:
    kept = session.get(DataSource, chosen.source)
    title = chosen.title or (kept.title if kept else path.stem)
    licence = chosen.licence or (kept.licence if kept else None)
    return Source(chosen.source, title, chosen.publisher, licence)


def _tell(plan: Plan, file_name: str) -> None:
    faults = f", {len(plan.problems):,} faults" if plan.problems else ""
    say(
        f"{file_name}: {plan.rows:,} rows: {len(plan.new):,} new, {len(plan.changed):,} changed,"
        f" {len(plan.unchanged):,} unchanged{faults}"
    )
    for line in plan.new:
        say(f"  new       {line.entry.id}: {line.entry.name}")
    for change in plan.changed:
        say(f"  changed   {change.record.slug}: {'; '.join(_changes(change))}")
    for record in plan.missing:
        say(f"  no longer in the list  {record.slug}: {record.name}")
    for slug, word in plan.down.items():
        say(f"  stays down  {slug}: taken down by {word.team} on {word.assured_on}")
    for line in plan.lines:
        for where, note in line.mended:
            say(f"  mended    {where}: {note}")


def _changes(change: Change) -> Iterable[str]:
    for key, now, wanted in change.keys:
        yield f"{key}: {_short(now)} becomes {_short(wanted)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...'"


def _tell_faults(plan: Plan) -> None:
    if plan.problems:
        raise InvalidInput("The list has faults and cannot be brought in yet:", plan.problems)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge.spreadsheets", description=__doc__)
    tasks = parser.add_subparsers(required=True, metavar="template|import")
    template = tasks.add_parser("template", help="make the empty list to fill in")
    template.add_argument("--kind", action="append", choices=list(SCHEMAS), help="default: all")
    template.add_argument("--out", required=True, help="a file that ends in .xlsx or .csv")
    template.set_defaults(work=_template)
    _add_import(tasks.add_parser("import", help="bring a list in, all or nothing"))
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", help="the list: .csv or .xlsx")
    add("--source", required=True, help="a lasting name for this list, such as melton-halls")
    add("--preview", action="store_true", help="only say what would happen")
    add("--kind", choices=list(SCHEMAS), help="what each row is, if the file does not say it")
    add("--sheet", help="which sheet of a workbook")
    add("--title", help="what the list is called; default: the name of the file")
    add("--publisher", help="who keeps it")
    add("--licence", help="its licence: an address or a name")
    add("--source-note", help="where the facts are from, for rows that do not say it")
    add("--source-date", help="the date of the list (YYYY-MM-DD), for rows that have none")
    add("--confidence", choices=["high", "medium", "low"], help="for rows that do not say it")
    add("--by", help="the team that brings it in; no person's name")
    add(
        "--take-down-missing",
        action="store_true",
        help="take down what this source brought before and the list no longer names",
    )
    parser.set_defaults(work=_import)


if __name__ == "__main__":
    raise SystemExit(main())
