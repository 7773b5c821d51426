"""Brings in a feed of Open Referral: `python -m knowledge.openreferral.feed ADDRESS-or-file`.

python -m knowledge.openreferral.feed https://feed.invented/v3 --name bristol
python -m knowledge.openreferral.feed --due       # every feed whose time has come
python -m knowledge.openreferral.feed --list      # the feeds, and how their last runs went
python -m knowledge.openreferral.feed --report bristol
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.commands import open_session, run_command, say
from knowledge.errors import InvalidInput, NotFound, SignpostError, Unavailable
from knowledge.models import DataSource, ImportRow, ImportRun
from knowledge.openreferral.feed.fetching import (
    FeedSource,
    FileFeed,
    GentleClient,
    HttpFeed,
    http_client,
)
from knowledge.openreferral.feed.runs import KIND, Choices, Described, import_feed
from knowledge.settings import Settings

DELAY_SECONDS = 0.5
_MOST_ROWS_SAID = 50
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 0, or 1 after saying on standard error what is wrong."""
    chosen = _parser().parse_args(arguments)
    if chosen.list:
        return run_command(_list)
    if chosen.report:
        return run_command(lambda settings: _report(settings, chosen.report, chosen.rows))
    if chosen.due:
        return run_command(lambda settings: _due(settings, chosen))
    if not chosen.source:
        sys.stderr.write("Name the address of a feed or a file; --help says more.\n")
        return 1
    return run_command(lambda settings: _one(settings, chosen))


def _now() -> datetime:
    return datetime.now(UTC)


def _one(settings: Settings, chosen: argparse.Namespace) -> None:
    described = Described(
        name=_named(chosen),
        title=chosen.title,
        publisher=chosen.publisher,
        licence=chosen.licence,
        every_hours=chosen.every,
    )
    with open_session(settings) as session, _feed(chosen.source, chosen) as feed:
        _run(session, feed, described, chosen)
    _make_searchable(settings, is_preview=chosen.preview)


def _named(chosen: argparse.Namespace) -> str:
    name = chosen.name or _name_of(chosen.source)
    if not _NAME.fullmatch(name) or len(name) > 40:
        raise InvalidInput(
            f"The name {name!r} cannot be used: lower-case words joined by hyphens, at most 40"
            " letters. Choose one with --name."
        )
    return name


def _name_of(source: str) -> str:
    stem = urlsplit(source).hostname if "://" in source else Path(source).stem
    return "-".join(re.findall(r"[a-z0-9]+", (stem or "").lower()))[:40].strip("-")


@contextmanager
def _feed(source: str, chosen: argparse.Namespace) -> Iterator[FeedSource]:
    if "://" not in source:
        yield FileFeed(source, lists_everything=chosen.whole)
        return
    if urlsplit(source).scheme not in {"http", "https"}:
        raise InvalidInput("A feed's address begins with http:// or https://.")
    with http_client() as client:
        yield HttpFeed(source, GentleClient(client, chosen.delay))


def _run(
    session: Session, feed: FeedSource, described: Described, chosen: argparse.Namespace
) -> ImportRun:
    # Slow to import beside the questions that need none.
    from tqdm import tqdm

    choices = Choices(
        mode="incremental" if chosen.changes else "full",
        accept_missing=chosen.accept_missing,
        is_preview=chosen.preview,
    )
    with tqdm(desc=described.name, unit="", disable=None, leave=False) as bar:

        def tick(total: int | None) -> None:
            if total is None:
                bar.update()
            else:
                bar.total = total
                bar.refresh()

        run = import_feed(session, feed, described, choices, now=_now, tick=tick)
    say(_counts(described.name, run))
    if run.message:
        say(run.message)
    return run


def _counts(name: str, run: ImportRun) -> str:
    words = "would be taken" if run.state == "previewed" else "taken"
    return (
        f"{name}: {run.total:,} listed; {run.taken + run.mended:,} {words}, {run.mended:,} of them"
        f" mended; {run.unchanged:,} unchanged; {run.refused:,} refused; {run.missing:,} no longer"
        f" named. Every row: --report {name}"
    )


