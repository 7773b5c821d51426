"""Keeps the directory right: what to check next, who checked what, and which links are broken.

`python -m knowledge.assurance next|assure|history|links|broken|gaps`; the whole story stands in
docs/assurance.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.assurance.demand import gaps
from knowledge.assurance.links import check_links, due_links
from knowledge.assurance.records import OUTCOMES, Word, assure, history_of
from knowledge.assurance.upcoming import (
    ToCheck,
    links_of,
    tasks_without_record,
    to_check_line,
    what_to_assure,
)
from knowledge.commands import open_session, run_command, say, with_progress
from knowledge.errors import NotFound
from knowledge.models import LinkCheck, Record
from knowledge.settings import Settings
from knowledge.site import load_site
from knowledge.spreadsheets.writing import write_csv
from knowledge.web import PublicWeb

_LINKS_A_RUN = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    return run_command(lambda settings: chosen.work(settings, chosen))


def _today() -> date:
    return datetime.now(UTC).date()


def _next(settings: Settings, chosen: argparse.Namespace) -> None:
    tasks = tasks_without_record(settings.content_folder)
    with open_session(settings) as session:
        found = what_to_assure(session, _today(), chosen.limit, tasks)
    if chosen.out:
        count = write_csv(Path(chosen.out), _HEADINGS, map(_row, found))
        say(f"{chosen.out}: {count:,} to check")
        return
    for number, item in enumerate(found, start=1):
        say(f"{number}. {to_check_line(item)}")


_HEADINGS = ["id", "kind", "name", "why", "asked for in 13 weeks", "telephone", "pages", "from"]


def _row(item: ToCheck) -> list[str | int | None]:
    record = item.record
    if record is None:
        return [None, None, item.name, item.reason, None, None, None, None]
    pages = " ".join(links_of(record))
    return [
        *(record.slug, record.kind, item.name, item.reason, item.demand),
        *(record.phone, pages, record.content_file),
    ]


def _assure(settings: Settings, chosen: argparse.Namespace) -> None:
    word = Word(
        slug=chosen.record,
        team=chosen.team,
        assured_on=chosen.on or _today(),
        outcome=chosen.outcome,
        review_on=chosen.review_on,
        note=chosen.note,
        team_email=chosen.email,
        fields=tuple(chosen.field or ()),
    )
    with open_session(settings) as session:
        assure(session, word, datetime.now(UTC))
        session.commit()
    say(f"{word.slug}: {word.outcome}, {word.assured_on}, by {word.team}")


def _history(settings: Settings, chosen: argparse.Namespace) -> None:
    with open_session(settings) as session:
        found = history_of(session, [chosen.record]).get(chosen.record, [])
    if not found:
        say(f"{chosen.record}: nobody has checked it yet")
    for item in found:
        fields = f", only {', '.join(item.fields)}" if item.fields else ""
        review = f", look again on {item.review_on}" if item.review_on else ""
        note = f": {item.note}" if item.note else ""
        say(f"{item.assured_on} {item.team}: {item.outcome}{fields}{review}{note}")


def _links(settings: Settings, chosen: argparse.Namespace) -> None:
    agent = f"Signpost link check (+{load_site(settings.site_file).council.url})"
    with open_session(settings) as session, PublicWeb(agent) as web:
        urls = chosen.url or due_links(session, _now(), chosen.limit)
        found = check_links(session, web, urls, now=_now, progress=with_progress)
    states = ", ".join(f"{count:,} {state}" for state, count in sorted(found.states.items()))
    say(f"{found.asked:,} addresses asked: {states or 'nothing was due'}")
    for url, problem in found.broken:
        say(f"  {url} {problem}")


def _now() -> datetime:
    return datetime.now(UTC)


def _broken(settings: Settings, chosen: argparse.Namespace) -> None:
    states = ["failing", "gone", *(["moved", "shuts us out"] if chosen.all else [])]
    with open_session(settings) as session:
        rows = session.scalars(
            select(LinkCheck).where(LinkCheck.state.in_(states)).order_by(LinkCheck.url)
        ).all()
        named = _records_by_link(session, {row.url for row in rows})
    for row in rows:
        good = f", last good on {row.good_at:%Y-%m-%d}" if row.good_at else ""
        say(f"{row.state}: {row.url} {row.problem or ''}{good}")
        for record in named.get(row.url, []):
            say(f"  in {record.slug} ({record.content_file})")
    say(f"{len(rows):,} links flagged; nothing was taken down")


def _records_by_link(session: Session, urls: set[str]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in session.scalars(select(Record).order_by(Record.slug)):
        for url in links_of(record):
            if url in urls:
                found.setdefault(url, []).append(record)
    return found


def _gaps(settings: Settings, chosen: argparse.Namespace) -> None:
    with open_session(settings) as session:
        found = gaps(session, _today(), chosen.limit)
    if not found:
        raise NotFound("No search of the last 13 weeks has been without a good answer.")
    for gap in found:
        where = f" in {gap.district}" if gap.district else ""
        kind = f" ({gap.kind})" if gap.kind else ""
        say(f"{gap.searches:,} times: {gap.subject or 'no subject known'}{kind}{where}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day as YYYY-MM-DD") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge.assurance", description=__doc__)
    tasks = parser.add_subparsers(required=True, metavar="next|assure|history|links|broken|gaps")
    task = tasks.add_parser("next", help="what to check next, most urgent first")
    task.add_argument("--limit", type=int, help="the most to list")
    task.add_argument("--out", help="a CSV file to write it to")
    task.set_defaults(work=_next)
    _add_assure(tasks.add_parser("assure", help="say that your team has checked a record"))
    task = tasks.add_parser("history", help="who has checked a record, and what they said")
    task.add_argument("record", help="its id")
    task.set_defaults(work=_history)
    task = tasks.add_parser("links", help="ask the web addresses that are due")
    task.add_argument("--limit", type=int, default=_LINKS_A_RUN, help="the most (200)")
    task.add_argument("--url", action="append", help="only this one, due or not")
    task.set_defaults(work=_links)
    task = tasks.add_parser("broken", help="which links are flagged, and where they stand")
    task.add_argument("--all", action="store_true", help="those that moved or shut us out too")
    task.set_defaults(work=_broken)
    task = tasks.add_parser("gaps", help="what people asked for and nothing answered")
    task.add_argument("--limit", type=int, default=50, help="the most to list (50)")
    task.set_defaults(work=_gaps)
    return parser


def _add_assure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("record", help="its id")
    add("--team", required=True, help="your team; no person's name")
    add("--on", type=_day, help="the day on which you looked; today if left out")
    add("--outcome", choices=OUTCOMES, default="right", help="what you found, or decided (right)")
    add("--review-on", type=_day, help="the day on which somebody should look again")
    add("--field", action="append", help="you looked at this key only; may be given again")
    add("--email", help="the team's address")
    add("--note", help="what you found; residents never see it")
    parser.set_defaults(work=_assure)


if __name__ == "__main__":
    raise SystemExit(main())
