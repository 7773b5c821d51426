"""The real content, searchable: loaded into a database of the tests' own, once a session.

The vectors, the encoder and the ranking that `make run` left in `var/` are used and never changed;
what is missing there is built anew, which takes a few minutes. The engine's tests read this file
too and have neither the database nor the search, so it imports them where they are used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from knowledge.directory import Directory
    from knowledge.models import Record
    from knowledge.settings import Settings

ROOT = Path(__file__).parents[1]
READY = ROOT / "var"
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)  # noqa: UP017 - Python 3.10 reads this too


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose database holds the content of this tree, with vectors and ranking."""
    from knowledge.database import upgrade
    from knowledge.loading import load
    from knowledge.settings import Settings

    folder = tmp_path_factory.mktemp("real-content")
    settings = Settings.from_environment(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'signpost.db'}",
            "CONTENT_FOLDER": str(ROOT / "knowledge" / "content"),
            "ENCODER_FOLDER": str(_encoder(folder)),
            "RANKER_FILE": str(_ranker(folder)),
            "SITE_FILE": str(ROOT / "site.yml"),
        }
    )
    upgrade(settings.database_url)
    copy_vectors(folder / "signpost.db")
    load(settings, lambda line: None)
    _train_if_missing(settings)
    return settings


@pytest.fixture(scope="session")
def directory(real_settings: Settings) -> Iterator[Directory]:
    """The directory of the real content, on a day that stands still."""
    from knowledge.directory import Directory

    opened = Directory(real_settings, lambda: TODAY, lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def all_records(real_settings: Settings) -> Sequence[Record]:
    """Every record of the content, withheld ones and places too, with its contacts, by slug."""
    from sqlalchemy import select
    from sqlalchemy.orm import joinedload, selectinload

    from knowledge.database import create_database
    from knowledge.models import Link, Record

    database = create_database(real_settings.database_url)
    with database.session() as session:
        links = selectinload(Record.links).options(joinedload(Link.target))
        found = session.scalars(select(Record).options(links).order_by(Record.slug)).unique().all()
    database.close()
    return found


@pytest.fixture(scope="session")
def records(all_records: Sequence[Record]) -> Sequence[Record]:
    """Every record that a resident may be shown; places are found by name and not shown."""
    return [item for item in all_records if item.kind != "place" and not item.is_withheld]


def _encoder(folder: Path) -> Path:
    from knowledge.encoder.build import build, is_built

    ready = READY / "encoder"
    if is_built(ready):
        return ready
    build(folder / "encoder")
    return folder / "encoder"


def _ranker(folder: Path) -> Path:
    from knowledge.errors import Unavailable
    from knowledge.search.ranker import Ranker

    ready = READY / "ranker.npz"
    try:
        Ranker.load(ready)
    except Unavailable:
        return folder / "ranker.npz"
    return ready


def _train_if_missing(settings: Settings) -> None:
    from knowledge.search.library import open_library
    from knowledge.search.train import train

    target = Path(settings.ranker_file)
    if not target.exists():
        with open_library(settings) as library:
            ranker, _ = train(library)
        ranker.save(target)


def copy_vectors(target: Path) -> None:
    """Copies the vectors alone, so that only texts that changed since are encoded anew."""
    ready = READY / "signpost.db"
    if not ready.exists():
        return
    with closing(sqlite3.connect(target, uri=True)) as copy:
        copy.execute("ATTACH ? AS ready", (f"{ready.as_uri()}?mode=ro",))
        # A database of another version may not have the table: then every text is encoded.
        with suppress(sqlite3.OperationalError):
            copy.execute("INSERT INTO text_vector SELECT * FROM ready.text_vector")
        copy.commit()
