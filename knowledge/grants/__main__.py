"""Published grants in the 360Giving standard: bring in, ask, give out.

`python -m knowledge.grants import|who-funded|export|forget`; the whole story stands in
docs/grants.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, select

from knowledge.commands import open_session, run_command, say, with_progress
from knowledge.errors import InvalidInput, NotFound
from knowledge.files import whole_file
from knowledge.grants.fetching import fetch_grants
from knowledge.grants.funders import who_funded
from knowledge.grants.importing import GRANTS, GrantSource, GrantsTaken, bring_in_grants
from knowledge.grants.publishing import own_grants, package, write_sheet
from knowledge.grants.reading import GrantFile, read_grants
from knowledge.grants.wording import said
from knowledge.models import DataSource, Grant
from knowledge.settings import Settings
from knowledge.site import load_site
from knowledge.web import PublicWeb

_MOST_NOTES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    return run_command(lambda settings: chosen.work(settings, chosen))


def _import(settings: Settings, chosen: argparse.Namespace) -> None:
    file = _read(settings, chosen)
    source = GrantSource(
        chosen.source, chosen.title, chosen.publisher, chosen.licence, is_own=chosen.own
    )
    with open_session(settings) as session:
        taken = bring_in_grants(
            session,
            file,
            source,
            now=datetime.now(UTC),
            skip_faulty=chosen.skip_faulty,
            by=chosen.by,
            progress=with_progress,
        )
        _tell(file, taken)
        if chosen.preview:
            say("Only looked: nothing was written.")
        else:
            session.commit()


def _read(settings: Settings, chosen: argparse.Namespace) -> GrantFile:
    if not chosen.file.startswith(("http://", "https://")):
        return read_grants(Path(chosen.file), chosen.sheet)
    agent = f"Signpost (+{load_site(settings.site_file).council.url})"
    with PublicWeb(agent) as web:
        return fetch_grants(web, chosen.file, say=say)


def _tell(file: GrantFile, taken: GrantsTaken) -> None:
    counts = {
        "new": taken.new,
        "changed": taken.changed,
        "unchanged": taken.unchanged,
        "there already from another source": taken.elsewhere,
        "to individuals, never kept": taken.individuals,
        "refused": taken.refused,
    }
    parts = [f"{count:,} {name}" for name, count in counts.items() if count]
    say(f"{file.name}: {taken.total:,} grants: {', '.join(parts) or 'none'}")
    for problem in taken.problems:
        say(f"  refused  {problem}")
    for note in taken.notes[:_MOST_NOTES]:
        say(f"  note     {note}")
    if len(taken.notes) > _MOST_NOTES:
        say(f"  note     ... and {len(taken.notes) - _MOST_NOTES:,} more")


def _who_funded(settings: Settings, chosen: argparse.Namespace) -> None:
    with open_session(settings) as session:
        found = who_funded(
            session,
            chosen.words,
            chosen.district,
            chosen.limit,
            leave_out_recipient=chosen.leave_out,
        )
    for line in said(found):
        say(line)


def _export(settings: Settings, chosen: argparse.Namespace) -> None:
    council = load_site(settings.site_file).council
    path = Path(chosen.out)
    with open_session(settings) as session:
        grants = own_grants(session)
        kept = session.scalar(
            select(func.max(Grant.licence)).where(Grant.is_own, Grant.licence.startswith("http"))
        )
    licence = chosen.licence or kept
    if not licence or not licence.startswith("http"):
        raise InvalidInput("Say the address of the licence with --licence.")
    publisher = {"name": council.name, "website": council.url}
    if chosen.publisher_id:
        publisher["identifier"] = chosen.publisher_id
    title = chosen.title or f"Grants made by {council.name}"
    document = package(
        grants, publisher=publisher, licence=licence, now=datetime.now(UTC), title=title
    )
    if path.suffix.lower() == ".csv":
        write_sheet(path, grants)
    else:
        with whole_file(path) as part:
            part.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    say(f"{path}: {len(grants):,} grants")


def _forget(settings: Settings, chosen: argparse.Namespace) -> None:
    with open_session(settings) as session:
        source = session.get(DataSource, chosen.source)
        if source is None or source.kind != GRANTS:
            raise NotFound(f"There is no source of grants called {chosen.source}.")
        kept = select(func.count()).select_from(Grant).where(Grant.source == chosen.source)
        count = session.scalar(kept) or 0
        session.execute(delete(Grant).where(Grant.source == chosen.source))
        session.delete(source)
        session.commit()
    say(f"{chosen.source}: {count:,} grants forgotten, and what was kept of its runs")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge.grants", description=__doc__)
    tasks = parser.add_subparsers(required=True, metavar="import|who-funded|export|forget")
    _add_import(tasks.add_parser("import", help="bring in a file or an address of grants"))
    ask = tasks.add_parser("who-funded", help="who has funded work like ours near here")
    ask.add_argument("words", help="what you do or want to do, in your own words")
    ask.add_argument("--district", help="a district of the gazetteer, or the county")
    ask.add_argument("--limit", type=int, default=5, help="the most funders (5)")
    ask.add_argument("--leave-out", help="your own organisation id, such as GB-CHC-1000001")
    ask.set_defaults(work=_who_funded)
    out = tasks.add_parser("export", help="give out the council's own grants")
    out.add_argument("--out", required=True, help="a file; .csv gives a sheet, else a package")
    out.add_argument("--licence", help="the address of the licence")
    out.add_argument("--publisher-id", help="the council's id by org-id.guide, such as GB-LAE-...")
    out.add_argument("--title", help="what the package is called")
    out.set_defaults(work=_export)
    forget = tasks.add_parser("forget", help="take out all grants of a source")
    forget.add_argument("--source", required=True, help="the name of the source")
    forget.set_defaults(work=_forget)
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", help="a .json, .csv or .xlsx file, or the address of a package or API list")
    add("--source", required=True, help="a lasting name for where they come from")
    add("--preview", action="store_true", help="only check and count")
    add("--sheet", help="which sheet of a workbook")
    add("--title", help="what the source is called")
    add("--publisher", help="who publishes them, where the file does not say")
    add("--licence", help="the address of the licence, where the file does not say")
    add("--own", action="store_true", help="these are the council's own grants, to give out again")
    add("--skip-faulty", action="store_true", help="leave out faulty grants and take the others")
    add("--by", help="the team that brings them in; no person's name")
    parser.set_defaults(work=_import)


if __name__ == "__main__":
    raise SystemExit(main())