def _due(settings: Settings, chosen: argparse.Namespace) -> None:
    """Brings in every feed whose time has come; one that fails does not keep the others waiting."""
    failed = []
    with open_session(settings) as session:
        query = select(DataSource).where(DataSource.kind == KIND, DataSource.every_hours > 0)
        for source in session.scalars(query.order_by(DataSource.name)).all():
            if source.next_at is not None and source.next_at > _now():
                continue
            try:
                with _feed(source.address or "", chosen) as feed:
                    _run(session, feed, Described(source.name), chosen)
            except SignpostError as error:
                failed.append(f"{source.name}: {error}")
    _make_searchable(settings, is_preview=chosen.preview)
    if failed:
        raise InvalidInput("These feeds could not be brought in.", failed)


def _make_searchable(settings: Settings, *, is_preview: bool) -> None:
    """Makes the vectors of what is new, where the encoder is there."""
    if is_preview:
        return
    from knowledge.loading import load

    try:
        load(settings, say)
    except Unavailable as error:
        say(f"Search does not know what is new by its meaning yet: {error}")


def _list(settings: Settings) -> None:
    with open_session(settings) as session:
        query = select(DataSource).where(DataSource.kind == KIND).order_by(DataSource.name)
        for source in session.scalars(query):
            run = _last_run(session, source.name)
            every = f"every {source.every_hours} hours" if source.every_hours else "by hand"
            state = f"{run.state} on {run.started_at:%Y-%m-%d}" if run else "never"
            say(f"{source.name}: {source.title}, {source.address}, {every}, last run: {state}")


def _last_run(session: Session, name: str) -> ImportRun | None:
    query = select(ImportRun).where(ImportRun.source == name)
    return session.scalars(query.order_by(ImportRun.started_at.desc()).limit(1)).first()


def _report(settings: Settings, name: str, limit: int) -> None:
    with open_session(settings) as session:
        run = _last_run(session, name)
        if run is None:
            raise NotFound(f"There is no run of {name}.")
        say(_counts(name, run))
        if run.message:
            say(f"{run.state}: {run.message}")
        query: Any = select(ImportRow).where(ImportRow.run_id == run.id)
        rows = session.scalars(query.order_by(ImportRow.position)).all()
        for row in rows[:limit]:
            what = " ".join(part for part in (row.external_id, row.name) if part)
            say(f"{row.outcome}: {what}{': ' + row.message if row.message else ''}")
        if len(rows) > limit:
            say(f"... and {len(rows) - limit:,} more: --rows {len(rows)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.openreferral.feed",
        description="Bring in a feed of Open Referral.",
    )
    parser.add_argument("source", nargs="?", help="the feed's base address, or a file")
    parser.add_argument(
        "--name", help="the lasting name of the source; by default from the address"
    )
    parser.add_argument("--title", help="whose feed it is, for people")
    parser.add_argument("--publisher", help="who publishes it, if not the title")
    parser.add_argument("--licence", help="the licence, as the publisher has confirmed it")
    parser.add_argument("--every", type=int, metavar="HOURS", help="how often --due brings it in")
    parser.add_argument("--changes", action="store_true", help="only what changed since last time")
    parser.add_argument(
        "--preview", action="store_true", help="say what would happen; change nothing"
    )
    parser.add_argument("--whole", action="store_true", help="a file names every service there is")
    parser.add_argument("--accept-missing", action="store_true", help="believe a much shorter list")
    parser.add_argument(
        "--delay", type=float, default=DELAY_SECONDS, help="seconds between two requests"
    )
    parser.add_argument("--rows", type=int, default=_MOST_ROWS_SAID, help="the most rows to say")
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--due", action="store_true", help="bring in every feed whose time has come")
    task.add_argument("--list", action="store_true", help="list the feeds")
    task.add_argument("--report", metavar="NAME", help="say what became of every row of a run")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
