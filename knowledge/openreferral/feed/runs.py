"""One run of an import: begin or go on, copy, take, say how it went."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict, SignpostError
from knowledge.models import DataSource, ImportRun
from knowledge.openreferral.feed.copying import Copied, Copier, Tick
from knowledge.openreferral.feed.fetching import FeedSource, HttpFeed
from knowledge.openreferral.feed.probing import probe
from knowledge.openreferral.feed.taking import Taken, Taker

Mode = Literal["full", "incremental"]
KIND = "open_referral"
"""The kind of source that a feed is."""

# Longer than the longest wait for one answer.
_ALIVE = timedelta(minutes=15)


@dataclass(frozen=True)
class Described:
    """Who publishes a feed.

    Attributes:
        name: The lasting name under which its records stand.
        title: What it is called, for people; None leaves what is known.
        publisher: Who publishes it, or None.
        licence: The address or name of its licence, or None.
        every_hours: How often it is due, or None.
    """

    name: str
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    every_hours: int | None = None


@dataclass(frozen=True)
class Choices:
    """How a run is done.

    Attributes:
        mode: Everything anew, or what changed.
        accept_missing: Whether any number of services may be gone.
        is_preview: Whether records are left as they are.
    """

    mode: Mode = "full"
    accept_missing: bool = False
    is_preview: bool = False


def import_feed(
    session: Session,
    feed: FeedSource,
    described: Described,
    choices: Choices,
    *,
    now: Callable[[], datetime],
    tick: Tick = lambda _total: None,
) -> ImportRun:
    """Brings in a feed; commits as it goes, records only at the end and all at once.

    A run that was stopped before is gone on with. When the feed fails, the records stay as they
    were, and so does the last good copy.

    Args:
        session: An open session.
        feed: What is brought in.
        described: Whose it is.
        choices: How.
        now: Gives the current moment, aware.
        tick: Is told of progress.

    Returns:
        The run, done or previewed, with its counts.

    Raises:
        Unavailable: When the feed fails; the run is stopped and can be gone on with.
        Conflict: When the same source is being brought in at this moment, or the name is taken.
    """
    source = _source(session, feed, described)
    run = _begin(session, source, choices.mode, now())
    session.commit()
    try:
        if isinstance(feed, HttpFeed):
            source.can = probe(feed).as_dict()
        copied = Copier(session, feed, source, run, now, tick).copy()
        session.commit()
        taken = Taker(session, source, run, now()).take(
            is_whole_list=copied.is_whole, accept_missing=choices.accept_missing
        )
        if choices.is_preview:
            session.rollback()
            session.add_all(taken.rows)
        _end(source, run, copied, taken, now(), is_preview=choices.is_preview)
        session.commit()
    except BaseException as error:
        session.rollback()
        run.state = "stopped"
        run.message = str(error) if isinstance(error, SignpostError) else type(error).__name__
        session.commit()
        raise
    return run


def _source(session: Session, feed: FeedSource, described: Described) -> DataSource:
    source = session.get(DataSource, described.name)
    if source is None:
        title = described.title or described.name
        source = DataSource(name=described.name, kind=KIND, title=title, can={})
        session.add(source)
    elif source.kind != KIND:
        raise Conflict(f"The name {described.name} belongs to another kind of source.")
    source.title = described.title or source.title
    source.address = feed.address
    source.publisher = described.publisher or source.publisher
    source.licence = described.licence or source.licence
    source.every_hours = described.every_hours or source.every_hours
    session.flush()
    return source


def _begin(session: Session, source: DataSource, mode: Mode, now: datetime) -> ImportRun:
    """Returns a new run, or the last one where it did not end and was of the same mode."""
    query = select(ImportRun).where(ImportRun.source == source.name)
    last = session.scalars(query.order_by(ImportRun.started_at.desc()).limit(1)).first()
    if last is not None and last.state == "running" and _lives(last, now):
        raise Conflict(f"{source.title} is being brought in at this moment.")
    place = {"at": now.isoformat(), **_ourselves()}
    if last is not None and last.state in {"running", "stopped"} and last.mode == mode:
        last.state, last.message, last.place = "running", None, place
        return last
    run = ImportRun(id=uuid.uuid4(), source=source.name, mode=mode, started_at=now, place=place)
    session.add(run)
    session.flush()
    return run


def _ourselves() -> dict[str, Any]:
    return {"machine": socket.gethostname(), "process": os.getpid()}


def _lives(run: ImportRun, now: datetime) -> bool:
    """Whether a run goes on: it said something lately, and its program, if here, is there."""
    is_here = run.place.get("machine") == socket.gethostname()
    process = run.place.get("process")
    if is_here and isinstance(process, int) and process != os.getpid() and not _is_there(process):
        return False
    return now - _beat(run) < _ALIVE


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        # Somebody else's: it is there.
        return True
    return True


def _beat(run: ImportRun) -> datetime:
    said = run.place.get("at")
    return datetime.fromisoformat(said) if said else run.started_at


def _end(
    source: DataSource,
    run: ImportRun,
    copied: Copied,
    taken: Taken,
    now: datetime,
    *,
    is_preview: bool,
) -> None:
    run.state, run.finished_at = ("previewed" if is_preview else "done"), now
    run.total = copied.listed
    run.taken, run.mended = taken.count("taken"), taken.count("mended")
    run.unchanged, run.missing = taken.unchanged, taken.count("missing")
    run.refused = copied.refused + taken.count("refused")
    run.message = taken.note or None
    if is_preview:
        return
    source.last_good_at = now
    if copied.changed_until is not None:
        before = source.changed_until or copied.changed_until
        source.changed_until = max(copied.changed_until, before)
    if source.every_hours:
        source.next_at = now + timedelta(hours=source.every_hours)
