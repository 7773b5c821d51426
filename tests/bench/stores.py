"""Databases of the benchmark: the real places and as many invented services as are asked for.

They stay in `var/bench`, vectors and all, so that a second run need not encode anything again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from knowledge.content_files import load_content
from knowledge.content_store import replace_content
from knowledge.database import create_database, upgrade
from knowledge.models import Base, Place, Record, Service, record_id
from knowledge.settings import Settings
from tests.bench.synthetic import ORIGIN, Made, Spot, make_services

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "bench"
_ROWS_AT_ONCE = 2000
_RECORDS = Base.metadata.tables[Record.__tablename__]


def store_of(count: int) -> str:
    """Returns the address of the database with so many invented services."""
    return f"sqlite:///{FOLDER / f'services-{count}.db'}"


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """Gives a session of a database."""
    database = create_database(url)
    try:
        with database.session() as session:
            yield session
    finally:
        database.close()


def fill(count: int, settings: Settings) -> None:
    """Makes the database with so many services, unless it is there and whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    upgrade(store_of(count))
    with opened(store_of(count)) as session:
        if session.scalar(select(func.count()).select_from(Service)) == count:
            return
        session.execute(delete(_RECORDS))
        _places(session, settings)
        made = services_of(session, count)
        while rows := [_row(item) for item in islice(made, _ROWS_AT_ONCE)]:
            session.execute(insert(Service), rows)
        session.commit()


def services_of(session: Session, count: int) -> Iterator[Made]:
    """Yields the invented services, in the places of a filled database."""
    places = session.scalars(select(Place).order_by(Place.slug)).all()
    spots = [
        Spot(place.name, place.district or place.areas[0])
        for place in places
        if place.place_kind in {"town", "village", "suburb"} and place.in_county
    ]
    counties = [place.county for place in places if place.place_kind == "district" and place.county]
    return make_services(count, spots, counties[0])


def _places(session: Session, settings: Settings) -> None:
    """Leaves the places of the content in the database and nothing else."""
    replace_content(session, load_content(settings.content_folder), "bench", datetime.now(UTC))
    session.execute(delete(_RECORDS).where(_RECORDS.c.kind != "place"))
    session.flush()


def _row(made: Made) -> dict[str, Any]:
    return {
        "id": record_id(made.slug), "slug": made.slug, "kind": "service", "name": made.name,
        "also_asked": list(made.also_asked), "summary": made.summary,
        "topics": ["support-services"], "areas": list(made.areas), "origin": ORIGIN,
        "provider": "An invented group", "cost": None, "source_urls": [], "merged_from": [],
        "source_date": "unknown", "source_note": "Invented, for measuring only.",
        "confidence": "low", "content_file": "", "service_types": [], "lifecycle": "active",
    }  # fmt: skip
