"""What was brought in from elsewhere: sources, their last good copies, runs, and rows of a run."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base
from knowledge.models.parts import own_key, part_of

KINDS = ("open_referral", "sheet", "grants", "volunteering", "export")
"""What a source can send."""

OUTCOMES = ("taken", "mended", "unchanged", "refused", "missing")
"""What can become of a row: as it was, after mending, nothing new, not taken, gone from there."""


class DataSource(Base):
    """Somebody who publishes records that we bring in.

    `name` is what `Record.origin` says. `changed_until` is the newest change that was taken whole:
    where the next incremental run begins. `can` holds what the source was seen to do or to ignore.
    """

    __tablename__ = "data_source"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    publisher: Mapped[str | None]
    address: Mapped[str | None]
    licence: Mapped[str | None]
    attribution: Mapped[str | None]
    can: Mapped[dict[str, Any]] = mapped_column(default=dict)
    every_hours: Mapped[int | None]
    changed_until: Mapped[datetime | None]
    last_good_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class SourceItem(Base):
    """The last good copy of one thing of a source, as it was sent.

    `body_hash` is what tells a change. `listed_in` is the last whole listing that named it, and
    `fetched_in` the run that brought the body, by which a broken run goes on where it stopped.
    """

    __tablename__ = "source_item"

    source: Mapped[str] = mapped_column(
        ForeignKey("data_source.name", ondelete="CASCADE"), primary_key=True
    )
    external_id: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    body_hash: Mapped[str] = mapped_column(String(64))
    is_whole: Mapped[bool] = mapped_column(default=False)
    fetched_at: Mapped[datetime]
    fetched_in: Mapped[uuid.UUID] = mapped_column(index=True)
    listed_in: Mapped[uuid.UUID | None] = mapped_column(index=True)
    taken_hash: Mapped[str | None] = mapped_column(String(64))


class ImportRun(Base):
    """One run of an import, with its counts.

    `state` is `running`, `stopped` (can be gone on with), `failed`, `previewed` or `done`; `mode`
    `full` or `incremental`. `place` is where a stopped run goes on.
    """

    __tablename__ = "import_run"

    id: Mapped[uuid.UUID] = own_key()
    source: Mapped[str] = mapped_column(
        ForeignKey("data_source.name", ondelete="CASCADE"), index=True
    )
    mode: Mapped[str] = mapped_column(String(20), default="full")
    state: Mapped[str] = mapped_column(String(20), default="running", index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    by: Mapped[str | None]
    file_name: Mapped[str | None]
    place: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    mended: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None]


class ImportRow(Base):
    """What became of one row of a run, and why.

    `position` counts from 1 in the order of the source; `cell` is such as `C7` for a sheet or the
    key for a feed. `outcome` is one of `OUTCOMES`. No value that was masked stands in `message`.
    """

    __tablename__ = "import_row"

    id: Mapped[uuid.UUID] = own_key()
    run_id: Mapped[uuid.UUID] = part_of("import_run")
    position: Mapped[int]
    external_id: Mapped[str | None]
    name: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(String(20), index=True)
    cell: Mapped[str | None]
    message: Mapped[str | None]
    record_id: Mapped[uuid.UUID | None]
